"""Words before, inside and behind a figure that qualify it: 近, 超, 多, 以上."""

from __future__ import annotations

import re
from functools import cache

from extraction.tables import rows
from extraction.text.span import Span

STOP = re.compile(r"[,，。;；、)）\s”!！?？]|$")
_ENDS_WORD = {"近": frozenset("附靠邻最临贴就"), "约": frozenset("签节履条公制契预邀毁违相")}  # 附近40家 and 签约4个 have no qualifier


@cache
def _qualifiers(*places: str) -> tuple[dict[str, str], tuple[int, ...]]:
    """Words and what they say, and their lengths, longest first."""
    found = {row["word"]: row["qualifier"] for row in rows("qualifiers") if row["place"] in places}
    return found, tuple(sorted({len(word) for word in found}, reverse=True))


def qualifier_of(text: str, start: int, end: int, glue: str = "", places: tuple[str, ...] = ("before",)) -> tuple[str, tuple[Span, ...]]:
    """How the figure ``text[start:end]`` is qualified, and where that is said. The word behind wins over the one before, that over the one inside."""
    spans: list[Span] = []
    qualifier = "above" if "round" in places and text[start] in "数几" else "exact"
    for sign in glue:
        qualifier = _qualifiers("glued")[0][sign]
    words, lengths = _qualifiers(*places)
    for length in lengths:
        word = text[start - length : start] if length <= start else ""
        if word in words and text[start - length - 1 : start - length] not in _ENDS_WORD.get(word, ()):
            qualifier = words[word]
            spans.append(Span(start - length, start))
            break
    closing = STOP.match(text, end + 1) is not None or text.startswith("的", end + 1)
    words, lengths = _qualifiers("behind", "closing") if closing else _qualifiers("behind")
    for length in lengths:
        if text[end : end + length] in words:
            qualifier = words[text[end : end + length]]
            spans.append(Span(end, end + length))
            break
    return qualifier, tuple(spans)
