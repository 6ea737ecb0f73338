"""Longest-match search for many words at once, in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Lexicon(Generic[Entry]):
    """Words and what each stands for. Built once, then read only; the work is linear in the text (times the longest word)."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)
        lengths: dict[str, set[int]] = {}
        for word in self._entries:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
        self._firsts = re.compile(f"[{re.escape(''.join(sorted(self._lengths)))}]" if lengths else "(?!)")

    def longest_at(self, text: str, start: int) -> tuple[str, Entry] | None:
        """The longest word that begins at ``start``."""
        for length in self._lengths.get(text[start : start + 1], ()):
            word = text[start : start + length]
            if word in self._entries:
                return word, self._entries[word]
        return None

    def starts(self, text: str) -> Iterator[int]:
        """Every place where some word could begin."""
        return (match.start() for match in self._firsts.finditer(text))

    def find(self, text: str) -> Iterator[tuple[int, str, Entry]]:
        """Leftmost longest words that do not overlap, with their starts."""
        free = 0
        for start in self.starts(text):
            if start >= free and (found := self.longest_at(text, start)):
                free = start + len(found[0])
                yield start, *found
