"""Expressions of time and the months they mean."""

from __future__ import annotations

from dataclasses import dataclass

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


def find_periods(text: str, published: str | None) -> list[PeriodMention]:
    """Every expression of time in a clean text in order. ``published`` is YYYY-MM-DD, YYYY-MM or None."""
    raise NotImplementedError


def parse_period(text: str, published: str | None) -> tuple[str | None, str | None] | None:
    """A typed period: ``前三季度``, ``24q3``, ``2024-01..09``, ``2024-01..2024-09``, ``..2024-11``, ``2023年``. None where it is none."""
    raise NotImplementedError
