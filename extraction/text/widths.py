"""Widths, invisible characters, doubled and stray punctuation, blanks inside figures, dashes of ranges."""

import re
import unicodedata
from collections.abc import Iterator

from extraction import tables
from extraction.text.span import Span


def _narrow(char: str) -> str:
    return unicodedata.normalize("NFKC", char)


_FULL = [chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))]
_SIGNS = {"％": "%", "﹪": "%", "＋": "+", "＝": "=", "＆": "&", "＃": "#", "＠": "@"}
_SINGLE = {
    chr(code)
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
    if len(_narrow(chr(code))) == 1 and _narrow(chr(code)) != chr(code)
}
_NARROWED = {char: _narrow(char) for char in (*_FULL, *sorted(_SINGLE))} | _SIGNS | {"「": "“", "」": "”", "『": "‘", "』": "’"}
_TABLE = str.maketrans(_NARROWED)
_WIDE = re.compile("[" + "".join(map(re.escape, _NARROWED)) + "]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_POINT = re.compile(r"．(?<=[0-9]．)(?=[0-9])")
_DOUBLED = re.compile(r"[,，、;；:：。]{2,}")
_UNITS = "|".join(sorted({re.escape(row["unit"]) for row in tables.rows("units")} | set("万亿千百余多"), key=len, reverse=True))
_BLANK = re.compile(
    r"(?=[ \u3000\xa0])(?:"
    rf"(?<=[0-9])[ \u3000\xa0]+(?=%|‰|(?:{_UNITS}))|(?<=[0-9])[ \xa0](?=[年月日])|(?<=[年月])[ \xa0](?=[0-9]{{1,2}}[ \xa0]?[月日]))"
)
_SPACED = re.compile(r"(?<![一-鿿])[一-鿿](?:[ \u3000\xa0][一-鿿]){3,}(?![一-鿿])")
_DASH = re.compile(r"(?=[ \u3000—–－―~～‐‑−-])(?<=[0-9%月日年万亿元时])[ \u3000]?(?:[—–－―~～‐‑−]{1,2}|-{2})[ \u3000]?(?=[0-9])")


def invisible(text: str) -> Iterator[tuple[Span, str]]:
    """Characters that show nothing (zero width, marks of direction, soft hyphens) gone."""
    for found in _INVISIBLE.finditer(text):
        yield Span(*found.span()), ""


def narrowed(text: str) -> Iterator[tuple[Span, str]]:
    """Digits, letters and the signs of figures in half width, radicals and compatibility characters as the usual ones, 「」 as “”.

    Commas, stops and parentheses keep their width: both are right, and what reads them takes both.
    """
    for found in _WIDE.finditer(text):
        yield Span(*found.span()), found[0].translate(_TABLE)


def points(text: str) -> Iterator[tuple[Span, str]]:
    """The wide decimal point of a figure (``５．４``, once its digits are narrow)."""
    for found in _POINT.finditer(text):
        yield Span(*found.span()), "."


def punctuation(text: str) -> Iterator[tuple[Span, str]]:
    """Doubled and stray marks once: ``,,`` is ``,`` and ``12家,。`` ends in ``。``."""
    for found in _DOUBLED.finditer(text):
        marks = found[0]
        if marks.strip("。") and marks not in ("::", "，：", "：，"):
            yield Span(*found.span()), "。" if "。" in marks else marks[0]
        elif marks == "。。":
            yield Span(*found.span()), "。"


def blanks(text: str) -> Iterator[tuple[Span, str]]:
    """No blank between a figure and its unit (``3.8 %``) or inside a date, none between single characters set apart (``通 知 公 告``)."""
    found = [Span(*match.span()) for match in _BLANK.finditer(text)]
    for match in _SPACED.finditer(text):
        found += [Span(at, at + 1) for at in range(match.start(), match.end()) if text[at] in " \u3000\xa0"]
    yield from ((span, "") for span in sorted(set(found)))


def dashes(text: str) -> Iterator[tuple[Span, str]]:
    """One sign for ranges: ``1—9月`` is ``1-9月``."""
    for found in _DASH.finditer(text):
        yield Span(*found.span()), "-"
