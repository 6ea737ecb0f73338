"""Traditional to simplified characters by OpenCC, of the same length, as mainland usage has them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress
from operator import ne

import opencc

from extraction import tables

TRADITIONAL_FROM = 0.02
"""A text is taken for traditional from this share of characters on that only traditional writing has."""

_ACROSS = 8  # so many characters may be converted otherwise where a text is cut in the middle of a phrase
_CHANGED = re.compile(b"\x01+")  # in bytes that say of each character whether it is changed
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


def simplified(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """One edit for each run of characters to be written otherwise.

    In a text that is not traditional, what GB 2312 knows stays (乾县, 瞭望, 於潜 are right there). In one that is, 著 becomes 着 where it is
    the particle (OpenCC leaves it).
    """
    new = convert(text)
    if new == text:
        return
    changed = bytes(map(ne, text, new))
    if _beyond_gb2312(text, changed) < _enough(text):
        changed = bytes(here and not _in_gb2312(char) for char, here in zip(text, changed, strict=True))
    elif "著" in new:
        new = _ZHU.sub(lambda found: "着" if found[1] else found[0], new)
        changed = bytes(map(ne, text, new))
    for found in _CHANGED.finditer(changed):
        start, end = span = found.span()
        yield span, new[start:end]


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters; of a long one the first quarter usually tells."""
    if len(text) - len(text.encode("gb2312", "ignore").decode("gb2312")) < _enough(text):
        return False  # not even that many characters are beyond GB 2312
    begun = text[: len(text) // 4]
    return _only_traditional(begun) >= _enough(text) + _ACROSS or _only_traditional(text) >= _enough(text)


def _only_traditional(text: str) -> int:
    return _beyond_gb2312(text, bytes(map(ne, text, convert(text))))


def _beyond_gb2312(text: str, changed: bytes) -> int:
    """How many of the characters that are changed (1, else 0) are none of GB 2312."""
    chars = "".join(compress(text, changed))
    return len(chars) - len(chars.encode("gb2312", "ignore")) // 2


def _enough(text: str) -> float:
    return max(1, TRADITIONAL_FROM * len(text))


@lru_cache(maxsize=8192)
def _in_gb2312(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False
