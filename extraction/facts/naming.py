"""What every figure of a sentence measures: its own words, a list's, or those of the figure before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from extraction.facts.draft import Draft, Reason, Sentence
from extraction.facts.lists import JOINTS, listed_names, listed_regions
from extraction.mentions.indicators import (
    EMPTY,
    PERIOD,
    REGION,
    Phrase,
    Word,
    canonical,
    flow_verbs,
    is_flow,
    is_separator,
    lexicon,
    name_before,
    name_behind,
    opening_noun,
    phrase,
    predicate,
)
from extraction.text.span import Span

_HOW = re.compile(
    r"[降升增涨减]|实际|(?:剔除|扣除|考虑|按|剔去)[^,，]{0,12}(?:因素|影响|口径|基数)[^,，]{0,4}"
)  # 剔除留抵退税因素后增长3.8%: no name
_PREDICATE_LIMIT = 24  # characters; a longer predicate names nothing


def name_all(sentence: Sentence) -> None:
    """Every step over all figures of the sentence, in this order; a step only fills what the steps before left open."""
    for step in STEPS:
        for draft in sentence.drafts:
            step(sentence, draft)


_RISES = re.compile(r"(提高|增加|上调|提升|扩大|下调|降|升)")


def paired(sentence: Sentence, draft: Draft) -> None:
    """分别: the n-th figure of a series takes the n-th name of the list before it, or the n-th division."""
    if len(draft.siblings) < 2 or not draft.first_of_series:
        return
    pairing = sentence.cues_in(Span(draft.clause.start, draft.span.start), "pairing")
    if not pairing:
        return
    before = [word for word in draft.lead if word.span.end <= pairing[-1].span.start]
    behind = [word for word in draft.lead if word.span.start >= pairing[-1].span.end]
    behind = [word for word in behind if draft.cue is None or word.span.start < draft.cue.span.start]
    ending = phrase(name_before(behind), sentence.text)
    if _RISES.match(ending.text):
        ending = EMPTY
    if is_flow(ending.text) or not ending:
        verbs, ending = ending, EMPTY
    else:
        verbs = EMPTY
    names, regions = listed_regions(before, sentence, len(draft.siblings))
    if not names and len(draft.siblings) == 3:
        names = _three_industries(sentence, draft, before)
    if not names:
        names = listed_names(_named(before, draft), sentence.text, len(draft.siblings))
    names = _narrowed_as_before(sentence, draft, names)
    for index, (sibling, name) in enumerate(zip(draft.siblings, names, strict=False)):
        sibling.verbs, sibling.head, sibling.name_rule = verbs, name + ending, "paired"
        sibling.region = regions[index] if regions else None


_THREE = re.compile("三次产业|一二三产业?|三产业?(?=对|增加值|分别)")


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


_BRANCH = re.compile(r"^(?:限上|限额以上)?(?:批发|零售|住宿|餐饮)业?(?:(?:营业|销售)额)?$")
_TRADE = re.compile(r"批发|零售")


def paired_with_series_before(sentence: Sentence, draft: Draft) -> None:
    """A series without names takes those of the last figures before it: 分别达到A、B,增长C、D; 出口A、进口B,分别增长C、D."""
    count = len(draft.siblings)
    if count < 2 or not draft.first_of_series or any(other.head for other in draft.siblings) or _own(draft):
        return
    earlier = [other for other in sentence.before(draft) if other.head][:count]
    if len(earlier) < count:
        return
    for sibling, other in zip(draft.siblings, reversed(earlier), strict=True):
        take_name(sibling, other, "paired")


def named_behind(sentence: Sentence, draft: Draft) -> None:
    """25个美丽乡村示范村, 发放3000万元消费券: the noun stands behind the figure, its verb before."""
    if draft.head or draft.earlier or draft.measure == "rank" or draft.quantity.kind in ("percent", "points", "multiple"):
        return
    noun = behind_noun(draft)
    if not noun:
        return
    own = name_before(_uncued(draft))
    if own and draft.quantity.kind == "amount" and not _only_verbs(own):
        return
    draft.behind = phrase(noun, sentence.text)
    attribute = _attribute(draft, own)
    if len(draft.behind.text) == 1 and any(word.tag[:1] == "n" for word in own) and not flow_verbs(own):
        attribute = own  # 实施整村推进1250个村
    verbs = _trailing_verbs(own) or flow_verbs(own)
    draft.verbs = phrase(attribute or verbs, sentence.text)
    per = next((index for index, word in enumerate(own) if word.text.startswith("每")), None)
    if per is not None:
        draft.verbs = phrase([word for word in own[per:] if word.text not in lexicon("light")], sentence.text)
    draft.head = _with_predicate(sentence, draft, noun)
    draft.name_rule = "behind"


def _attribute(draft: Draft, own: Sequence[Word]) -> Sequence[Word]:
    """列入省重点的9个项目: what stands before with 的 belongs to the noun behind."""
    qualifiers = draft.quantity.qualifier_spans
    before = [word for word in draft.lead if not any(span.overlap(word.span) for span in qualifiers)]
    said = sum(len(word.text) for word in own)
    return (
        own if before and before[-1].text == "的" and 2 <= said <= 12 and not any(word.text in lexicon("dependent") for word in own) else ()
    )


def share_of_people(sentence: Sentence, draft: Draft) -> None:
    """96%的行政村通公交: the whole stands behind a bare percentage."""
    if draft.head or draft.quantity.kind != "percent" or draft.cue or not draft.trail or draft.trail[0].text != "的":
        return
    if not all(word.text in _HERE for word in _own(draft)):
        return
    noun = name_behind(draft.trail[1:])
    if noun:
        said = predicate(draft.trail[1 + len(noun) :])
        draft.head = phrase(noun, sentence.text) + phrase(said, sentence.text)
        draft.name_rule = "behind"


_HERE = frozenset(("当地", "全村", "全镇", "全乡", "本地", "村里", "镇里", "县里", "周边", "村中", "这里", "全国", "世界", "全球"))


def named_before(sentence: Sentence, draft: Draft) -> None:
    """限上零售业增长12.8%, 签约重点产业项目244个: the words before the figure name it."""
    if draft.head or not draft.first_of_series:
        return
    _mark_own_region(sentence, draft)
    own = list(name_before(_uncued(draft)))
    if not own and draft.earlier:
        own = list(name_before(_behind_from(draft)))
    if not own:
        return
    if _HOW.fullmatch("".join(word.text for word in own)):
        return
    if _PER.fullmatch("".join(word.text for word in own)) and draft.measure != "level":
        return
    own = _with_its_verb(draft, own)
    own, draft.topic = _behind_previous(sentence, draft, own)
    verbs = list(flow_verbs(own))
    if len(verbs) == len(own):
        verbs = []
    if draft.cue and draft.cue.text in ("增收", "增产", "减产", "减收", "节水", "降本") and draft.quantity.kind == "amount":
        own = [*own, *(word for word in draft.lead if word.span.start == draft.cue.span.start)]
    own = _without_members(own)
    draft.verbs = phrase(verbs, sentence.text)
    draft.is_deed = own[0].tag in ("v", "vn") and own[-1].text not in lexicon("quantity_noun") and own[-1].text[-1] not in "率值额量"
    draft.head = _without_light_verb(own[len(verbs) :], sentence.text)
    if draft.verbs.text == "完成" and canonical(draft.head.text) and "投资" not in draft.head.text:
        draft.verbs = EMPTY  # 完成地区生产总值; of an investment a planned amount may stand beside it


def _without_members(own: list[Word]) -> list[Word]:
    """电子信息、机械装备、石油化工三大主导产业增加值: where the whole has a name, a long list of its parts is none of it."""
    if sum(len(word.text) for word in own) <= _LONG or not any(word.text == "、" for word in own):
        return own
    last = max(index for index, word in enumerate(own) if word.text == "、")
    whole = next((index for index in range(last + 1, len(own) - 1) if own[index].text == "等" or _SO_MANY.fullmatch(own[index].text)), None)
    if whole is None:
        return own
    kept = own[whole + 1 :] if own[whole].text == "等" else own[whole:]
    return kept if sum(len(word.text) for word in kept) >= 5 else own


_LONG = 16  # characters; a shorter list stays
_SO_MANY = re.compile(r"[两二三四五六七八九十]+(大|个|类)")


def of_the_whole(sentence: Sentence, draft: Draft) -> None:
    """占一般公共预算支出的78.8% says of what only before it: the name is the figure's before with 占…比重."""
    own = draft.head if draft.first_of_series else draft.siblings[0].share
    if not _OF_WHOLE.match(own.text):
        return
    draft.share = own
    count, index = len(draft.siblings), next(i for i, other in enumerate(draft.siblings) if other is draft)
    earlier = [other for other in sentence.before(draft.siblings[0]) if other.head and other.measure != "rank"][:count]
    other = earlier[count - 1 - index] if len(earlier) == count else next(iter(earlier), None)
    if other:
        draft.head = other.name + Phrase(own.text + ("" if "比" in own.text else "比重"), own.spans)
        draft.verbs, draft.topic, draft.name_rule = EMPTY, other.topic, "share_of_previous"


