"""What a title, a heading or the first words of a paragraph say of what follows: an account of which months, or plans for which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.facts.expressions import is_announcement, is_attribute
from extraction.facts.placing import start_of
from extraction.facts.setting import Default, Mentions, passage
from extraction.mentions.numerals import chinese
from extraction.mentions.periods import PeriodMention
from extraction.text.span import Span

_YEAR = re.compile(r"(20\d\d)(?!\d)")
_PLAN_OF_YEARS = re.compile(r"十([一二三四五六])五")
_SPAN_OF_YEARS = re.compile(
    r"(?:过去|最近|近|这|前|非凡)的?([三四五十])年|(?<![第\d二三四])([三四五十])年(?:来|间|的?工作|回顾|历程|以来|任期)|以来的([三四五])年|"
    r"(?<![第\d二三四])([三四五十])年(?=[^,，]{0,4}(?:发展|成就|成绩|辉煌|巨变|蝶变|答卷|跨越|回眸|回望|综述|亮点|变化|新篇))|"
    r"(?:本届|上届|上一届)政府(?:任期|以来|工作|五年)"
)
_YEARS_AHEAD = re.compile(r"(?:今后|未来|下一个)([三四五])年")
_NEXT_YEAR = re.compile("明年|来年|(?<!上)下一?年度?(?:工作|打算|计划|安排|目标)")
_MET = re.compile(r"(完成|实现|好于|高于|超过|超额|控制在|达到|低于|符合).{0,8}(预期)?目标")
_ANNOUNCED = re.compile(
    r"(预期|主要|发展|奋斗)目标(任务)?[^,，。;；]{0,12}?(是|为|如下|安排|建议|确定)?[:：为是]|(?<!完成)(?<!实现)预期目标(是|为|如下|建议)|(?<!年度)目标(是|为)[:：]"
)
_TO_BE_DONE = re.compile(
    r"(?:今年|明年|新的一年|20\d\d年)[,，]?(?:我们|全[省市县区州旗]|各级|各地)?(?:上下)?(?:要|必须|应当|务必)[^,，。]{0,10}(?:突出|重点|着力|围绕|抓|做|推进|实施|坚持)|"
    r"(?:今年(?!以来)|明年|20\d\d年|为实现|围绕实现|围绕上述|实现上述)[^。]{0,30}?(?:重点|着重|着力|集中|主要|突出|切实)(?:要)?(?:抓好|做好|推进|办好|抓)[^,，。]{0,8}"
    r"(?:以下|如下|[一二三四五六七八九十\d]+(?:个方面|方面|件|项|大))"
)
_ASSEMBLY = re.compile(r"(政府工作报告|人代会|人民代表大会|两会)[^。]{0,40}(提出|明确|部署|划出|定下)[^。]{0,12}(今年|20\d\d年)")
_DONE = re.compile("情况$|圆满|顺利|全面完成|扎实推进|有序推进|稳步|持续|不断|成效|显著|明显|取得")
_SUBHEADING = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、]|[一二三四五六七八九十]+是|[●○◆■▪·—])")


@dataclass(frozen=True)
class Head:
    """The words that tell what follows: a whole title or heading, of a paragraph its first ones."""

    one: Mentions
    reach: int

    @property
    def text(self) -> str:
        return self.one.text[: self.reach]

    @property
    def periods(self) -> Sequence[PeriodMention]:
        return [mention for mention in self.one.periods if mention.span.end <= self.reach]

    def raw(self, found: re.Match[str]) -> tuple[Span, ...]:
        return (self.one.raw(Span(*found.span())),)


def head_of(one: Mentions, reach: int | None = None) -> Head:
    return Head(one, len(one.text) if reach is None else reach)


@dataclass(frozen=True)
class Calendar:
    """The years of an article: that of its publication, the one it plans for, the one it looks back on."""

    published: str
    planned: int
    reviewed: int

    @property
    def year(self) -> int:
        return int(self.published[:4])

    @property
    def month(self) -> int:
        return int(self.published[5:7] or 12)

    @property
    def is_early(self) -> bool:
        """January to March: accounts are of the year before."""
        return self.month <= 3


def calendar_of(everything: Sequence[Mentions], published: str, report: bool) -> Calendar:
    """The year planned is the latest one that a title or heading of plans names; else, in a report of December, the next."""
    year, month = int(published[:4]), int(published[5:7] or 12)
    heads = [one.text for one in everything if one.paragraph.role != "body"]
    stated = [int(found[1]) for text in heads if passage("plan_heading").search(text) for found in _YEAR.finditer(text)]
    stated += [year + 1 for text in heads if _NEXT_YEAR.search(text)]
    near = [one for one in stated if one in (year, year + 1)]
    planned = max(near, default=year)
    looks_back = planned > year or month <= 3 or (report and month <= 6)
    return Calendar(published, planned, planned - 1 if looks_back else year)


def kind_of(text: str) -> str | None:
    """Whether a heading announces plans or an account; one that announces both opens with the account."""
    planned, reviewed = passage("plan_heading").search(text), passage("review_heading").search(text)
    if planned and not reviewed and _SUBHEADING.match(text) and _DONE.search(text):
        return None
    if reviewed and _SUBHEADING.match(text) and not planned and not _YEAR.search(text) and len(text) > 16:
        return None
    return "review" if reviewed else "plan" if planned else None


def announcement(text: str, calendar: Calendar, reviewing: bool) -> int | None:
    """Where 今年…主要预期目标是 or 今年要重点抓好以下工作 ends; in news of an assembly 政府工作报告提出, 今年…"""
    if not reviewing and calendar.is_early and (found := _ASSEMBLY.search(text)):
        return found.end()
    for found in (*_ANNOUNCED.finditer(text), *_TO_BE_DONE.finditer(text)):
        start = max(0, found.start() - 40)
        years = [int(year[1]) for year in _YEAR.finditer(text, start, found.end())]
        if not _MET.search(text[max(0, found.start() - 10) : found.end()]) and (not years or max(years) >= calendar.year):
            return found.end()
    return None


def account(head: Head, calendar: Calendar, article: Default) -> Default:
    """An account of the months that the words name, else of those that the article reports, else of the year looked back on."""
    if span := _SPAN_OF_YEARS.search(head.text) or plan_begun(head.text, calendar):
        return _account_of_years(head, span, calendar)
    named = next((one for one in head.periods if one.kind == "span" and one.start and one.end and one.end <= calendar.published[:7]), None)
    if named:
        months = (named.start, named.end)
        return Default("report", months, (None, named.end), months, (head.one.raw(named.span),), "review_heading")
    year = next((found for found in _YEAR.finditer(head.text) if int(found[1]) <= calendar.year), None)
    if year is None and article.rule == "reporting_period":
        return article
    reviewed = int(year[1]) if year else calendar.reviewed
    last = min(f"{reviewed}-12", calendar.published[:7])
    whole = (f"{reviewed}-01", last)
    return Default("review", whole, (None, last), whole, head.raw(year) if year else (), "review_heading")


def plan_begun(text: str, calendar: Calendar) -> re.Match[str] | None:
    """“十三五” of which a year at least has passed; “十四五”发展蓝图 in February 2021 tells of nothing that has come about."""
    return next((found for found in _PLAN_OF_YEARS.finditer(text) if _last_year(found) - 4 <= calendar.reviewed), None)


_FROM_TO = re.compile("[从由](20[0-9]{2})年[^。;；]{0,40}?[到至为](20[0-9]{2})年")


def _account_of_years(head: Head, span: re.Match[str], calendar: Calendar) -> Default:
    """过去五年 end with the year looked back on, “十三五” with its own last year."""
    whole = head.reach == len(head.one.text)  # years in a lead are those of its figures
    named = [int(found[1]) for found in _YEAR.finditer(head.text) if whole and int(found[1]) <= calendar.year]
    last_year = max(named, default=calendar.reviewed)
    if span.re is _PLAN_OF_YEARS:
        ends = _last_year(span)
        first, last_year = ends - 4, min(ends, last_year)
    else:
        count = _NUMBERS[next((group for group in span.groups() if group), "五")]
        told = [int(end) for start, end in _FROM_TO.findall(head.one.text) if count == 10 and 9 <= int(end) - int(start) <= 10]
        last_year = max((year for year in told if year <= calendar.year), default=last_year)
        first = last_year - count + 1
    last = min(f"{last_year}-12", calendar.published[:7])
    return Default("years", (f"{first}-01", last), (None, last), (f"{last_year}-01", last), head.raw(span), "review_of_years")


def plans(head: Head, calendar: Calendar) -> Default:
    """Plans for the year that the words name, or the one planned for; 今后五年 and “十四五”规划: for those years."""
    years = [found for found in _YEAR.finditer(head.text) if int(found[1]) >= calendar.year]
    planned = int(years[0][1]) if years else calendar.year + 1 if _NEXT_YEAR.search(head.text) else calendar.planned
    first, last, said = f"{planned}-07" if "下半年" in head.text else f"{planned}-01", f"{planned}-12", years[0] if years else None
    if ahead := _YEARS_AHEAD.search(head.text):
        start = max(planned, calendar.reviewed + 1)
        first, last, said = f"{start}-01", f"{start + _NUMBERS[ahead[1]] - 1}-12", ahead
    whole = (first, last)
    return Default("plan", whole, whole, whole, head.raw(said) if said else (), "plan_heading")


_NUMBERS = {"三": 3, "四": 4, "五": 5, "十": 10}


def _last_year(plan: re.Match[str]) -> int:
    """The tenth five-year plan was 2001 to 2005."""
    return 1955 + 5 * int(chinese("十" + plan[1]) or 0)


def year_of_heading(text: str) -> int | None:
    """The year at the head of a heading that has no other word to tell what follows: 一、2024年主要工作."""
    found = re.match(r".{0,8}?(20\d\d)(?!\d)", text)
    return int(found[1]) if found else None


_LAST_YEAR = re.compile(r"^[^,，。;；]{0,14}[,，]?$")
_YEARS_SINCE = re.compile(
    r"[“”\"‘’]?(?:各位代表[!！,，:：]?)?[^,，。;；!！:：]{0,6}?(?:过去的?[五三四5十]年|(?<![第\d二三四])[五三四5十]年(?:来|间)|本届政府(?:任期|履职)|这五年)"
)
_ADDRESS = re.compile("(?:各位代表|同志们|各位委员)[!！,，:：]?")
_AHEAD = re.compile(r"[“”\"‘’]?(?:[（(]?[一二三四五六七八九十]{1,2}(?:[)）]|、))?(?:下一步|下步|下一?阶段|接下来|今后一个时期)")
_DEMANDED = re.compile(r"[“”\"‘’]?会议(?:要求|强调|号召)[,，:：]?[^。]{0,16}?要")
_OPENS_YEAR = re.compile(r"(?:各位代表[!！,，:：]?)?[^,，。;；]{0,8}?(20\d\d|今)年(?:度)?是[^,，。;；]{4,}")


def opens_with_years(one: Mentions) -> int | None:
    """Where 五年来, 过去五年 ends at the head of a paragraph, or of its first sentence that states a figure (…规划圆满收官。五年来,…)."""
    figure = next((one.span.start for one in one.quantities if one.not_a_fact is None), 0)
    for start in sorted({0, start_of(one.paragraph.sentences, figure)}):
        if found := _YEARS_SINCE.match(one.text, start):
            return found.end()
    return None


def opens_ahead(text: str) -> bool:
    """下一步, 接下来 at the head of a paragraph."""
    return bool(_AHEAD.match(text))


def opens_with_demands(text: str) -> bool:
    """会议要求,要… at the head of a paragraph: what an assembly asks for."""
    return bool(_DEMANDED.match(text))


_WILL = re.compile(
    r"[“”\"‘’]?(?:各位代表[!！,，:：]?)?(20\d\d年|今年|新的?一年)[,，]?(?:[^,，。;；]{0,10}[,，])?[^,，。;；]{0,12}?(?:将(?!.{0,4}(?:纳入|作为))|计划|拟|力争|要(?![求素]))"
)


def opens_with_plans(text: str, year: int) -> bool:
    """2021年,全省将实施…: the year at hand is spoken of as one to come."""
    found = _WILL.match(text)
    return found is not None and (found[1][0] != "2" or int(found[1][:4]) >= year)


def year_opened(text: str, year: int) -> int | None:
    """2023年是…之年: the year that the paragraph and what follows are about."""
    found = _OPENS_YEAR.match(text)
    return None if not found else year if found[1] == "今" else int(found[1])


def opens_with_year(one: Mentions, reviewed: int) -> PeriodMention | None:
    """过去一年, 去年 or its number early in a paragraph: what follows without a date is of that year."""
    said = [mention for mention in one.periods if mention.kind not in ("base", "point") and not is_announcement(one, mention)]
    if not said or any(mention.kind == "since" and not is_attribute(one, mention) for mention in said):
        return None
    first = said[0]
    if not _LAST_YEAR.match(one.text[: first.span.start].rpartition("。")[2].rpartition("，")[2].rpartition(",")[2]):
        return None
    whole = (first.start, first.end) == (f"{reviewed}-01", f"{reviewed}-12")
    said_so = first.rule in ("past_years", "years_since") and "一年" in first.text
    return first if (whole or said_so) and first.span.start <= 60 else None


def is_topic(one: Mentions, first: PeriodMention) -> bool:
    """刚刚过去的2022年,…: the year stands at the very head and is what is spoken of: its sentence states no figure, or the paragraph opens a list."""
    address = _ADDRESS.match(one.text)
    if first.span.start - (address.end() if address else 0) > 8 or not re.match("[,，]|是", one.text[first.span.end :]):
        return False
    head = one.paragraph.sentences[0] if one.paragraph.sentences else Span(0, 0)
    states = any(figure.not_a_fact is None and head.contains(figure.span) for figure in one.quantities)
    return not states or "刚刚过去" in one.text[: first.span.start] or one.text.rstrip().endswith(("：", ":"))
