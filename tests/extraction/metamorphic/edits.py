"""A text with an edit, and where its characters went."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """The raw characters ``start`` to ``end`` give way to ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Edited:
    """``moved`` says where a span of the old text lies in the new ``text``: None where an edit touches its inside."""

    text: str
    edits: tuple[Edit, ...]

    def moved(self, start: int, end: int) -> tuple[int, int] | None:
        before = self.edits[: bisect_right(self.edits, start, key=lambda one: one.end)]
        if len(before) < len(self.edits) and self.edits[len(before)].start < end:
            return None
        shift = sum(len(one.text) - (one.end - one.start) for one in before)
        return start + shift, end + shift


def edited(text: str, edits: Sequence[Edit]) -> Edited:
    """``edits`` in any order; they do not overlap."""
    inorder = tuple(sorted(edits, key=lambda one: (one.start, one.end)))
    pieces, free = [], 0
    for one in inorder:
        pieces += [text[free : one.start], one.text]
        free = one.end
    return Edited("".join([*pieces, text[free:]]), inorder)


def replaced(text: str, words: Mapping[str, str]) -> list[Edit]:
    """Every word given way to another in one pass, the longest first."""
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
    return [Edit(*found.span(), words[found[0]]) for found in pattern.finditer(text)]
