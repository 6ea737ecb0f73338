"""Half-open spans of Unicode code points."""

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
