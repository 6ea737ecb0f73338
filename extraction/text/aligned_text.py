"""A text and the raw text it was made from, with a map between them that every edit keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extraction.text.span import Span


@dataclass(frozen=True)
class AlignedText:
    """``text[i]`` was made from ``raw[starts[i]:ends[i]]``. A span goes back as start of its first, end of its last character.

    After the model of the normalised string in the tokenizers library: edits and slices return a new AlignedText over the same raw text.
    """

    raw: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, raw: str) -> AlignedText:
        return cls(raw, raw, range(len(raw)), range(1, len(raw) + 1))

    def replaced(self, edits: Iterable[tuple[Span, str]]) -> AlignedText:
        """The text with every span replaced; spans are in this text's offsets, ascending, not overlapping (ValueError otherwise).

        Replacements of the same length map character by character, others map every new character to the whole raw block.
        """
        raise NotImplementedError

    def sliced(self, span: Span) -> AlignedText:
        """A part of the text over the same raw text; its spans still go back to the whole raw text."""
        raise NotImplementedError

    @classmethod
    def joined(cls, parts: Sequence[AlignedText]) -> AlignedText:
        """Parts of one raw text behind one another (lines joined, a caption between them left out). ValueError where the raw texts differ."""
        raise NotImplementedError

    def raw_span(self, span: Span) -> Span:
        """Where a span of this text came from in the raw text. ValueError for an empty or outlying span."""
        raise NotImplementedError

    def clean_span(self, raw: Span) -> Span | None:
        """The smallest span of this text that covers what is left of a raw span; None where nothing is left."""
        raise NotImplementedError
