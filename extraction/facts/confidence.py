"""How sure, per field and per fact: a small logistic model over twelve stated features; its weights stand in ``tables/confidence.csv``.

``extraction.evaluation.calibrating`` fits the table and says how well it is calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from extraction import tables
from extraction.facts.fact import Fact

CONFIDENT_FIELDS = ("fact", "value", "unit", "measure", "indicator", "region", "period", "status", "qualifier")
DAMAGED_AT_MOST = 0.2  # no figure whose characters are lost is ever offered as sound

_DEFAULT_PERIODS = (
    "article",
    "article_this_year",
    "reporting_period",
    "review_heading",
    "review_of_years",
    "plan_heading",
    "earlier_value",
    "once_running",
)


_NOT_INHERITED = (None, *_DEFAULT_PERIODS)
_Rules = Mapping[str, str | None]  # by which rule a field was read

FEATURES: Mapping[str, Callable[[Fact, _Rules], bool]] = {
    "name_inherited": lambda fact, rules: rules.get("indicator") not in (None, "behind", "paired"),
    "name_in_a_list": lambda fact, rules: rules.get("indicator") in ("paired", "shared_verb", "series"),
    "name_short": lambda fact, rules: len(fact.indicator) <= 3,
    "name_long": lambda fact, rules: len(fact.indicator) > 16,
    "name_known": lambda fact, rules: fact.indicator_canonical is not None,
    "period_by_default": lambda fact, rules: rules.get("period") in _DEFAULT_PERIODS,
    "period_inherited": lambda fact, rules: rules.get("period") not in _NOT_INHERITED,
    "region_inherited": lambda fact, rules: rules.get("region") is not None,
    "not_actual": lambda fact, rules: fact.status != "actual",
    "relative": lambda fact, rules: fact.measure in ("growth", "change"),
    "contradicted": lambda fact, rules: bool(fact.findings),
    "small_count": lambda fact, rules: (
        fact.unit_base is not None and fact.value_base <= 12 and fact.unit != "%" and fact.measure == "level"
    ),
}


def features(fact: Fact) -> tuple[float, ...]:
    """One 0 or 1 for each of FEATURES, in their order."""
    rules = {field: evidence.rule for field, evidence in fact.evidence.items()}
    return tuple([float(holds(fact, rules)) for holds in FEATURES.values()])


def with_confidence(fact: Fact) -> Fact:
    """The fact with ``confidence`` filled: CONFIDENT_FIELDS to probabilities between 0 and 1."""
    sure = dict(_sure(features(fact)))
    if "damaged" in fact.flags:
        sure |= {field: min(sure[field], DAMAGED_AT_MOST) for field in ("fact", "value", "unit", "indicator")}
    return fact.but(confidence=sure)


@lru_cache(maxsize=4096)
def _sure(seen: tuple[float, ...]) -> Mapping[str, float]:
    return {field: round(probability(weights, seen), 3) for field, weights in _weights().items()}


def probability(weights: tuple[float, ...], seen: tuple[float, ...]) -> float:
    """The logistic of intercept (first weight) and weighted features."""
    score = weights[0] + sum(weight * value for weight, value in zip(weights[1:], seen, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def _weights() -> dict[str, tuple[float, ...]]:
    rows = {row["field"]: row for row in tables.rows("confidence")}
    return {field: tuple(float(rows[field][name]) for name in ("intercept", *FEATURES)) for field in CONFIDENT_FIELDS}
