"""GBK read one byte off, read again where the result is certain.

Sites that insert glosses by bytes break characters in two: behind the cut every pair of bytes is read across two characters, until another lost byte
or a letter (the second byte of a traditional character) brings the reading back into step. Between the two, shifting back by one byte gives the
text again; pairs that mean nothing in GBK were dropped on the way and leave a gap of two bytes, and the byte at the cut itself is lost. So a run is
a lattice of possible characters, and the best path through it, in words of the dictionary, is its reading. It is certain when it is made of words,
clearly better than the second best, and clearly better than the run as it stands; a character that is not certain stays a question mark. The glosses
around tell how characters are read on this page, which settles many a lost byte. Digits are no part of a run, so none is ever invented.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf, log
from typing import NamedTuple

from extraction.text import simplified, tokens
from extraction.text.aligned_text import AlignedText
from extraction.text.glosses import HAN, LETTERS, glosses, has_tone, is_syllable, readings
from extraction.text.span import Span

LONGEST = 40  # characters of one run
ENDS_TRIED = 2  # a run has no more than that many likely ends
PATIENCE = 20  # runs looked at in a text, and one more for every 4,000 characters: what has more is beyond repair
CONTEXT = 3  # Chinese characters on either side that may form words with the run's first and last
CLEARLY = 3.0  # by how much (natural logarithm) the best path beats every other at a character that is certain
MORE_CLEARLY = 4.0  # the same for one with a lost byte
PLAINLY = 7.0  # by how much it beats the run as it stands
USUAL = -7.0  # what a character of ordinary text scores at least on average
KEPT = 0.6  # the share of a reading that is certain, where the rest may stay question marks
_DROPPED = -1.7  # about one pair in six means nothing in GBK
_HOPELESS = 12.0  # a path so far behind another at the same place is given up
_STRANGE = -18.0  # a character outside the dictionary
_FUNCTION = 30_000  # a word of one character, seen so often, is one that joins others; a rarer one alone is chance
_RARE = 10  # a character seen less often than that is no reading
_MARKS = {"，": -2.7, "、": -3.5, "。": -3.5, "“": -4.5, "”": -4.5} | dict.fromkeys("；：！？‘’《》（）·—…", -6.5)

_NARROWED = {mark: chr(ord(mark) + 0xFEE0) for mark in "!(),:;?"}  # full width in GBK, narrowed by the site
_TAIL = rf"(?:{LETTERS} ?[)）])?"
_START = re.compile(rf"\?(?P<tail>{_TAIL})(?=[!;,:?！；，：？“”、。]{{0,2}}{HAN})")
_END = re.compile(rf"\?(?P<tail>{_TAIL})|[@A-Z\[\]^_`a-z{{|}}~](?!{LETTERS}|[A-Z0-9])")
_GLOSS = re.compile(rf"[(（] ?({LETTERS}) ?[)）]")
_BODY = re.compile(rf"[^\x00-\x7f\s０-９]|[{re.escape(''.join(_NARROWED))}]")
_COUNTED = re.compile(r"[0-9.%％万亿元个家户吨人亩公平件项]")

Unit = tuple[int | None, ...]
Readings = Mapping[str, set[str]]


def misdecoded(text: str) -> Iterator[tuple[Span, str]]:
    """Every run that can be read again with certainty, with its reading (in simplified characters)."""
    if "?" not in text:
        return
    bare = AlignedText.of(text).replaced(glosses(text))
    said = readings(text)
    script = _script(bare.text)
    patience = PATIENCE + len(text) // 4000
    done = 0
    for found in _START.finditer(bare.text):
        if found.start() < done or not _is_tail(found["tail"]):
            continue
        for run in _runs(bare.text, found, said, script):
            if patience == 0:
                return
            patience -= 1
            repair = (_whole(run) if run.closed else None) or _inside(run)
            if repair:
                yield bare.raw_span(repair[0]), repair[1]
                done = repair[0].end
                break


@dataclass(frozen=True)
class _Run:
    """``units`` are the bytes in the order of the text, None for a lost one; a gap between two units may hide a dropped pair.

    ``first`` and ``last`` are the characters that glosses allow for the first and the last one of the reading (empty: any).
    ``closed``: it ends in step again. ``settled``: so surely that its last character may be kept.
    """

    span: Span
    body: Span
    units: tuple[Unit, ...]
    text: str  # the body as it stands, simplified
    before: str
    after: str
    first: frozenset[str]
    last: frozenset[str]
    closed: bool
    settled: bool
    script: str


def _is_tail(tail: str) -> bool:
    letters = _letters(tail)
    return not tail or (is_syllable(letters) and has_tone(letters))


def _letters(tail: str) -> str:
    return tail.rstrip(")） ")


def _runs(text: str, found: re.Match[str], said: Readings, script: str) -> Iterator[_Run]:
    """The runs that may begin here, nearest end first; those only that look like text when shifted."""
    start, inner = found.span()
    units: list[Unit] = [(None,)]
    tried = 0
    for at in range(inner, min(inner + LONGEST, len(text))):
        end = _END.match(text, at)
        if end and len(units) > 1 and _is_tail(end["tail"] or ""):
            letter, tail = end[0][0] != "?", end["tail"] or ""
            gloss = _GLOSS.match(text, end.end()) if letter else None
            closed = letter or not _COUNTED.match(text, end.end())  # a figure's digit may have gone with this lost byte
            run = _Run(
                span=Span(start, end.end()),
                body=Span(inner, at),
                units=(*units, (ord(end[0]) if letter else None,)),
                text=simplified.convert(text[inner:at]),
                before=_chinese_before(text, start),
                after=_chinese_after(text, gloss.end() if gloss else end.end()) if closed else "",
                first=_first(said, found["tail"], text[start - 1 : start], units[1][0], script),
                last=frozenset(map(simplified.convert, said.get(gloss[1] if gloss else _letters(tail), ()))),
                closed=closed,
                settled=letter or bool(tail),
                script=script,
            )
            if _looks_shifted(run.units) and (len(units) > 2 or letter or tail or found["tail"]):
                yield run
            tried += 1
        if tried == ENDS_TRIED or not _BODY.match(text[at]) or (end and end["tail"]):
            return
        pair = _bytes(text[at])
        if pair is None:
            return
        units.append(pair)


def _first(said: Readings, tail: str, before: str, trail: int | None, script: str) -> frozenset[str]:
    """The gloss behind the cut belongs to the pair across it: second byte of the character before, and the lost byte. So it tells that byte."""
    lead = (_bytes(before) or (None, None))[1] if before else None
    lost = {pair[1] for char in said.get(_letters(tail), ()) if (pair := _bytes(char)) and pair[0] == lead}
    return frozenset(char for byte in lost for char in _chars(script, byte, trail))


@lru_cache(maxsize=8192)
def _bytes(char: str) -> tuple[int, int] | None:
    try:
        pair = _NARROWED.get(char, char).encode("gbk")
    except UnicodeEncodeError:
        return None
    return (pair[0], pair[1]) if len(pair) == 2 else None


def _looks_shifted(units: tuple[Unit, ...]) -> bool:
    """Cheap and without the dictionary: most pairs, shifted by one byte, are common characters or marks."""
    pairs = [(this[-1], following[0]) for this, following in pairwise(units)]
    known = [_is_common(lead, trail) for lead, trail in pairs if lead is not None and trail is not None]
    return sum(known) >= 0.6 * len(known)


@lru_cache(maxsize=32768)
def _is_common(lead: int, trail: int) -> bool:
    return _is_usual(simplified.convert(bytes((lead, trail)).decode("gbk", "replace")[:1]))


def _whole(run: _Run) -> tuple[Span, str] | None:
    """The reading of a run that ends in step again, where it is certain."""
    lattice = _Lattice(run.script)
    lattice.chain(run.before)
    lattice.units(run.units, run.first, run.last)
    lattice.chain(run.after)
    best = lattice.best()
    if best is None or best.score < USUAL * len(best.text) or best.score - _score(f"{run.before}?{run.text}?{run.after}") < PLAINLY:
        return None
    core = range(len(run.before), len(best.text) - len(run.after))
    certain = list(best.certain)
    if not run.settled:
        certain[core.stop - 1] = False
    kept = sum(certain[i] for i in core)
    if kept < 2 or kept < KEPT * len(core):
        return None
    return run.span, "".join(best.text[i] if certain[i] else "?" for i in core)


def _inside(run: _Run) -> tuple[Span, str] | None:
    """What is sure of a run whose ends are not: the characters both of whose bytes are there, where all of them are words."""
    lattice = _Lattice(run.script)
    lattice.units(run.units[1:-1], whole=True)
    best = lattice.best()
    if best is None or len(best.text) < 2 or any(len(word) < 2 for word in best.words) or not all(best.certain):
        return None
    return (run.body, best.text) if best.score - _score(run.text) >= PLAINLY else None


def _chinese_before(text: str, at: int) -> str:
    found = re.search(rf"{HAN}{{1,{CONTEXT}}}\Z", text[max(0, at - CONTEXT) : at])
    return simplified.convert(found[0]) if found else ""


def _chinese_after(text: str, at: int) -> str:
    found = re.match(rf"{HAN}{{1,{CONTEXT}}}", text[at : at + CONTEXT])
    return simplified.convert(found[0]) if found else ""


class _Edge(NamedTuple):
    """One possible character. ``trust``: 0 where a byte of it is lost, 1 where both are there, 2 where it stands fast or a gloss confirms it.

    ``part`` of a dropped pair: 1 before it, 2 behind it.
    """

    char: str
    target: int
    cost: float
    trust: int
    part: int


class _Word(NamedTuple):
    start: int
    end: int
    score: float
    edges: tuple[tuple[int, _Edge], ...]  # each with the node it leaves

    @property
    def text(self) -> str:
        return "".join(edge.char for _, edge in self.edges)


@dataclass(frozen=True)
class _Reading:
    """The best path. ``certain``, for each character: every other path is clearly worse, and it is a mark, a common joining word or part of a longer word."""

    score: float
    words: tuple[str, ...]
    certain: tuple[bool, ...]

    @property
    def text(self) -> str:
        return "".join(self.words)


class _Lattice:
    """Nodes are numbered in the order of the text, so that every edge goes up; ``edges[node]`` leave a node, ``steps`` hold those side by side."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.edges: list[list[_Edge]] = [[]]
        self.steps: list[list[int]] = []

    def chain(self, chars: str) -> None:
        """Characters that stand fast."""
        for char in chars:
            self.edges[-1].append(_Edge(char, len(self.edges), 0.0, 2, 0))
            self.steps.append([len(self.edges) - 1])
            self.edges.append([])

    def units(
        self, units: tuple[Unit, ...], first: frozenset[str] = frozenset(), last: frozenset[str] = frozenset(), whole: bool = False
    ) -> None:
        """The characters across the bounds of units, with and without a dropped pair between two of them (``whole``: without)."""
        for i, (this, following) in enumerate(pairwise(units)):
            lead, trail = this[-1], following[0]
            gaps = () if whole else _gaps(self.script, lead, trail)
            node, target = len(self.edges) - 1, len(self.edges) + len(gaps)
            allowed = first if i == 0 else last if i == len(units) - 2 else frozenset()
            confirmed = [char for char in _chars(self.script, lead, trail) if char in allowed]
            trust = 2 if confirmed else int(lead is not None and trail is not None)
            self.edges[node] += [_Edge(char, target, 0.0, trust, 0) for char in confirmed or _chars(self.script, lead, trail)]
            self.steps += [[node], list(range(node + 1, target))]
            for one, (firsts, seconds) in enumerate(gaps, start=node + 1):
                self.edges[node] += [_Edge(char, one, _DROPPED, 0, 1) for char in firsts]
                self.edges.append([_Edge(char, target, 0.0, 0, 2) for char in seconds])
            self.edges.append([])

    def best(self) -> _Reading | None:
        """The best path in words; None where there is none."""
        forward: dict[int, float] = {0: 0.0}
        back: dict[int, _Word] = {}
        words: list[_Word] = []
        for nodes in self.steps:
            hopeful = max((forward[node] for node in nodes if node in forward), default=0.0) - _HOPELESS
            for node in nodes:
                if forward.get(node, -inf) < hopeful:
                    continue
                for word in self._words(node):
                    words.append(word)
                    if forward[node] + word.score > forward.get(word.end, -inf):
                        forward[word.end] = forward[node] + word.score
                        back[word.end] = word
        last = len(self.edges) - 1
        if last not in forward:
            return None
        path: list[_Word] = []
        while last:
            path.insert(0, back[last])
            last = path[0].start
        return _Reading(forward[len(self.edges) - 1], tuple(word.text for word in path), tuple(self._certain(path, words, forward)))

    def _certain(self, path: Sequence[_Word], words: Sequence[_Word], forward: Mapping[int, float]) -> Iterator[bool]:
        """Every path crosses the cut behind a node once, so an edge is certain where the best paths over other edges of that cut are clearly worse."""
        through = self._best_through(words, forward)
        best = forward[len(self.edges) - 1]
        for word in path:
            certain = []
            for node, edge in word.edges:
                rivals = (
                    score
                    for (start, rival), score in through.items()
                    if start <= node < rival.target and (rival.char, rival.part) != (edge.char, edge.part)
                )
                stands = len(word.edges) > 1 or edge.char in _MARKS or edge.trust > (tokens.frequency(edge.char) < _FUNCTION)
                certain.append(
                    stands and best - max(rivals, default=-inf) >= (CLEARLY if edge.trust or edge.char in _MARKS else MORE_CLEARLY)
                )
            yield from (sure and (edge.trust > 0 or all(certain)) for sure, (_, edge) in zip(certain, word.edges, strict=True))

    def _best_through(self, words: Sequence[_Word], forward: Mapping[int, float]) -> dict[tuple[int, _Edge], float]:
        """What the best whole path over each edge scores."""
        backward: dict[int, float] = {len(self.edges) - 1: 0.0}
        through: dict[tuple[int, _Edge], float] = {}
        for word in sorted(words, key=lambda word: -word.start):
            rest = backward.get(word.end, -inf) + word.score
            backward[word.start] = max(backward.get(word.start, -inf), rest)
        for word in words:
            score = forward[word.start] + word.score + backward.get(word.end, -inf)
            for edge in word.edges:
                through[edge] = max(through.get(edge, -inf), score)
        return through

    def _words(self, node: int) -> Iterator[_Word]:
        counts = tokens.frequencies()
        stack: list[tuple[str, int, float, tuple[tuple[int, _Edge], ...]]] = [("", node, 0.0, ())]
        while stack:
            prefix, at, cost, edges = stack.pop()
            for edge in self.edges[at]:
                word = prefix + edge.char
                count = counts.get(word)
                if count or not prefix:
                    yield _Word(node, edge.target, cost + edge.cost + _word_score(word), (*edges, (at, edge)))
                if count is not None:
                    stack.append((word, edge.target, cost + edge.cost, (*edges, (at, edge))))