_OF_WHOLE = re.compile(r"占(?!地(?!区|方)|用|比)")


def bare_share(sentence: Sentence, draft: Draft) -> None:
    """税收占68.3%, 占全县的四成: a percentage right behind 占, with what stands before it or what the figure before was called."""
    if draft.measure != "level" or draft.quantity.kind != "percent" or draft.share or not draft.first_of_series:
        return
    found = _SHARE.search(sentence.text[draft.clause.start : draft.span.start])
    if not found or _OF_WHOLE.search(draft.head.text):
        return
    own = draft.head
    other = (
        None
        if own
        else next((other for other in sentence.reach(draft) if other.head and not other.share and other.measure != "rank"), None)
    )
    if not own and not other:
        return
    start = draft.clause.start + found.start()
    said = Phrase(f"占{found[1] or _whole(sentence, draft)}比重", (Span(start, start + 1 + len(found[1])),))
    if other:
        draft.source, draft.name_rule = other, "share_of_previous"
        own = other.name
    draft.share, draft.verbs, draft.head = said, EMPTY, own + said


def _whole(sentence: Sentence, draft: Draft) -> str:
    """其中税收占68.3%: of the figure that it is a part of."""
    if "其中" not in sentence.text[draft.clause.start : draft.span.start]:
        return ""
    amounts = (one for one in sentence.before(draft) if one.head and one.measure == "level" and one.quantity.kind == "amount")
    whole = next(amounts, None)
    return whole.name.text if whole and whole.name.text != draft.name.text else ""


