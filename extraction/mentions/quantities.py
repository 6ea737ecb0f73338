"""Figures: numerals with their unit and qualifier, on a paragraph's clean text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extraction.text.span import Span


@dataclass(frozen=True)
class Quantity:
    """One numeral expression. ``span`` is the mention (number, what is glued to it, unit); offsets in the paragraph's text.

    ``value`` and ``value_max`` as said (1.25 for 1.25万户), never negative: the sign comes from the verb. ``kind``: "amount", "count",
    "percent", "points" (个百分点), "multiple" (倍), "rank", "per" (price per thing), "bare". ``not_a_fact``: None, or the reason from
    ``tables/not_facts.csv`` (date, duration, ordinal, name, edition, slogan, small_count ...): such a numeral comes dismissed in advance.
    """

    span: Span
    text: str
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    kind: str
    qualifier: str  # exact, about, above, below
    qualifier_spans: tuple[Span, ...]
    not_a_fact: str | None = None
    optional: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Every numeral expression of a clean text in order, those that are no facts included (with the reason). Linear in len(text)."""
    raise NotImplementedError


def parse_quantity(text: str) -> Quantity | None:
    """Read one typed or stored mention (``1.25万户``, ``12,500``, ``八成``, ``下降9.7%`` gives 9.7): None where it is not exactly one figure."""
    raise NotImplementedError


def base_value(value: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    """The value in the unit without magnitude: (1.25, 万户) is (12500, 户); (484.4, 亿元) is (48440000000, 元)."""
    raise NotImplementedError
