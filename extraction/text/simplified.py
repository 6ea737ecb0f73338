"""Traditional to simplified characters by OpenCC, of the same length, as mainland usage has them."""

import re
from collections.abc import Iterator
from functools import lru_cache

import opencc

from extraction import tables
from extraction.text.span import Span

TRADITIONAL_FROM = 0.02
"""A text is taken for traditional from this share of characters on that only traditional writing has."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_ZHU = re.compile("|".join(sorted((row["word"] for row in tables.rows("kept_zhu")), key=len, reverse=True)) + "|(著)")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def convert(text: str) -> str:
    """Text in simplified characters (OpenCC t2s), of the same length whatever the input; what OpenCC refuses stays as it is."""
    if text.isascii():
        return text
    new: str = _converter().convert(_SURROGATE.sub("\ufffd", text))
    if len(new) != len(text):
        return "".join(char if len(changed := convert(char)) != 1 else changed for char in text) if len(text) > 1 else text
    return new


def simplified(text: str) -> Iterator[tuple[Span, str]]:
    """One edit for each run of characters to be written otherwise.

    In a text that is not traditional, what GB 2312 knows stays (乾县, 瞭望, 於潜 are right there). In one that is, 著 becomes 着 where it is
    the particle (OpenCC leaves it).
    """
    new = convert(text)
    changed = [i for i, (old, char) in enumerate(zip(text, new, strict=True)) if old != char] if new != text else []
    changed = [i for i in changed if not "\ud800" <= text[i] <= "\udfff"]
    odd = [i for i in changed if not _in_gb2312(text[i])]
    if len(odd) < TRADITIONAL_FROM * len(text):
        changed = odd
    else:
        new = _ZHU.sub(lambda found: "着" if found[1] else found[0], new)
        changed = [i for i, (old, char) in enumerate(zip(text, new, strict=True)) if old != char and not "\ud800" <= old <= "\udfff"]
    yield from _runs(changed, new)


def _runs(places: list[int], new: str) -> Iterator[tuple[Span, str]]:
    start = 0
    for i, place in enumerate(places):
        if i + 1 == len(places) or places[i + 1] != place + 1:
            first = places[start]
            yield Span(first, place + 1), new[first : place + 1]
            start = i + 1


@lru_cache(maxsize=8192)
def _in_gb2312(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False