_SHARE = re.compile(r"占(?!地(?!区|方)|用|比)([^，,、占]{0,10}?)(?:的|了|到)?(?:近|约|超过|超|达到|达)?$")


def changed_noun(sentence: Sentence, draft: Draft) -> None:
    """扩大了236种药品: the thing that the sentence counted before, by its full name."""
    if draft.measure != "change" or draft.name_rule != "behind" or draft.verbs:
        return
    same = next((other for other in sentence.before(draft) if other.verbs and other.head.text == draft.head.text), None)
    if same:
        take_name(draft, same, "changed_noun")


def other_end(sentence: Sentence, draft: Draft) -> None:
    """The B of 从A到B is called what A is called."""
    previous = next(iter(sentence.before(draft)), None)
    if previous and previous.earlier and previous.clause == draft.clause:
        take_name(draft, previous, "other_end")


def verb_alone(sentence: Sentence, draft: Draft) -> None:
    """净增1845家, 今年新建26.5万亩: a verb without its object counts what the figure before it counted."""
    if not draft.head or not draft.first_of_series or draft.name_rule or not _is_verb(draft):
        return
    named = [
        other
        for other in sentence.reach(draft)
        if other.head
        and other.name_rule not in ("previous", "class")
        and other.measure == "level"
        and not _is_verb(other)
        and not _is_part(other)
    ]
    of_people = (draft.unit or "").endswith(_PEOPLE)
    same = next((other for other in named if _same_unit(other, draft)), None)
    if same is None and not of_people and not named and sentence.earlier:
        counted = [other for other in sentence.earlier.drafts if other.head and other.measure == "level" and other.quantity.kind == "count"]
        same = next((other for other in counted if _same_unit(other, draft) and not _is_verb(other)), None)
    nearest = next((other for other in named if other.span.start >= sentence.span.start), None)
    earlier = same or (None if of_people else nearest)
    if earlier:
        draft.verbs, draft.head, draft.topic, draft.name_rule = draft.verbs + draft.head, earlier.head, EMPTY, "verb_alone"


