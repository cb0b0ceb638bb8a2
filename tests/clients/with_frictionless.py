"""frictionless, unmodified: every data package is valid, with checksums, types and constraints."""
import os
from frictionless import Package, validate
from archive import each


def check(release, tables):
    os.chdir(release)
    report = validate("datapackage.json")
    assert report.valid, report.flatten(["type", "note"])
    rows = Package("datapackage.json").get_resource("figures").read_rows()
    assert len(rows) == sum(map(len, tables.values()))
    for row in rows:
        hidden = row["status"] == "c"
        assert hidden == (row["count"] is None)
        assert hidden or row["count"] % 5 == 0


each(check)
