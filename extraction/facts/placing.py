"""Looking things up by their place: what was found in a text stands in order, so every question is a bisection."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from extraction.text.span import Span

NEAREST = 48  # how many expressions are looked at backwards from a figure; none that is farther away governs it


class Placed(Protocol):
    @property
    def span(self) -> Span: ...


P = TypeVar("P", bound=Placed)


class InOrder(list[P]):
    """What was found in a text, in order, and where each begins. Made once, then only read."""

    def __init__(self, found: Iterable[P] = ()) -> None:
        super().__init__(found)
        self.starts = [one.span.start for one in self]


def within(found: InOrder[P], span: Span) -> Sequence[P]:
    """Those of ``found`` that begin in a span."""
    starts = found.starts
    first = bisect_left(starts, span.start)
    return found[first : bisect_left(starts, span.end, first)]


def nearest_before(found: InOrder[P], end: int) -> Sequence[P]:
    """Those that begin before ``end``, the nearest first, at most NEAREST of them."""
    last = bisect_left(found.starts, end)
    return found[max(0, last - NEAREST) : last][::-1]


def start_of(spans: Sequence[Span], at: int) -> int:
    """Where the span (a sentence, a clause) that holds ``at`` begins; 0 before the first."""
    index = _begun(spans, at)
    return spans[index - 1].start if index else 0


def index_behind(spans: Sequence[Span], at: int) -> int:
    """The index of the first span that ends behind ``at``."""
    index = _begun(spans, at)
    return index - 1 if index and spans[index - 1].end > at else index


def _begun(spans: Sequence[Span], at: int) -> int:
    """How many spans (in order, apart) begin at ``at`` or before."""
    return bisect_left(spans, (at + 1,))