_PEOPLE = ("人", "户", "人次", "名")  # 带动3.1万户 counts other things than were counted before


def _same_unit(one: Draft, other: Draft) -> bool:
    """14.2万户, 9600户."""
    return (one.unit or "").lstrip("十百千万亿") == (other.unit or "").lstrip("十百千万亿")


def _is_part(draft: Draft) -> bool:
    """亿元以上9个 behind 其中: a class of what was counted."""
    return any(word.text == "其中" for word in draft.lead)


def _is_verb(draft: Draft) -> bool:
    return is_flow(draft.head.text) and not draft.verbs and draft.head.text not in ("投资", "贷款", "融资", "培训", "收入")


def same_as_before(sentence: Sentence, draft: Draft) -> None:
    """增长5.6% without a name speaks of the figure before it in the sentence."""
    if draft.head:
        return
    if not draft.first_of_series and draft.siblings[0].head:
        take_name(draft, draft.siblings[0], "series")
        return
    earlier = next((other for other in sentence.before(draft) if other.head and _can_lend(draft, other)), None)
    if earlier:
        take_name(draft, earlier, "previous")
        if draft.quantity.kind == "amount" and _DONE.search(sentence.text[draft.clause.start : draft.span.start]):
            draft.head = Phrase(_PLANNED.sub(r"完成\1", draft.head.text), draft.head.spans)
        said = predicate(draft.trail) if draft.quantity.kind == "count" and draft.measure == "level" else ()
        if said and draft.last_in_clause:
            draft.verbs, draft.name_rule = phrase(said, sentence.text), "previous_with_predicate"


_DONE = re.compile(r"(?:完成|到位)(?:了)?(?:近|约|超|超过|达)?$")
_PLANNED = re.compile(r"(?:年度|年内|今年)?(?:计划|概算|估算)(?:完成|总)?(投资)$|(?:年度)总?(投资)$")


def of_the_target(sentence: Sentence, draft: Draft) -> None:
    """完成年度目标的98.4%, 为年度计划的70.1%: a share of what was planned for the figure before, in a series one for one."""
    own = draft.name if draft.first_of_series else draft.siblings[0].share
    previous = next(iter(sentence.before(draft)), None)
    if not own and previous and previous.clause == draft.clause and _is_plan(previous):
        own = previous.name
    if (
        (draft.quantity.kind, draft.measure) not in (("percent", "level"), ("points", "change"))
        or not _TARGET.search(own.text)
        or len(own.text) > 12
        or draft.name_rule
    ):
        return
    draft.share = own
    other = _counterpart(sentence, draft)
    if other:
        draft.head, draft.verbs, draft.topic, draft.name_rule = other.name + own, EMPTY, other.topic, "of_the_target"


def _counterpart(sentence: Sentence, draft: Draft) -> Draft | None:
    """The level before that a share is taken of; for the n-th of a series the n-th of as many levels."""
    count, index = len(draft.siblings), next(i for i, other in enumerate(draft.siblings) if other is draft)
    before = [
        other
        for other in sentence.before(draft.siblings[0])
        if other.head and other.measure == "level" and other.quantity.kind != "percent" and not _is_plan(other)
    ]
    return before[count - 1 - index] if len(before) >= count else next(iter(before), None)


_TARGET = re.compile(r"目标|任务|计划|预算|序时")


def _is_plan(draft: Draft) -> bool:
    """为年计划72亿元的81%: the plan itself."""
    return bool(draft.trail) and draft.trail[0].text == "的" and len(draft.name.text) <= 6 and bool(_TARGET.search(draft.name.text))


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


def shared_verb(sentence: Sentence, draft: Draft) -> None:
    """累计培育A企业9家、B企业28家: the flow verb of a list is said once."""
    if draft.verbs or not draft.head or draft.name_rule in ("previous", "series", "paired", "share_of_previous"):
        return
    previous = next(iter(sentence.before(draft)), None)
    if previous is None or previous.clause != draft.clause or previous.measure != draft.measure or not previous.verbs:
        return
    if not _joined(sentence, previous, draft) or is_dependent(draft.head.text) or _starts_with_verb(draft):
        return
    if any(word.text in ("实现", "取得", "获得", "完成", "达成") for word in draft.lead):
        return  # 接待游客3万人次、实现旅游收入2亿元
    draft.verbs = previous.verbs
    draft.reasons["indicator"] = Reason((*previous.verbs.spans, *draft.head.spans), "shared_verb")


