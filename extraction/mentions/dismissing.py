"""Which numerals are no figures (dates, ordinals, names, class words ...), by ``tables/not_facts.csv``.

A row dismisses a numeral that has one of the words of ``before`` (separated by ``|``; ``^`` is the beginning of the text) right in front of it,
is written as ``numeral`` says, and is followed by what the regular expression ``behind`` matches. The first row that fits gives the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extraction.mentions import numerals
from extraction.tables import rows

FORMS = ("year", "whole", "decimal", "chinese_sign", "chinese_number")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COVERS = {"any": FORMS, "arabic": FORMS[:3], "chinese": FORMS[3:]} | {form: (form,) for form in FORMS}


@dataclass(frozen=True)
class _Rows:
    """The rows for one form of numeral behind one word: a pattern with a group a row, and their numbers and reasons."""

    pattern: re.Pattern[str]
    reasons: tuple[tuple[int, str], ...]


@cache
def _table() -> dict[str, dict[str, _Rows]]:
    """The rows by the word before, then by the form of the numeral."""
    collected: dict[str, dict[str, list[tuple[int, str, str]]]] = {}
    for number, row in enumerate(rows("not_facts")):
        for before in row["before"].split("|"):
            for form in _COVERS[row["numeral"]]:
                collected.setdefault(before, {}).setdefault(form, []).append((number, row["behind"], row["reason"]))
    return {before: {form: _compiled(tuple(found)) for form, found in forms.items()} for before, forms in collected.items()}


@cache
def _compiled(found: tuple[tuple[int, str, str], ...]) -> _Rows:
    pattern = "|".join(f"({behind})" for _, behind, _ in found)
    return _Rows(re.compile(pattern), tuple((number, reason) for number, _, reason in found))


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(before) for before in _table() if before != "^"}, reverse=True))


def form(number: str, behind: str) -> str:
    """How a numeral is written: a Chinese sign or number, a decimal, a year (1900 to 2099 before 年 or nothing), another whole number."""
    if not number[:1].isdigit() or number[0] in numerals.DIGITS:
        if len(number) == 4 and all(sign in numerals.DIGITS for sign in number):
            return "year"
        return "chinese_sign" if len(number) == 1 else "chinese_number"
    if "." in number:
        return "decimal"
    return "year" if len(number) == 4 and behind in "年-—–~～至到/." and _YEAR.fullmatch(number) else "whole"


def reason(text: str, start: int, end: int) -> str | None:
    """Why the numeral ``text[start:end]`` is no fact; None where it may be one."""
    table, written = _table(), form(text[start:end], text[end : end + 1])
    words = [text[start - length : start] for length in _lengths() if length <= start]
    if start == 0:
        words.append("^")
    fitting = [fit for word in words if word in table and (fit := _fit(table[word].get(written), text, end))]
    return min(fitting)[1] if fitting else None


def _fit(found: _Rows | None, text: str, end: int) -> tuple[int, str] | None:
    match = found.pattern.match(text, end) if found else None
    return found.reasons[(match.lastindex or 1) - 1] if found and match else None
