"""Whether a text reports, reviews or plans, and which months its undated figures mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.facts.expressions import MONTHS, heads_clause, is_announcement, is_attribute, is_compared
from extraction.facts.setting import Default, Mentions, Months, passage
from extraction.mentions.periods import PeriodMention
from extraction.text.span import Span

_REPORT = re.compile(r"(工作|预算|计划)[^,，]{0,30}报告|国民经济和社会发展计划")
_YEARS = re.compile(r"(?:过去|近|这)?([三四五])年(?:来|间|工作|的?工作)?|十[一二三四]五|(?:本届|上届)政府")
_YEAR = re.compile(r"(20\d\d)(?!\d)")
_YEAR_OF_HEADING = re.compile(r".{0,8}?(20\d\d)(?!\d)")
_ASSEMBLY = re.compile(r"(政府工作报告|人代会|人民代表大会|两会)[^。]{0,40}(提出|明确|部署|划出|定下)[^。]{0,12}(今年|20\d\d年)")
_HOLIDAY = re.compile(r"假期|黄金周|春节|国庆|端午|清明|中秋|元旦|长假|小长假")
_FIVE_YEARS = re.compile(
    r"(十[一二三四]五|五年)[^,，]{0,10}(成就|成绩|收官(?!之年)|辉煌|巨变|答卷|跨越|回眸|回望|综述|亮点|发展|变化|新篇)"
)
_SINCE_FIVE_YEARS = re.compile(r"(?<!第)(五|5)年来|十[一二三四]五”?(以来|时期|期间)")
_PLANS_IN_TITLE = re.compile(
    r"(20\d\d年|今年|年内)[^,，]{0,6}(将(?=办|实施|建|新|推|投入|启动|开工|打造|完成|改造)|计划|拟|力争)|(实事|项目|任务)[^,，]{0,6}清单|工作要点|行动方案"
)
_LAST_YEAR = re.compile(r"^[^,，。;；]{0,14}[,，]?$")
_TARGETS = re.compile(r"(主要)?预期目标|目标(是|为)[:：]")
_MET = re.compile(r"(完成|实现|好于|高于).{0,6}预期目标")


class Modes:
    """Whether the text reports, reviews or plans: turned by titles and headings, in a report until the next turn, in news for one section."""

    def __init__(self, everything: Sequence[Mentions], published: str | None) -> None:
        self.published = published
        self.default = self.current = _article_default(everything, published)
        self.report = any(_REPORT.search(one.text) for one in everything if one.paragraph.role == "title") or any(
            "各位代表" in one.text for one in everything[:6]
        )
        self.first_body = next((one.paragraph for one in everything if one.paragraph.role == "body"), None)

    def after_title(self, one: Mentions) -> None:
        if _FIVE_YEARS.search(one.text):
            self.current = _review(one, self.published, self.default)
        elif not self.report and self._plans(one):
            self.default = self.current = _plan(one, self.published, self.default)
        elif self.report or len(one.text) <= 12:
            self.current = self._turned(one, self.current)
        if self.current.mode == "years":
            self.default = self.current

    def _plans(self, one: Mentions) -> bool:
        """2024年将办好十件实事: a title that speaks of the year at hand as of something to come."""
        years = [match[1] for match in _YEAR.finditer(one.text)]
        return bool(_PLANS_IN_TITLE.search(one.text)) and bool(self.published) and all(year >= (self.published or "")[:4] for year in years)

    def after_heading(self, heading: Mentions) -> None:
        self.current = self._turned(heading, self.current if self.report else self.default)

    def after_paragraph(self, one: Mentions) -> None:
        """A paragraph that announces a year's 预期目标 turns what follows into plans, in the lead the whole article; a short line works as a heading does."""
        before = self.current
        if one.paragraph is self.first_body and not self.report and before.mode == "news" and _SINCE_FIVE_YEARS.search(one.text[:120]):
            self.default = self.current = _review(one, self.published, self.default)
            return
        if self._opens_with_last_year(one):
            self.current = _review(one, self.published, self.default)
            if one.paragraph is self.first_body and not self.report:
                self.default = self.current
            if not _announces_plan(one.text, before, self.published):
                return
        if len(one.text) <= 40:
            self.current = self._turned(one, self.current)
        elif before.mode != "plan" and _announces_plan(one.text, before, self.published):
            self.current = _plan(one, self.published, self.default)
            if not self.report and one.paragraph is self.first_body:
                self.default = self.current

    def _opens_with_last_year(self, one: Mentions) -> bool:
        """过去一年, 去年 or its number at the head of a paragraph early in the next year: what follows without a date is of that year."""
        if not self.published or int(self.published[5:7] or 12) > 3 or self.current.mode not in ("news", "report"):
            return False
        last = f"{int(self.published[:4]) - 1}-12"
        said = [mention for mention in one.periods if mention.kind not in ("base", "point") and not is_announcement(one, mention)]
        if not said or not _LAST_YEAR.match(one.text[: said[0].span.start].rpartition("。")[2].rpartition("，")[2].rpartition(",")[2]):
            return False
        first = said[0]
        whole = first.end == last and (first.start or "").endswith("-01")
        said_so = first.rule in ("past_years", "years_since") and "一年" in first.text
        return (whole or said_so) and first.span.start <= 60 and not any(mention.kind == "since" for mention in said)

    def _may_turn_by_year(self, one: Mentions) -> bool:
        """A heading without a figure whose year stands at its head: 二、2024年预算草案."""
        if self.published is None or one.paragraph.role == "title":
            return False
        return self.report or (one.paragraph.role == "heading" and not any(one.not_a_fact is None for one in one.quantities))

    def _turned(self, one: Mentions, mode: Default) -> Default:
        planned = passage("plan_heading").search(one.text)
        if passage("review_heading").search(one.text) and not (planned and "预期目标" in planned[0]):
            return _review(one, self.published, self.default)
        if planned:
            return _plan(one, self.published, self.default)
        year = _YEAR_OF_HEADING.match(one.text) if self._may_turn_by_year(one) else None
        if year and self.published:
            turn = _review if year[1] < self.published[:4] else _plan
            return turn(one, self.published, self.default)
        return mode


