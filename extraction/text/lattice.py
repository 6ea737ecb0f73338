"""The likeliest way in words through places that allow several characters each, and which of its characters are certain.

A way is worth the logarithms of its words' frequencies. Only what can matter is looked at: of the characters that stand at a place as words of their
own the two likeliest, of two characters in a row those that begin a word, of all other ways those that come near the best.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf, log
from typing import NamedTuple

from extraction.text import tokens
from extraction.text.beginnings import across, followers, inside, leaders, thirds
from extraction.text.gbk import Alone, Choice, Detour, Pair, choice
from extraction.text.word_scores import MARKS

CLEARLY = 3.0  # by how much (natural logarithm) the best way beats every other at a character that is certain
MORE_CLEARLY = 4.0  # the same for one with a lost byte
_DETOUR = -1.7  # about one pair in six means nothing in GBK
_FUNCTION = 30_000  # a word of one character, seen so often, is one that joins others; a rarer one alone is chance
_STRIDE = 32  # nodes of a place: itself, then one in the midst of its detour for each gap (there are fewer than 25)


class Place(NamedTuple):
    """A character of a choice, or by a detour two for it. ``trust``: 0 where a byte of it is lost, 1 where both are there, 2 where it stands fast
    or a gloss confirms it. ``unit``: the bytes it shares with the place before it, where they are those of one unit of a run."""

    choice: Choice
    trust: int
    detour: Detour | None = None
    unit: Pair | None = None


class Reading:
    """The best way in words."""

    def __init__(self, ways: _Ways, way: Sequence[_Word]) -> None:
        self._ways, self._way = ways, way
        self.score: float = ways.reached[-1]
        self.text = "".join(text for _, text, _ in way)

    def certain(self) -> list[bool]:
        """For each character: every other way is clearly worse, and it is a mark, a common joining word or part of a longer word."""
        rivals = self._ways.rivals()
        return [sure for _, text, path in self._way for sure in self._ways.certain(text, path, rivals)]


_Word = tuple[float, str, tuple[int, ...]]
"""Its score, its text and its path: the nodes before, between and behind its characters, in order."""
_Behind = tuple[Sequence[int], _Word]
"""A word that begins in the midst of a detour: the gaps it may stand behind; its path lacks that first node."""


_Step = tuple[float, str, int, int]
"""What the best way through a character scores, the character, and its nodes. It lies above every cut from its first node to the one before its last."""


def _part(start: int, end: int) -> int:
    """0: the character of a place; 1, 2: the first, the second one of a detour."""
    return 2 if start % _STRIDE else int(end % _STRIDE > 0)


def best(places: Sequence[Place]) -> Reading | None:
    """The best way in words through places; None where there is none."""
    return _Ways(places).best()


@lru_cache(maxsize=4096)
def fast(char: str) -> Place:
    """A character that stands fast."""
    return Place(choice(char), 2)


class _Ways:
    """All ways through places. Nodes are numbered in the order of the text, so that every word goes up.

    ``first``, ``second``: by place the characters that it may begin with, and that its detour may end with. ``own``, ``behind``: by place the words
    from its node, and those from the midst of its detour. ``needed``: by node the score that a way there has to beat to matter. ``reached``: by node
    the score of the best way there, ``last`` that way's last word. ``taken``: the words of all ways that matter.
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self.end = len(places) * _STRIDE
        self.counts, self.log_total = tokens.frequencies(), log(tokens.tokenizer().total)
        self.first = [detour.any_first if detour else choice.any_of for choice, _, detour, _ in places]
        self.first += [frozenset()] * 2  # so that there is always one behind the next
        self.second = [detour.any_second if detour else frozenset() for _, _, detour, _ in places]
        self.own: list[list[_Word]] = []
        self.behind: list[list[_Behind]] = []
        for at in range(len(places)):
            self._find_words(at)
        self.needed = self._needed()
        self.reached = [0.0] + [-inf] * self.end
        self.last: dict[int, _Word] = {}
        self.taken: list[_Word] = []

    def best(self) -> Reading | None:
        for at in range(len(self.places)):
            self._go_on(at)
        if self.reached[-1] == -inf:
            return None
        way: list[_Word] = []
        node = self.end
        while node:
            way.insert(0, self.last[node])
            node = way[0][2][0]
        return Reading(self, way)

    def _find_words(self, at: int) -> None:
        """The words that begin at a place, but for the first character of its detour alone: that leads to many nodes, and mostly to nothing."""
        (choice, _, detour, _), node = self.places[at], at * _STRIDE
        own: list[_Word] = [(score, char, (node, node + _STRIDE)) for char, score in choice.alone]
        behind: list[_Behind] = []
        gaps = detour.seconds if detour else {}
        if at + 1 < len(self.places):
            for first, (score, text, path) in self._across(at, choice.any_of, gaps):
                if first in choice.any_of:
                    own.append((score, text, (node, *path)))
                if first in gaps:
                    behind.append((gaps[first], (score, text, path)))
        if detour:
            for first, second, score, following in inside(detour.pair).between(detour.firsts, (), gaps):
                for gap in detour.firsts[first]:
                    if gap in gaps[second]:
                        own += self._words(_DETOUR, first + second, score, following, (node, node + 1 + gap, node + _STRIDE))
        self.own.append(own)
        self.behind.append(behind)

    def _across(self, at: int, firsts: frozenset[str], others: Mapping[str, object]) -> list[tuple[str, _Word]]:
        """Words whose first character ends a place, whichever way, and whose second begins the next; their path lacks its first node."""
        (choice, _, detour, unit), node, possible = self.places[at + 1], (at + 1) * _STRIDE, self.first[at + 1]
        direct, gaps = (node, node + _STRIDE), detour.firsts if detour else {}
        behind, midst = self.first[at + 2], self.second[at + 1]
        words: list[tuple[str, _Word]] = []
        pairs = across(unit).between(firsts, others, possible) if unit else self._pairs(firsts.union(others), possible)
        for first, second, score, following in pairs:
            text, known = first + second, score > -inf
            if second in choice.any_of:
                if known:
                    words.append((first, (score, text, direct)))
                if following and not behind.isdisjoint(following):
                    words += [(first, word) for word in self._words(0.0, text, -inf, following, direct)]
            if second in gaps:
                goes_on = following and not midst.isdisjoint(following)
                for gap in gaps[second]:
                    path = node, node + 1 + gap
                    if known:
                        words.append((first, (_DETOUR + score, text, path)))
                    if goes_on:
                        words += [(first, word) for word in self._words(_DETOUR, text, -inf, following, path)]
        return words

    def _pairs(self, firsts: frozenset[str], seconds: frozenset[str]) -> Iterator[tuple[str, str, float, Iterable[str]]]:
        """What begins words of some characters, where no unit of a run is between them: then one of both is known."""
        if len(firsts) == len(seconds) == 1:
            pairs = [(first, second) for first in firsts for second in seconds if first + second in self.counts]
        elif len(firsts) < len(seconds):
            pairs = [(first, second) for first in firsts for second in seconds.intersection(followers(first))]
        else:
            pairs = [(first, second) for second in seconds for first in firsts.intersection(leaders(second))]
        for first, second in pairs:
            yield first, second, self._score(self.counts[first + second]), thirds(first + second)

    def _words(self, cost: float, text: str, score: float, following: Iterable[str], path: tuple[int, ...]) -> list[_Word]:
        """The words that begin with some characters, themselves included if they are one; ``cost`` is that of their detours."""
        words = [(cost + score, text, path)] if score > -inf else []
        node = path[-1]
        if following:
            for char in self._possible(node).intersection(following):
                count = self.counts.get(text + char)
                if count is not None:
                    for to, more in self._steps(node, char):
                        words += self._words(cost + more, text + char, self._score(count), self._possible(to), (*path, to))
        return words

    def _possible(self, node: int) -> frozenset[str]:
        """The characters that may stand behind a node."""
        at, midst = divmod(node, _STRIDE)
        return self.second[at] if midst else self.first[at]

    def _score(self, count: int) -> float:
        return log(count) - self.log_total if count else -inf

    def _steps(self, node: int, char: str) -> list[tuple[int, float]]:
        """Where a character leads from a node, and what that costs."""
        choice, _, detour, _ = self.places[node // _STRIDE]
        midst = node % _STRIDE
        if midst:
            return [(node - midst + _STRIDE, 0.0)] if detour and midst - 1 in detour.seconds.get(char, ()) else []
        steps = [(node + _STRIDE, 0.0)] if char in choice.any_of else []
        return steps + [(node + 1 + gap, _DETOUR) for gap in detour.firsts.get(char, ())] if detour else steps

    def _needed(self) -> list[float]:
        """At a place, not much less than what words that begin and end at places reach; in the midst of a detour, what makes up for the words behind."""
        surely = [0.0] + [-inf] * self.end
        for own in self.own:
            for score, _, path in own:
                end = path[-1]
                if not end % _STRIDE and surely[path[0]] + score > surely[end]:
                    surely[end] = surely[path[0]] + score
        needed = [score - MORE_CLEARLY for score in surely]
        for at in range(len(self.places) - 1, -1, -1):
            detour = self.places[at].detour
            if detour:
                node = at * _STRIDE
                least = min([needed[path[-1]] - score for _, (score, _, path) in self.behind[at]], default=inf)
                least = min(least, needed[node + _STRIDE] - detour.likeliest[1])
                needed[node + 1 : node + _STRIDE] = [least] * (_STRIDE - 1)
        return needed

    def _go_on(self, at: int) -> None:
        """All ways that matter taken on by the words that begin at a place."""
        node, detour = at * _STRIDE, self.places[at].detour
        self._take(self.own[at])
        if not detour:
            return
        midst = slice(node + 1, node + _STRIDE)
        if self.reached[node] + _DETOUR + detour.likeliest[0] > min(self.needed[midst]):
            for gap, (firsts, _) in detour.alone.items():
                if self.reached[node] + _DETOUR + firsts[0][1] > self.needed[node + 1 + gap]:
                    self._take([(_DETOUR + score, char, (node, node + 1 + gap)) for char, score in firsts])
        if max(self.reached[midst]) > -inf:
            for gap, (_, seconds) in detour.alone.items():
                self._go_on_behind(at, gap, seconds)

    def _go_on_behind(self, at: int, gap: int, seconds: Alone) -> None:
        """The ways that have come to the midst of a detour taken on."""
        node = at * _STRIDE
        midst = node + 1 + gap
        if self.reached[midst] > -inf:
            self._take([(score, char, (midst, node + _STRIDE)) for char, score in seconds])
            self._take([(score, text, (midst, *path)) for gaps, (score, text, path) in self.behind[at] if gap in gaps])

    def _take(self, words: Sequence[_Word]) -> None:
        """Those of some words that matter, of the same first node."""
        if not words:
            return
        reached, needed = self.reached, self.needed
        begun = reached[words[0][2][0]]
        for word in words:
            own, _, path = word
            end, score = path[-1], begun + own
            if score > needed[end]:
                self.taken.append(word)
                if score > reached[end]:
                    reached[end] = score
                    self.last[end] = word
                    needed[end] = max(needed[end], score - MORE_CLEARLY)

    def rivals(self) -> Mapping[int, Sequence[_Step]]:
        """By place, the characters of whole ways that come near the best of all."""
        left = [-inf] * self.end + [0.0]  # the best that may come behind a node
        for score, _, path in reversed(self.taken):
            behind = left[path[-1]] + score
            if behind > left[path[0]]:
                left[path[0]] = behind
        rivals: dict[int, list[_Step]] = {}
        reached = self.reached
        for own, text, path in self.taken:
            score = reached[path[0]] + own + left[path[-1]]
            if reached[-1] - score < MORE_CLEARLY:
                for char, start, end in zip(text, path, path[1:], strict=False):
                    rivals.setdefault(start // _STRIDE, []).append((score, char, start, end))
        return rivals

    def certain(self, text: str, path: Sequence[int], rivals: Mapping[int, Sequence[_Step]]) -> Iterator[bool]:
        """Which characters of a word of the best way are certain; one with a lost byte only where all of the word are.

        Every way crosses the cut behind a node of another once.
        """
        certain, trusted = [], []
        for char, start, end in zip(text, path, path[1:], strict=False):
            part, rival = _part(start, end), -inf
            for score, other, begin, stop in rivals[start // _STRIDE]:
                if score > rival and begin <= start < stop and (other != char or _part(begin, stop) != part):
                    rival = score
            trust = 0 if part else self.places[start // _STRIDE].trust
            stands = len(text) > 1 or char in MARKS or trust > (tokens.frequency(char) < _FUNCTION)
            certain.append(stands and self.reached[-1] - rival >= (CLEARLY if trust or char in MARKS else MORE_CLEARLY))
            trusted.append(trust > 0)
        yield from (sure and (trust or all(certain)) for sure, trust in zip(certain, trusted, strict=True))
