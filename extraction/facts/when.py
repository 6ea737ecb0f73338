"""The period of a figure: said before it, inherited, or its article's."""

from __future__ import annotations

import re

from extraction.facts.draft import Draft, Reason, Sentence
from extraction.facts.expressions import (
    MONTHS,
    heads_clause,
    heads_sentence,
    is_announcement,
    is_attribute,
    is_compared,
    is_example,
    is_name,
    is_year_of_plan,
    opens_sentence,
)
from extraction.facts.placing import nearest_before, start_of, within
from extraction.facts.setting import Default, Months, Setting, override_of, passage, sentence_start
from extraction.mentions.indicators import is_flow
from extraction.mentions.periods import PeriodMention, parse_period
from extraction.text.span import Span

ONCE_RUNNING = re.compile(
    r"(?:满负荷|满产)[^。]*?预计|(达产|投产|建成|投用|运营|完工)(运营|投产|达产|达效|投用|生产)?后[^。]*?[,，]?(可|预计|年|将|能)"
)
_SPAN_OF_YEARS = re.compile(r"(?<![\d年近前连续第])(?:五|四|三)年(来|间|累计|共|完成|新建|新增|净增|建成|改造|引进|培育|投入|实施|减少)")
_IS = re.compile("为|是|仅为|则为")
_IS_OR_GROWS = re.compile("为|是|仅为|则为|增长|下降")
_YEARLY_AREA = re.compile("(?:播种|收获|插秧|造林)面积$")
_PASSING = frozenset(["累计", "当年", "当日", "当天", "当月", "近年"])
_MOMENTS = ("year_end_stock", "years_since")  # 年末, 近年来: for their own sentence
_REACHES_A_COUNT = frozenset(("达到", "有", "增至", "达", "已达", "增加到", "超过", "超", "突破"))
_HOLDING = frozenset(["现有", "拥有", "共有", "实有", "已有", "总数", "现已", "集聚", "设有", "保有"])


def period_of(setting: Setting, sentence: Sentence, draft: Draft, status: str) -> tuple[Months | None, Reason, bool]:
    """The months of a figure, why, and whether the year was inferred; of 上年同期为… the same months a year before."""
    months, why, inferred = _period_of(setting, sentence, draft, status)
    said = _same_period_of_last_year(setting, sentence, draft)
    if said is None or months is None or why.rule == "override":
        return months, why, inferred
    return (_year_before(months[0]), _year_before(months[1])), Reason((said.span, *why.spans), "year_before", why.outside), inferred


def _same_period_of_last_year(setting: Setting, sentence: Sentence, draft: Draft) -> PeriodMention | None:
    """上年同期为增长7.2%, or behind another growth 去年同期增长3.1%: the clause speaks of nothing but that period."""
    previous = next(iter(sentence.before(draft)), None)
    behind_growth = previous is not None and previous.measure == draft.measure == "growth"
    is_said = _IS_OR_GROWS if behind_growth else _IS
    said = within(setting.mentions.periods, Span(draft.clause.start, draft.span.start))
    return next((one for one in said if _is_of_last_year(one) and is_said.match(setting.mentions.text, one.span.end)), None)


def _is_of_last_year(mention: PeriodMention) -> bool:
    return mention.rule == "base_same_period" and mention.text.startswith(("上年", "去年"))


def _year_before(month: str | None) -> str | None:
    return f"{int(month[:4]) - 1}{month[4:]}" if month else None


