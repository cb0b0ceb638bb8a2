"""A YAML reader and an RDF reader, unmodified: the citation has what its format requires, and the
description of the dataset is linked data with every file in it."""
import re
import yaml
from rdflib import RDF, Graph, Namespace
from archive import each

DCAT = Namespace("http://www.w3.org/ns/dcat#")
SCHEMA = Namespace("https://schema.org/")


def check(release, tables):
    citation = yaml.safe_load((release / "CITATION.cff").read_text())
    for key in ["cff-version", "message", "title", "authors"]:
        assert citation[key], key
    assert citation["type"] == "dataset" and citation["license"] == "CC-BY-4.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", citation["date-released"])
    assert all(list(author) == ["name"] for author in citation["authors"])

    graph = Graph().parse(release / "dataset.jsonld", format="json-ld")
    [dataset] = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(graph.value(dataset, SCHEMA.identifier)) == release.name
    files = {str(graph.value(file, SCHEMA.name)) for file in graph.objects(dataset, DCAT.distribution)}
    there = {file.name for file in release.iterdir()}
    assert files == there - {"dataset.jsonld", "SHA256SUMS", "SHA256SUMS.minisig"}
    assert "deliberate noise" in str(graph.value(dataset, SCHEMA.description))


each(check)
