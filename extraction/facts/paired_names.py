"""Series of figures that take a list of names one for one: that of 分别, or that of the figures before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.facts.around import named_before_cue, own_name
from extraction.facts.borrowed_names import take_name
from extraction.facts.draft import Draft, Sentence
from extraction.facts.lists import listed_names, listed_regions
from extraction.mentions.indicators import EMPTY, Phrase, Word, is_flow, name_before, phrase
from extraction.text.span import Span

_RISES = re.compile(r"(提高|增加|上调|提升|扩大|下调|降|升)")
_COMPARED = re.compile("[高低快慢好优]于|比|较")
_THREE = re.compile("三次产业|一二三产业?|三产业?(?=对|增加值|分别)")
_BRANCH = re.compile(r"^(?:限上|限额以上)?(?:批发|零售|住宿|餐饮)业?(?:(?:营业|销售)额)?$")
_TRADE = re.compile(r"批发|零售")


def paired(sentence: Sentence, draft: Draft) -> None:
    """分别: the n-th figure of a series takes the n-th name of the list before it, or the n-th division."""
    if len(draft.siblings) < 2 or not draft.first_of_series:
        return
    pairing = sentence.cues_in(Span(draft.clause.start, draft.span.start), "pairing")
    if not pairing:
        return
    before = [word for word in draft.lead if word.span.end <= pairing[-1].span.start]
    behind = [word for word in draft.lead if word.span.start >= pairing[-1].span.end]
    verbs, ending = _verbs_or_ending(sentence, draft, behind)
    names, regions = listed_regions(before, sentence, len(draft.siblings))
    if not names and len(draft.siblings) == 3:
        names = _three_industries(sentence, draft, before)
    if not names:
        names = listed_names(named_before_cue(before, draft), sentence.text, len(draft.siblings))
    names = names or _members_before(sentence, draft)
    if _of_growth(names):
        for sibling, region in zip(draft.siblings, regions, strict=False):
            sibling.region = region
        return
    names = _narrowed_as_before(sentence, draft, names)
    for index, (sibling, name) in enumerate(zip(draft.siblings, names, strict=False)):
        sibling.verbs, sibling.head, sibling.name_rule = verbs, name + ending, "paired"
        sibling.region = regions[index] if regions else None


def _verbs_or_ending(sentence: Sentence, draft: Draft, behind: Sequence[Word]) -> tuple[Phrase, Phrase]:
    """What stands between 分别 and the figure: the flow verb of all names, or the noun that all of them end in."""
    said = phrase(name_before([word for word in behind if draft.cue is None or word.span.start < draft.cue.span.start]), sentence.text)
    if _RISES.match(said.text) or _COMPARED.match(said.text):
        return EMPTY, EMPTY
    return (said, EMPTY) if is_flow(said.text) else (EMPTY, said)


def _of_growth(names: Sequence[Phrase]) -> bool:
    """增速分别高于全省、全市A、B: two comparisons of the one growth before."""
    return bool(names) and all(name.text in ("增速", "增幅", "涨幅", "降幅", "同比增速") for name in names)


def _members_before(sentence: Sentence, draft: Draft) -> list[Phrase]:
    """纺织、食品、家具三大产业产值合计A,分别增长B、C、D: as many members as the figure before counts together."""
    previous = next(iter(sentence.before(draft)), None)
    if previous is None:
        return []
    members = own_name(previous)
    several = [other for other in sentence.before(draft) if other.measure == "level" and own_name(other)][: len(draft.siblings)]
    alike = len(several) == len(draft.siblings) and len({other.unit for other in several}) == 1
    if alike and not any(word.text == "、" for word in members):
        return []  # 教育支出A,社会保障和就业支出B: two figures, each with its own name
    names = listed_names(members, sentence.text, len(draft.siblings))
    return names if len({name.text for name in names}) == len(draft.siblings) else []


def _three_industries(sentence: Sentence, draft: Draft, before: Sequence[Word]) -> list[Phrase]:
    """三次产业贡献率分别为A、B、C, and what a further clause says of them (分别拉动…): of the first, the second and the third."""
    name = phrase(name_before(before), sentence.text)
    found = _THREE.search(name.text)
    if found is None and not (_THREE.search(sentence.text, sentence.span.start, draft.clause.start) and len(name.text) <= 6):
        return []
    rest = name.text[found.end() :] if found else name.text
    return [Phrase(f"第{number}产业{rest}", name.spans) for number in "一二三"]


def _narrowed_as_before(sentence: Sentence, draft: Draft, names: list[Phrase]) -> list[Phrase]:
    """限额以上批发业、零售业分别…,住宿业、餐饮业分别…: the narrowing word of the first branches is that of their sisters."""
    if not names or not all(_BRANCH.search(name.text) for name in names):
        return names
    said = next(
        (other.head for other in sentence.before(draft) if _BRANCH.search(other.head.text) or _TRADE.search(other.head.text)), EMPTY
    )
    word = next((word for word in ("限额以上", "限上") if said.text.startswith(word)), None)
    if word is None or any(name.text.startswith(word) for name in names):
        return names
    return [Phrase(word + name.text, (*name.spans, *said.spans)) for name in names]


def paired_with_series_before(sentence: Sentence, draft: Draft) -> None:
    """A series without names takes those of the last figures before it: 分别达到A、B,增长C、D; 出口A、进口B,分别增长C、D."""
    count = len(draft.siblings)
    if count < 2 or not draft.first_of_series or any(other.head for other in draft.siblings) or own_name(draft):
        return
    earlier = [other for other in sentence.before(draft) if other.head][:count]
    if len(earlier) < count:
        return
    for sibling, other in zip(draft.siblings, reversed(earlier), strict=True):
        take_name(sibling, other, "paired")
