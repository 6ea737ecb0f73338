"""How words begin, to be found by the bytes of GBK that a text read one byte off shows.

Two characters that follow one another share a unit of such a text: the second byte of the first and the first byte of the second. So the unit alone
tells the few pairs of characters that can stand across it and begin a word, whatever is lost around it.

Characters are kept one by one and interned, not as strings: those of a string are made and hashed anew whenever somebody goes over it.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from functools import cache
from itertools import compress
from math import inf, log
from sys import intern
from typing import NamedTuple

from extraction.text import gbk, tokens
from extraction.text.gbk import Pair

Chars = tuple[str, ...]


class Beginnings(NamedTuple):
    """Words of two characters, and beginnings of longer ones, side by side in memory, since they are asked for together.

    ``firsts``, ``seconds``: two characters for each; ``scores``: of the word (natural logarithm), -inf for what only begins one; ``thirds``: what may
    follow.
    """

    firsts: Chars
    seconds: Chars
    scores: array[float]
    thirds: tuple[Chars, ...]

    def between(self, firsts: Container[str], others: Container[str], seconds: Container[str]) -> list[tuple[str, str, float, Chars]]:
        """First character (one of ``firsts`` or of ``others``), second character, score, and third characters."""
        return [
            (first, self.seconds[at], self.scores[at], self.thirds[at])
            for at in compress(range(len(self.seconds)), map(seconds.__contains__, self.seconds))
            if (first := self.firsts[at]) in firsts or first in others
        ]


_NONE = Beginnings((), (), array("d"), ())


def across(unit: Pair) -> Beginnings:
    """By the two bytes in their middle."""
    return _tables()[0].get(unit, _NONE)


def inside(pair: Pair) -> Beginnings:
    """Those that have lost the two bytes in their middle, because these mean nothing in GBK, by the two bytes around."""
    return _tables()[1].get(pair, _NONE)


@cache
def _tables() -> tuple[Mapping[Pair, Beginnings], Mapping[Pair, Beginnings]]:
    """The whole dictionary in the characters of all scripts, across and inside; made once (about a second)."""
    counts = tokens.frequencies()
    codes: dict[str, list[Pair]] = defaultdict(list)
    for pair, char in gbk.meanings("gbk").items():
        codes[char].append(pair)
    lost = {(lead, trail) for lead, trails in gbk.dropped().items() for trail in trails}
    across, inside = defaultdict(list), defaultdict(list)
    for word in counts:
        if len(word) == 2:
            for lead, left in codes.get(word[0], ()):
                for right, trail in codes.get(word[1], ()):
                    if (left, right) in lost:
                        inside[lead, trail].append(word)
                    else:
                        across[left, right].append(word)
    return {pair: _made(words) for pair, words in across.items()}, {pair: _made(words) for pair, words in inside.items()}


def _made(words: Iterable[str]) -> Beginnings:
    counts, log_total = tokens.frequencies(), log(tokens.tokenizer().total)
    once = dict.fromkeys(words)
    scores = [log(counts[word]) - log_total if counts[word] else -inf for word in once]
    firsts, seconds = _chars(word[0] for word in once), _chars(word[1] for word in once)
    return Beginnings(firsts, seconds, array("d", scores), tuple(map(thirds, once)))


def _chars(found: Iterable[str]) -> Chars:
    return tuple(map(intern, found))


def followers(char: str) -> Chars:
    """The second characters of words, and of beginnings of words, whose first one is given."""
    return _neighbours()[0].get(char, ())


def leaders(char: str) -> Chars:
    """The first ones for a given second."""
    return _neighbours()[1].get(char, ())


@cache
def _neighbours() -> tuple[Mapping[str, Chars], Mapping[str, Chars]]:
    behind, before = defaultdict(list), defaultdict(list)
    for word in tokens.frequencies():
        if len(word) == 2:
            behind[word[0]].append(word[1])
            before[word[1]].append(word[0])
    return {char: _chars(found) for char, found in behind.items()}, {char: _chars(found) for char, found in before.items()}


def thirds(beginning: str) -> Chars:
    """The characters that may follow a beginning of words in two."""
    return _thirds().get(beginning, ())


@cache
def _thirds() -> dict[str, Chars]:
    """Beginnings of words in two characters to all characters that may follow."""
    found: dict[str, str] = defaultdict(str)
    for word in tokens.frequencies():
        if len(word) == 3:
            found[word[:2]] += word[2]
    shared = {following: _chars(following) for following in set(found.values())}  # a third of them: there are a hundred thousand beginnings
    return {beginning: shared[following] for beginning, following in found.items()}
