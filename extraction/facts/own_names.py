"""Names that a figure's own words give it: the noun behind it, or the words before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.facts.around import behind_noun, own_name
from extraction.facts.draft import Draft, Sentence
from extraction.facts.lists import JOINTS
from extraction.mentions.indicators import (
    EMPTY,
    PERIOD,
    REGION,
    Phrase,
    Word,
    flow_verbs,
    is_flow,
    lexicon,
    name_before,
    name_behind,
    phrase,
    predicate,
)
from extraction.mentions.known_indicators import canonical


def named_behind(sentence: Sentence, draft: Draft) -> None:
    """25个美丽乡村示范村, 发放3000万元消费券: the noun stands behind the figure, its verb before."""
    if draft.head or draft.earlier or draft.measure == "rank" or draft.quantity.kind in ("percent", "points", "multiple"):
        return
    noun = behind_noun(draft)
    if not noun:
        return
    own = own_name(draft)
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


def _trailing_verbs(words: Sequence[Word]) -> Sequence[Word]:
    count = len(words)
    while count and (is_flow(words[count - 1].text) or words[count - 1].tag == "v"):
        count -= 1
    return words[count:]


def _only_verbs(words: Sequence[Word]) -> bool:
    return all(is_flow(word.text) or word.tag[:1] == "v" for word in words)


_PREDICATE_LIMIT = 24  # characters; a longer predicate names nothing


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


_HERE = frozenset(("当地", "全村", "全镇", "全乡", "本地", "村里", "镇里", "县里", "周边", "村中", "这里", "全国", "世界", "全球"))


def share_of_people(sentence: Sentence, draft: Draft) -> None:
    """96%的行政村通公交: the whole stands behind a bare percentage."""
    if draft.head or draft.quantity.kind != "percent" or draft.cue or not draft.trail or draft.trail[0].text != "的":
        return
    if not all(word.text in _HERE for word in own_name(draft)):
        return
    noun = name_behind(draft.trail[1:])
    if noun:
        said = predicate(draft.trail[1 + len(noun) :])
        draft.head = phrase(noun, sentence.text) + phrase(said, sentence.text)
        draft.name_rule = "behind"


_HOW = re.compile(
    r"[降升增涨减]|实际|由[降升负正亏盈减增][转为][降升负正亏盈减增]|(?:按?[^,，]{0,8}汇率)?(?:折算|折合|换算)|(?:剔除|扣除|考虑|按|剔去)[^,，]{0,12}(?:因素|影响|口径|基数)[^,，]{0,4}"
)  # 剔除留抵退税因素后增长3.8%: no name
_PER = re.compile(r"每.{1,3}")


def named_before(sentence: Sentence, draft: Draft) -> None:
    """限上零售业增长12.8%, 签约重点产业项目244个: the words before the figure name it."""
    if draft.head or not draft.first_of_series:
        return
    _mark_own_region(sentence, draft)
    own = _words_before(draft)
    if not own:
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


def _words_before(draft: Draft) -> list[Word]:
    """The words that may name the figure; none where they say how it was reckoned, or per what it grew."""
    own = list(own_name(draft) or (name_before(_behind_from(draft)) if draft.earlier else ()))
    said = "".join(word.text for word in own)
    return [] if _HOW.fullmatch(said) or (draft.measure != "level" and _PER.fullmatch(said)) else own


def _mark_own_region(sentence: Sentence, draft: Draft) -> None:
    """大理市接待A、剑川县接待B: a division at the head of a list's item."""
    if draft.lead and draft.lead[0].tag == REGION and draft.lead[0].span.start > draft.clause.start:
        draft.region = next((one for one in sentence.regions if one.span == draft.lead[0].span), None)


def _behind_from(draft: Draft) -> Sequence[Word]:
    """由原价每粒200元: the name stands between 从 and the figure."""
    end = draft.cue.span.start if draft.cue else draft.span.start
    words = [word for word in draft.lead if draft.start_word is not None and draft.start_word < word.span.start < end]
    return words[: next((index for index, word in enumerate(words) if word.text == "每"), len(words))]


def _with_its_verb(draft: Draft, own: list[Word]) -> list[Word]:
    """支持项目152个: a noun that says too little alone keeps the verb before it."""
    if len(own) > 1 or own[0].text not in lexicon("generic"):
        return own
    before = [word for word in draft.lead if word.span.end == own[0].span.start and word.tag == "v"]
    return [*before, *own]


def _behind_previous(sentence: Sentence, draft: Draft, own: list[Word]) -> tuple[list[Word], Phrase]:
    """9个项目完成投资48.3亿元: the noun that the figure before counted opens this name; it stands for all that it was called."""
    previous = sentence.previous(draft)
    if previous is None or not previous.behind or previous.clause != draft.clause:
        return own, EMPTY
    noun = previous.behind.spans[0]
    rest = [word for word in own if word.span.start >= noun.end]
    if rest and own[0].span.start <= noun.start:
        return rest, previous.verbs + previous.head
    return own, EMPTY


_LONG = 16  # characters; a shorter list stays
_SO_MANY = re.compile(r"[两二三四五六七八九十]+(大|个|类)")


def _without_members(own: list[Word]) -> list[Word]:
    """电子信息、机械装备、石油化工三大主导产业增加值: where the whole has a name, a long list of its parts is none of it."""
    if sum(len(word.text) for word in own) <= _LONG or not any(word.text == "、" for word in own):
        return own
    last = max(index for index, word in enumerate(own) if word.text == "、")
    whole = next(
        (index for index in range(last + 1, len(own) - 1) if own[index].text.endswith("等") or _SO_MANY.fullmatch(own[index].text)), None
    )
    if whole is None:
        return own
    kept = own[whole + 1 :] if own[whole].text.endswith("等") else own[whole:]
    return kept if sum(len(word.text) for word in kept) >= 4 else own


def _without_light_verb(words: Sequence[Word], text: str) -> Phrase:
    """汽车产业实现产值, 产业1-7月零售额: the verb and the period between who and what fall out."""
    name, start = EMPTY, 0
    for index, word in enumerate(words):
        if word.tag == PERIOD or (word.text in _LIGHT_VERBS and 0 < index < len(words) - 1):
            name, start = name + phrase(words[start:index], text), index + 1
    return name + phrase(words[start:], text)


_LIGHT_VERBS = frozenset(("预计", "实现", "完成", "取得", "达成", "获得", "拥有", "有"))
