"""Figures of titles that the text tells again: what the text says of them in more words holds for the title too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extraction.facts.fact import Evidence, Fact


def as_in_text(titles: Sequence[Fact], told: Sequence[Fact]) -> Iterator[Fact]:
    """The facts of an article's titles; 今年新开工项目160个 above 2023年主要预期目标是…新开工项目160个 is planned as the text says."""
    alike: dict[tuple[object, ...], list[Fact]] = {}
    for other in told if titles else ():
        alike.setdefault(_figure(other), []).append(other)
    for fact in titles:
        corrected = any(one.rule == "override" for one in fact.evidence.values())
        same = [] if corrected else [other for other in alike.get(_figure(fact), ()) if _same_name(fact, other)]
        agreed = {(other.period_start, other.period_end, other.status) for other in same}
        yield _retold(fact, same[0]) if len(agreed) == 1 and same[0].status != fact.status else fact


def _figure(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.unit, fact.measure, fact.region_code


def _same_name(fact: Fact, other: Fact) -> bool:
    if fact.indicator_canonical or other.indicator_canonical:
        return fact.indicator_canonical == other.indicator_canonical
    return fact.indicator in other.indicator or other.indicator in fact.indicator


def _retold(fact: Fact, other: Fact) -> Fact:
    why = Evidence(((other.start, other.end),), "as_in_text")
    return replace(
        fact,
        status=other.status,
        period_start=other.period_start,
        period_end=other.period_end,
        evidence={**fact.evidence, "status": why, "period": why},
    )