_SECTOR = re.compile(r"(?:第[二三]产业|[二三]产)")


def sector_as_before(sentence: Sentence, draft: Draft) -> None:
    """第一产业增加值…；第二产业…: the quantity is said of the first sector only."""
    if not _SECTOR.fullmatch(draft.head.text) or draft.verbs:
        return
    first = next((other for other in sentence.reach(draft) if re.fullmatch(r"第?[一二]产(?:业)?增加值", other.head.text)), None)
    if first:
        draft.head = draft.head + Phrase("增加值", first.head.spans)


def about_the_topic(sentence: Sentence, draft: Draft) -> None:
    """总投资484.4亿元 names nothing alone: what the figure before it counted comes first."""
    if draft.source:
        draft.topic = draft.source.topic
    if not draft.head or draft.name_rule in ("paired", "previous", "series", "other_end", "share_of_previous"):
        return
    if draft.topic:
        draft.topic = _shortened(draft.topic)
    elif (is_dependent(draft.name.text) and not _is_of_all(draft)) or _DRIVES.match(draft.verbs.text):
        draft.topic = _shortened(_of_what(_topic(sentence, draft), draft))
        if draft.topic.text.endswith("面积") and "产" in draft.head.text:
            draft.topic = Phrase(re.sub(r"(播种|种植)?面积$", "", draft.topic.text), draft.topic.spans)
    elif draft.verbs and draft.head.text in lexicon("generic") and not draft.name_rule:
        draft.topic = _focus(sentence, draft)


def _of_what(topic: Phrase, draft: Draft) -> Phrase:
    """茶叶产量…,产值…: of two quantities of one thing the second is the thing's."""
    quantity = next((noun for noun in ("总产量", "产量", "总产", "销量", "产值") if topic.text.endswith(noun)), "")
    own = draft.name.text in lexicon("quantity_noun") and len(topic.text) > len(quantity)
    return Phrase(topic.text.removesuffix(quantity), topic.spans) if own and quantity else topic


def _is_of_all(draft: Draft) -> bool:
    """全区税收: of the whole division, whatever was spoken of before."""
    return bool(draft.lead) and draft.lead[0].tag == REGION and draft.lead[0].text.startswith("全")


def _shortened(topic: Phrase) -> Phrase:
    """The last words of a long topic."""
    return Phrase(topic.text[-_TOPIC_LIMIT:].lstrip("、和与及的"), topic.spans) if len(topic.text) > _TOPIC_LIMIT else topic


_TOPIC_LIMIT = 14
_FOCUS = re.compile(r"(?:聚焦|紧盯|瞄准|围绕|立足|依托|针对|锚定|突出)([^,，。;；]{2,40})[,，]$")


def _focus(sentence: Sentence, draft: Draft) -> Phrase:
    """聚焦…等特色产业,招引项目20个: the field that the clause before points at."""
    found = _FOCUS.search(sentence.text[sentence.span.start : draft.clause.start])
    if not found:
        return EMPTY
    start = sentence.span.start + found.start(1) + found[1].rfind("等") + 1
    end = sentence.span.start + found.end(1)
    return Phrase(sentence.text[start:end], (Span(start, end),)) if start < end else EMPTY


_OWNED = (
    (
        re.compile("人均(?:生活)?消费支出|人均可支配收入|恩格尔系数"),
        re.compile("(?:城镇|农村|全体)(?:常住)?居民|农牧民|(?<!城镇)居民|农民"),
    ),
    (
        re.compile("利润总额|利税总额|营业收入|利润|利税|亏损面|产销率|应收账款|产成品存货|从业人员|税金总额"),
        re.compile(r"(?:规模以上|规上|限额以上|限上|资质以上)[^,，。;；、的\d]{0,6}?(?:企业|工业(?!企业))"),
    ),
    (re.compile("总支出|当期结余|累计结余"), re.compile("(?:社会保险|养老保险|医疗保险|医保|失业保险)基金")),
)


