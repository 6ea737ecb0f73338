"""Traditional to simplified characters by OpenCC, of the same length, as mainland usage has them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress, count
from operator import ne

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
    known = _SURROGATE.sub("\ufffd", text)
    new: str = _converter().convert(known)
    if len(new) != len(text):
        return "".join(char if len(changed := convert(char)) != 1 else changed for char in text) if len(text) > 1 else text
    return new if known == text else "".join(map(_kept_surrogate, text, new))


def _kept_surrogate(old: str, new: str) -> str:
    return old if _SURROGATE.match(old) else new


def simplified(text: str) -> Iterator[tuple[Span, str]]:
    """One edit for each run of characters to be written otherwise.

    In a text that is not traditional, what GB 2312 knows stays (乾县, 瞭望, 於潜 are right there). In one that is, 著 becomes 着 where it is
    the particle (OpenCC leaves it).
    """
    new = convert(text)
    changed = _changed(text, new)
    if _is_traditional(text, changed):
        new = _ZHU.sub(lambda found: "着" if found[1] else found[0], new)
        yield from _runs(_changed(text, new), new)
    else:
        yield from _runs([i for i in changed if not _in_gb2312(text[i])], new)


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters."""
    return _is_traditional(text, _changed(text, convert(text)))


def _is_traditional(text: str, changed: list[int]) -> bool:
    chars = "".join([text[i] for i in changed])
    only_traditional = len(chars) - len(chars.encode("gb2312", "ignore")) // 2
    return only_traditional >= max(1, TRADITIONAL_FROM * len(text))


def _changed(text: str, new: str) -> list[int]:
    return list(compress(count(), map(ne, text, new)))


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
