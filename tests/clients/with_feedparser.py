"""Reads a register's feed with feedparser."""

import json
import sys

import feedparser

read = feedparser.parse(sys.argv[1])
json.dump(
    {
        "bozo": bool(read.bozo),
        "version": read.version,
        "entries": [
            {"id": e.id, "link": e.link, "summary": e.summary, "updated": e.updated}
            for e in read.entries
        ],
    },
    sys.stdout,
)
