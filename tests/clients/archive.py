"""What figures.csv of each release says, read with the standard library alone: the other clients are
held against it."""
import csv
import pathlib
import sys

DIMENSIONS = ["nationality", "region", "province", "birth_cohort", "main_reason", "tried", "acquired"]


def releases(folder):
    folder = pathlib.Path(folder)
    for name in (folder / "releases.txt").read_text().split():
        yield folder / name


def figures(release):
    """{table: {codes: (count, margin) or None}} in the order of the file."""
    tables = {}
    with open(release / "figures.csv", newline="", encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            codes = tuple(line[name] for name in DIMENSIONS if line[name])
            hidden = line["status"] == "c"
            assert hidden == (line["count"] == "") == (line["margin_95"] == "")
            pair = None if hidden else (int(line["count"]), int(line["margin_95"]))
            tables.setdefault(line["table"], {})[codes] = pair
    return tables


def each(check):
    """Runs the check on every release of the archive given on the command line."""
    seen = 0
    shown = 0
    for release in releases(sys.argv[1]):
        tables = figures(release)
        shown += sum(pair is not None for cells in tables.values() for pair in cells.values())
        check(release, tables)
        seen += 1
    # An archive that shows nothing would prove nothing.
    assert seen > 0 and shown > 0
    print(f"{seen} releases, {shown} numbers")
