"""Expressions of time: ``periods.txt`` holds the cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from extraction.mentions.periods import PeriodMention, find_periods, parse_period

CASES = [
    line for line in (Path(__file__).parent / "periods.txt").read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")
]


def shown(mention: PeriodMention) -> str:
    return f"{mention.text}={mention.start or '-'}..{mention.end or '-'} {mention.kind}"


@pytest.mark.parametrize("case", CASES, ids=[case.strip()[:40] for case in CASES])
def test_expressions_of_time_mean_months(case: str) -> None:
    text, published, expected = (cell.strip() for cell in case.split("|"))
    found = find_periods(text, None if published == "-" else published)
    assert [shown(mention) for mention in found] == [part.strip() for part in expected.split(" ; ") if part.strip()]
    assert all(text[mention.span.start : mention.span.end] == mention.text for mention in found)


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ("前三季度", ("2024-01", "2024-09")),
        ("24q3", ("2024-07", "2024-09")),
        ("2024Q1", ("2024-01", "2024-03")),
        ("24h1", ("2024-01", "2024-06")),
        ("2024-01..09", ("2024-01", "2024-09")),
        ("2024-01..2024-09", ("2024-01", "2024-09")),
        ("..2024-11", (None, "2024-11")),
        ("2024-11..", ("2024-11", None)),
        ("2024-11", ("2024-11", "2024-11")),
        ("2023年", ("2023-01", "2023-12")),
        ("2023", ("2023-01", "2023-12")),
        (" 2024年1-6月 ", ("2024-01", "2024-06")),
        ("截至10月底", (None, "2024-10")),
        ("2024-13", None),
        ("2024-00..09", None),
        ("..", None),
        ("", None),
        ("昨天下雨", None),
        ("前三季度和上半年", None),
        ("2024-09..2024-01", None),
        ("上年同期", None),
    ],
)
def test_a_typed_period_is_read_or_refused(typed: str, months: tuple[str | None, str | None] | None) -> None:
    assert parse_period(typed, "2024-11-28") == months


def test_a_year_is_inferred_only_where_none_is_said() -> None:
    assert [mention.year_inferred for mention in find_periods("前三季度,2024年上半年,今年以来", "2024-11")] == [True, False, False]
    assert [mention.year_inferred for mention in find_periods("前三季度", None)] == [False]
