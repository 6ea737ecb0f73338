"""Expressions of time and the months they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from extraction.mentions import numerals
from extraction.tables import rows
from extraction.text.span import Span


@dataclass(frozen=True)
class PeriodMention:
    """``start`` and ``end`` are ``YYYY-MM`` or None (a stock has no start, 以后 no end). ``kind``: "span" (前三季度), "point" (a date),
    "year" (2023年), "stock" (目前, 截至), "since" (今年以来), "deadline" (力争到2025年, 年底前), "plan" (十四五), "base" (上年同期, 比2020年).
    ``year_inferred``: the year was concluded from the date of publication. ``rule`` names the row of ``tables/periods.csv`` it was read by."""

    span: Span
    text: str
    start: str | None
    end: str | None
    kind: str
    year_inferred: bool
    rule: str


_YEAR = "(?:19|20)\\d\\d|[一二]{1}[〇零○一二三四五六七八九]{3}"
_MONTH = "1[0-2](?!\\d)|0?[1-9](?!\\d)|十[一二]?|[一二三四五六七八九]"
_WORDS = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "上年度": -1,
    "去年度": -1,
    "前年": -2,
    "明年": 1,
    "来年": 1,
    "后年": 2,
}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_MACROS = {
    "{A1}": rf"(?:(?P<y>{_YEAR})(?=年)|(?P<w>{_WORD}))",
    "{A}": rf"(?:(?:(?P<y>{_YEAR}|(?<!\d)2\d(?=年[1-9上下前]))年|(?P<w>{_WORD}))度?[,，的]?)?(?<!个)",
    "{Y}": f"(?P<y>{_YEAR})",
    "{Y2}": f"(?P<y2>{_YEAR})",
    "{M}": f"(?P<m>{_MONTH})",
    "{M2}": f"(?P<m2>{_MONTH})",
    "{M3}": f"(?P<m3>{_MONTH})",
    "{D2}": "(?P<d2>[12]\\d|3[01]|0?[1-9])",
    "{D}": "(?P<d>[12]\\d|3[01]|0?[1-9]|[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])",
    "{Q}": "(?P<q>[一二三四1-4])",
    "{N}": "(?P<n>\\d{1,2}|[一二两三四五六七八九十]{1,3})",
}

# The signs with which an expression can begin: everything else in a text is passed over at once.
_DATED_HEADS = "0-9一二三四五六七八九十〇○今本去上前明来后下第头"
_HEADS = _DATED_HEADS + '年当全截目环迄至到近多几历累较比与和相同力争计预确自从由过最这眼如现昨以该初开未党改新建撤国中元清端暑劳“"'
_FIGURE = r"\d{1,9}[.%亿万元]"  # no expression of time begins so, and most digits of a text do


@dataclass(frozen=True)
class _Rule:
    """A row of ``tables/periods.csv`` and its named groups: (name in the pattern, name in the table)."""

    name: str
    kind: str
    start: str
    end: str
    groups: tuple[tuple[str, str], ...]


@cache
def _rules() -> tuple[re.Pattern[str], dict[int, _Rule]]:
    """One pattern over all rows in their order, and each row by the number of the empty group that ends it.

    The named groups of row 7 end in ``_7``. Rows that begin with ``{A}``, a year that may be missing, stand together and share it (``_A``).
    """
    table = rows("periods")
    named = [
        (row["pattern"].startswith("{A}"), f"(?:{_named(row['pattern'].removeprefix('{A}'), str(number))})(?P<r_{number}>)")
        for number, row in enumerate(table)
    ]
    branches = []
    for dated, run in groupby(named, key=lambda pair: pair[0]):
        branch = "|".join(pattern for _, pattern in run)
        branches.append(_named(f"(?=[{_DATED_HEADS}]){{A}}", "A") + f"(?:{branch})" if dated else branch)
    pattern = re.compile(f"(?=[{_HEADS}])(?!{_FIGURE})(?:{'|'.join(branches)})")
    return pattern, {pattern.groupindex[f"r_{number}"]: _rule(row, number, pattern) for number, row in enumerate(table)}


def _rule(row: Mapping[str, str], number: int, pattern: re.Pattern[str]) -> _Rule:
    own = {str(number), "A"} if row["pattern"].startswith("{A}") else {str(number)}
    parts = ((name, *name.split("_")) for name in pattern.groupindex)
    return _Rule(
        row["rule"], row["kind"], row["start"], row["end"], tuple((name, said) for name, said, of in parts if of in own and said != "r")
    )


def _named(pattern: str, suffix: str) -> str:
    """The macros of a row written out, its groups made its own."""
    for macro, meaning in _MACROS.items():
        pattern = pattern.replace(macro, meaning)
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{suffix}>", pattern)


def find_periods(text: str, published: str | None) -> list[PeriodMention]:
    """Every expression of time in a clean text in order. ``published`` is YYYY-MM-DD, YYYY-MM or None.

    A month without a year takes the year of publication, or in a report of January to March on months that are not over the year before.
    """
    pattern, rules = _rules()
    return [_mention(match, rules[match.lastindex or 0], published) for match in pattern.finditer(text)]


def _mention(match: re.Match[str], rule: _Rule, published: str | None) -> PeriodMention:
    said = {name: value for group, name in rule.groups if (value := match[group]) is not None}
    planned = _PLANNED.search(match.string, max(0, match.start() - 4), match.start()) is not None
    year, inferred = _year(said, rule, published, planned)
    start = _month(rule.start, said, year, published)
    end = _month(rule.end, said, year, published)
    inferred = inferred and "i" in (rule.start + rule.end)
    is_past = rule.name == "target_year" and published is not None and end is not None and end < published[:7]
    kind = "year" if is_past else rule.kind  # 增长到2020年的 names no deadline once that year is over
    return PeriodMention(Span(*match.span()), match[0], start, end, kind, inferred and end is not None, rule.name)


_PLANNED = re.compile("(?:力争|确保|争取|计划|冲刺|决战|奋战|开工)$")  # 力争一季度完成: still to come


def _year(said: dict[str, str], rule: _Rule, published: str | None, planned: bool) -> tuple[int | None, bool]:
    """The year that the expression names, or the one concluded from the publication (True)."""
    if "y" in said:
        year = int(numerals.number(said["y"]) or 0)
        return year + 2000 if year < 100 else year, False
    if published is None:
        return None, True
    year, month = int(published[:4]), int(published[5:7] or 12)
    if "w" in said:
        return year + _WORDS.get(said["w"], 0), False
    last = _last_month(rule.end, said)
    not_over = last is not None and month <= 3 and last > month and rule.kind != "deadline" and not planned
    return year - 1 if not_over else year, True


def _last_month(expression: str, said: dict[str, str]) -> int | None:
    field = expression.partition("-")[2] if expression.startswith("i-") else ""
    return _month_number(field, said) if field else None


def _month_number(field: str, said: dict[str, str]) -> int:
    """``07`` is 7, ``m`` the named month, ``n`` the count of months, ``q1`` and ``q3`` the first and last month of the named quarter."""
    if field.isdigit():
        return int(field)
    value = int(numerals.number(said[field[0] if field[0] == "q" else field]) or 1)
    if field[0] == "q":
        return 3 * value - (2 if field == "q1" else 0)
    return min(value, 12)


def _month(expression: str, said: dict[str, str], year: int | None, published: str | None) -> str | None:
    """The months of ``tables/periods.csv``: ``P`` (with +1, -1) counts from the publication, ``r-1-01`` from its year, ``i-`` from the named or
    concluded year, ``j-`` from the one after it, ``y-`` from the named, ``y2-`` from the second named, ``k0`` and ``k1`` are the ends of a five-year
    plan, ``B-q1`` and ``B-q3`` those of the quarter before."""
    if not expression:
        return None
    if expression[0] == "P":
        return _shifted(published, int(expression[1:] or 0))
    if expression[0] == "B":
        return _quarter_before(published, first=expression == "B-q1")
    if expression[0] == "k":
        return _plan_month(said["k"], first=expression == "k0")
    if expression[0] == "r":
        _, years, month = expression.split("-")
        return f"{int(published[:4]) - int(years):04d}-{month}" if published else None
    name, _, field = expression.partition("-")
    if name == "j" and year is not None:
        year += 1
    if name == "y2":
        year = int(numerals.number(said["y2"]) or 0)
    return None if year is None else f"{year:04d}-{_month_number(field, said):02d}"


def _shifted(published: str | None, months: int) -> str | None:
    if published is None or len(published) < 7:
        return None
    count = int(published[:4]) * 12 + int(published[5:7]) - 1 + months
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _quarter_before(published: str | None, first: bool) -> str | None:
    """The first or last month of the quarter before the publication."""
    if published is None or len(published) < 7:
        return None
    into_quarter = (int(published[5:7]) - 1) % 3
    return _shifted(published, -into_quarter - (3 if first else 1))


def _plan_month(number: str, first: bool) -> str | None:
    """The tenth five-year plan (十五) was 2001 to 2005, so the n-th ends 1955 + 5n."""
    value = numerals.chinese(number)
    if value is None:
        return None
    last = 1955 + 5 * int(value)
    return f"{last - 4}-01" if first else f"{last}-12"


def parse_period(text: str, published: str | None) -> tuple[str | None, str | None] | None:
    """A typed period: ``前三季度``, ``24q3``, ``2024-01..09``, ``2024-01..2024-09``, ``..2024-11``, ``2023年``. None where it is none."""
    typed = text.strip()
    if match := re.fullmatch(r"(\d{4}-\d\d)?\.\.(\d{4}-\d\d|\d\d)?", typed):
        first, last = match[1], match[2]
        if last and len(last) == 2:
            last = f"{first[:4]}-{last}" if first else None
        valid = all(month is None or 1 <= int(month[5:]) <= 12 for month in (first, last))
        in_order = first is None or last is None or first <= last
        return (first, last) if (first or last) and valid and in_order else None
    if match := re.fullmatch(r"(\d{4})-(\d\d)", typed):
        return (typed, typed) if 1 <= int(match[2]) <= 12 else None
    if re.fullmatch(r"(?:19|20)\d\d", typed):
        return f"{typed}-01", f"{typed}-12"
    if match := re.fullmatch(r"(\d\d|\d{4})[qQ]([1-4])", typed):
        year = match[1] if len(match[1]) == 4 else f"20{match[1]}"
        return f"{year}-{3 * int(match[2]) - 2:02d}", f"{year}-{3 * int(match[2]):02d}"
    if match := re.fullmatch(r"(\d\d|\d{4})[hH]([12])", typed):
        year = match[1] if len(match[1]) == 4 else f"20{match[1]}"
        return (f"{year}-01", f"{year}-06") if match[2] == "1" else (f"{year}-07", f"{year}-12")
    found = [mention for mention in find_periods(typed, published) if mention.kind != "base"]
    if len(found) == 1 and len(found[0].span) == len(typed) and (found[0].start or found[0].end):
        return found[0].start, found[0].end
    return None
