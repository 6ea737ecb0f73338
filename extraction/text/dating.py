"""When an article was published: said by the page, or the missing year concluded from the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from extraction.text.span import Span

_FULL = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}) ?[-/.年] ?([0-9]{1,2})(?: ?[-/.月] ?([0-9]{1,2})(?![0-9]))?")
_CLOCK = r"(?:[ \u3000T]*[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)?"
_NAME = r"[^0-9。，,；;：:]{2,16}"
_POSTING = re.compile(rf"[(（]?(?:{_NAME}[ \u3000]+)?(?:{_FULL.pattern})日?{_CLOCK}(?:[ \u3000]+{_NAME})?[)）]?")
_DAY = re.compile(r"(?<![0-9年-])([0-9]{1,2})月([0-9]{1,2})日")
_NOT_THE_DAY = re.compile(r"日?(?:起|以来|以后|之后|以前|之前|前[，,]|[-—~至到](?=[0-9])|(?:正式)?(?:施行|实施|印发|成立|开工|开业))")
_YEAR = re.compile(r"(?<![0-9.])((?:19|20)[0-9]{2})年?(?![0-9.%])")
_ANNIVERSARY = (
    (1949, re.compile(r"(?:新中国|中华人民共和国|国家?)成立([0-9]{2})周年")),
    (1921, re.compile(r"(?:建党|中国共产党成立)([0-9]{2,3})周年")),
    (1978, re.compile(r"改革开放([0-9]{2})周年")),
    (1945, re.compile(r"抗(?:日)?战(?:争)?胜利([0-9]{2})周年")),
)
_PLAN_ENDS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
_PLAN = re.compile(r"(?:“|\")?(十[二三四五]五)(?:”|\")?(?:规划)?[^。，,]{0,6}(收官|开局|圆满收官|收官之年|开局之年)")
_THIS = re.compile(r"今年(?:\(|（)?(20[0-9]{2})年?(?:\)|）)|(20[0-9]{2})年(?:\(|（)今年")
_NEXT = re.compile(r"明年[(（](20[0-9]{2})年?[)）]")
_PARTS = re.compile(
    r"(20[0-9]{2})年(?:的)?(?:上半年|前[一二三四五六七八九十0-9]{1,2}(?:个月|季度)|[一二三]季度|第[一二三]季度|1[-至到—][0-9]{1,2}月|[0-9]{1,2}月)"
)
_BASE = re.compile(
    r"(?:比|较|于|自|从|由|相比|对比)(20[0-9]{2})年|(20[0-9]{2})年(?:底|末|全年|度)?(?:的)?[^。；，,]{0,12}(?:增长|增加|提高)(?:至|到)"
)
_AHEAD = re.compile(r"(?:力争|争取|计划|预计|预期|规划|目标|确保|明年|拟|将|到|至|迈向|面向)[^。，,；;“”]{0,8}\Z")
_WILL = re.compile(r"年?[，,]?[^。；，,\n]{0,10}(?:将|力争|计划|拟|打算)")
_LATE = re.compile(r"(?<![0-9])1[0-2]月[0-9]{1,2}日")
_EARLY = re.compile(r"(?<![0-9])[1-3]月[0-9]{1,2}日")
_REPORT_OF = re.compile(r"(?<![0-9])(20[0-9]{2})年?[^，。,\n]{0,12}政府工作报告")
_TURN_OF_YEAR = re.compile(
    r"(20[0-9]{2})年(?:度)?工作(?:总结|情况)[^，。,\n]{0,8}?20[0-9]{2}年(?:度)?(?:工作)?(?:打算|计划|安排|思路|要点)"
)
_CONGRESS = re.compile(r"政府工作报告|人民代表大会|政协.{0,12}会议|两会")
_BULLETIN = re.compile(r"统计公报|国民经济和社会发展公报")
_WORK_REPORT = re.compile(r"政府工作报告")
_QUOTED = re.compile(r"[“《][^”》]{0,40}\Z")
_SPAN_OF_MONTHS = re.compile(r"(?<![0-9])(?<![0-9]年)1 ?[-—~至到] ?([0-9]{1,2})月|前([0-9]{1,2}|[一二三四五六七八九十]{1,2})个月")
_SPANS = ((re.compile("前三季度|三季度"), 9), (re.compile("上半年|二季度"), 6), (re.compile("一季度"), 3))
_NUMERALS = {char: i for i, char in enumerate("一二三四五六七八九十", start=1)}


class Dated(NamedTuple):
    """``date`` is YYYY-MM-DD or YYYY-MM; ``span`` where a line says it, in that line."""

    date: str
    span: Span


def full_date(line: str, day: bool = True) -> Dated | None:
    """The first full date in a line; with ``day`` false, a year and a month are enough."""
    for found in _FULL.finditer(line[:400]):
        if _NOT_THE_DAY.match(line, found.end()):
            continue
        year, month, of_month = int(found[1]), int(found[2]), int(found[3] or 0)
        if 1 <= month <= 12 and (1 <= of_month <= 31 or (not day and not found[3])):
            date = f"{year}-{month:02}" + (f"-{of_month:02}" if of_month else "")
            return Dated(date, Span(*found.span()))
    return None


def is_posting(line: str) -> bool:
    """A short line of a full date and a name: ``某县统计局 2024年3月20日``."""
    return len(line) <= 40 and bool(_POSTING.fullmatch(line))


_EARLIER_ISSUE = re.compile(r"往期|前期|上期|旧闻|旧报|历史|回顾|回放|重温|存档|档案")


def is_earlier_issue(line: str) -> bool:
    """A short heading of an earlier issue with its full date: ``【往期回顾·2023年12月28日】``."""
    dated = full_date(line) if len(line) <= 40 else None
    return dated is not None and len(dated.date) == 10 and bool(_EARLIER_ISSUE.search(line))


def day_of_year(line: str) -> Dated | None:
    """The first month and day without a year, as ``MM-DD``."""
    for found in _DAY.finditer(line[:400]):
        if _NOT_THE_DAY.match(line, found.end()):
            continue
        if 1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 31:
            return Dated(f"{int(found[1]):02}-{int(found[2]):02}", Span(*found.span()))
    return None


def inferred_year(text: str) -> int | None:
    """The year in which a text was most likely written, by what it says about years. None where it says nothing.

    Each hint has a weight: an anniversary or 今年(2024年) settles it, a part of a year (2024年上半年) nearly does, a year that others are compared
    with, or a past year beside 今年, points to the one after it, and a year in a name (“2024年…示范城区”) points to itself.
    """
    votes: Counter[int] = Counter()
    for year, weight in _hints(text[:20000]):
        votes[year] += weight
    return max(votes, key=lambda year: (votes[year], year)) if votes else None


def _hints(text: str) -> Iterator[tuple[int, int]]:
    for since, pattern in _ANNIVERSARY:
        for found in pattern.finditer(text):
            yield since + int(found[1]), 12
    for found in _PLAN.finditer(text):
        end = _PLAN_ENDS.get(found[1])
        if end:
            yield (end if "收官" in found[2] else end - 4), 6
    for found in _THIS.finditer(text):
        yield int(found[1] or found[2]), 20
    for found in _REPORT_OF.finditer(text[:200]):
        yield int(found[1]), 8
    for found in _TURN_OF_YEAR.finditer(text[:200]):
        yield int(found[1]), 20
    for found in _NEXT.finditer(text):
        yield int(found[1]) - 1, 20
    for found in _PARTS.finditer(text):
        yield int(found[1]), 6
    for found in _BASE.finditer(text):
        yield int(found[1] or found[2]) + 1, 2
    yield from _plain_hints(text)


def _plain_hints(text: str) -> Iterator[tuple[int, int]]:
    plans = bool(_CONGRESS.search(text[:1500]))
    relative = "今年" in text
    late = bool(_LATE.search(text[:300])) or "明年" in text
    early = bool(_EARLY.search(text[:300]))
    past: list[int] = []
    for found in _YEAR.finditer(text):
        year, before = int(found[1]), text[max(0, found.start() - 40) : found.start()]
        if _QUOTED.search(before):
            yield year, 3
        elif _AHEAD.search(before[-12:]) or re.match(r"年?[，,]?[^。；]{0,24}(?:目标|预期)", text[found.start() + 4 : found.start() + 40]):
            if plans and not before.endswith(("到", "至", "向")):
                yield year, 4
        elif (late or early) and _WILL.match(text, found.start() + 4):
            yield (year - 1, 6) if late else (year, 4)  # 12月18日…2025年将新建…: the next year; in January the one at hand
        elif found[0].endswith("年"):
            past.append(year)
    if past:
        yield (max(past) + 1 if relative else max(past)), 4


def last_month(text: str) -> int | None:
    """The month in which a text was most likely written, where it names no day: the one behind its longest stretch of months, or the last it names."""
    months = [int(found[1]) for found in _DAY.finditer(text) if 1 <= int(found[1]) <= 12]
    months += [_number(found[1] or found[2]) + 1 for found in _SPAN_OF_MONTHS.finditer(text)]
    months += [month + 1 for pattern, month in _SPANS if pattern.search(text)]
    usable = [month for month in months if 1 <= month <= 13]
    return max(usable) if usable else None


def _number(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else sum(_NUMERALS.get(char, 0) for char in numeral)


def usual_month(titles: str) -> tuple[int, int] | None:
    """What kinds of documents come out at a fixed time of the year, as (years after the one in the title, month).

    A statistical bulletin on a year comes out in the March after it, a government work report is given in January.
    """
    if _BULLETIN.search(titles):
        return 1, 3
    return (0, 1) if _WORK_REPORT.search(titles) else None


def year_in(titles: str) -> int | None:
    """The first year a title names."""
    found = _YEAR.search(titles)
    return int(found[1]) if found else None
