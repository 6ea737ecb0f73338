"""How words begin, to be found by the bytes of GBK that a text read one byte off shows.

Two characters that follow one another share a unit of such a text: the second byte of the first and the first byte of the second. So the unit alone
tells the few pairs of characters that can stand across it and begin a word, whatever is lost around it.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from math import inf, log
from typing import NamedTuple

from extraction.text import gbk, tokens
from extraction.text.gbk import Pair


class Beginnings(NamedTuple):
    """Words of two characters, and beginnings of longer ones, side by side in memory, since they are asked for together.

    ``pairs``: two characters for each; ``scores``: of the word (natural logarithm), -inf for what only begins one; ``thirds``: what may follow.
    """

    pairs: str
    scores: array[float]
    thirds: tuple[str, ...]

    def between(self, firsts: Container[str], others: Container[str], seconds: Container[str]) -> Iterator[tuple[str, str, float, str]]:
        """First character (one of ``firsts`` or of ``others``), second character, score, and third characters."""
        for at, (first, second) in enumerate(zip(self.pairs[::2], self.pairs[1::2], strict=True)):
            if second in seconds and (first in firsts or first in others):
                yield first, second, self.scores[at], self.thirds[at]


_NONE = Beginnings("", array("d"), ())


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
    return Beginnings("".join(once), array("d", scores), tuple(map(thirds, once)))


def followers(char: str) -> str:
    """The second characters of words, and of beginnings of words, whose first one is given."""
    return _neighbours()[0].get(char, "")


def leaders(char: str) -> str:
    """The first ones for a given second."""
    return _neighbours()[1].get(char, "")


@cache
def _neighbours() -> tuple[Mapping[str, str], Mapping[str, str]]:
    behind, before = defaultdict(list), defaultdict(list)
    for word in tokens.frequencies():
        if len(word) == 2:
            behind[word[0]].append(word[1])
            before[word[1]].append(word[0])
    return {char: "".join(found) for char, found in behind.items()}, {char: "".join(found) for char, found in before.items()}


def thirds(beginning: str) -> str:
    """The characters that may follow a beginning of words in two."""
    return _thirds().get(beginning, "")


@cache
def _thirds() -> dict[str, str]:
    """Beginnings of words in two characters to all characters that may follow."""
    found: dict[str, str] = {}
    shared: dict[str, str] = {}  # one string for the same characters: there are a hundred thousand of them
    for word in tokens.frequencies():
        if len(word) == 3:
            following = found.get(word[:2], "") + word[2]
            found[word[:2]] = shared.setdefault(following, following)
    return found