def of_its_owner(sentence: Sentence, draft: Draft) -> None:
    """规上工业企业营业收入…;利润总额…: a quantity that firms or households have is that of those spoken of last."""
    for owned, owner in _OWNED:
        if not owned.fullmatch(draft.name.text) or draft.topic or draft.region:
            continue
        start = sentence.text.rfind("。", 0, draft.span.start) + 1
        found = list(owner.finditer(sentence.text, start, draft.span.start))
        if found:
            draft.topic = Phrase(found[-1][0], (Span(*found[-1].span()),))
            return


def of_the_clause_before(sentence: Sentence, draft: Draft) -> None:
    """采购金额逐年攀升:2020年为2亿元: a figure without a name of its own or before it measures what its sentence speaks of."""
    if not draft.head:
        draft.head, draft.name_rule = _clause_topic(sentence, draft), "sentence_topic"


def per_unit(sentence: Sentence, draft: Draft) -> None:
    """每粒200元 is 元/粒; the other end of 从A到B takes the same unit."""
    if draft.unit is None or "/" in draft.unit or "价" not in draft.name.text:
        return
    words = list(draft.lead)
    for index, word in enumerate(words[:-1]):
        if word.text == "每":
            draft.unit = f"{draft.unit}/{words[index + 1].text}"
            return
    previous = next(iter(sentence.before(draft)), None)
    if previous and previous.earlier and previous.unit and previous.unit.split("/")[0] == draft.unit:
        draft.unit = previous.unit


STEPS: tuple[Callable[[Sentence, Draft], None], ...] = (
    paired, named_behind, share_of_people, named_before, other_end, class_before, changed_noun, paired_with_series_before, verb_alone, of_the_whole,
    of_the_target, bare_share, sector_as_before, same_as_before, of_which, shared_verb, about_the_topic, of_its_owner, of_the_clause_before, per_unit,
)  # fmt: skip


# ---------------------------------------------------------------- helpers


def _without_light_verb(words: Sequence[Word], text: str) -> Phrase:
    """汽车产业实现产值, 产业1-7月零售额: the verb and the period between who and what fall out."""
    name, piece = EMPTY, list[Word]()
    for index, word in enumerate(words):
        light = 0 < index < len(words) - 1 and word.text in ("实现", "完成", "取得", "达成", "获得", "拥有", "有")
        if light or word.tag == PERIOD:
            name, piece = name + phrase(piece, text), []
        else:
            piece.append(word)
    return name + phrase(piece, text)


def take_name(draft: Draft, other: Draft, rule: str) -> None:
    """The name of another figure, with its topic."""
    draft.verbs, draft.head, draft.topic, draft.subject, draft.name_rule = other.verbs, other.head, other.topic, other.subject, rule
    draft.region, draft.source = draft.region or other.region, other


def is_dependent(name: str) -> bool:
    """A head that names nothing without what was spoken of before: 总投资, 惠及群众, 每双平均单价."""
    return name in lexicon("dependent") or bool(_PRICE.fullmatch(name))


_PER = re.compile(r"每.{1,3}")
_PRICE = re.compile(r"(每.{1,4}|集采后|改革后|降价后|现|原|平均|市场|出厂|收购|销售)*(单价|均价|价格|售价|原价|现价|收购价)")
_DRIVES = re.compile(r"拉动|带动|撬动")


def behind_noun(draft: Draft) -> Sequence[Word]:
    """The noun phrase right behind a figure; a list with 、 is taken whole where no other figure follows in the clause."""
    trail = draft.trail
    if trail and trail[0].text == "的" and draft.quantity.kind in ("count", "bare") and draft.quantity.qualifier == "above":
        trail = trail[1:]
    elif trail and trail[0].text == "的" and (draft.unit or "").endswith(_PEOPLE) and any(word.text in _HELPS for word in draft.lead):
        trail = trail[1:]  # 解决19.5万人的饮水安全问题
    noun = list(name_behind(trail) or _behind_attribute(draft, trail))
    while noun and draft.last_in_clause:
        rest = trail[len(noun) :]
        more = name_behind(rest[1:]) if rest and rest[0].text in JOINTS else ()
        if not more:
            break
        noun = [*noun, rest[0], *more]
    return noun