def _word_score(word: str) -> float:
    if word in _MARKS:
        return _MARKS[word]
    count = tokens.frequency(word)
    return log(count / tokens.tokenizer().total) if count else _STRANGE


def _score(text: str) -> float:
    """What the words of a text as it stands score, by the same measure."""
    best = [0.0] + [float("-inf")] * len(text)
    for start in range(len(text)):
        for end in range(start + 1, min(start + 6, len(text)) + 1):
            if end == start + 1 or tokens.frequency(text[start:end]):
                best[end] = max(best[end], best[start] + _word_score(text[start:end]))
    return best[-1]


class _Gbk(NamedTuple):
    """What pairs of bytes mean in simplified characters, and which pairs mean nothing (first byte to second bytes), so that converters drop them."""

    pairs: dict[tuple[int, int], str]
    by_lead: dict[int, list[str]]
    by_trail: dict[int, list[str]]
    dropped: dict[int, list[int]]


def _script(text: str) -> str:
    """``big5`` for a text in traditional characters, ``gb2312`` for one in simplified ones, ``gbk`` where the text does not tell."""
    if simplified.is_traditional(text):
        return "big5"
    chinese = re.findall(HAN, text[:2000])
    only_simplified = sum(1 for char in chinese if char.encode("gb2312", "ignore") and not char.encode("big5", "ignore"))
    return "gb2312" if only_simplified > 0.05 * len(chinese) else "gbk"


