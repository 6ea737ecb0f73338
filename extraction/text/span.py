"""Half-open spans of Unicode code points."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """``text[start:end]``; offsets count code points, ``end`` is exclusive."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlap(self, other: "Span") -> int:
        """How many characters both spans share; 0 where they only touch."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> "Span":
        return Span(self.start + by, self.end + by)


class Covered:
    """What some spans (ascending by their starts, perhaps overlapping) cover: asked by bisection, however many they are."""

    def __init__(self, spans: Iterable[Span]) -> None:
        kept = list(spans)
        self._starts = [span.start for span in kept]
        self._reached = list(accumulate((span.end for span in kept), max))

    def touches(self, other: Span) -> bool:
        """Whether one of them overlaps ``other`` or stands right beside it."""
        before = bisect_right(self._starts, other.end)
        return before > 0 and self._reached[before - 1] >= other.start

    def overlaps(self, other: Span) -> bool:
        before = bisect_left(self._starts, other.end)
        return before > 0 and self._reached[before - 1] > other.start
