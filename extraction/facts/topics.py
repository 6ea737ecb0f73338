"""What a figure is a quantity of, where its name alone says too little: what was spoken of before it."""

from __future__ import annotations

import re

from extraction.facts.draft import Draft, Sentence
from extraction.facts.placing import behind_full_stop
from extraction.mentions.indicators import EMPTY, REGION, Phrase, lexicon, name_behind, opening_noun, phrase
from extraction.text.span import Span

_IS_TOTAL = re.compile("总数|总量|存量|总规模|总户数|总人数")
_GROWN_NET = re.compile("(?:净增|新增)(?:加)?$")
_PRICE = re.compile(r"(每.{1,4}|进口|出口|集采后|改革后|降价后|现|原|平均|市场|出厂|收购|销售)*(单价|均价|价格|售价|原价|现价|收购价)")
_DRIVES = re.compile(r"拉动|带动|撬动")
_TOPIC_LIMIT = 14
_NUMBER = "0123456789.万亿元"
_FOCUS = re.compile(r"(?:聚焦|紧盯|瞄准|围绕|立足|依托|针对|锚定|突出)([^,，。;；]{2,40})[,，]$")


def is_dependent(name: str) -> bool:
    """A head that names nothing without what was spoken of before: 总投资, 惠及群众, 每双平均单价."""
    return name in lexicon("dependent") or bool(_PRICE.fullmatch(name))


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
        if len(draft.topic.text) > 2 and draft.topic.text.endswith(draft.name.text[:2]):  # …进口, 进口均价
            draft.topic = Phrase(draft.topic.text[:-2], draft.topic.spans)
        if len(draft.name.text) > 3 and draft.topic.text.endswith(draft.name.text[-3:]):  # 货物吞吐量, 其中集装箱吞吐量
            draft.topic = EMPTY
        if draft.name.text == "税收" and draft.topic.text.endswith("收入"):  # 财政收入A,其中税收B
            draft.topic = EMPTY
        if draft.topic.text.endswith("面积") and "产" in draft.head.text:
            draft.topic = Phrase(re.sub(r"(播种|种植)?面积$", "", draft.topic.text), draft.topic.spans)
    elif draft.verbs and draft.head.text in lexicon("generic") and not draft.name_rule:
        draft.topic = _focus(sentence, draft)


def _of_what(topic: Phrase, draft: Draft) -> Phrase:
    """茶叶产量…,产值…: of two quantities of one thing the second is the thing's."""
    quantity = next((noun for noun in ("总产量", "产量", "总产", "单产", "亩产", "销量", "产值") if topic.text.endswith(noun)), "")
    total = re.sub("(?:计划)?总投资额?$", "", topic.text)
    if "投资" not in draft.name.text and 2 <= len(total) < len(topic.text):
        return Phrase(total, topic.spans)
    own = draft.name.text in lexicon("quantity_noun") and len(topic.text) > len(quantity)
    return Phrase(topic.text.removesuffix(quantity), topic.spans) if own and quantity else topic


def _is_of_all(draft: Draft) -> bool:
    """全区税收: of the whole division, whatever was spoken of before."""
    return bool(draft.lead) and draft.lead[0].tag == REGION and draft.lead[0].text.startswith("全")


def _shortened(topic: Phrase) -> Phrase:
    """The last words of a long topic."""
    if len(topic.text) <= _TOPIC_LIMIT:
        return topic
    start = len(topic.text) - _TOPIC_LIMIT
    while start and topic.text[start] in _NUMBER and topic.text[start - 1] in _NUMBER:
        start -= 1  # 500万元以上… is not cut inside its number
    return Phrase(topic.text[start:].lstrip("、和与及的"), topic.spans)


def _focus(sentence: Sentence, draft: Draft) -> Phrase:
    """聚焦…等特色产业,招引项目20个: the field that the clause before points at."""
    found = _FOCUS.search(sentence.text[sentence.span.start : draft.clause.start])
    if not found:
        return EMPTY
    start = sentence.span.start + found.start(1) + found[1].rfind("等") + 1
    end = sentence.span.start + found.end(1)
    return Phrase(sentence.text[start:end], (Span(start, end),)) if start < end else EMPTY