def _announces_plan(text: str, mode: Default, published: str | None) -> bool:
    if mode.mode != "review" and published and int(published[5:7] or 12) <= 3 and _ASSEMBLY.search(text):
        return True
    return bool(_TARGETS.search(text)) and not _MET.search(text)


def _article_default(everything: Sequence[Mentions], published: str | None) -> Default:
    """What undated figures of an article mean: its reporting period where it has one, else January to the month of publication."""
    if published is None:
        return Default()
    month = published[:7]
    reported = _holiday(everything, month) or _month_reported(everything) or _reporting_period(everything, month)
    if reported:
        one, mention = reported
        months: Months = (mention.start, mention.end)
        mode = "review" if mention.kind == "year" else "report"
        return Default(mode, months, (None, months[1] if mode == "review" else month), months, (one.raw(mention.span),), "reporting_period")
    flows = (f"{month[:4]}-01", month)
    for one in everything:
        for mention in one.periods:
            if mention.kind in ("since", "year", "span") and mention.start and mention.start[:4] == month[:4]:
                return Default("news", flows, (None, month), (None, month), (one.raw(mention.span),), "article_this_year")
    return Default("news", flows, (None, month), (None, month), (), "article")


def _reporting_period(everything: Sequence[Mentions], month: str) -> tuple[Mentions, PeriodMention] | None:
    """The period that a bulletin reports: said in its title or lead, the latest of the article, and without 今年以来 beside it."""
    spans = [
        (one, mention) for one in everything for mention in one.periods
        if mention.kind in ("span", "year") and mention.rule != "whole_year" and mention.start and mention.end
        and (mention.end < month or (mention.kind == "span" and mention.end == month)) and not is_compared(one, mention)
    ]  # fmt: skip
    if any(mention.kind == "since" and not is_attribute(one, mention) for one in everything for mention in one.periods):
        return None
    bodies = [id(one) for one in everything if one.paragraph.role == "body"][:2]
    leads = [
        (one, mention) for one, mention in spans if one.paragraph.role == "title" or (id(one) in bodies and heads_clause(one, mention))
    ]
    latest = max((mention.end or "" for _, mention in spans), default="")
    if any(_speaks_of_now(one, mention, month) for one in everything for mention in one.periods):
        leads = [(one, mention) for one, mention in leads if mention.kind != "year"]
    if not leads:
        return None
    one, mention = next(((one, mention) for one, mention in leads if mention.end == latest), (None, None))
    if one is None or mention is None or not (mention.start or "").endswith("-01"):
        return None
    return one, mention


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


def _review(one: Mentions, published: str | None, article: Default) -> Default:
    if published is None:
        return article
    year = int(published[:4])
    found = _YEAR.search(one.text)
    reviewed = int(found[1]) if found else (year - 1 if int(published[5:7] or 12) <= 6 else year)
    spans = (one.raw(Span(*found.span())),) if found else ()
    last = f"{reviewed}-12" if reviewed < year else published[:7]
    if span := _YEARS.search(one.text):
        count = {"三": 3, "四": 4, "五": 5}.get(span[1] or "五", 5)
        whole = (f"{reviewed - count + 1}-01", last)
        return Default("years", whole, (None, last), (f"{reviewed}-01", last), (one.raw(Span(*span.span())),), "review_of_years")
    whole = (f"{reviewed}-01", last)
    return Default("review", whole, (None, last), whole, spans, "review_heading")


def _plan(one: Mentions, published: str | None, article: Default) -> Default:
    if published is None:
        return article
    years = [int(found[1]) for found in _YEAR.finditer(one.text)]
    now = int(published[:4])
    planned = next((year for year in years if year >= now), now + ("明年" in one.text))
    last = planned + 4 if re.search(r"(今后|未来|下一个)五年", one.text) else planned
    whole = (f"{planned}-01", f"{last}-12")
    found = next((match for match in _YEAR.finditer(one.text) if int(match[1]) == planned), None)
    return Default("plan", whole, whole, whole, (one.raw(Span(*found.span())),) if found else (), "plan_heading")


def section_period(one: Mentions) -> PeriodMention | None:
    """今年以来 (or a year) at the head of the section's first paragraph."""
    first = one.paragraph.sentences[0] if one.paragraph.sentences else Span(0, 0)
    for mention in one.periods:
        if mention.span.start >= first.end + 40:
            break
        if mention.kind == "since" and not is_announcement(one, mention) and not is_attribute(one, mention):
            return mention
    return None
