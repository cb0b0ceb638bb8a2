"""openpyxl, unmodified: one sheet per table with the same numbers, the caveat in each row."""
from openpyxl import load_workbook
from archive import each


def check(release, tables):
    book = load_workbook(release / "figures.xlsx")
    assert book.sheetnames == ["Read me"] + list(tables)
    read_me = [row[0].value for row in book["Read me"].iter_rows()]
    assert any("deliberate noise" in (line or "") for line in read_me)
    for name, cells in tables.items():
        head, *rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
        place = {column: number for number, column in enumerate(head)}
        dimensions = [column for column in head[: place["count"]] if "(" not in column]
        assert len(rows) == len(cells)
        for row, (codes, pair) in zip(rows, cells.items()):
            assert tuple(row[place[column]] for column in dimensions) == codes
            assert (row[place["count"]], row[place["margin_95"]]) == (pair or (None, None))
            assert row[place["status"]] == (None if pair else "c")
            assert "deliberate noise" in row[place["note"]]


each(check)
