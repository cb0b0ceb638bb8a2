"""Reads a register's figures with CBS's own client, in which only the address is changed."""

import json
import sys

import cbsodata

cbsodata.options.use_https = False
cbsodata.options.catalog_url = sys.argv[1]

tables = [table["Identifier"] for table in cbsodata.get_table_list()]
one = cbsodata.get_table_list(select=["Identifier"], filters="Identifier eq 'province'")

figures = {}
parts = 0
for table in tables:
    endpoints = {row["name"] for row in cbsodata.get_meta(table, "")}
    dimensions = [
        row["Key"]
        for row in cbsodata.get_meta(table, "DataProperties")
        if row["Type"].endswith("Dimension") and row["Key"] != "Periods"
    ]
    assert set(dimensions) <= endpoints, (dimensions, endpoints)
    titles = {}
    for dimension in dimensions + ["Periods"]:
        rows = cbsodata.get_meta(table, dimension)
        titles[dimension] = {row["Title"]: row["Key"] for row in rows}
        assert len(titles[dimension]) == len(rows), "titles are distinct"
    data = cbsodata.get_data(table)
    parts = max(parts, len(data))
    of_table = figures.setdefault(table, {})
    for row in data:
        # get_data writes titles where the service wrote keys.
        period = titles["Periods"][row["Periods"]]
        codes = "|".join(titles[dimension][row[dimension]] for dimension in dimensions)
        cells = of_table.setdefault(period, {})
        assert codes not in cells
        cells[codes] = [row["Count_1"], row["Margin95_2"]]

info = cbsodata.get_info("province")
utrecht = cbsodata.get_data("province", filters="Province eq 'PV26'")
assert {row["Province"] for row in utrecht} == {"Utrecht"}
period = sorted(figures["total"])[-1]
selected = cbsodata.get_data(
    "total",
    select=["Periods", "Count_1"],
    filters=f"(Periods eq '{period}') or substringof('nothing', Periods)",
)
assert len(selected) == 1, selected
# In cbsodata 1.3.5, `typed` leaves out the typed set and gives the other.
untyped = cbsodata.get_data("total", typed=True)
json.dump(
    {
        "tables": tables,
        "one_table": [row["Identifier"] for row in one],
        "figures": figures,
        "parts": parts,
        "caveat": info["Summary"],
        "label": utrecht[0]["Province"],
        "selected": sorted(selected[0]),
        "untyped_are_texts": all(isinstance(row["Count_1"], str) for row in untyped),
    },
    sys.stdout,
)
