"""The statistical system's names of indicators, as ``tables/indicators.csv`` has them."""

from __future__ import annotations

import re
from functools import cache

from extraction import tables


@cache
def _aliases() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in tables.rows("indicators"):
        names.setdefault(row["name"], row["name"])
        for alias in filter(None, re.split(r"[|;；、 ]", row.get("aliases", ""))):
            names.setdefault(alias, row["name"])
    return names


def canonical(name: str) -> str | None:
    """The statistical system's name for a phrase of the text, also where it adds its growth (增速) or an abbreviation in brackets."""
    known = _aliases()
    if name in known:
        return known[name]
    bare = _BRACKETS.sub("", name)
    return known.get(bare) or known.get(_RATE_OF_GROWTH.sub("", bare))


_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_RATE_OF_GROWTH = re.compile(r"(同比)?(增速|增幅|涨幅|降幅)$")


@cache
def usual(name: str) -> dict[str, str]:
    """The row of an indicator (its usual unit, its group), empty for names that the table has not."""
    return next((dict(row) for row in tables.rows("indicators") if row["name"] == name), {})


def indicator_group(indicator: str) -> str:
    """The group of an indicator for reports: its row's group, else what its last characters say."""
    row = usual(canonical(indicator) or "")
    if row.get("group"):
        return row["group"]
    for ending, group in _GROUPS:
        if ending in indicator:
            return group
    return "other"


_GROUPS = (
    ("生产总值", "accounts"), ("增加值", "accounts"), ("投资", "investment"), ("项目", "projects"), ("企业", "firms"), ("率", "shares"),
    ("比重", "shares"), ("收入", "income and finance"), ("支出", "income and finance"), ("就业", "people"), ("人", "people"),
    ("进出口", "trade"), ("零售", "trade"), ("平台", "innovation"),
)  # fmt: skip
