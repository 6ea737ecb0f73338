"""What a figure counts: what came about in a time, what holds at a moment, what adds up over years."""

from __future__ import annotations

import re

from extraction.facts.draft import Draft
from extraction.facts.setting import Default, Months, passage
from extraction.mentions.indicators import is_flow

_YEARLY_AREA = re.compile("(?:播种|收获|插秧|造林)面积$")
_YEARLY = re.compile("(?:产量|产值|总产|收入|销量|发电量|客流量|吞吐量)$")
_FLOWING = re.compile(
    "(?:收入|产值|投资|出口|进口|进出口|总值|零售额|销售额|产量|客流量|吞吐量|客运量|货运量|发电量|用电量)$|^(?:进口|出口|接待|销售|发电|完成投资)"
)
_OF_DEEDS = re.compile("(?:总投资|投资总|(?:合同|协议)?引资|(?:合同|协议)投资)额?$")
_SOWN = re.compile("种植|播种")
_REACHES_A_COUNT = frozenset(("达到", "有", "增至", "达", "已达", "增加到", "超过", "超", "突破"))
_HOLDING = frozenset(["现有", "拥有", "共有", "实有", "已有", "总数", "现已", "集聚", "设有", "保有"])
_TOTAL = re.compile(r"(?:已)?(?:$|达|至|为|有|共|拥有|结余|超|突破|[^,，]{0,6}(?:总数|总量|余额|总规模|金额|总额|采购)|建成(?!投)|开行)")


def has_flow(draft: Draft) -> bool:
    """Whether the name says that something came about: 签约…, 新增…."""
    if draft.measure != "level":
        return False
    return (bool(draft.verbs) and draft.verbs.text != "累计") or any(is_flow(word.text) for word in draft.lead)


def of_flow(draft: Draft) -> bool:
    """What came about, or a part, a share or the growth of it."""
    seen, one = 0, draft
    while not has_flow(one) and seen < 4:
        seen, nearer = seen + 1, one.source or one.siblings[0]
        if nearer is one:
            return False
        one = nearer
    return has_flow(one)


def flows(draft: Draft) -> bool:
    """Whether the name is of what runs through a time: 进口…, …收入, …产量."""
    return _FLOWING.search(draft.name.text) is not None


def grows_by_flow(draft: Draft) -> bool:
    """截至7月底接待游客…同比增长: the growth of what came about since January."""
    of_a_flow = draft.source is not None and draft.source.measure == "level" and bool(draft.source.verbs)
    return of_a_flow or flows(draft)


def adds_up(draft: Draft) -> bool:
    return draft.measure == "level" and draft.quantity.kind in ("count", "bare", "amount") and (bool(draft.verbs) or draft.is_deed)


def cumulates(draft: Draft) -> bool:
    """累计建成高标准农田348万亩: all that there is by now."""
    if draft.measure != "level":
        return False
    return "累计" in "".join(word.text for word in draft.lead) or (
        draft.source is not None and draft.source.source is None and draft.source.measure == "level" and cumulates(draft.source)
    )


def is_total(text: str, draft: Draft) -> bool:
    """累计达127万人, 累计建成…: all that there is, not what has been done since the period began."""
    said = text[draft.clause.start : draft.span.start].rpartition("累计")[2]
    return bool(_TOTAL.match(said))


def is_stock(draft: Draft) -> bool:
    """What holds at a moment and has no first month."""
    if draft.measure in ("growth", "change"):
        return False
    said = {word.text for word in draft.lead}
    if draft.verbs and draft.verbs.text != "贷款" and not draft.verbs.text.startswith("集聚"):
        return False
    if _YEARLY_AREA.search(draft.name.text):
        return False
    if passage("stock").search(draft.name.text) or said & _HOLDING:
        return True
    holds = draft.quantity.kind in ("count", "bare") or (draft.unit or "").endswith(("亩", "公顷"))
    lead = "".join(word.text for word in draft.lead)
    return holds and "中有" not in lead and bool(said & _REACHES_A_COUNT)


def of_years(default: Default, draft: Draft) -> Months | None:
    """In an account of several years what adds up takes the whole span, what holds its end, what is yearly its last year."""
    if draft.measure == "change" and draft.source is not None and draft.source.measure == "growth":
        return of_years(default, draft.source)  # 年均增长5.9%,高于全省0.6个百分点
    lead = "".join(word.text for word in draft.lead)
    if "年均" in lead or (draft.measure == "growth" and "累计" in lead) or "净增" in draft.name.text:
        return default.flows
    yearly = bool(_YEARLY.search(draft.name.text))
    if not yearly and (is_stock(draft) or (draft.quantity.kind in ("percent", "points") and draft.measure != "growth")):
        return default.stocks
    if draft.measure != "level":
        return default.rates
    if _SOWN.match(draft.name.text) or (yearly and not adds_up(draft)):
        return default.rates
    if _OF_DEEDS.search(draft.head.text) and passage("deed").search(draft.topic.text):
        return default.flows  # 累计新引进项目213个,总投资1100亿元
    deed = (
        adds_up(draft)
        or cumulates(draft)
        or passage("deed").search(draft.name.text + "".join(word.text for word in draft.trail)) is not None
    )
    if draft.later or not deed:
        counted = draft.quantity.kind in ("count", "bare") or draft.head.text.endswith(("面积", "里程", "规模", "人口"))
        return default.stocks if counted else default.rates
    return default.flows
