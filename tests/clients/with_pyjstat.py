"""pyjstat, unmodified: every dataset of the collection becomes a table with the same numbers."""
import json
import math
import warnings
from collections import OrderedDict
from pyjstat import pyjstat
from archive import each

warnings.simplefilter("ignore")


def check(release, tables):
    collection = pyjstat.Collection.read((release / "figures.json").read_text())
    items = collection["link"]["item"]
    assert [item["extension"]["table"] for item in items] == list(tables)
    for item, (name, cells) in zip(items, tables.items()):
        dataset = pyjstat.Dataset.read(json.dumps(item))
        frame = dataset.write("dataframe", naming="id")
        found = {}
        for row in frame.itertuples(index=False):
            *codes, measure, value = row
            assert codes.pop(0) == release.name
            value = None if value is None or math.isnan(value) else int(value)
            found.setdefault(tuple(codes), {})[measure] = value
        assert list(found) == list(cells), name
        for codes, pair in cells.items():
            count, margin = pair or (None, None)
            assert found[codes] == {"count": count, "margin_95": margin}, (name, codes)
        # By name, as a reader would.
        labels = dataset.write("dataframe", naming="label")
        assert len(labels) == 2 * len(cells)
    assert isinstance(collection, OrderedDict)


each(check)
