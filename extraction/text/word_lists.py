"""The word lists of this room."""

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The rows of ``extraction/tables/<name>.csv``."""
    with (files("extraction.tables") / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
