"""The period of a figure: said before it, inherited, or its article's."""

from __future__ import annotations

import re

from extraction.facts.ahead import ahead_behind, is_over
from extraction.facts.draft import Draft, Reason, Sentence
from extraction.facts.expressions import MONTHS
from extraction.facts.kinds import cumulates, flows, grows_by_flow, has_flow, is_stock, is_total, of_flow, of_years
from extraction.facts.paired_periods import paired_period
from extraction.facts.placing import nearest_before, start_of, within
from extraction.facts.reach import governing_period
from extraction.facts.setting import Months, Setting, override_of, passage, sentence_start
from extraction.mentions.periods import PeriodMention, parse_period
from extraction.text.span import Span

ONCE_RUNNING = re.compile(
    r"(?:满负荷|满产)[^。]{0,400}?预计|(达产|投产|建成|投用|运营|完工)(运营|投产|达产|达效|投用|生产)?后[^。]{0,400}?[,，]?(可|预计|年|将|能)"
)
_SPAN_OF_YEARS = re.compile(r"(?<![\d年近前连续第])(?:五|四|三)年(来|间|累计|共|完成|新建|新增|净增|建成|改造|引进|培育|投入|实施|减少)")
_OF_A_YEAR = re.compile(
    "年度?(?:计划|预算)(?:完成)?(?:总)?投资额?$|(?<!完成)年度投资(?:计划)?$"
)  # planned for the year, whenever it is told
_IS = re.compile("为|是|仅为|则为")
_IS_OR_GROWS = re.compile("为|是|仅为|则为|增长|下降")
_NOW = re.compile("现有|现拥有|现共有|现存|现已有|现辖")
_UP_TO = ("until_month", "until_quarter", "until_year", "until_year_end", "until_now", "quarter_end", "half_end")


def period_of(setting: Setting, sentence: Sentence, draft: Draft, status: str) -> tuple[Months | None, Reason, bool]:
    """The months of a figure, why, and whether the year was inferred; of 上年同期为… the same months a year before."""
    months, why, inferred = _period_of(setting, sentence, draft, status)
    if months and why.rule != "override" and _OF_A_YEAR.search(draft.name.text) and months[1] and draft.quantity.kind == "amount":
        months, why = (f"{months[1][:4]}-01", f"{months[1][:4]}-12"), Reason(why.spans, "whole_year", why.outside)
    said = _same_period_of_last_year(setting, sentence, draft)
    if said is None or months is None or why.rule == "override":
        return months, why, inferred
    return (_year_before(months[0]), _year_before(months[1])), Reason((said.span, *why.spans), "year_before", why.outside), inferred


def _same_period_of_last_year(setting: Setting, sentence: Sentence, draft: Draft) -> PeriodMention | None:
    """上年同期为增长7.2%, or behind another growth 去年同期增长3.1%: the clause speaks of nothing but that period."""
    previous = sentence.previous(draft)
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
    compared = _compared_elsewhere(setting, sentence, draft)
    if compared:
        return _period_of(setting, sentence, compared, status)
    if status == "estimate" and sentence.search_before(ONCE_RUNNING, draft):
        return None, Reason((), "once_running"), False
    years = sentence.search_before(_SPAN_OF_YEARS, draft)
    if _back_to_all_years(setting, sentence, draft):
        return of_years(setting.default, draft), Reason((), "review_of_years"), False
    dated = governing_period(setting, draft)
    if years and setting.default.mode == "years" and (dated is None or dated.span.start < sentence.span.start + years.start()):
        start = sentence.span.start + years.start()
        whole = years[1] not in ("来", "间")
        return (
            (setting.default.flows if whole else of_years(setting.default, draft)),
            Reason((Span(start, start + 2),), "review_of_years"),
            False,
        )
    if status == "actual" and _has_now(setting, sentence, draft):
        months = setting.default.stocks if setting.default.mode in ("review", "years") else (None, (setting.published or "")[:7] or None)
        return months, Reason((), "stock"), False
    paired = paired_period(setting.mentions, sentence, draft)
    if paired:
        return (paired.start, paired.end), Reason((paired.span,), "by_turns"), paired.year_inferred
    behind = ahead_behind(setting, sentence, draft) if status == "target" else None
    if behind:
        return (behind.start, behind.end), Reason((behind.span,)), behind.year_inferred
    said = governing_period(setting, draft)
    if said and not (status == "target" and is_over(setting, sentence, said)):
        months, rule = _adjusted(setting, sentence, draft, said, status)
        here = draft.clause.start <= said.span.start
        return months, Reason((said.span,), rule or (None if here else "governs_paragraph")), said.year_inferred
    if setting.head and setting.default.mode == "news" and status == "actual":
        months, rule = _adjusted(setting, sentence, draft, setting.head, status)
        return months, Reason((), rule or "governs_section", setting.head_outside), setting.head.year_inferred
    return _default_period(setting, draft, status)


