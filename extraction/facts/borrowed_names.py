"""Names that a figure takes, whole or in part, from a figure before it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extraction.facts.around import PEOPLE, uncued
from extraction.facts.draft import Draft, Reason, Sentence
from extraction.facts.topics import is_dependent
from extraction.mentions.indicators import EMPTY, PERIOD, REGION, Phrase, is_flow, lexicon, opening_noun, phrase, predicate


def take_name(draft: Draft, other: Draft, rule: str) -> None:
    """The name of another figure, with its topic."""
    draft.verbs, draft.head, draft.topic, draft.subject, draft.name_rule = other.verbs, other.head, other.topic, other.subject, rule
    elsewhere = draft.clause != other.clause and any(word.tag == REGION and word.text[0] not in "全我本" for word in draft.lead[:2])
    draft.region, draft.source = draft.region or (None if elsewhere else other.region), other


def other_end(sentence: Sentence, draft: Draft) -> None:
    """The B of 从A到B is called what A is called."""
    previous = sentence.previous(draft)
    if previous and previous.earlier and previous.clause == draft.clause:
        take_name(draft, previous, "other_end")


def changed_noun(sentence: Sentence, draft: Draft) -> None:
    """扩大了236种药品: the thing that the sentence counted before, by its full name."""
    if draft.measure != "change" or draft.name_rule != "behind" or draft.verbs:
        return
    same = next((other for other in sentence.before(draft) if other.verbs and other.head.text == draft.head.text), None)
    if same:
        take_name(draft, same, "changed_noun")


def verb_alone(sentence: Sentence, draft: Draft) -> None:
    """净增1845家, 今年新建26.5万亩: a verb without its object counts what the figure before it counted."""
    if not draft.head or not draft.first_of_series or draft.name_rule or not _is_verb(draft):
        return
    earlier = _counted_before(sentence, draft)
    if earlier:
        draft.verbs, draft.head, draft.topic, draft.name_rule = draft.verbs + draft.head, earlier.head, EMPTY, "verb_alone"


def _counted_before(sentence: Sentence, draft: Draft) -> Draft | None:
    """The nearest level before in the same unit; of things, no people, in another unit too."""
    named = [
        other
        for other in sentence.reach(draft)
        if other.head
        and other.name_rule not in ("previous", "class")
        and other.measure == "level"
        and not _is_verb(other)
        and not _is_part(other)
    ]
    of_people = (draft.unit or "").endswith(PEOPLE)
    same = next((other for other in named if same_unit(other, draft)), None)
    if same is None and not of_people and not named and sentence.earlier:
        counted = [other for other in sentence.earlier.drafts if other.head and other.measure == "level" and other.quantity.kind == "count"]
        same = next((other for other in counted if same_unit(other, draft) and not _is_verb(other)), None)
    nearest = next((other for other in named if other.span.start >= sentence.span.start), None)
    return same or (None if of_people else nearest)


def same_unit(one: Draft, other: Draft) -> bool:
    """14.2万户, 9600户."""
    return (one.unit or "").lstrip("十百千万亿") == (other.unit or "").lstrip("十百千万亿")


def _is_part(draft: Draft) -> bool:
    """亿元以上9个 behind 其中: a class of what was counted."""
    return any(word.text == "其中" for word in draft.lead)


def _is_verb(draft: Draft) -> bool:
    return is_flow(draft.head.text) and not draft.verbs and draft.head.text not in ("投资", "贷款", "融资", "培训", "收入")


_DONE = re.compile(r"(?:完成|到位)(?:了)?(?:近|约|超|超过|达)?$")
_PLANNED = re.compile(r"(?:年度|年内|今年)?(?:计划|概算|估算)(?:完成|总)?(投资)$|(?:年度)总?(投资)$")


_PLACE = re.compile("[\u4e00-\u9fff]{0,8}(?:新区|开发区|高新区|经开区|经济区|度假区|示范区|街道|管委会)")


def of_a_place(sentence: Sentence, draft: Draft) -> None:
    """各区规上工业增加值分别增长A、B,滨海新区增长C: what grows is what grew before, in a place that is no division."""
    if draft.measure != "growth" or draft.verbs or not draft.first_of_series or not _PLACE.fullmatch(draft.head.text):
        return
    other = next((other for other in sentence.before(draft) if other.head and (other.region or _of_divisions(other, sentence))), None)
    if other:
        draft.head, draft.name_rule, draft.source = other.name, "previous", other


def _of_divisions(draft: Draft, sentence: Sentence) -> bool:
    """A figure of a division that its clause names: 沙洋县12.4%."""
    return any(draft.clause.contains(one.span) for one in sentence.regions)


def same_as_before(sentence: Sentence, draft: Draft) -> None:
    """增长5.6% without a name speaks of the figure before it in the sentence."""
    if draft.head:
        return
    if (column := _of_its_column(sentence, draft)) is not None:
        take_name(draft, column, "previous")
        return
    if not draft.first_of_series and draft.siblings[0].head:
        take_name(draft, draft.siblings[0], "series")
        return
    broken = _first_of_its_kind(sentence, draft)
    if broken:
        draft.head, draft.name_rule = broken, "sentence_topic"
        return
    earlier = next((other for other in _lenders(sentence, draft) if other.head and _can_lend(draft, other)), None)
    if earlier:
        take_name(draft, earlier, "previous")
        if draft.quantity.kind == "amount" and _DONE.search(sentence.text[draft.clause.start : draft.span.start]):
            draft.head = Phrase(_PLANNED.sub(r"完成\1", draft.head.text), draft.head.spans)
        said = predicate(draft.trail) if draft.quantity.kind == "count" and draft.measure == "level" else ()
        if said and draft.last_in_clause:
            draft.verbs, draft.name_rule = phrase(said, sentence.text), "previous_with_predicate"


def _of_its_column(sentence: Sentence, draft: Draft) -> Draft | None:
    """甲县开工项目24个、总投资131亿元;乙县18个、82亿元: money right behind a count without a name is what money behind a count was before."""
    count = sentence.previous(draft)
    if count is None or draft.measure != "level" or (draft.quantity.kind, count.quantity.kind) != ("amount", "count"):
        return None
    if (
        count.clause != draft.clause
        or len(sentence.text[count.span.end : draft.span.start].strip("、,，")) > 0
        or count.name_rule != "previous"
    ):
        return None
    earlier = reversed(sentence.earlier.drafts) if sentence.earlier else ()
    named = (other for other in (*sentence.before(draft), *earlier) if other.head and other.quantity.kind == "amount")
    return next((other for other in named if other.measure == "level" and same_unit(other, draft)), None)


_FIRST_EVER = re.compile("零的?突破|从无到有|从零起步|历史性突破")


def _first_of_its_kind(sentence: Sentence, draft: Draft) -> Phrase:
    """新增甲26家;乙企业实现零的突破,达到2家: the clause before, without a figure, says what there was none of."""
    if draft.measure != "level" or any(word.text not in lexicon("closing") for word in uncued(draft) if word.text not in _SAYS_NOTHING):
        return EMPTY
    before = next((clause for clause in reversed(sentence.clauses) if clause.end < draft.clause.start), None)
    if before is None or not _FIRST_EVER.search(sentence.text, before.start, before.end):
        return EMPTY
    previous = sentence.previous(draft)
    return EMPTY if previous and previous.clause == before else phrase(opening_noun(sentence.words(before)), sentence.text)


def _lenders(sentence: Sentence, draft: Draft) -> Iterable[Draft]:
    """The figures before it; behind a semicolon and nothing but a place, a time or 平均 (掇刀区82.1%;京山市61.4%) those before that too."""
    alone = all(word.tag in (REGION, PERIOD) or word.text in _SAYS_NOTHING for word in uncued(draft))
    before = sentence.before(draft)
    if before or not alone or sentence.earlier is None:
        return before
    if not sentence.goes_on:  # …增加值406亿元,增长11.8%。其中3月份增长12.4%: of what the sentence before tells first
        dated = draft.measure == "growth" and any(word.tag == PERIOD for word in draft.lead)
        return [one for one in sentence.earlier.drafts if dated and one.measure == "growth" and one.quantity.kind == draft.quantity.kind]
    same = [other for other in reversed(sentence.earlier.drafts) if other.quantity.kind == draft.quantity.kind]
    return [other for other in same if other.measure == draft.measure]


_SAYS_NOTHING = frozenset(
    ("平均", "累计", "同比", "环比", "为", "是", "达", "达到", "仅", "则", "约", "而", "也", "两年", "三年", "五年", "年均", "其中", "当月")
)


def _can_lend(draft: Draft, other: Draft) -> bool:
    """A rank lends to ranks only, a share of a whole or a plan to shares."""
    if other.aside:
        return False
    if other.share and draft.measure == "growth":
        return False  # 为年计划的58.9%,同比增长27.4%: what was planned for has grown
    if other.share and other.quantity.kind != draft.quantity.kind and (other.quantity.kind, draft.measure) != ("percent", "change"):
        return False  # 占全区的57.7%,提升2.4个百分点: the share has changed
    return other.measure != "rank" or draft.measure == "rank"


def class_before(sentence: Sentence, draft: Draft) -> None:
    """其中10亿元以上17个: the threshold right before a count is a class of what was counted before."""
    if draft.threshold is None or draft.head:
        return
    whole = next((other for other in sentence.before(draft) if other.head and other.unit == draft.unit), None)
    draft.verbs = whole.verbs if whole else EMPTY
    draft.head = phrase([draft.threshold], sentence.text) + (_last_noun(whole) if whole else EMPTY)
    draft.name_rule = "class"


def of_which(sentence: Sentence, draft: Draft) -> None:
    """其中亿元以上项目140个: the flow verb of the figure it is a part of."""
    said = sentence.text[sentence.span.start : draft.span.start]
    if draft.verbs or not draft.head or draft.name_rule or "其中" not in said or draft.quantity.kind in ("percent", "points"):
        return
    within = sentence.text.rfind("其中", sentence.span.start, draft.span.start)
    wholes = (other for other in sentence.before(draft) if other.head and other.measure == "level" and other.span.end <= within)
    whole = next((other for other in wholes if other.unit == draft.unit), None)
    if whole and not is_dependent(draft.head.text):
        draft.verbs = whole.verbs
        if draft.head.text.endswith(("以上", "以下", "以内", "类", "级")):
            draft.head = draft.head + _last_noun(whole)


def of_trade(sentence: Sentence, draft: Draft) -> None:
    """出口机电产品23亿元,其中汽车8亿元: a part of what is sold abroad, or bought there, is so too."""
    within = sentence.text.rfind("其中", sentence.span.start, draft.span.start)
    if within < 0 or draft.name_rule or not draft.head or not draft.first_of_series or _TRADED.search(draft.name.text):
        return
    whole = next((one for one in sentence.before(draft) if one.span.end <= within and one.head and one.unit == draft.unit), None)
    said = _TRADED.match(whole.name.text) if whole and draft.measure == whole.measure == "level" else None
    if whole and said and len(whole.name.text) > 3:
        draft.head = Phrase(said[0], whole.head.spans) + draft.head


_TRADED = re.compile("出口|进口")
_FIRST = re.compile("前([两三四五])项")


def of_the_first(sentence: Sentence, draft: Draft) -> None:
    """资金6亿元、债券15亿元、国债2亿元,前两项分别增长28%、16%: the first of the list before."""
    found = _FIRST.fullmatch(draft.head.text) if draft.first_of_series else None
    if found is None:
        return
    before = [one for one in sentence.before(draft) if one.measure == "level" and one.head]
    listed = [one for one in reversed(before) if one.clause == before[0].clause]
    if len(draft.siblings) == "一两三四五".index(found[1]) + 1 <= len(listed):
        for sibling, one in zip(draft.siblings, listed, strict=False):
            take_name(sibling, one, "paired")


def _last_noun(draft: Draft) -> Phrase:
    for noun in ("项目", "企业", "平台", "园区", "村", "人才", "工程"):
        if draft.head.text.endswith(noun):
            return Phrase(noun, draft.head.spans)
    return EMPTY


def shared_verb(sentence: Sentence, draft: Draft) -> None:
    """累计培育A企业9家、B企业28家: the flow verb of a list is said once."""
    if draft.verbs or not draft.head or draft.name_rule in ("previous", "series", "paired", "share_of_previous"):
        return
    previous = sentence.previous(draft)
    if previous is None or previous.clause != draft.clause or previous.measure != draft.measure or not previous.verbs:
        return
    if not _joined(sentence, previous, draft) or is_dependent(draft.head.text) or _starts_with_verb(draft):
        return
    if any(word.text in ("实现", "取得", "获得", "完成", "达成") for word in draft.lead):
        return  # 接待游客3万人次、实现旅游收入2亿元
    draft.verbs = previous.verbs
    draft.reasons["indicator"] = Reason((*previous.verbs.spans, *draft.head.spans), "shared_verb")


def _joined(sentence: Sentence, left: Draft, right: Draft) -> bool:
    between = sentence.text[left.span.end : right.span.start]
    return "、" in between or (bool(right.behind) and bool(re.search(r"(和|与|及|以及)(近|约|超|超过)?$", between)))


def _starts_with_verb(draft: Draft) -> bool:
    return is_flow(draft.head.text[:2]) or draft.head.text[:1] == "新"


_SECTOR = re.compile(r"(?:第[二三]产业|[二三]产)")


def sector_as_before(sentence: Sentence, draft: Draft) -> None:
    """第一产业增加值…；第二产业…: the quantity is said of the first sector only."""
    if not _SECTOR.fullmatch(draft.head.text) or draft.verbs:
        return
    first = next((other for other in sentence.reach(draft) if re.fullmatch(r"第?[一二]产(?:业)?增加值", other.head.text)), None)
    if first:
        draft.head = draft.head + Phrase("增加值", first.head.spans)
