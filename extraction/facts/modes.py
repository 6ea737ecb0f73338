"""Whether a text reports, reviews or plans, and which months its undated figures mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.facts import turns
from extraction.facts.expressions import heads_clause, is_attribute
from extraction.facts.reporting import article_default
from extraction.facts.setting import Default, Mentions
from extraction.facts.turns import Calendar, calendar_of, head_of, kind_of
from extraction.mentions.periods import PeriodMention
from extraction.text.span import Span

_REPORT = re.compile(
    r"(工作|预算|计划)[^,，]{0,30}报告|国民经济和社会发展计划|(20\d\d年|年度|上半年|季度)[^,，]{0,20}工作(总结|情况|打算|计划)"
)
_YEAR = re.compile(r"(20\d\d)(?!\d)")
_FIVE_YEARS = re.compile(
    r"(十[一二三四]五|(?<![第近])五年|非凡十年|(?<![二三四])十年)[^,，]{0,10}(成就|成绩|收官(?!之年)|辉煌|巨变|蝶变|答卷|跨越|回眸|回望|综述|亮点|发展|变化|新篇)"
)
_SINCE_FIVE_YEARS = re.compile(r"(?<!第)(五|5)年来|十[一二三四]五”?(以来|时期|期间)")
_PLANS_IN_TITLE = re.compile(
    r"(20\d\d年|今年|年内)[^,，]{0,6}(将(?=办|实施|建|新|推|投入|启动|开工|打造|完成|改造)|计划|拟|力争)|(实事|项目|任务)[^,，]{0,6}清单|工作要点|行动方案"
)
SHORT = 40  # a line that long works as a heading does
LEAD = 120


class Modes:
    """Whether the text reports, reviews or plans: turned by titles, headings and the first words of paragraphs, in a report until the next turn,
    in news for one section."""

    def __init__(self, everything: Sequence[Mentions], published: str | None) -> None:
        self.published = published
        self.default = self.current = article_default(everything, published)
        self.after_aside: Default | None = None
        self.report = any(_REPORT.search(one.text) for one in everything if one.paragraph.role == "title") or any(
            "各位代表" in one.text for one in everything[:6]
        )
        self.calendar: Calendar | None = calendar_of(everything, published, self.report) if published else None
        self.first_body = next((one.paragraph for one in everything if one.paragraph.role == "body"), None)

    def after_title(self, one: Mentions) -> None:
        if self.calendar is None:
            return
        told = _FIVE_YEARS.search(one.text)
        if told and (told[1][0] != "十" or told[1][-1] != "五" or turns.plan_begun(one.text, self.calendar)):
            self.current = turns.account(head_of(one), self.calendar, self.default)
        elif not self.report and self._plans(one, self.calendar):
            self.default = self.current = turns.plans(head_of(one), self.calendar)
        elif self.report or len(one.text) <= 12:
            self.current = self._turned(one, self.current, self.calendar)
        if self.current.mode == "years":
            self.default = self.current

    def _plans(self, one: Mentions, calendar: Calendar) -> bool:
        """2024年将办好十件实事: a title that speaks of the year at hand as of something to come."""
        return bool(_PLANS_IN_TITLE.search(one.text)) and all(int(found[1]) >= calendar.year for found in _YEAR.finditer(one.text))

    def begin_item(self, several: Sequence[Mentions]) -> None:
        """One of several items on a page: what it reports is no other's."""
        if not self.report:
            self.default = self.current = article_default(several, self.published)

    def after_heading(self, heading: Mentions) -> None:
        self.after_aside = None
        before = self.current if self.report else self.default
        told = not self.report and _states_figures(heading)  # 力争明年新增上市企业1家以上: a headline
        self.current = self._turned(heading, before, self.calendar) if self.calendar and not told else before

    def after_paragraph(self, one: Mentions) -> None:
        """A paragraph turns what follows by its first words, or by announcing a year's 预期目标; in the lead the whole article."""
        if self.calendar is None:
            return
        if self.after_aside:
            self.current, self.after_aside = self.after_aside, None
        turned = self._opened(one, self.current, self.calendar)
        if turned is None:
            return
        aside = turned.mode == "years" and (one.paragraph is not self.first_body or self.current.mode == "report")
        if not self.report and (aside or (turned.mode == "plan" and turns.opens_ahead(one.text))):
            self.after_aside = self.current
            self.current = turned
            return
        self.current = turned
        if one.paragraph is self.first_body and not self.report:
            self.default = turned

    def _opened(self, one: Mentions, mode: Default, calendar: Calendar) -> Default | None:
        """What the first words of a paragraph turn it and what follows into, or None."""
        text, reviewing = one.text, mode.mode in ("review", "years")
        lead = one.paragraph is self.first_body and not self.report
        if lead and mode.mode == "news" and _SINCE_FIVE_YEARS.search(text[:LEAD]):
            return turns.account(head_of(one, LEAD), calendar, self.default)
        told = ("review",) if self.report else ("news", "report")
        if mode.mode in told and (end := turns.opens_with_years(one)):
            return turns.account(head_of(one, max(end, SHORT) if self.report else end), calendar, self.default)
        past = self._account_of_last_year(one, mode, calendar)
        if mode.mode != "plan":
            if end := turns.announcement(text, calendar, reviewing or past is not None):
                return turns.plans(head_of(one, end), calendar)
            opened = turns.year_opened(text, calendar.year)
            if reviewing and opened == calendar.planned > calendar.reviewed and (self.report or calendar.is_early):
                return turns.plans(head_of(one, SHORT), calendar)
            if calendar.is_early and reviewing and turns.opens_with_plans(text, calendar.year):
                return turns.plans(head_of(one, SHORT), calendar)
        if mode.mode != "plan" and (turns.opens_ahead(text) or turns.opens_with_demands(text)):
            return turns.plans(head_of(one, 0), calendar)
        if past:
            return past
        turned = self._turned(one, mode, calendar) if len(text) <= SHORT and text[-1:] not in "。！" and not _states_figures(one) else mode
        return None if turned is mode else turned

    def _account_of_last_year(self, one: Mentions, mode: Default, calendar: Calendar) -> Default | None:
        """过去一年, 2022年 at the head of a paragraph: in an account of several years only as a topic, and in news early in the next year."""
        if self.report and mode.mode == "years":
            said = turns.opens_with_year(one, calendar.reviewed)
            return turns.account(head_of(one, 0), calendar, self.default) if said and turns.is_topic(one, said) else None
        if calendar.is_early and mode.mode in ("news", "report") and turns.opens_with_year(one, calendar.year - 1):
            return turns.account(head_of(one, 0), calendar, self.default)
        return None

    def _turned(self, one: Mentions, mode: Default, calendar: Calendar) -> Default:
        """What a title, a heading or a line that works as one turns the text into."""
        head, kind = head_of(one), kind_of(one.text)
        if kind:
            return turns.account(head, calendar, self.default) if kind == "review" else turns.plans(head, calendar)
        year = turns.year_of_heading(one.text) if self._may_turn_by_year(one) else None
        if year is None or (year == calendar.planned == calendar.reviewed):
            return mode
        return turns.account(head, calendar, self.default) if year < calendar.planned else turns.plans(head, calendar)

    def _may_turn_by_year(self, one: Mentions) -> bool:
        """A heading without a figure whose year stands at its head: 二、2024年预算草案."""
        if one.paragraph.role == "title":
            return False
        return self.report or (one.paragraph.role == "heading" and not _states_figures(one))


def _states_figures(one: Mentions) -> bool:
    return any(figure.not_a_fact is None for figure in one.quantities)


def section_period(one: Mentions) -> PeriodMention | None:
    """今年以来 at the head of a clause where the section's first paragraph begins."""
    first = one.paragraph.sentences[0] if one.paragraph.sentences else Span(0, 0)
    for mention in one.periods:
        if mention.span.start >= first.end + 40:
            break
        if mention.kind == "since" and heads_clause(one, mention) and not is_attribute(one, mention):
            return mention
    return None
