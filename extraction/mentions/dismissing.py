"""Which numerals are no figures (dates, ordinals, names, class words ...), by ``tables/not_facts.csv``."""

from __future__ import annotations

import re
from functools import cache

from extraction.tables import rows

YEAR, WHOLE, DECIMAL, CHINESE_SIGN, CHINESE_NUMBER = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_SIGNS = {"Y": YEAR, "D": WHOLE, "F": DECIMAL, "S": CHINESE_SIGN, "C": CHINESE_NUMBER}
_BEFORE, _BEHIND = 12, 16


@cache
def _table() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern over all rows, one group a row; and the reasons in the order of the groups.

    In a row ``#`` stands for the numeral, ``#Y`` for a year, ``#D`` for another whole Arabic number, ``#F`` for a decimal, ``#S`` for one
    Chinese sign, ``#C`` for a longer Chinese number; ``\\n`` matches where the text begins or ends.
    """
    patterns, reasons = [], []
    for row in rows("not_facts"):
        pattern = re.sub(r"#([YDFSC](?![A-Za-z]))?", lambda found: _SIGNS[found[1]] if found[1] else f"[{YEAR}-{CHINESE_NUMBER}]", row["pattern"])
        patterns.append("(" + re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern) + ")")
        reasons.append(row["reason"])
    return re.compile("|".join(patterns)), tuple(reasons)


def reason(text: str, start: int, end: int, sign: str) -> str | None:
    """Why the numeral ``text[start:end]`` is no fact; None where it may be one. Looks at a bounded window round it."""
    before = text[start - _BEFORE : start] if start >= _BEFORE else "\n" + text[:start]
    behind = text[end : end + _BEHIND] if end + _BEHIND <= len(text) else text[end:] + "\n"
    pattern, reasons = _table()
    at = len(before)
    for match in pattern.finditer(f"{before}{sign}{behind}"):
        if match.start() > at:
            break
        if match.end() > at and match.lastindex:
            return reasons[match.lastindex - 1]
    return None
