"""Facts of the genre's constructions, as cases: ``cases.txt`` beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from extraction.facts.fact import Fact
from extraction.pipeline import extract


@dataclass(frozen=True)
class Case:
    shows: str
    published: str | None
    text: str
    facts: tuple[tuple[str, ...], ...]


def cases() -> list[Case]:
    found = []
    for block in Path(__file__).with_name("cases.txt").read_text("utf-8").split("\n== ")[1:]:
        shows, date, *lines = block.rstrip("\n").split("\n")
        lines = [line for line in lines if line]
        text = "\n".join(line for line in lines if " | " not in line)
        facts = tuple(tuple(part.strip() for part in line.split(" | ")) for line in lines if " | " in line)
        published = date.removeprefix("@ ")
        found.append(Case(shows, None if published == "-" else published, text, facts))
    return found


def period(fact: Fact) -> str:
    if fact.period_start is None and fact.period_end is None:
        return "none"
    return f"{fact.period_start or ''}..{fact.period_end or ''}"


def described(fact: Fact, like: tuple[str, ...]) -> tuple[str, ...]:
    said = (fact.text, format(fact.value, "f"), fact.measure, fact.indicator, period(fact), fact.status, fact.region or "none")
    return tuple("-" if wanted == "-" else part for part, wanted in zip(said, like, strict=True))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.shows)
def test_a_construction_is_read(case: Case) -> None:
    facts = list(extract(case.text, case.published).facts)
    for wanted in case.facts:
        same = [fact for fact in facts if fact.text == wanted[0]]
        assert wanted in [described(fact, wanted) for fact in same], [described(fact, ("",) * 7) for fact in facts]


def test_every_case_states_a_fact() -> None:
    for case in cases():
        assert case.facts, case.shows
        assert all(len(fact) == 7 for fact in case.facts), case.shows
        assert all(Decimal(fact[1]).is_finite() for fact in case.facts)
