"""Pinyin glosses: a syllable in parentheses behind a Chinese character, as some sites put behind every rarer one."""

import re
from collections.abc import Iterator
from functools import lru_cache

from extraction import tables
from extraction.text.span import Span

_TONES = {"a": "āáǎàă", "e": "ēéěèĕ", "i": "īíǐìĭ", "o": "ōóǒòŏ", "u": "ūúǔùŭ", "ü": "ǖǘǚǜ", "n": "ńňǹ"}
_TONED = "".join(_TONES.values())
_PLAIN = str.maketrans({mark: plain for plain, marks in _TONES.items() for mark in marks} | {"v": "ü", "ɡ": "g", "ɑ": "a"})
_COMBINING = str.maketrans("", "", "\u0300\u0301\u0304\u0306\u030c")

HAN = r"[㐀-鿿々〇]"
LETTERS = rf"[a-züɡɑ{_TONED}\u0300\u0301\u0304\u0306\u0308\u030c]{{1,12}}"
_WHOLE = re.compile(rf"[(（](?<={HAN}[(（])[ \u3000]?({LETTERS})((?: {LETTERS}){{0,3}})[ \u3000]{{0,2}}[)）]")
_HALF = re.compile(
    rf"(?=[(（{LETTERS[1 : LETTERS.index(']')]}])(?:(?<=[㐀-鿿々〇?])({LETTERS})[ \u3000]?[)）]|(?<={HAN})[(（][ \u3000]?({LETTERS})(?={HAN}))"
)


def _syllables() -> frozenset[str]:
    return frozenset(row["initial"].strip("-") + final for row in tables.rows("pinyin") for final in row["finals"].split())


SYLLABLES = _syllables()
_NEUTRAL = frozenset(("de", "le", "zhe", "zi", "men", "me"))
_NOT_PINYIN = frozenset(row["letters"] for row in tables.rows("not_pinyin"))


@lru_cache(maxsize=8192)
def plain(letters: str) -> str:
    """A syllable without its tone: ``zhǎng`` and ``zha\u030cng`` are ``zhang``."""
    return letters.replace("u\u0308", "ü").translate(_COMBINING).translate(_PLAIN)


@lru_cache(maxsize=8192)
def is_syllable(letters: str) -> bool:
    """One syllable of pinyin, with or without tone. Without tone, letters that are a usual abbreviation are none."""
    base = plain(letters)
    return base in SYLLABLES and (has_tone(letters) or letters not in _NOT_PINYIN)


def has_tone(letters: str) -> bool:
    return plain(letters) != letters


def readings(text: str) -> dict[str, set[str]]:
    """How characters are read on this page: syllable with its tone to the characters it stands behind."""
    said: dict[str, set[str]] = {}
    for found in _WHOLE.finditer(text):
        if has_tone(found[1]) and is_syllable(found[1]):
            said.setdefault(found[1], set()).add(text[found.start() - 1])
    return said


def glosses(text: str) -> Iterator[tuple[Span, str]]:
    """Every whole gloss, to be deleted."""
    for found in _WHOLE.finditer(text):
        if is_syllable(found[1]) and all(is_syllable(more) and has_tone(more) for more in found[2].split()):
            yield Span(*found.span()), ""


def half_glosses(text: str) -> Iterator[tuple[Span, str]]:
    """Glosses that lost one of their parentheses where the encoding broke; only a syllable with its tone, or a particle, is taken for one."""
    for found in _HALF.finditer(text):
        letters = found[1] or found[2]
        if (has_tone(letters) and is_syllable(letters)) or (found[1] in _NEUTRAL):
            yield Span(*found.span()), ""
