"""A document's text in pieces, for reading: with its facts marked, or with what cleaning changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from annotate.queries import Card
from extraction.text.cleaning import clean
from extraction.text.span import Span


@dataclass(frozen=True)
class Piece:
    """A stretch of text. ``cards``: the facts it belongs to. ``before``: what stood there where cleaning changed it. ``opening``:
    those whose mention begins here; ``looked_at``: whether it lies in the sentence that was asked for."""

    text: str
    cards: tuple[Card, ...] = ()
    before: str | None = None
    opening: tuple[Card, ...] = ()
    looked_at: bool = False

    @property
    def state(self) -> str:
        return self.cards[0].state if self.cards else ""


def marked(raw: str, cards: list[Card], sentence: Span | None = None) -> Iterator[Piece]:
    """The raw text, cut wherever a fact's mention begins or ends, and at the ends of the sentence that was asked for."""
    spans = [(card.values["start"], card.values["end"], card) for card in cards]
    looked_at = sentence or Span(0, 0)
    stops = sorted({0, len(raw), looked_at.start, looked_at.end, *(offset for start, end, _card in spans for offset in (start, end))})
    opening: dict[int, list[Card]] = {}
    closing: dict[int, list[Card]] = {}
    for start, end, card in spans:
        opening.setdefault(start, []).append(card)
        closing.setdefault(end, []).append(card)
    here: list[Card] = []
    for start, end in pairwise(stops):
        here = [card for card in here if card not in closing.get(start, ())] + opening.get(start, [])
        inside = looked_at.start <= start < looked_at.end
        yield Piece(raw[start:end], tuple(here), opening=tuple(opening.get(start, ())), looked_at=inside)


def changed(raw: str) -> Iterator[Piece]:
    """The cleaned text; a piece with ``before`` is one that cleaning changed, took away (then its text is empty), or both."""
    cleaned = clean(raw)
    done = 0
    for block in _blocks([edit.raw for edit in cleaned.edits]):
        yield from _kept(raw[done : block.start])
        span = cleaned.aligned.clean_span(block)
        yield Piece(cleaned.aligned.text[span.start : span.end] if span else "", before=raw[block.start : block.end])
        done = block.end
    yield from _kept(raw[done:])


def _kept(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(text)


def _blocks(spans: list[Span]) -> Iterator[Span]:
    """Spans that touch or overlap become one; ``spans`` ascend by their start."""
    block: Span | None = None
    for span in spans:
        if block and span.start <= block.end:
            block = Span(block.start, max(block.end, span.end))
        else:
            if block:
                yield block
            block = span
    if block:
        yield block
