"""Every word list as a CSV file with a note or source a row; nothing else in the house holds long lists of words.

To teach the machine a word is to add a row, with the note that says why. For the text: ``furniture``, ``pinyin``, ``not_pinyin``, ``kept_zhu``,
``words`` (jieba's additions). For the mentions:

- ``units``: unit, kind, what one of it is in its base unit, and whether 万 and 亿 may stand before it; ``nouns`` only begin like a unit.
- ``qualifiers``: words before, behind or inside a figure. ``not_facts``: numerals that are no figures (see ``mentions.dismissing``).
- ``periods``: patterns of time and their months (see ``mentions.periods``). ``cues``: growth, fall, plan, comparison; kind ``none`` keeps a longer word
  from being read as the cue inside it.
- ``regions``: divisions with code and years, written by ``tests/tools/make_regions.py``; ``region_words``: 全市, names in longer words, zones.
- ``indicators``: the statistical system's names, aliases, usual unit and size.

For the facts: ``passages``, ``phrase_words``, ``confidence``.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(os.environ.get("EXTRACTION_TABLES") or Path(__file__).parent)
"""Another folder with the same tables, read once in a process's life: to see what a changed row does before it is committed."""


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of ``tables/<name>.csv`` in their order, by column name; a cell is never None. KeyError for a table that is not there."""
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        raise KeyError(name)
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, restval=""))


def names() -> list[str]:
    """The names of all tables, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


@cache
def digest() -> str:
    """SHA-256 (hex) over the names and bytes of all tables in order: the version of the words a run was made with."""
    sha = hashlib.sha256()
    for name in names():
        content = (FOLDER / f"{name}.csv").read_bytes()
        sha.update(f"{name}\0{len(content)}\0".encode())
        sha.update(content)
    return sha.hexdigest()
