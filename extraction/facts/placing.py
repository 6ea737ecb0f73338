"""Looking things up by their place: what was found in a text stands in order, so every question is a bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol, TypeVar

from extraction.text.span import Span

NEAREST = 48  # how many expressions are looked at backwards from a figure; none that is farther away governs it


class Placed(Protocol):
    @property
    def span(self) -> Span: ...


P = TypeVar("P", bound=Placed)


def within(found: Sequence[P], span: Span) -> Sequence[P]:
    """Those of ``found`` (in order) that begin in a span."""
    first = bisect_left(found, span.start, key=_start)
    return found[first : bisect_left(found, span.end, lo=first, key=_start)]


def nearest_before(found: Sequence[P], end: int) -> Sequence[P]:
    """Those that begin before ``end``, the nearest first, at most NEAREST of them."""
    last = bisect_left(found, end, key=_start)
    return found[max(0, last - NEAREST) : last][::-1]


def start_of(spans: Sequence[Span], at: int) -> int:
    """Where the span (a sentence, a clause) that holds ``at`` begins; 0 before the first."""
    index = bisect_right(spans, at, key=_first)
    return spans[index - 1].start if index else 0


def index_behind(spans: Sequence[Span], at: int) -> int:
    """The index of the first span that ends behind ``at``."""
    return bisect_right(spans, at, key=_last)


def _start(placed: Placed) -> int:
    return placed.span.start


def _first(span: Span) -> int:
    return span.start


def _last(span: Span) -> int:
    return span.end
