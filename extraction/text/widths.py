"""Widths, doubled and stray punctuation, blanks before a unit, dashes of ranges."""

import re
from collections.abc import Iterator

from extraction.text.span import Span

_FULL = {chr(c): chr(c - 0xFEE0) for c in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]} | {"％": "%", "＋": "+"}
_WIDE = re.compile("[" + "".join(_FULL) + "]+")
_TO_HALF = str.maketrans(_FULL)
_DOUBLED = re.compile(r"([,，;；:：、])\1+|[,，、;；](?=[。！？])")
_BLANK = re.compile(r"(?<=[0-9])[ \u3000\xa0]+(?=[%％‰亿万千百元个家户吨人亩公平件项])")
_DASH = re.compile(r"(?<=[0-9%月日年])\s?[—–－―~～‐‑−]+\s?(?=[0-9])")


def halved(text: str) -> Iterator[tuple[Span, str]]:
    """Digits, letters and the signs of figures in half width; punctuation keeps its width."""
    for found in _WIDE.finditer(text):
        yield Span(*found.span()), found[0].translate(_TO_HALF)


def punctuation(text: str) -> Iterator[tuple[Span, str]]:
    """Doubled marks once (``,,``), a comma before a full stop gone (``12家,。``)."""
    for found in _DOUBLED.finditer(text):
        yield Span(*found.span()), found[1] or ""


def blanks(text: str) -> Iterator[tuple[Span, str]]:
    """No blank between a figure and its unit (``3.8 %``)."""
    for found in _BLANK.finditer(text):
        yield Span(*found.span()), ""


def dashes(text: str) -> Iterator[tuple[Span, str]]:
    """One sign for ranges: ``1—9月`` is ``1-9月``."""
    for found in _DASH.finditer(text):
        if found[0] != "-":
            yield Span(*found.span()), "-"
