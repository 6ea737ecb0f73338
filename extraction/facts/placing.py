"""Looking things up by their place: what was found in a text stands in order, so every question is a bisection, however long the text is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
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


def first_within(found: InOrder[P], span: Span) -> P | None:
    """The first of those that begin in a span."""
    first = bisect_left(found.starts, span.start)
    return found[first] if first < len(found) and found.starts[first] < span.end else None


def backwards(found: InOrder[P], span: Span) -> Iterator[P]:
    """Those that begin in a span, the last first: for who stops at one of them."""
    starts = found.starts
    for index in range(bisect_left(starts, span.end) - 1, bisect_left(starts, span.start) - 1, -1):
        yield found[index]


def nearest_before(found: InOrder[P], end: int) -> Sequence[P]:
    """Those that begin before ``end``, the nearest first, at most NEAREST of them."""
    last = bisect_left(found.starts, end)
    return found[max(0, last - NEAREST) : last][::-1]


class Matches:
    """Where patterns match in one text: each is searched for once, however often is asked. For patterns whose matches never overlap,
    and are the same wherever a search for them begins between two of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[re.Pattern[str], tuple[list[re.Match[str]], list[int]]] = {}

    def last(self, pattern: re.Pattern[str], span: Span) -> re.Match[str] | None:
        """The last match that lies in a span."""
        found, ends = self._all(pattern)
        before = bisect_right(ends, span.end)
        return found[before - 1] if before and found[before - 1].start() >= span.start else None

    def _all(self, pattern: re.Pattern[str]) -> tuple[list[re.Match[str]], list[int]]:
        if pattern not in self._found:
            found = list(pattern.finditer(self._text))
            self._found[pattern] = found, [match.end() for match in found]
        return self._found[pattern]


_FULL_STOP = re.compile("。")


def behind_full_stop(matches: Matches, at: int) -> int:
    """Where what follows the last full stop before ``at`` begins; 0 where there is none."""
    stop = matches.last(_FULL_STOP, Span(0, at))
    return stop.end() if stop else 0


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