_HELPS = frozenset(("解决", "化解", "满足", "保障", "改善", "落实", "消除"))


def _behind_attribute(draft: Draft, trail: Sequence[Word]) -> Sequence[Word]:
    """62份从国外引进的种质资源: the noun that a longer attribute leads up to."""
    if draft.quantity.kind != "count" or not trail or trail[0].text not in ("从", "由", "来自", "在", "以"):
        return ()
    end = next((index for index, word in enumerate(trail[:8]) if word.text == "的"), None)
    return name_behind(trail[end + 1 :]) if end and not any(is_separator(word) for word in trail[:end]) else ()


def _own(draft: Draft) -> Sequence[Word]:
    return name_before(_uncued(draft))


def _uncued(draft: Draft) -> Sequence[Word]:
    """The lead without the cue of growth, the comparison or the 从 and what follows them, and without what qualifies the figure."""
    end = draft.cue.span.start if draft.cue and draft.cue.span.end <= draft.span.start else draft.span.start
    qualifiers = draft.quantity.qualifier_spans
    kept: list[Word] = []
    for word in draft.lead:
        if word.span.end > end or (
            draft.measure in ("growth", "change") and word.text in lexicon("comparing") and (kept or word.text in ("比", "较"))
        ):
            break
        if draft.measure == "change" and word.text in lexicon("comparing"):
            break
        if draft.measure == "rank" and word.text in ("位居", "居", "列", "位列", "排名", "排", "位于", "跻身", "保持"):
            break
        if draft.earlier and draft.start_word is not None and word.span.end > draft.start_word:
            break
        if not any(span.overlap(word.span) for span in qualifiers):
            kept.append(word)
    return kept


def _named(words: Sequence[Word], draft: Draft) -> Sequence[Word]:
    end = draft.cue.span.start if draft.cue else draft.span.start
    return name_before([word for word in words if word.span.start < end])


def _with_its_verb(draft: Draft, own: list[Word]) -> list[Word]:
    """支持项目152个: a noun that says too little alone keeps the verb before it."""
    if len(own) > 1 or own[0].text not in lexicon("generic"):
        return own
    before = [word for word in draft.lead if word.span.end == own[0].span.start and word.tag == "v"]
    return [*before, *own]


def _behind_from(draft: Draft) -> Sequence[Word]:
    """由原价每粒200元: the name stands between 从 and the figure."""
    end = draft.cue.span.start if draft.cue else draft.span.start
    words = [word for word in draft.lead if draft.start_word is not None and draft.start_word < word.span.start < end]
    return words[: next((index for index, word in enumerate(words) if word.text == "每"), len(words))]


def _behind_previous(sentence: Sentence, draft: Draft, own: list[Word]) -> tuple[list[Word], Phrase]:
    """9个项目完成投资48.3亿元: the noun that the figure before counted opens this name; it stands for all that it was called."""
    previous = next(iter(sentence.before(draft)), None)
    if previous is None or not previous.behind or previous.clause != draft.clause:
        return own, EMPTY
    noun = previous.behind.spans[0]
    rest = [word for word in own if word.span.start >= noun.end]
    if rest and own[0].span.start <= noun.start:
        return rest, previous.verbs + previous.head
    return own, EMPTY


def _mark_own_region(sentence: Sentence, draft: Draft) -> None:
    """大理市接待A、剑川县接待B: a division at the head of a list's item."""
    if draft.lead and draft.lead[0].tag == REGION and draft.lead[0].span.start > draft.clause.start:
        draft.region = next((one for one in sentence.regions if one.span == draft.lead[0].span), None)


def _trailing_verbs(words: Sequence[Word]) -> Sequence[Word]:
    count = len(words)
    while count and (is_flow(words[count - 1].text) or words[count - 1].tag == "v"):
        count -= 1
    return words[count:]


def _only_verbs(words: Sequence[Word]) -> bool:
    return all(is_flow(word.text) or word.tag[:1] == "v" for word in words)


