"""Solves for the hidden cells of a figures.csv: between which whole numbers does each lie, if every
number that is shown holds?

Reads one JSON object from standard input:
    figures    the text of figures.csv
    regions    for each nationality its region
    hidden     for each table the largest number that a hidden cell can stand for
    within     how far a shown number may be from the true one; nothing: its margin_95
    widen      by what a margin is multiplied
Writes one: whether all numbers can hold at once, and for each hidden cell its table, codes, least
and greatest number. The program behind is HiGHS, an exact solver of integer programs, by scipy.
"""

import csv
import io
import json
import sys

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

DIMENSIONS = ["nationality", "region", "province", "birth_cohort", "main_reason", "tried", "acquired"]


def read(given):
    """Every cell with the least and greatest number that the file leaves for it."""
    rows = list(csv.DictReader(io.StringIO(given["figures"])))
    margin = {row["table"]: float(row["margin_95"]) for row in rows if row["margin_95"]}
    cells = {}
    for row in rows:
        key = (row["table"],) + tuple(row[name] for name in DIMENSIONS if row[name])
        within = given.get("within")
        if within is None:
            within = margin.get(row["table"], 0) * given["widen"]
        if row["status"]:
            wide = within if given.get("within") is None else 0
            cells[key] = (0, given["hidden"][row["table"]] + wide, True)
        else:
            count = float(row["count"])
            cells[key] = (max(0, count - within), count + within, False)
    return cells


def sums(cells, regions):
    """The lines that add up: (parts, whole) for every margin that is published."""
    tables = {}
    for key in cells:
        tables.setdefault(key[0], []).append(key)
    total = ("total",)
    lines = [(keys, total) for table, keys in tables.items() if table != "total"]
    for region in tables["region"]:
        of = [key for key in tables["nationality"] if regions[key[1]] == region[1]]
        lines.append((of, region))
        lines.append(([key for key in tables["region_province"] if key[1] == region[1]], region))
    for province in tables["province"]:
        of = [key for key in tables["region_province"] if key[2] == province[1]]
        lines.append((of, province))
    return lines


def main():
    given = json.load(sys.stdin)
    cells = read(given)
    place = {key: number for number, key in enumerate(cells)}
    lines = sums(cells, given["regions"])
    matrix = lil_array((len(lines), len(cells)))
    for number, (parts, whole) in enumerate(lines):
        for part in parts:
            matrix[number, place[part]] += 1
        matrix[number, place[whole]] -= 1
    adds_up = LinearConstraint(matrix.tocsr(), 0, 0)
    low, high, _ = (np.array(column) for column in zip(*cells.values()))
    bounds = Bounds(np.ceil(low), np.floor(high))

    def extreme(key, sign):
        aim = np.zeros(len(cells))
        if key is not None:
            aim[place[key]] = sign
        return milp(aim, integrality=np.ones(len(cells)), bounds=bounds, constraints=adds_up)

    if not extreme(None, 1).success:
        json.dump({"holds": False, "cells": []}, sys.stdout)
        return
    found = []
    for key, (_, _, is_hidden) in cells.items():
        if is_hidden:
            least, most = extreme(key, 1), extreme(key, -1)
            found.append([key[0], "|".join(key[1:]), round(least.fun), round(-most.fun)])
    json.dump({"holds": True, "cells": found}, sys.stdout)


main()