_ALL_TOLD = re.compile("。累计")


def _back_to_all_years(setting: Setting, sentence: Sentence, draft: Draft) -> bool:
    """2010年,收入达…。累计新增就业…。建设住房21万套: in an account of several years what adds up behind 累计 is of all of them again."""
    if setting.default.mode != "years" or of_years(setting.default, draft) != setting.default.flows:
        return False
    said = governing_period(setting, draft)
    if said is None or said.kind != "year" or said.span.start >= sentence.span.start:
        return False
    return setting.mentions.matches.last(_ALL_TOLD, Span(said.span.end, sentence.span.start)) is not None


def _has_now(setting: Setting, sentence: Sentence, draft: Draft) -> bool:
    """全区现有养老机构42家,床位6893张, where no time is said in between and nothing is done."""
    start = draft.clause.start if draft.verbs or draft.is_deed else sentence.span.start
    if draft.measure != "level" or not (found := _NOW.search(setting.mentions.text, start, draft.span.start)):
        return False
    said = governing_period(setting, draft)
    return said is None or said.span.start < (draft.clause.start if found.start() >= draft.clause.start else sentence.span.start)


def _compared_elsewhere(setting: Setting, sentence: Sentence, draft: Draft) -> Draft | None:
    """增长5.9%,高于全省0.6个百分点: the growth that is compared, where no time is said between."""
    previous = sentence.previous(draft)
    if draft.base != "elsewhere" or previous is None or previous.measure != "growth" or previous.earlier:
        return None
    said = governing_period(setting, draft)
    return None if said is not None and said.span.start > previous.span.start else previous


def _period_of_start(setting: Setting, sentence: Sentence, draft: Draft) -> tuple[Months | None, Reason, bool]:
    inside = [
        one
        for one in within(setting.mentions.periods, sentence.span)
        if draft.lead and draft.lead[0].span.start <= one.span.start and one.span.end <= draft.span.start
    ]
    dated = [one for one in inside if one.end and (one.rule in _ENDS or (one.start and one.kind not in ("stock", "since")))]
    if dated:
        months = (dated[-1].start, dated[-1].end)
        if _is_year_before_that(setting, dated[-1]):
            months = (_year_before(months[0]), _year_before(months[1]))
        return months, Reason((dated[-1].span,)), dated[-1].year_inferred
    return None, Reason((), "earlier_value"), False


_ENDS = ("year_end_named", "last_year_end")  # 由2013年底的24.6%下降到…


def _is_year_before_that(setting: Setting, said: PeriodMention) -> bool:
    """2023年,…由上年的1.95: 上年 is the year before the one that is spoken of."""
    before = next((one for one in nearest_before(setting.mentions.periods, said.span.start) if one.kind in ("year", "span")), None)
    return (
        said.text.startswith(("上年", "上一年"))
        and before is not None
        and bool(said.start)
        and (before.start or "")[:4] == (said.start or "")[:4]
    )


def _holds(draft: Draft) -> bool:
    """全年客运量…,汽车保有量3.8万辆: by its name no figure of a year."""
    return draft.measure == "level" and is_stock(draft) and passage("stock").search(draft.name.text) is not None


_ON = re.compile("以?来")