def _with_predicate(sentence: Sentence, draft: Draft, noun: Sequence[Word]) -> Phrase:
    """A noun that says too little alone (企业, 项目) takes what is said of it: 开工纳统建设类项目, 获评….企业; so does one with a verb and its object."""
    name = phrase(noun, sentence.text)
    words = _shared_predicate(sentence, draft, noun)
    said = phrase(words, sentence.text)
    if not said or len(said.text) > _PREDICATE_LIMIT:
        return name
    if name.text in lexicon("generic") or (words[-1].tag[:1] in "nv" and len(words) > 1 and len(name.text) <= 6 and _is_generic(name.text)):
        return said if said.text.endswith(name.text) else said + name
    shared = bool(draft.trail[len(noun) :]) and draft.trail[len(noun)].text in JOINTS
    if (
        len(words) > 1
        and words[0].tag[:1] == "v"
        and words[-1].tag[:1] in "njl"
        and len(said.text) <= 12
        and (draft.last_in_clause or shared)
    ):
        return said + name
    return name


def _is_generic(name: str) -> bool:
    """工业企业, 建设项目: a class of firms or projects."""
    return name.endswith(("企业", "项目", "群众", "单位", "机构", "家庭"))


def _shared_predicate(sentence: Sentence, draft: Draft, noun: Sequence[Word]) -> Sequence[Word]:
    """What is said behind the noun, for a list of counted things behind the last of them: 107家药店、40家医院参与…."""
    rest = draft.trail[len(noun) :]
    if rest and rest[0].text in JOINTS and not draft.last_in_clause:
        last = [other for other in sentence.drafts if other.clause == draft.clause][-1]
        if last.quantity.kind == draft.quantity.kind == "count":
            return predicate(last.trail[len(behind_noun(last)) :])
    return predicate(rest)


def _can_lend(draft: Draft, other: Draft) -> bool:
    """A rank lends to ranks only, a share of a whole or a plan to shares."""
    if other.share and other.quantity.kind != draft.quantity.kind:
        return False
    return other.measure != "rank" or draft.measure == "rank"


def _joined(sentence: Sentence, left: Draft, right: Draft) -> bool:
    between = sentence.text[left.span.end : right.span.start]
    return "、" in between or (bool(right.behind) and bool(re.search(r"(和|与|及|以及)(近|约|超|超过)?$", between)))


def _starts_with_verb(draft: Draft) -> bool:
    return is_flow(draft.head.text[:2]) or draft.head.text[:1] == "新"


def _last_noun(draft: Draft) -> Phrase:
    for noun in ("项目", "企业", "平台", "园区", "村", "人才", "工程"):
        if draft.head.text.endswith(noun):
            return Phrase(noun, draft.head.spans)
    return EMPTY


def _topic(sentence: Sentence, draft: Draft) -> Phrase:
    attributed = _attributed(sentence, draft)
    if attributed:
        return attributed
    if _DRIVES.match(draft.verbs.text) and draft.measure == "change":
        whole = next(
            (other for other in sentence.drafts if other.span.start < draft.span.start and other.head and other.quantity.kind == "amount"),
            None,
        )
        return whole.name if whole else EMPTY
    for other in sentence.before(draft):
        if other.head and other.name_rule not in ("previous", "series") and _says_enough(other):
            return other.topic or (other.verbs + other.head)
    return _clause_topic(sentence, draft)


def _says_enough(draft: Draft) -> bool:
    """What another figure may be a quantity of: no share, no bare verb or quantity."""
    return bool(draft.topic or len(draft.name.text) > 2 or draft.name_rule == "behind") and not draft.share


def _attributed(sentence: Sentence, draft: Draft) -> Phrase:
    """总投资644亿元的139个重点项目: the noun that the figure is an attribute of."""
    if not draft.trail or draft.trail[0].text != "的":
        return EMPTY
    noun = name_behind(draft.trail[1:])
    if noun:
        return phrase(noun, sentence.text)
    following = next((other for left, other in pairwise(sentence.drafts) if left is draft), None)
    return following.behind if following else EMPTY


def _clause_topic(sentence: Sentence, draft: Draft) -> Phrase:
    """What the nearest clause before in the sentence speaks of: the noun phrase that it begins with."""
    for clause in reversed(sentence.clauses):
        if clause.end < draft.clause.start:
            noun = opening_noun(sentence.words(clause))
            if sum(len(word.text) for word in noun) >= 2:
                return phrase(noun, sentence.text)
    return EMPTY
