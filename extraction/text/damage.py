"""Spans whose characters are lost; a figure that touches one is never sound."""

import re
from collections.abc import Iterator

from extraction.text.span import Span

KINDS = {
    "replaced": "U+FFFD stands where a decoder gave up",
    "lost": "question marks stand for characters that are gone",
}

_LOST = re.compile(r"\ufffd+|\?{2,}(?=[一-鿿])|(?<=[一-鿿、，,])\?+(?=[0-9一-鿿])")


def damages(text: str) -> Iterator[tuple[Span, str]]:
    """Damaged spans of a cleaned text, each with one of ``KINDS``."""
    for found in _LOST.finditer(text):
        yield Span(*found.span()), "replaced" if found[0][0] == "\ufffd" else "lost"