def _is_in(script: str, char: str, read: str) -> bool:
    """Characters that are written otherwise in simplified writing are traditional, whatever Big5 thinks of their form."""
    return (script == "big5" and char != read) or bool(char.encode(script, "ignore"))


@lru_cache(maxsize=3)
def _gbk(script: str) -> _Gbk:
    """For a traditional text without the characters that only simplified writing has, and the other way round."""
    shape = [(lead, trail) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if trail != 0x7F]
    written = "".join(bytes(pair).decode("gbk", "replace")[:1] for pair in shape)
    pairs: dict[tuple[int, int], str] = {}
    by_lead, by_trail, dropped = defaultdict(list), defaultdict(list), defaultdict(list)
    for (lead, trail), char, read in zip(shape, written, simplified.convert(written), strict=True):
        if char == "\ufffd":
            dropped[lead].append(trail)
        elif read in _MARKS or ("㐀" <= read <= "鿿" and tokens.frequency(read) >= _RARE and _is_in(script, char, read)):
            pairs[lead, trail] = read
            by_lead[lead].append(read)
            by_trail[trail].append(read)
    return _Gbk(pairs, dict(by_lead), dict(by_trail), dict(dropped))


@lru_cache(maxsize=4096)
def _chars(script: str, lead: int | None, trail: int | None) -> tuple[str, ...]:
    """The characters that two bytes may mean, one of them perhaps lost; none where both are."""
    if lead is not None and trail is not None:
        return (_gbk(script).pairs[lead, trail],) if (lead, trail) in _gbk(script).pairs else ()
    one = _gbk(script).by_lead.get(lead, []) if lead is not None else _gbk(script).by_trail.get(trail, []) if trail is not None else []
    return tuple(dict.fromkeys(one))


@lru_cache(maxsize=32768)
def _is_usual(char: str) -> bool:
    """A mark, or a character of level one of GB 2312."""
    return char in _MARKS or b"\xb0\xa1" <= char.encode("gb2312", "replace") <= b"\xd7\xf9"


@lru_cache(maxsize=4096)
def _gaps(script: str, lead: int | None, trail: int | None) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """What a dropped pair between two known bytes may have cut: first characters, and the second ones that go with them."""
    if lead is None or trail is None:
        return ()
    gaps: dict[tuple[str, ...], list[str]] = {}
    for missing, partners in _gbk(script).dropped.items():
        seconds = tuple(dict.fromkeys(char for partner in partners for char in _chars(script, partner, trail) if _is_usual(char)))
        if seconds:
            gaps.setdefault(seconds, []).extend(char for char in _chars(script, lead, missing) if _is_usual(char))
    return tuple((tuple(firsts), seconds) for seconds, firsts in gaps.items() if firsts)
