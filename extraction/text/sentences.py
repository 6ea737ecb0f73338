"""Sentences and clauses of a paragraph."""

import re
from itertools import pairwise

from extraction.text.damage import is_loss
from extraction.text.span import Span

_SENTENCE_END = re.compile(r"(?=[。！？!?；;\n\r])(?:(?:[。！？!?]|[；;](?!其中))+[”’」』）)]*|[\n\r])")  # 其中 is of what stands before it
_CLAUSE_END = re.compile(r"(?=[。！？；;!?\n\r，,])(?:[。！？；;!?]+[”’」』）)]*|[\n\r]|，+|,+(?![0-9]{3}(?![0-9]))|(?<![0-9]),+)")


def sentences(text: str) -> tuple[Span, ...]:
    """Every sentence without the blanks around it, its closing mark and quotes included."""
    return _cut(text, _SENTENCE_END)


def clauses(text: str) -> tuple[Span, ...]:
    """Every clause with its closing mark. A comma inside a number (12,500) and 、 cut nothing."""
    return _cut(text, _CLAUSE_END)


def _cut(text: str, end: re.Pattern[str]) -> tuple[Span, ...]:
    may_be_lost = "?" in text
    stops = [found.end() for found in end.finditer(text) if not (may_be_lost and _is_loss(text, found))]
    spans = []
    for start, stop in pairwise([0, *stops, len(text)]):
        if start < stop:
            edges = text[start], text[stop - 1]
            span = stripped(text, Span(start, stop)) if edges[0].isspace() or edges[1].isspace() else Span(start, stop)
            if span.start < span.end:
                spans.append(span)
    return tuple(spans)


def _is_loss(text: str, found: re.Match[str]) -> bool:
    """Question marks for lost characters end nothing."""
    return not found[0].strip("?") and is_loss(text, *found.span())


def stripped(text: str, span: Span) -> Span:
    """A span without the white space at its ends."""
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))
