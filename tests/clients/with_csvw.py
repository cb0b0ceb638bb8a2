"""csvw, unmodified: the metadata fits the file, and numbers come out as numbers."""
from csvw import CSVW
from csvw.metadata import TableGroup, Table
from archive import DIMENSIONS, each


def check(release, tables):
    metadata = str(release / "figures.csv-metadata.json")
    found = CSVW(metadata, validate=True)
    assert found.is_valid, found.warnings
    rows = list(Table.from_file(metadata))
    assert len(rows) == sum(map(len, tables.values()))
    for row in rows:
        codes = tuple(row[name] for name in DIMENSIONS if row[name])
        pair = tables[row["table"]][codes]
        assert (row["count"], row["margin_95"]) == (pair or (None, None))
        assert row["status"] == (None if pair else "c")
        assert row["note"] and row["release"] == release.name


each(check)