def _period_of(setting: Setting, sentence: Sentence, draft: Draft, status: str) -> tuple[Months | None, Reason, bool]:
    corrected = override_of(setting, "period", draft)
    if corrected and corrected.span:
        said = governing_period(setting, draft)
        if said is None or said.span.start < sentence.span.start or setting.mentions.raw(said.span).start <= corrected.span.start:
            return parse_period(corrected.new, setting.published), Reason((), "override", (corrected.span,)), False
    if draft.earlier:
        return _period_of_start(setting, sentence, draft)
    if status == "estimate" and sentence.search_before(ONCE_RUNNING, draft):
        return None, Reason((), "once_running"), False
    years = sentence.search_before(_SPAN_OF_YEARS, draft)
    dated = governing_period(setting, draft)
    if years and setting.default.mode == "years" and (dated is None or dated.span.start < sentence.span.start + years.start()):
        start = sentence.span.start + years.start()
        whole = years[1] not in ("来", "间")
        return (
            (setting.default.flows if whole else _of_years(setting.default, draft)),
            Reason((Span(start, start + 2),), "review_of_years"),
            False,
        )
    behind = ahead_behind(setting, sentence, draft) if status == "target" else None
    if behind:
        return (behind.start, behind.end), Reason((behind.span,)), behind.year_inferred
    said = governing_period(setting, draft)
    if said:
        months, rule = _adjusted(setting, draft, said, status)
        here = draft.clause.start <= said.span.start
        return months, Reason((said.span,), rule or (None if here else "governs_paragraph")), said.year_inferred
    if setting.head and setting.default.mode == "news" and status == "actual":
        months, rule = _adjusted(setting, draft, setting.head, status)
        return months, Reason((), rule or "governs_section", setting.head_outside), setting.head.year_inferred
    return _default_period(setting, draft, status)


