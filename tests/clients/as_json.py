"""The archive's figures as JSON, for a client that is not Python."""
import json
import sys
from archive import figures, releases

OF_TABLE = {"region_province": ["region", "province"], "total": [], "number": []}
wanted = {}
for release in releases(sys.argv[1]):
    wanted[release.name] = [
        {
            "name": name,
            "dimensions": OF_TABLE.get(name, [name]),
            "cells": [[codes, *(pair or (None, None))] for codes, pair in cells.items()],
        }
        for name, cells in figures(release).items()
    ]
json.dump(wanted, sys.stdout)