def _topic(sentence: Sentence, draft: Draft) -> Phrase:
    attributed = _attributed(sentence, draft)
    if attributed:
        return attributed
    if _DRIVES.match(draft.verbs.text) and draft.measure == "change":
        whole = next(
            (other for other in sentence.drafts if other.span.start < draft.span.start and other.head and other.quantity.kind == "amount"),
            None,
        )
        pulling = whole or next((other for other in sentence.before(draft) if other.head and other.measure == "growth"), None)
        return pulling.name if pulling else EMPTY
    for other in sentence.before(draft):
        if other.head and other.name_rule not in ("previous", "series") and _says_enough(other):
            if draft.measure == "level" and (total := _of_total(draft, other)):
                return total
            return other.topic or (other.verbs + other.head)
    if draft.name.text in ("增速", "增幅") and sentence.earlier:
        grown = (other for other in reversed(sentence.earlier.drafts) if other.measure == "growth" and len(other.name.text) > 2)
        if whole := next(grown, None):
            return whole.topic + whole.name
    return _clause_topic(sentence, draft)


def _of_total(draft: Draft, other: Draft) -> Phrase:
    """新增规上企业9户,总数达74户: the total is of what came about; 新增装机20万千瓦,总装机295万千瓦."""
    name, head = draft.name.text, _GROWN_NET.sub("", other.head.text)
    if _IS_TOTAL.fullmatch(name) and (other.verbs or head != other.head.text):
        return Phrase(head, other.head.spans)
    if name[:1] == "总" and len(name) > 2 and head.endswith(name[1:]) and len(head) >= len(name):
        return Phrase(head.removesuffix(name[1:]), other.head.spans)
    return EMPTY


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
    following = sentence.following(draft)
    return following.behind if following else EMPTY


_OF_FUNDS = re.compile("总?支出|当期结余|(?:累计|滚存)?结余")
_OWNED = (
    (
        re.compile("人均(?:生活)?消费支出|人均可支配收入|恩格尔系数"),
        re.compile("(?:城镇|农村|全体)(?:常住)?居民|农牧民|(?<!城镇)居民|农民"),
    ),
    (
        re.compile("利润总额|利税总额|营业收入|利润|利税|亏损面|产销率|应收账款|产成品存货|从业人员|税金总额"),
        re.compile(r"(?:规模以上|规上|限额以上|限上|资质以上)[^,，。;；、的\d]{0,6}?(?:企业|工业(?!企业))"),
    ),
    (re.compile("(?:综合|总)收入"), re.compile("旅游(?=总?接待|人[数次]|综合收入)|旅游(?=[^,，。;；]{0,6}游客)")),
    (_OF_FUNDS, re.compile("(?:城乡|城镇|职工|居民|企业|机关|基本|社会|养老|医疗|失业|工伤|生育|住房)*(?:保险|医保|公积金)基金")),
    (re.compile("支出"), re.compile("(?:地方)?一般公共预算(?=收入)|(?:地方)?财政(?=总?收入)")),
)
_ALL_OWNED = re.compile("|".join(owned.pattern for owned, _ in _OWNED))


def of_its_owner(sentence: Sentence, draft: Draft) -> None:
    """规上工业企业营业收入…;利润总额…: a quantity that firms or households have is that of those spoken of last."""
    name = draft.name.text
    if draft.region or not _ALL_OWNED.fullmatch(name):
        return
    for owned, owner in _OWNED:
        if not owned.fullmatch(name) or (draft.topic and owned is not _OF_FUNDS):
            continue
        start = behind_full_stop(sentence.matches, draft.span.start)
        found = sentence.matches.last(owner, Span(start, draft.span.start))
        if found:
            draft.topic = Phrase(found[0], (Span(*found.span()),))
            return


def of_the_clause_before(sentence: Sentence, draft: Draft) -> None:
    """采购金额逐年攀升:2020年为2亿元: a figure without a name of its own or before it measures what its sentence speaks of."""
    if not draft.head:
        draft.head, draft.name_rule = _clause_topic(sentence, draft), "sentence_topic"


def _clause_topic(sentence: Sentence, draft: Draft) -> Phrase:
    """What the nearest clause before in the sentence speaks of: the noun phrase that it begins with."""
    for clause in reversed(sentence.clauses):
        if clause.end < draft.clause.start:
            noun = opening_noun(sentence.words(clause))
            if sum(len(word.text) for word in noun) >= 2:
                return phrase(noun, sentence.text)
    return EMPTY
