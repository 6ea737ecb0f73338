"""Cue words: growth and fall, targets and estimates, comparison bases."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from extraction.mentions.lexicon import Lexicon
from extraction.tables import rows
from extraction.text.span import Span


class Cue(NamedTuple):
    """A cue word of ``tables/cues.csv``. ``kind``: "growth" (增长), "fall" (下降), "level_of" (达到, 完成), "share" (占比, 率), "target" (力争),
    "estimate" (预计), "base" (同比, 环比, 比年初 ...; ``value`` is the fact's base), "pairing" (分别), "each" (均), "from" (由, 从), "to" (至, 降至),
    "flow" (新增, 签约)."""

    span: Span
    text: str
    kind: str
    value: str | None = None


@cache
def _cues() -> Lexicon[tuple[str, str | None]]:
    return Lexicon({row["cue"]: (row["kind"], row["value"] or None) for row in rows("cues")})


def find_cues(text: str) -> list[Cue]:
    """Every cue word of a clean text in order, longest match first, not overlapping. ``kind`` "none" in the table keeps a longer word
    (目标群体, 将军) from being read as the cue it begins with."""
    return [Cue(Span(start, start + len(word)), word, kind, value) for start, word, (kind, value) in _cues().find(text) if kind != "none"]