def _adjusted(setting: Setting, sentence: Sentence, draft: Draft, said: PeriodMention, status: str) -> tuple[Months | None, str | None]:
    """今年 means up to now for what has happened, a moment holds no flow, and a stock has no first month."""
    now = setting.published[:7] if setting.published else None
    default = setting.default
    months: Months = (said.start, said.end)
    if now is None:
        return months, None
    if said.rule == "whole_year" and default.mode == "review" and _holds(draft) and said.span.end < draft.clause.start and default.flows:
        return (None, default.flows[1]), "stock"
    if said.rule == "whole_year" and default.flows and default.mode in ("plan", "review"):
        year = (default.flows[1] or now)[:4] if status != "target" or default.mode == "plan" else now[:4]
        return (
            f"{year}-01",
            min(f"{year}-12", default.flows[1] or now) if default.mode == "review" and status != "target" else f"{year}-12",
        ), "whole_year"
    if said.rule == "year_end_deadline" and default.mode == "review" and default.flows and said.text.endswith(("末", "底")):
        return (None, default.flows[1]), "year_end"
    yearly = draft.measure in ("growth", "change") or draft.name.text.endswith(("出生率", "死亡率", "自然增长率", "增长率", "发生率"))
    if said.rule == "year_end_stock" and yearly and default.mode == "review":
        return default.flows, "whole_year"
    if said.rule == "year_end_named" and yearly and status == "actual" and said.end:  # 2019年末…,比上年末增加0.3万人
        return (f"{said.end[:4]}-01", said.end), "whole_year"
    if said.rule == "year_end_stock" and status == "actual" and said.end and said.end > now:
        return (None, default.flows[1] if default.mode == "review" and default.flows else f"{int(said.end[:4]) - 1}-12"), "year_end"
    if said.rule in ("past_years", "years_since") and "一年" in said.text:
        if default.mode == "review" and default.flows:
            return (default.stocks if is_stock(draft) else default.flows), "past_year"
        past = int(now[:4]) - (int(now[5:]) <= 6)
        last = min(f"{past}-12", now)
        return (None, last) if is_stock(draft) else (f"{past}-01", last), "past_year"
    if said.rule in ("past_years", "years_since", "plan") and default.mode == "years" and status == "actual":
        return of_years(default, draft), "review_of_years"
    if said.kind == "point" and said.start and "当年" in setting.mentions.text[draft.clause.start : draft.span.start]:
        return (f"{said.start[:4]}-01", min(f"{said.start[:4]}-12", now)), "that_year"
    if said.rule == "future":
        first = int(now[:4]) + (int(now[5:]) > 6)
        if "五年" in said.text:
            return (default.flows if default.mode == "plan" else (f"{first}-01", f"{first + 4}-12")), "years_ahead"
        return (said.start, None), None
    if status != "actual":
        if said.kind in ("since", "stock"):
            year = (said.end or now)[:4]
            return (f"{year}-01", f"{year}-12"), "whole_year"
        return months, None
    if said.kind == "year" and _ON.match(setting.mentions.text, said.span.end):
        return (said.start, now), "since"
    this_year = said.start == f"{now[:4]}-01" and said.kind in ("since", "year")
    if said.kind == "year" and said.end and said.end > now and (said.start or "") <= now:
        months = (said.start, _until(setting, said) or now)
    if said.kind == "stock" and said.start is None and said.end and draft.measure == "growth" and grows_by_flow(draft):
        return (f"{said.end[:4]}-01", said.end), "flow"
    if said.rule in MONTHS and said.text.endswith(("末", "底")) and (draft.measure == "level" or of_flow(draft)):
        flow = of_flow(draft) and not is_stock(draft)
        return (f"{(said.end or now)[:4]}-01" if flow else None, said.end), "month_end"
    if cumulates(draft) and default.mode == "years":
        return default.flows, "review_of_years"
    near = said.kind in ("span", "since") or (this_year and said.span.end > sentence_start(setting, draft))
    if cumulates(draft) and (not near or is_total(setting.mentions.text, draft)):
        return (None, months[1]), "stock"
    if this_year and is_stock(draft):
        return (None, months[1]), "stock"
    if said.kind == "stock" and said.start is None and default.mode != "years" and _came_about(sentence, draft, said):
        behind = said.span.end < sentence_start(setting, draft)
        if behind and default.mode in ("report", "review"):
            return default.flows, "flow"
        if behind or said.rule in _UP_TO:
            last = now if behind and (said.end or now)[:4] < now[:4] else said.end or now
            return (f"{last[:4]}-01", last), "flow"
    return months, None


def _came_about(sentence: Sentence, draft: Draft, said: PeriodMention) -> bool:
    """截至7月底新签约30个、总投资…: since January; 目前已落地…: all that there is."""
    if cumulates(draft) or is_stock(draft):
        return False
    opens = sentence.drafts[0]
    if said.rule == "until_now":
        return any("新" in one.name.text and has_flow(one) for one in (draft, opens))
    amount = draft.measure == "level" and draft.quantity.kind in ("amount", "count", "bare") and flows(draft)
    return of_flow(draft) or of_flow(opens) or amount


def _until(setting: Setting, said: PeriodMention) -> str | None:
    """截至6月末,…今年已…: the month up to which 今年 is told, said before it in its sentence."""
    start = start_of(setting.mentions.paragraph.sentences, said.span.start)
    near = nearest_before(setting.mentions.periods, said.span.start)
    stocks = (one for one in near if one.span.start >= start and one.kind == "stock" and not one.start)
    return next((one.end for one in stocks if one.end and said.start and one.end >= said.start), None)


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
        return of_years(default, draft), reason, True
    if is_stock(draft) or cumulates(draft):
        return default.stocks, reason, True
    if draft.quantity.kind == "percent" and draft.measure == "level":
        return default.rates, reason, True
    return default.flows, reason, True
