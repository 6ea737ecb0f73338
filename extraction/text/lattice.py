"""The likeliest way in words through a text that allows several characters at each place, and which of its characters are certain.

A way is worth the logarithms of its words' frequencies. Only what can matter is looked at: of the characters that stand at a place as words of their
own the two likeliest, of two characters in a row those that follow one another in some word, of all other ways those that come near the best.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf, log
from typing import NamedTuple

from extraction.text import tokens

CLEARLY = 3.0  # by how much (natural logarithm) the best way beats every other at a character that is certain
MORE_CLEARLY = 4.0  # the same for one with a lost byte
MARKS = {"，": -2.7, "、": -3.5, "。": -3.5, "“": -4.5, "”": -4.5} | dict.fromkeys("；：！？‘’《》（）·—…", -6.5)
_DETOUR = -1.7  # about one pair in six means nothing in GBK
_HOPELESS = 12.0  # a way so far behind another at the same place is given up
_STRANGE = -18.0  # a character outside the dictionary
_FUNCTION = 30_000  # a word of one character, seen so often, is one that joins others; a rarer one alone is chance
_LONGEST = 6  # characters of a word in a text as it stands


class Choice(NamedTuple):
    """Characters any one of which may stand at a place. ``alone``: the two likeliest as words of their own, with their scores.

    No third one can be the best or its best rival.
    """

    chars: tuple[str, ...]
    any_of: frozenset[str]
    alone: tuple[tuple[str, float], ...]


@lru_cache(maxsize=4096)
def choice(chars: tuple[str, ...]) -> Choice:
    scores = [(char, word_score(char)) for char in chars]
    return Choice(chars, frozenset(chars), tuple(sorted(scores, key=lambda pair: -pair[1])[:2]))


class _Arc(NamedTuple):
    """A choice between two nodes. ``trust``: 0 where a byte of it is lost, 1 where both are there, 2 where it stands fast or a gloss confirms it.

    ``part`` of a detour: 1 its first character, 2 its second.
    """

    choice: Choice
    target: int
    cost: float
    trust: int
    part: int


_Step = tuple[int, _Arc, str]  # the node it leaves, the arc, and the character taken
_Begun = tuple[str, int, float, tuple[_Step, ...]]  # the beginning of a word, the node it has come to, what it cost, and its steps


class _Word(NamedTuple):
    start: int
    end: int
    score: float
    steps: tuple[_Step, ...]

    @property
    def text(self) -> str:
        return "".join(char for _, _, char in self.steps)


@dataclass(frozen=True)
class Reading:
    """The best way. ``certain``, for each character: every other way is clearly worse, and it is a mark, a common joining word or part of a longer word."""

    score: float
    words: tuple[str, ...]
    certain: tuple[bool, ...]

    @property
    def text(self) -> str:
        return "".join(self.words)


class Lattice:
    """Nodes are numbered in the order of the text, so that every arc goes up; ``_arcs[node]`` leave a node, ``_abreast`` holds those side by side."""

    def __init__(self) -> None:
        self._arcs: list[list[_Arc]] = [[]]
        self._abreast: list[Sequence[int]] = []

    def fast(self, text: str) -> None:
        """Characters that stand fast."""
        for char in text:
            self.step(choice((char,)), 2)

    def step(self, chosen: Choice, trust: int, detours: Sequence[tuple[Choice, Choice]] = ()) -> None:
        """One place further: a character of a choice, or by a detour two characters for it."""
        node = len(self._arcs) - 1
        aside = range(node + 1, node + 1 + len(detours))
        self._arcs[node].append(_Arc(chosen, aside.stop, 0.0, trust, 0))
        for between, (first, second) in zip(aside, detours, strict=True):
            self._arcs[node].append(_Arc(first, between, _DETOUR, 0, 1))
            self._arcs.append([_Arc(second, aside.stop, 0.0, 0, 2)])
        self._arcs.append([])
        self._abreast += [(node,), aside] if detours else [(node,)]

    def best(self) -> Reading | None:
        """The best way in words; None where there is none."""
        forward = [-inf] * len(self._arcs)
        forward[0] = 0.0
        back: dict[int, _Word] = {}
        words: list[_Word] = []
        for nodes in self._abreast:
            hopeful = max(forward[node] for node in nodes) - _HOPELESS
            for node in nodes:
                if -inf < forward[node] >= hopeful:
                    for word in self._words(node, forward):
                        words.append(word)
                        if forward[node] + word.score > forward[word.end]:
                            forward[word.end] = forward[node] + word.score
                            back[word.end] = word
        if forward[-1] == -inf:
            return None
        way: list[_Word] = []
        node = len(self._arcs) - 1
        while node:
            way.insert(0, back[node])
            node = way[0].start
        rivals = self._rivals(words, forward)
        certain = (sure for word in way for sure in _certain(word, rivals, forward[-1]))
        return Reading(forward[-1], tuple(word.text for word in way), tuple(certain))

    def _words(self, node: int, forward: Sequence[float]) -> Iterator[_Word]:
        """The words that begin at a node: the likeliest of one character, and the longer ones.

        One that brings its end nowhere near where other words have brought it is left out: no way across it comes near the best.
        """
        counts, total, longer = tokens.frequencies(), tokens.tokenizer().total, _followers().of_two
        for arc in self._arcs[node]:
            for char, score in arc.choice.alone:
                if forward[node] + arc.cost + score > forward[arc.target] - MORE_CLEARLY:
                    yield _Word(node, arc.target, arc.cost + score, ((node, arc, char),))
        begun = [pair for arc in self._arcs[node] for pair in self._pairs(node, arc)]
        while begun:
            text, at, cost, steps = begun.pop()
            count = counts[text]
            if count and forward[node] + (score := cost + log(count / total)) > forward[at] - MORE_CLEARLY:
                yield _Word(node, at, score, steps)
            if len(text) == 2 and text not in longer:
                continue
            begun += [
                (text + char, arc.target, cost + arc.cost, (*steps, (at, arc, char)))
                for arc in self._arcs[at]
                for char in (longer[text] if len(text) == 2 else arc.choice.chars)
                if char in arc.choice.any_of and text + char in counts
            ]

    def _pairs(self, node: int, arc: _Arc) -> Iterator[_Begun]:
        """The beginnings of words in two characters, the first of an arc."""
        followers, following = _followers().of_one, self._arcs[arc.target]
        behind = frozenset[str]().union(*[after.choice.any_of for after in following])
        for first in arc.choice.chars:
            seconds = followers.get(first)
            if seconds is None or seconds.isdisjoint(behind):
                continue
            step = node, arc, first
            for after in following:
                for second in sorted(seconds & after.choice.any_of):
                    yield first + second, after.target, arc.cost + after.cost, (step, (arc.target, after, second))

    def _rivals(self, words: Sequence[_Word], forward: Sequence[float]) -> Mapping[int, Mapping[tuple[str, int], float]]:
        """For the cut behind every node the best whole way across it by each character, where it comes near the best of all.

        Every way crosses the cut behind a node of another once. The key is the character with its part in a detour.
        """
        backward = [-inf] * len(forward)
        backward[-1] = 0.0
        for word in reversed(words):
            backward[word.start] = max(backward[word.start], backward[word.end] + word.score)
        rivals: dict[int, dict[tuple[str, int], float]] = defaultdict(dict)
        for word in words:
            score = forward[word.start] + word.score + backward[word.end]
            if forward[-1] - score < MORE_CLEARLY:
                for node, arc, char in word.steps:
                    for cut in range(node, arc.target):
                        rivals[cut][char, arc.part] = max(score, rivals[cut].get((char, arc.part), -inf))
        return rivals


class _Followers(NamedTuple):
    """What comes next where a word of the dictionary begins with a character, and where it begins with two."""

    of_one: Mapping[str, frozenset[str]]
    of_two: Mapping[str, str]


@cache
def _followers() -> _Followers:
    of_one: dict[str, set[str]] = defaultdict(set)
    of_two: dict[str, str] = {}
    shared: dict[str, str] = {}  # one string for the same characters: there are a hundred thousand of them
    for beginning in tokens.frequencies():
        if len(beginning) == 2:
            of_one[beginning[0]].add(shared.setdefault(beginning[1], beginning[1]))
        elif len(beginning) == 3:
            thirds = of_two.get(beginning[:2], "") + beginning[2]
            of_two[beginning[:2]] = shared.setdefault(thirds, thirds)
    return _Followers({first: frozenset(seconds) for first, seconds in of_one.items()}, of_two)


def _certain(word: _Word, rivals: Mapping[int, Mapping[tuple[str, int], float]], best: float) -> Iterator[bool]:
    """Which characters of a word of the best way are certain; one with a lost byte only where all of the word are."""
    certain = []
    for node, arc, char in word.steps:
        rival = max((score for other, score in rivals[node].items() if other != (char, arc.part)), default=-inf)
        stands = len(word.steps) > 1 or char in MARKS or arc.trust > (tokens.frequency(char) < _FUNCTION)
        certain.append(stands and best - rival >= (CLEARLY if arc.trust or char in MARKS else MORE_CLEARLY))
    yield from (sure and (arc.trust > 0 or all(certain)) for sure, (_, arc, _) in zip(certain, word.steps, strict=True))


def word_score(word: str) -> float:
    if word in MARKS:
        return MARKS[word]
    count = tokens.frequency(word)
    return log(count / tokens.tokenizer().total) if count else _STRANGE


def score(text: str) -> float:
    """What the words of a text as it stands score, by the same measure."""
    best = [0.0] + [-inf] * len(text)
    for start in range(len(text)):
        for end in range(start + 1, min(start + _LONGEST, len(text)) + 1):
            if end == start + 1 or tokens.frequency(text[start:end]):
                best[end] = max(best[end], best[start] + word_score(text[start:end]))
    return best[-1]
