"""Inter-annotator agreement on the fields of a fact: which values count as the same, and Krippendorff's alpha over them.

The distance knows the field: 1.2万 is 12000, a month lies within its half-year, a county in its prefecture. Alpha is that of NLTK
(``nltk.metrics.agreement``, after Artstein and Poesio 2008, Krippendorff 1980).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]

NOMINAL = ("measure", "status", "qualifier", "base", "subject", "place")
FIELDS = ("amount", "indicator", "region", "period", *NOMINAL)
NEAR = 0.5  # one value lies within the other


def pick(field: str, values: Values) -> Any:
    """What of a fact's values is compared under the name of a field; hashable."""
    if field == "amount":
        return (values.get("value_base") or "", values.get("value_max") or "", values.get("unit_base") or "")
    if field == "indicator":
        return values.get("indicator_canonical") or "".join((values.get("indicator") or "").split())
    if field == "region":
        return values.get("region_code") or values.get("region") or ""
    if field == "period":
        return (values.get("period_start") or "", values.get("period_end") or "")
    return values.get(field) or ""


def distance(field: str) -> Callable[[Any, Any], float]:
    """A distance between two picked values: 0 the same, ``NEAR`` one within the other, 1 different."""
    if field == "region":
        return _region
    return _period if field == "period" else _nominal


def _nominal(left: Any, right: Any) -> float:
    return float(left != right)


def _region(left: str, right: str) -> float:
    if left == right:
        return 0.0
    outer, inner = sorted((left.rstrip("0"), right.rstrip("0")), key=len)
    both_codes = left.isdigit() and right.isdigit()
    return NEAR if both_codes and len(outer) >= 2 and inner.startswith(outer) else 1.0


def _period(left: tuple[str, str], right: tuple[str, str]) -> float:
    if left == right:
        return 0.0
    if not all((*left, *right)):
        return 1.0
    within = (left[0] <= right[0] and right[1] <= left[1]) or (right[0] <= left[0] and left[1] <= right[1])
    return NEAR if within else 1.0


@dataclass(frozen=True)
class Agreement:
    """``units``: facts that at least two annotators judged; ``plain``: 1 minus the mean distance of their pairs; ``alpha``: Krippendorff's, None
    where there is nothing to compare or only one value occurs."""

    field: str
    units: int
    plain: float | None
    alpha: float | None


def agreement(field: str, judgements: Iterable[tuple[str, str, Any]]) -> Agreement:
    """Agreement over triples (annotator, unit, picked value). Units with a single judgement do not count."""
    by_unit: dict[str, dict[str, Any]] = {}
    for annotator, unit, value in judgements:
        by_unit.setdefault(unit, {})[annotator] = value
    paired = {unit: said for unit, said in by_unit.items() if len(said) > 1}
    measure = distance(field)
    distances = [measure(left, right) for said in paired.values() for left, right in _pairs(list(said.values()))]
    plain = 1 - sum(distances) / len(distances) if distances else None
    triples = [(annotator, unit, value) for unit, said in paired.items() for annotator, value in said.items()]
    return Agreement(field, len(paired), plain, _alpha(triples, measure))


def _pairs(values: list[Any]) -> Iterable[tuple[Any, Any]]:
    return ((left, right) for i, left in enumerate(values) for right in values[i + 1 :])


def _alpha(triples: list[tuple[str, str, Any]], measure: Callable[[Any, Any], float]) -> float | None:
    if len({value for _annotator, _unit, value in triples}) < 2:
        return None
    from nltk.metrics.agreement import AnnotationTask

    return float(AnnotationTask(data=triples, distance=measure).alpha())
