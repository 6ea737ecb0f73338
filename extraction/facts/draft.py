"""A fact in the making: one figure of a sentence and what is known of it so far. Offsets count in the paragraph's text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise, zip_longest
from typing import Literal, NamedTuple

from extraction.facts.placing import Matches
from extraction.mentions.indicators import EMPTY, Phrase, Word, words_of
from extraction.mentions.modality import Cue
from extraction.mentions.periods import PeriodMention
from extraction.mentions.quantities import Quantity
from extraction.mentions.regions import RegionMention
from extraction.text.span import Span

_TURNS = frozenset(("增长", "下降", "增加", "减少", "提高", "降低", "上升", "上涨", "下跌"))  # 分别增长8%和下降2% is one series
_JOINTS = frozenset(["、", "和", "与", "及", "以及", "或", "并"])


class Reason(NamedTuple):
    """Why a field has its value: spans of the paragraph, and the rule where it was not read there. ``outside`` are raw spans of other paragraphs."""

    spans: tuple[Span, ...] = ()
    rule: str | None = None
    outside: tuple[Span, ...] = ()


@dataclass
class Draft:
    """``lead``: the words before the figure that can name it; ``trail``: those behind it, up to the next figure or the end of its clause.

    ``verbs`` are the flow verbs of its name, ``head`` the noun phrase without them. ``siblings``: the figures of its series (12.8%、14.4%), itself included.
    """

    quantity: Quantity
    clause: Span
    lead: Sequence[Word]
    trail: Sequence[Word]
    last_in_clause: bool
    siblings: list[Draft] = field(default_factory=list)
    measure: str = "level"
    falling: bool = False
    base: str | None = None
    cue: Cue | None = None
    verbs: Phrase = EMPTY
    head: Phrase = EMPTY
    behind: Phrase = EMPTY
    subject: Phrase = EMPTY
    topic: Phrase = EMPTY
    share: Phrase = EMPTY  # 占…的比重
    whole: Phrase = EMPTY  # the total that it is a part of, where its name was completed by it
    unit: str | None = None
    governing: PeriodMention | Literal[False] | None = False  # the period that governs it; False: not looked for yet
    name_rule: str | None = None
    source: Draft | None = None  # whose name it took
    threshold: Word | None = None  # 10亿元以上 right before a count: a class, no figure of its own
    region: RegionMention | None = None  # named for this figure alone, in a list
    earlier: bool = False  # the A of 从A到B
    later: bool = False  # the B
    aside: bool = False  # the growth of elsewhere, in brackets: nothing else takes its name or its place
    is_deed: bool = False  # the name begins with a verb: 硬化道路2860公里
    start_word: int | None = None  # where its 从 or 由 stands
    place: int = 0  # how many figures of the sentence stand before it
    reasons: dict[str, Reason] = field(default_factory=dict)
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        self.span = self.quantity.span

    @property
    def name(self) -> Phrase:
        return self.verbs + self.head

    @property
    def first_of_series(self) -> bool:
        return self.siblings[0] is self


_CLASS = re.compile(r"((?:及|（含）|\(含\))?以[上下内])的?[\u4e00-\u9fff“”]{0,10}(?:项目|企业|工程|楼宇|园区|集群|大户|单位|合作社)")


@dataclass
class Sentence:
    """A sentence laid out: its clauses, what was found in it, and its figures in order. Words are cut where they are asked for."""

    text: str
    matches: Matches  # of its whole paragraph
    span: Span
    marks: Sequence[tuple[Span, str]]
    clauses: Sequence[Span]
    cues: Sequence[Cue]
    periods: Sequence[PeriodMention]
    regions: Sequence[RegionMention]
    drafts: list[Draft] = field(default_factory=list)
    searched: dict[str, bool] = field(default_factory=dict)  # whether it holds a pattern at all
    earlier: Sentence | None = None  # the stretch with figures before this one in its paragraph
    goes_on: bool = False  # only a semicolon is between them

    @cached_property
    def follows_semicolon(self) -> bool:
        at = self.span.start
        while at and self.text[at - 1].isspace():
            at -= 1
        return at > 0 and self.text[at - 1] in "；;"

    def search_before(self, pattern: re.Pattern[str], draft: Draft) -> re.Match[str] | None:
        """The first match before a figure, in offsets from the head of the sentence; what the sentence does not hold at all is looked for once."""
        held = self.searched.get(pattern.pattern)
        if held is None:
            held = self.searched[pattern.pattern] = pattern.search(self.text[self.span.start : self.span.end]) is not None
        return pattern.search(self.text[self.span.start : draft.span.start]) if held else None

    def words(self, clause: Span) -> Sequence[Word]:
        """The words of one of its clauses."""
        end = min(clause.end, self.span.end)
        first = bisect_left(self.marks, ((clause.start,),))
        return words_of(self.text, Span(clause.start, end), self.marks[first : bisect_left(self.marks, ((end,),), first)])

    def before(self, draft: Draft) -> Sequence[Draft]:
        """The figures before one, nearest first."""
        return self.drafts[: draft.place][::-1]

    def previous(self, draft: Draft) -> Draft | None:
        """The figure before one."""
        return self.drafts[draft.place - 1] if draft.place else None

    def following(self, draft: Draft) -> Draft | None:
        """The figure behind one."""
        return self.drafts[draft.place + 1] if draft.place + 1 < len(self.drafts) else None

    def reach(self, draft: Draft) -> Iterator[Draft]:
        """The figures before one, nearest first, those of the stretch before a semicolon too."""
        yield from self.before(draft)
        if self.earlier and self.goes_on:
            yield from reversed(self.earlier.drafts)

    def cues_in(self, span: Span, kind: str) -> list[Cue]:
        return [cue for cue in self._cues_of.get(kind, ()) if span.contains(cue.span)]

    @cached_property
    def _cues_of(self) -> dict[str, list[Cue]]:
        found: dict[str, list[Cue]] = {}
        for cue in self.cues:
            found.setdefault(cue.kind, []).append(cue)
        return found


def laid_out(
    text: str, matches: Matches, span: Span, marks: Sequence[tuple[Span, str]], quantities: Sequence[Quantity], cues: Sequence[Cue],
    periods: Sequence[PeriodMention], regions: Sequence[RegionMention], *, blanks_cut: bool,
) -> Sentence:  # fmt: skip
    """Clauses, the words before and behind every figure, and series of figures. ``blanks_cut``: a blank ends a clause (titles, headings)."""
    sentence = Sentence(text, matches, span, marks, _clauses(text, span, marks, blanks_cut), cues, periods, regions)
    for clause, inside in groupby(quantities, key=lambda quantity: _clause_of(sentence.clauses, quantity.span.start)):
        sentence.drafts += _drafts(sentence.words(clause), clause, list(inside))
    sentence.drafts = _with_thresholds(sentence.drafts, text)
    for place, draft in enumerate(sentence.drafts):
        draft.place = place
    _join_series(sentence.drafts)
    for before, draft in pairwise(sentence.drafts):
        if before.clause == draft.clause:
            draft.lead = own_words(draft.lead)
    return sentence


def _clause_of(clauses: Sequence[Span], start: int) -> Span:
    return clauses[bisect_right(clauses, start, key=lambda clause: clause.end)]


def _drafts(words: Sequence[Word], clause: Span, quantities: Sequence[Quantity]) -> Iterator[Draft]:
    """The figures of one clause with the words between them."""
    starts = [word.span.start for word in words]
    previous = clause.start
    for quantity, following in zip_longest(quantities, quantities[1:]):
        begin = max((other.end for other in quantity.qualifier_spans if other.start >= quantity.span.end), default=quantity.span.end)
        lead = words[bisect_left(starts, previous) : bisect_left(starts, quantity.span.start)]
        stop = following.span.start if following else clause.end
        trail = words[bisect_left(starts, begin) : bisect_left(starts, stop)]
        yield Draft(quantity, clause, lead, trail, following is None, unit=quantity.unit)
        previous = quantity.span.end


def _with_thresholds(drafts: list[Draft], text: str) -> list[Draft]:
    """10亿元以上17个 is one figure: an amount with 以上 and nothing before the count that follows is the name of a class."""
    kept: list[Draft] = []
    for draft in drafts:
        previous = kept[-1] if kept else None
        if previous and previous.clause == draft.clause and draft.quantity.kind in ("count", "bare") and previous.quantity.kind == "amount":
            between = text[previous.span.end : draft.span.start]
            if named := _CLASS.fullmatch(between):
                kept.pop()
                word = Word(
                    text[previous.span.start : previous.span.end] + named[1],
                    Span(previous.span.start, previous.span.end + len(named[1])),
                    "n",
                )
                draft.lead = [*previous.lead, word, *(one for one in draft.lead if one.span.start >= word.span.end)]
            elif between in ("以上", "及以上", "以下", "以内"):
                kept.pop()
                word = Word(text[previous.span.start : previous.span.end] + between, Span(previous.span.start, draft.span.start), "n")
                draft.lead, draft.threshold = previous.lead, word
        kept.append(draft)
    return kept


def own_words(words: Sequence[Word]) -> Sequence[Word]:
    """Of the words between two figures of one clause those that belong to the second: what stands behind the joint between them."""
    joints = _joints(words)
    if not joints:
        return words
    if joints[-1] == len(words) - 1:
        return ()
    return words[joints[0] + 1 :]


def _joints(words: Sequence[Word]) -> list[int]:
    """Where a list goes on, outside quotes and brackets: at 、, or where there is none at 和 and its like."""
    found: dict[bool, list[int]] = {True: [], False: []}
    depth = 0
    for index, word in enumerate(words):
        depth += (word.text in "“《（(‘") - (word.text in "”》）)’")
        if depth <= 0 and word.text in _JOINTS:
            found[word.text == "、"].append(index)
    return found[True] or found[False]


_MARKS = re.compile("[，,；;：:。！？!]")  # a question mark inside a sentence stands for lost characters
_MARKS_AND_BLANKS = re.compile("[，,；;：:。！？! \u3000\n]")


def _clauses(text: str, span: Span, marks: Sequence[tuple[Span, str]], blanks_cut: bool) -> list[Span]:
    """The stretches between the marks of a sentence; a mark inside a figure (12,500) cuts nothing."""
    clauses, start, protected = [], span.start, iter(marks)
    inside, _ = next(protected, (None, ""))
    for found in (_MARKS_AND_BLANKS if blanks_cut else _MARKS).finditer(text, span.start, span.end):
        while inside and inside.end <= found.start():
            inside, _ = next(protected, (None, ""))
        if inside is None or found.start() < inside.start:
            clauses.append(Span(start, found.start()))
            start = found.end()
    return [*clauses, Span(start, span.end + 1)]


def _join_series(drafts: list[Draft]) -> None:
    """Figures with nothing but a joint (and a qualifier) between them stand in one series."""
    for index, draft in enumerate(drafts):
        if index and draft.clause == drafts[index - 1].clause and _only_joint(draft, drafts[index - 1]):
            draft.siblings = drafts[index - 1].siblings
            draft.siblings.append(draft)
        else:
            draft.siblings = [draft]


def _only_joint(draft: Draft, previous: Draft) -> bool:
    qualifiers = [*draft.quantity.qualifier_spans, *previous.quantity.qualifier_spans]
    rest = [word.text for word in draft.lead if not any(span.overlap(word.span) for span in qualifiers)]
    return bool(rest) and rest[0] in _JOINTS and all(word in _TURNS for word in rest[1:])
