"""The months that an article reports: what its undated figures mean where nothing nearer says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.facts.expressions import MONTHS, heads_clause, is_announcement, is_attribute, is_compared, is_of_document
from extraction.facts.setting import Default, Mentions, Months
from extraction.mentions.periods import PeriodMention

_ACCOUNT = re.compile(r"运行|情况|成绩单|数据|形势|简况|公报|月报|季报|半年报|答卷|解读|综述|通报|分析|出炉|发布|走势")
_SPEAKERS = re.compile(r"发布会|答记者问|访谈|在线|座谈")
_HOLIDAY = re.compile(r"假期|黄金周|春节|国庆|端午|清明|中秋|元旦|长假|小长假")


def article_default(everything: Sequence[Mentions], published: str | None) -> Default:
    """What undated figures of an article mean: its reporting period where it has one, else January to the month of publication."""
    if published is None:
        return Default()
    month = published[:7]
    reported = _holiday(everything, month) or _month_reported(everything) or _reporting_period(everything, month)
    if reported:
        one, mention = reported
        months: Months = (mention.start, mention.end)
        mode = "review" if mention.kind == "year" else "report"
        if mode == "report" and _since_is_said(everything):  # flows of the months reported, stocks of the day
            return Default(mode, months, (None, month), months, (one.raw(mention.span),), "reporting_period")
        return Default(mode, months, (None, months[1] if mode == "review" else month), months, (one.raw(mention.span),), "reporting_period")
    flows = (f"{month[:4]}-01", month)
    for one in everything:
        for mention in one.periods:
            if mention.kind in ("since", "year", "span") and mention.start and mention.start[:4] == month[:4]:
                return Default("news", flows, (None, month), (None, month), (one.raw(mention.span),), "article_this_year")
    return Default("news", flows, (None, month), (None, month), (), "article")


def _reporting_period(everything: Sequence[Mentions], month: str) -> tuple[Mentions, PeriodMention] | None:
    """The period that a bulletin reports: said in a title without a figure (2023年上半年经济运行情况), or in title or lead where it is
    the latest of the article and no 今年以来 stands beside it."""
    before = f"{int(month[:4]) - 1}-01"  # what is older is told, not reported
    spans = [
        (one, mention) for one in everything for mention in one.periods
        if mention.kind in ("span", "year") and mention.rule != "whole_year" and mention.start and mention.end
        and (mention.end < month or (mention.kind == "span" and mention.end == month))
        and mention.end >= before and not is_compared(one, mention) and not is_of_document(one, mention)
    ]  # fmt: skip
    if month[5:] >= "11" and any(
        one.paragraph.role == "title" and month[:4] in one.text and not any(mention.kind == "span" for mention in one.periods)
        for one in everything
    ):
        return None  # 2023年终盘点: the year, of which a lead may tell eleven months
    latest = max((mention.end or "" for _, mention in spans), default="")
    named = [
        (one, mention)
        for one, mention in spans
        if mention.kind == "span"
        and one.paragraph.role == "title"
        and _ACCOUNT.search(one.text)
        and not _SPEAKERS.search(one.text)
        and not _states_figures(one)
    ]
    if len({mention.end for _, mention in named}) == 1 and named[0][1].start == f"{month[:4]}-01":
        return named[0]
    lead = next((one for one in everything if one.paragraph.role == "body"), None)
    submitted = next(((one, mention) for one, mention in spans if one is lead and _is_reported_on(one, mention)), None)
    if submitted:
        return submitted
    bodies = [id(one) for one in everything if one.paragraph.role == "body"][:2]
    near = [one for one in everything if one.paragraph.role != "body" or id(one) in bodies]
    if _since_is_said(near):
        return None
    leading = bodies[:1] if _since_is_said(everything) else bodies
    leads = [
        (one, mention) for one, mention in spans if one.paragraph.role == "title" or (id(one) in leading and heads_clause(one, mention))
    ]
    if month[5:] > "06":
        leads = [(one, mention) for one, mention in leads if mention.kind != "year" or _opens_text(one, mention)]
    if any(_speaks_of_now(one, mention, month) for one in everything for mention in one.periods):
        leads = [(one, mention) for one, mention in leads if mention.kind != "year"]
    one, mention = next(((one, mention) for one, mention in leads if mention.end == latest), (None, None))
    if one is None or mention is None or not (mention.start or "").endswith("-01"):
        return None
    return one, mention


def _opens_text(one: Mentions, mention: PeriodMention) -> bool:
    """Late in a year the one before is told, and not reported, unless a title or a first sentence names it."""
    return one.paragraph.role == "title" or one.paragraph.sentences[0].contains(mention.span)


def _is_reported_on(one: Mentions, mention: PeriodMention) -> bool:
    """听取关于2021年上半年…计划执行情况的报告: the months of the account that an assembly was given."""
    before, after = one.text[: mention.span.start], one.text[mention.span.end :]
    return (
        before.endswith(("关于", "《"))
        and (mention.start or "").endswith("-01")
        and bool(re.match(r"[^,，。;；]{0,30}情况的?(报告|通报)", after))
    )


def _since_is_said(several: Sequence[Mentions]) -> bool:
    return any(mention.kind == "since" and not is_attribute(one, mention) for one in several for mention in one.periods)


def _states_figures(one: Mentions) -> bool:
    return any(figure.not_a_fact is None for figure in one.quantities)


def _speaks_of_now(one: Mentions, mention: PeriodMention, month: str) -> bool:
    """今年 or 目前 of what has happened; 今年将… is only the plan at the end of an account of last year."""
    if mention.rule not in ("this_year_word", "until_now") or (mention.start or "")[:4] not in ("", month[:4]):
        return False
    return not re.match(r"[^,，。;；]{0,6}(将|力争|计划|要|拟|预期|继续)", one.text[mention.span.end :])


def _holiday(everything: Sequence[Mentions], month: str) -> tuple[Mentions, PeriodMention] | None:
    """An article on a holiday reports the days of it."""
    if not any(one.paragraph.role == "title" and _HOLIDAY.search(one.text) for one in everything):
        return None
    for one in everything:
        for mention in one.periods:
            if one.paragraph.role == "body" and mention.kind == "point" and not is_announcement(one, mention):
                return one, mention
    return None


def _month_reported(everything: Sequence[Mentions]) -> tuple[Mentions, PeriodMention] | None:
    """1月份居民消费价格…: a month in the title and again in the lead."""
    titles = [mention for one in everything if one.paragraph.role == "title" for mention in one.periods if mention.rule in MONTHS]
    bodies = [one for one in everything if one.paragraph.role == "body"][:1]
    for one in bodies:
        for mention in one.periods:
            if mention.rule in MONTHS and any(title.start == mention.start for title in titles):
                return one, mention
    return None
