"""A text and the raw text it was made from, with a map between them that every edit keeps."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extraction.text.span import Span

_COUNTING = array("i", range(1 << 16))


def _counting(start: int, stop: int) -> Sequence[int]:
    """``range(start, stop)``, for documents of usual length as an array, of which edits copy slices much faster."""
    return _COUNTING[start:stop] if stop <= len(_COUNTING) else range(start, stop)


@dataclass(frozen=True)
class AlignedText:
    """``text[i]`` was made from ``raw[starts[i]:ends[i]]``. A span goes back as start of its first, end of its last character.

    After the model of the normalised string in the tokenizers library: edits and slices return a new AlignedText over the same raw text.
    ``starts`` and ``ends`` never fall, so both directions are a look-up or a bisection.
    """

    raw: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, raw: str) -> AlignedText:
        return cls(raw, raw, _counting(0, len(raw)), _counting(1, len(raw) + 1))

    def replaced(self, edits: Iterable[tuple[tuple[int, int], str]]) -> AlignedText:
        """The text with every span replaced; spans are in this text's offsets, ascending, not overlapping (ValueError otherwise).

        Replacements of the same length map character by character, others map every new character to the whole raw block.
        An empty span is refused: a character that no raw character explains has no place here.
        """
        text: list[str] = []
        starts, ends = array("i"), array("i")
        done = mapped = 0
        for (start, end), new in edits:
            if not done <= start < end <= len(self.text):
                raise ValueError(
                    f"edit [{start}, {end}) of a text of {len(self.text)} is empty, outlying or out of order (done up to {done})"
                )
            text += self.text[done:start], new
            if len(new) != end - start:
                starts.extend(self.starts[mapped:start])
                ends.extend(self.ends[mapped:start])
                if new:
                    starts.extend([self.starts[start]] * len(new))
                    ends.extend([self.ends[end - 1]] * len(new))
                mapped = end
            done = end
        text.append(self.text[done:])
        if not mapped:  # nothing replaced by anything longer or shorter
            return AlignedText(self.raw, "".join(text), self.starts, self.ends) if done else self
        starts.extend(self.starts[mapped:])
        ends.extend(self.ends[mapped:])
        return AlignedText(self.raw, "".join(text), starts, ends)

    def sliced(self, span: Span) -> AlignedText:
        """A part of the text over the same raw text; its spans still go back to the whole raw text. ValueError for an outlying span."""
        start, end = span
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"slice [{start}, {end}) lies outside a text of {len(self.text)}")
        return AlignedText(self.raw, self.text[start:end], self.starts[start:end], self.ends[start:end])

    @classmethod
    def joined(cls, parts: Sequence[AlignedText]) -> AlignedText:
        """Parts of one raw text behind one another (lines joined, a caption between them left out).

        ValueError where there are none, the raw texts differ, or a part lies before its predecessor.
        """
        if not parts:
            raise ValueError("nothing to join")
        starts, ends = array("i"), array("i")
        for part in parts:
            if part.raw is not parts[0].raw and part.raw != parts[0].raw:
                raise ValueError("parts of different raw texts can't be joined")
            if ends and part.text and part.starts[0] < starts[-1]:
                raise ValueError("parts must be joined in the order of the raw text")
            starts.extend(part.starts)
            ends.extend(part.ends)
        return cls(parts[0].raw, "".join(part.text for part in parts), starts, ends)

    def raw_span(self, span: Span) -> Span:
        """Where a span of this text came from in the raw text. ValueError for an empty or outlying span."""
        start, end = span
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span [{start}, {end}) is empty or lies outside a text of {len(self.text)}")
        return Span(self.starts[start], self.ends[end - 1])

    def clean_span(self, raw: Span) -> Span | None:
        """The smallest span of this text that covers what is left of a raw span; None where nothing is left."""
        start, end = bisect_right(self.ends, raw[0]), bisect_left(self.starts, raw[1])
        return Span(start, end) if start < end and raw[0] < raw[1] else None
