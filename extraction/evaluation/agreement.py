"""Inter-annotator agreement on the fields of a fact: which values count as the same, and Krippendorff's alpha over them.

The distance knows the field: 1.2万 is 12000, a month lies within its half-year, a county in its prefecture. Alpha is counted as the judgements
go by, since libraries hold all of them and compare every value with every other; the tests hold it against NLTK's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
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


class Tally:
    """Agreement on one field, taken in unit by unit; it holds how often each value occurred, and no judgement.

    Alpha is 1 - Do/De over the units with two or more judgements (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C).
    """

    def __init__(self, field: str) -> None:
        self.field, self.measure = field, distance(field)
        self.units, self.pairs, self.apart, self.observed = 0, 0, 0.0, 0.0
        self.values: Counter[Any] = Counter()

    def add(self, judgements: Sequence[Any]) -> None:
        """One unit: the value that each of its judges gave. A single judgement does not count."""
        number = len(judgements)
        if number < 2:
            return
        alike = judgements.count(judgements[0]) == number
        apart = 0.0 if alike else sum(self.measure(left, right) for left, right in combinations(judgements, 2))
        self.units += 1
        self.pairs += number * (number - 1) // 2
        self.apart += apart
        self.observed += 2 * apart / (number - 1)
        for value in judgements:
            self.values[value] += 1

    def take(self, other: Tally) -> None:
        """All units of another tally of the same field."""
        self.units += other.units
        self.pairs += other.pairs
        self.apart += other.apart
        self.observed += other.observed
        for value, count in other.values.items():
            self.values[value] += count

    def result(self) -> Agreement:
        plain = 1 - self.apart / self.pairs if self.pairs else None
        return Agreement(self.field, self.units, plain, self._alpha())

    def _alpha(self) -> float | None:
        if len(self.values) < 2:
            return None
        number = self.values.total()
        return 1 - (self.observed / number) / (self._by_chance() / (number * (number - 1)))

    def _by_chance(self) -> float:
        """The distances of all ordered pairs of values. Most are 1, so that only those pairs need be looked at that may be nearer."""
        different = float(self.values.total() ** 2 - sum(count**2 for count in self.values.values()))
        if self.measure is _nominal:
            return different
        pairs = _nested(self.values) if self.measure is _region else combinations(self.values, 2)
        return different - 2 * sum(self.values[left] * self.values[right] * (1 - self.measure(left, right)) for left, right in pairs)


def _nested(regions: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of codes one of which lies within the other: in the order of their significant digits they follow each other."""
    codes = sorted((region.rstrip("0"), region) for region in regions if region.isdigit())
    for place, (outer, left) in enumerate(codes):
        behind = place + 1
        while len(outer) > 1 and behind < len(codes) and codes[behind][0].startswith(outer):
            yield left, codes[behind][1]
            behind += 1


def agreement(field: str, judgements: Iterable[tuple[str, str, Any]]) -> Agreement:
    """Agreement over triples (annotator, unit, picked value)."""
    units: dict[str, dict[str, Any]] = {}
    for annotator, unit, value in judgements:
        units.setdefault(unit, {})[annotator] = value
    tally = Tally(field)
    for said in units.values():
        tally.add(list(said.values()))
    return tally.result()