def _period_of_start(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[Months | None, Reason, bool]:
    inside = [
        one
        for one in within(setting.mentions.periods, sentence.span)
        if draft.lead and draft.lead[0].span.start <= one.span.start and one.span.end <= draft.span.start
    ]
    dated = [one for one in inside if one.start and one.end and one.kind not in ("stock", "since")]
    if dated:
        months = (dated[-1].start, dated[-1].end)
        if _is_year_before_that(setting, dated[-1]):
            months = (_year_before(months[0]), _year_before(months[1]))
        return months, Reason((dated[-1].span,)), dated[-1].year_inferred
    return None, Reason((), "earlier_value"), False


def _is_year_before_that(setting: Setting, said: PeriodMention) -> bool:
    """2023年,…由上年的1.95: 上年 is the year before the one that is spoken of."""
    before = next((one for one in nearest_before(setting.mentions.periods, said.span.start) if one.kind in ("year", "span")), None)
    return (
        said.text.startswith(("上年", "上一年"))
        and before is not None
        and bool(said.start)
        and (before.start or "")[:4] == (said.start or "")[:4]
    )


def governing_period(setting: Setting, draft: Draft) -> PeriodMention | None:
    """The nearest expression before the figure in its paragraph that can govern it; looked for once."""
    if draft.governing is False:
        draft.governing = _nearest_governing(setting, draft)
    return draft.governing or None


def _nearest_governing(setting: Setting, draft: Draft) -> PeriodMention | None:
    mentions = setting.mentions
    for mention in nearest_before(mentions.periods, draft.span.start):
        if mention.span.end <= draft.span.start and _can_govern(setting, mention) and _reaches(setting, mention, draft):
            return mention
    return None


def _can_govern(setting: Setting, mention: PeriodMention) -> bool:
    mentions = setting.mentions
    if mention.kind == "base" or not (mention.start or mention.end) or mention.text in _PASSING:
        return False
    if mention.rule == "whole_year" and re.match(r"的?(任务|目标|计划|预期|预算)", mentions.text[mention.span.end :]):
        return False
    asides = (is_name, is_announcement, is_attribute, is_year_of_plan, is_compared)
    return not any(is_aside(mentions, mention) for is_aside in asides)


def _reaches(setting: Setting, mention: PeriodMention, draft: Draft) -> bool:
    """Whether an expression still holds at the figure: a deadline in its sentence, a date in the middle of a clause only there,
    the earlier end of 从A到B only at A."""
    mentions = setting.mentions
    if mention.span in setting.starts and not draft.earlier:
        return False
    same_sentence = mention.span.start >= sentence_start(setting, draft)
    if mention.rule in _MOMENTS:
        return same_sentence
    if mentions.paragraph.role != "body":
        return mention.span.start >= draft.clause.start
    if mention.kind == "deadline" or (setting.published and (mention.start or "") > setting.published[:7]):
        here = mention.span.start >= draft.clause.start or setting.default.mode == "plan"
        return here or (same_sentence and (opens_sentence(mentions, mention) or _planned_before(setting, draft)))
    if mention.rule in MONTHS and heads_clause(mentions, mention):
        return True
    if mention.kind == "point" and not heads_sentence(mentions, mention):
        return (
            mention.span.start >= draft.clause.start or (same_sentence and heads_clause(mentions, mention)) or is_example(mentions, mention)
        )
    return True


def _planned_before(setting: Setting, draft: Draft) -> bool:
    """A word of plan between the head of the sentence and the figure."""
    start = sentence_start(setting, draft)
    cues = setting.mentions.cues
    return any(
        cue.kind == "target" and start <= cue.span.start < draft.span.start and cue.text in ("力争", "计划", "确保", "争取") for cue in cues
    )


def _adjusted(setting: Setting, draft: Draft, said: PeriodMention, status: str) -> tuple[Months | None, str | None]:
    """今年 means up to now for what has happened, a moment holds no flow, and a stock has no first month."""
    now = setting.published[:7] if setting.published else None
    default = setting.default
    months: Months = (said.start, said.end)
    if now is None:
        return months, None
    if said.rule == "whole_year" and default.flows and default.mode in ("plan", "review"):
        return (default.flows if status != "target" or default.mode == "plan" else (f"{now[:4]}-01", f"{now[:4]}-12")), "whole_year"
    if said.rule == "year_end_deadline" and default.mode == "review" and default.flows and said.text.endswith(("末", "底")):
        return (None, default.flows[1]), "year_end"
    if said.rule == "year_end_stock" and status == "actual" and said.end and said.end > now:
        return (None, default.flows[1] if default.mode == "review" and default.flows else f"{int(said.end[:4]) - 1}-12"), "year_end"
    if said.rule in ("past_years", "years_since") and "一年" in said.text:
        if default.mode == "review" and default.flows:
            return (default.stocks if is_stock(draft) else default.flows), "past_year"
        past = int(now[:4]) - (int(now[5:]) <= 6)
        last = min(f"{past}-12", now)
        return (None, last) if is_stock(draft) else (f"{past}-01", last), "past_year"
    if said.rule in ("past_years", "years_since", "plan") and default.mode == "years" and status == "actual":
        return _of_years(default, draft), "review_of_years"
    if said.kind == "point" and said.start and "当年" in setting.mentions.text[draft.clause.start : draft.span.start]:
        return (f"{said.start[:4]}-01", min(f"{said.start[:4]}-12", now)), "that_year"
    if said.rule == "future":
        return (said.start, f"{int((said.start or now)[:4]) + 4}-12" if "五年" in said.text else None), None
    if status != "actual":
        if said.kind in ("since", "stock"):
            year = (said.end or now)[:4]
            return (f"{year}-01", f"{year}-12"), "whole_year"
        return months, None
    if said.kind == "year" and re.match(r"以?来", setting.mentions.text[said.span.end :]):
        return (said.start, now), "since"
    this_year = said.start == f"{now[:4]}-01" and said.kind in ("since", "year")
    if said.kind == "year" and said.end and said.end > now and (said.start or "") <= now:
        months = (said.start, _until(setting, said) or now)
    if said.kind == "stock" and said.start is None and said.end and draft.measure == "growth" and _grows_by_flow(draft):
        return (f"{said.end[:4]}-01", said.end), "flow"
    if said.rule in MONTHS and said.text.endswith(("末", "底")) and draft.measure == "level" and not has_flow(draft):
        return (None, said.end), "month_end"
    if cumulates(draft) and default.mode == "years":
        return default.flows, "review_of_years"
    if cumulates(draft) and not ((this_year or said.kind == "span") and has_flow(draft)):
        return (None, months[1]), "stock"
    if this_year and is_stock(draft):
        return (None, months[1]), "stock"
    if said.kind == "stock" and said.start is None and has_flow(draft) and said.span.end < sentence_start(setting, draft):
        if default.mode == "report":
            return default.flows, "flow"
        return (f"{now[:4]}-01", said.end if said.end and said.end[:4] == now[:4] else now), "flow"
    return months, None


def _until(setting: Setting, said: PeriodMention) -> str | None:
    """截至6月末,…今年已…: the month up to which 今年 is told, said before it in its sentence."""
    start = start_of(setting.mentions.paragraph.sentences, said.span.start)
    stocks = [one for one in within(setting.mentions.periods, Span(start, said.span.start)) if one.kind == "stock" and not one.start]
    return next((one.end for one in reversed(stocks) if one.end and said.start and one.end >= said.start), None)


def _of_years(default: Default, draft: Draft) -> Months | None:
    """What adds up takes the whole span, what holds its end, what is yearly its last year."""
    if "年均" in "".join(word.text for word in draft.lead):
        return default.flows
    yearly = draft.head.text.endswith(("产量", "产值", "收入", "销量", "发电量", "客流量", "吞吐量"))
    if not yearly and (is_stock(draft) or (draft.quantity.kind in ("percent", "points") and draft.measure != "growth")):
        return default.stocks
    counted = (draft.quantity.kind in ("count", "bare") and not yearly) or draft.head.text.endswith(("面积", "里程", "规模", "人口"))
    if draft.measure == "level" and counted and not adds_up(draft) and not cumulates(draft):
        return default.stocks
    return default.flows if adds_up(draft) or cumulates(draft) else default.rates


def _default_period(setting: Setting, draft: Draft, status: str) -> tuple[Months | None, Reason, bool]:
    default = setting.default
    reason = Reason((), default.rule, default.outside)
    if default.flows is None:
        return None, reason, False
    if default.mode == "plan":
        return default.flows, reason, False
    if status == "target":
        year = (setting.published or default.flows[1] or "")[:4]
        return (f"{year}-01", f"{year}-12"), Reason((), "whole_year", default.outside), True
    if default.mode == "years":
        return _of_years(default, draft), reason, True
    if is_stock(draft) or cumulates(draft):
        return default.stocks, reason, True
    if draft.quantity.kind == "percent" and draft.measure == "level":
        return default.rates, reason, True
    return default.flows, reason, True


def has_flow(draft: Draft) -> bool:
    """Whether the name says that something came about: 签约…, 新增…."""
    if draft.measure != "level":
        return False
    return (bool(draft.verbs) and draft.verbs.text != "累计") or any(is_flow(word.text) for word in draft.lead)


def _grows_by_flow(draft: Draft) -> bool:
    """截至7月底接待游客…同比增长: the growth of what came about since January."""
    of_a_flow = draft.source is not None and draft.source.measure == "level" and bool(draft.source.verbs)
    return of_a_flow or draft.head.text.endswith(("收入", "产值", "投资", "出口", "进出口", "零售额", "销售额", "产量"))


def adds_up(draft: Draft) -> bool:
    return draft.measure == "level" and draft.quantity.kind in ("count", "bare", "amount") and (bool(draft.verbs) or draft.is_deed)


def cumulates(draft: Draft) -> bool:
    """累计建成高标准农田348万亩: all that there is by now."""
    return draft.measure == "level" and "累计" in "".join(word.text for word in draft.lead)


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


def ahead_behind(setting: Setting, sentence: Sentence, draft: Draft) -> PeriodMention | None:
    """8个社区将于明年…, 4座桥年内完工: the time stands behind the figure, with no other figure between."""
    following = next((other.span.start for other in sentence.drafts if other.span.start > draft.span.start), draft.clause.end)
    end = min(following, draft.clause.end)
    return next((one for one in sentence.periods if draft.span.end <= one.span.start < end and lies_ahead(setting, one)), None)


def lies_ahead(setting: Setting, mention: PeriodMention) -> bool:
    """年底前, 明年: not over at the time of publication."""
    if setting.default.mode == "review" and mention.rule in ("year_end_deadline", "whole_year"):
        return False
    if mention.kind == "deadline":
        return bool(setting.published and (mention.end or "") >= setting.published[:7])
    return bool(setting.published and mention.start and mention.start > setting.published[:7])
