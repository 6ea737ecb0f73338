"""The record that everything before builds and everything behind keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

MEASURES = ("level", "growth", "change", "rank")
STATUSES = ("actual", "target", "estimate")
QUALIFIERS = ("exact", "about", "above", "below")
FLAGS = ("damaged", "repaired", "year_inferred", "region_ambiguous")

# The fields that a person can correct, in the order in which every card, form and file shows them.
VALUE_FIELDS = (
    "start", "end", "text", "value", "value_max", "unit", "measure", "indicator", "indicator_canonical", "subject",
    "region", "region_code", "place", "period_start", "period_end", "status", "qualifier", "base", "value_base", "unit_base",
)  # fmt: skip


class Evidence(NamedTuple):
    """Why a field has its value: the raw spans it was read from; ``rule`` names the inheritance or inference, None where it was read here."""

    spans: tuple[tuple[int, int], ...] = ()
    rule: str | None = None


@dataclass(frozen=True)
class Finding:
    """What a check has to say. ``check`` is its name, ``says`` names the figures it compared, ``spans`` are raw."""

    check: str
    says: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Fact:
    """One statistical observation. Offsets are raw code points: ``raw[start:end] == text``. Values as the guideline defines them;
    ``value``, ``value_max`` and ``value_base`` are Decimals here and decimal strings in every file."""

    start: int
    end: int
    text: str
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    measure: str
    indicator: str
    indicator_canonical: str | None
    subject: str | None
    region: str | None
    region_code: str | None
    place: str | None
    period_start: str | None
    period_end: str | None
    status: str
    qualifier: str
    base: str | None
    value_base: Decimal
    unit_base: str | None
    flags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    def but(self, **changed: Any) -> Fact:
        """A copy with some fields changed; the others are taken over as they are, which is much faster than setting each anew."""
        other = object.__new__(Fact)
        vars(other).update(vars(self), **changed)
        return other

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, keys in the order of the fields; decimals as plain strings ("1.25", never exponents)."""
        record = dict(vars(self))
        record["findings"] = tuple(asdict(finding) for finding in self.findings)
        record["confidence"] = dict(self.confidence)
        record["evidence"] = {name: evidence._asdict() for name, evidence in self.evidence.items()}
        for name in ("value", "value_max", "value_base"):
            number = record[name]
            record[name] = None if number is None else format(number, "f")
        return record
