"""A disputed figure in its text: the sentence cut so that mentions and the words that fields were read from can be marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from annotate import queries
from extraction.text.span import Span


@dataclass(frozen=True)
class Piece:
    """A stretch of text. ``mention``: it belongs to the figure; ``fields``: what was read from it."""

    text: str
    mention: bool
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Remote:
    """Evidence that stands elsewhere in the text, with its own sentence."""

    field: str
    pieces: tuple[Piece, ...]
    rule: str


def sentence(raw: str, mentions: Iterable[Span], evidence: Mapping[str, Any]) -> tuple[Piece, ...]:
    """The sentence or sentences of the mentions, with the evidence that lies in them."""
    mentions = sorted(mentions)
    window = queries.sentence_span(raw, mentions[0].start, max(span.end for span in mentions))
    return _cut(raw, window, mentions, [(field, span) for field, span in _spans(evidence) if _within(span, window)])


def remote(raw: str, mentions: Iterable[Span], evidence: Mapping[str, Any]) -> list[Remote]:
    """What fields inherited from outside that sentence."""
    mentions = sorted(mentions)
    window = queries.sentence_span(raw, mentions[0].start, max(span.end for span in mentions))
    found = []
    for field, span in _spans(evidence):
        if not _within(span, window):
            around = queries.sentence_span(raw, span.start, span.end)
            found.append(Remote(field, _cut(raw, around, [], [(field, span)]), evidence[field].get("rule") or ""))
    return found


def _spans(evidence: Mapping[str, Any]) -> list[tuple[str, Span]]:
    return [(field, Span(start, end)) for field, why in evidence.items() for start, end in why.get("spans", ())]


def _within(span: Span, window: Span) -> bool:
    return window.start <= span.start and span.end <= window.end


def _cut(raw: str, window: Span, mentions: list[Span], evidence: list[tuple[str, Span]]) -> tuple[Piece, ...]:
    spans = [*mentions, *(span for _field, span in evidence)]
    stops = sorted({window.start, window.end, *(offset for span in spans for offset in (span.start, span.end))})
    return tuple(_piece(raw, Span(start, end), mentions, evidence) for start, end in pairwise(stops))


def _piece(raw: str, part: Span, mentions: list[Span], evidence: list[tuple[str, Span]]) -> Piece:
    def covers(span: Span) -> bool:
        return span.start <= part.start and part.end <= span.end

    fields = dict.fromkeys(field for field, span in evidence if covers(span))
    return Piece(raw[part.start : part.end], any(map(covers, mentions)), tuple(fields))
