"""Longest-match search for many words at once, in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Lexicon(Generic[Entry]):
    """Words and what each stands for. Built once, then read only; the work is linear in the text (times the longest word)."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)
        lengths: dict[str, set[int]] = {}
        for word in self._entries:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}
        self._heads = re.compile(_heads(self._entries))

    def longest_at(self, text: str, start: int) -> tuple[str, Entry] | None:
        """The longest word that begins at ``start``."""
        for length in self._lengths.get(text[start : start + 2], ()):
            word = text[start : start + length]
            if word in self._entries:
                return word, self._entries[word]
        first = text[start : start + 1]
        return (first, self._entries[first]) if first in self._entries else None

    def starts(self, text: str) -> Iterator[int]:
        """Every place where some word could begin."""
        for match in self._heads.finditer(text):
            start = match.start()
            if text[start : start + 2] in self._lengths or match[0] in self._entries:
                yield start

    def find(self, text: str) -> Iterator[tuple[int, str, Entry]]:
        """Leftmost longest words that do not overlap, with their starts."""
        free = 0
        for start in self.starts(text):
            if start >= free and (found := self.longest_at(text, start)):
                free = start + len(found[0])
                yield start, *found


def _heads(words: Iterable[str]) -> str:
    """A pattern for the first character of every place where a word could begin: of longer words the next character is looked at too."""
    alone = {word for word in words if len(word) == 1}
    longer = [word for word in words if word[0] not in alone]
    patterns = [f"[{_signs(alone)}]"] if alone else []
    if longer:
        patterns.append(f"[{_signs(word[0] for word in longer)}](?=[{_signs(word[1] for word in longer)}])")
    return "|".join(patterns) or "(?!)"


def _signs(signs: Iterable[str]) -> str:
    return re.escape("".join(sorted(set(signs))))
