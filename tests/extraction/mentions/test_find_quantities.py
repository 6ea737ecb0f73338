"""Surface forms of figures and of numerals that are none: ``quantities.txt`` holds the cases, this file reads them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from extraction.mentions.quantities import Quantity, find_quantities

CASES = [
    line for line in (Path(__file__).parent / "quantities.txt").read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")
]


def shown(quantity: Quantity) -> str:
    """The notation of the cases."""
    value = format(quantity.value.normalize(), "f")
    if quantity.value_max is not None:
        value += ".." + format(quantity.value_max.normalize(), "f")
    line = f"{quantity.text}={value} {quantity.unit or '-'}"
    if quantity.qualifier != "exact" or quantity.optional:
        line += f" {quantity.qualifier}"
    return line + (" optional" if quantity.optional else "")


def expected(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(" ; ") if part.strip()]


@pytest.mark.parametrize("case", CASES, ids=[case.split("|")[0].strip()[:40] for case in CASES])
def test_the_figures_of_a_sentence_are_found_and_the_rest_dismissed(case: str) -> None:
    text, facts, *rest = (cell.strip() for cell in case.split("|"))
    found = find_quantities(text)
    assert [shown(quantity) for quantity in found if quantity.not_a_fact is None] == expected(facts)
    dismissed = [f"{quantity.text}={quantity.not_a_fact}" for quantity in found if quantity.not_a_fact]
    for reason in expected(rest[0]) if rest else []:
        number, _, why = reason.partition("=")
        assert any(line.startswith(number) and line.endswith(f"={why}") for line in dismissed), (reason, dismissed)


@pytest.mark.parametrize("case", CASES, ids=[case.split("|")[0].strip()[:40] for case in CASES])
def test_a_mention_is_its_stretch_of_the_text(case: str) -> None:
    text = case.split("|")[0].strip()
    for quantity in find_quantities(text):
        assert text[quantity.span.start : quantity.span.end] == quantity.text
        assert isinstance(quantity.value, Decimal)
        assert all(text[span.start : span.end] for span in quantity.qualifier_spans)


WIDE = str.maketrans({",": "，", ";": "；", "(": "（", ")": "）", ":": "："})


@pytest.mark.parametrize("case", CASES, ids=[case.split("|")[0].strip()[:40] for case in CASES])
def test_wide_marks_mean_what_narrow_marks_mean(case: str) -> None:
    text = case.split("|")[0].strip()
    wide = re.sub(r"(?<![0-9])[,;():]|[,;():](?![0-9])", lambda mark: mark[0].translate(WIDE), text)
    assert [(q.span, q.value, q.kind, q.qualifier, q.not_a_fact) for q in find_quantities(wide)] == [
        (q.span, q.value, q.kind, q.qualifier, q.not_a_fact) for q in find_quantities(text)
    ]
