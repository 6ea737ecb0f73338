"""Gold facts: one JSON object a line, checked strictly before anything is scored against them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from extraction.facts.fact import MEASURES, QUALIFIERS, STATUSES

Period = tuple[str | None, str | None] | None

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_REQUIRED = ("start", "end", "text", "value", "unit", "measure", "indicator", "region", "status")


class MalformedGold(ValueError):
    """A line of a gold file breaks the format. The message names the file, the line and the reason."""


@dataclass(frozen=True)
class GoldFact:
    """One annotated fact. Every ``*s`` field holds all values that count as right, the annotator's own first.

    ``keys``: from every group at least one must stand in a right indicator; empty where the gold has none (a release).
    """

    document: str
    start: int
    end: int
    text: str
    value: Decimal
    units: tuple[str | None, ...]
    measures: tuple[str, ...]
    indicator: str
    canonical: str | None
    subject: str | None
    keys: tuple[tuple[str, ...], ...]
    regions: tuple[str | None, ...]
    region_code: str | None
    periods: tuple[Period, ...]
    statuses: tuple[str, ...]
    qualifier: str
    optional: bool
    damaged: bool

    @property
    def counts(self) -> bool:
        """Whether a scorer rewards finding it and punishes missing it."""
        return not (self.optional or self.damaged)


def document_id(record: Mapping[str, Any]) -> str:
    """The gold's name of a document: ``doc``, or of ``document`` (a file name) the stem up to the first ``_``."""
    return str(record.get("doc") or Path(str(record["document"])).stem.split("_")[0])


def period_of(record: Mapping[str, Any]) -> Period:
    """``period`` or ``period_start``/``period_end`` as months, None where both ends are open."""
    period = record.get("period")
    if period is None:
        period = [record.get("period_start"), record.get("period_end")]
    first, last = (month[:7] if month else None for month in period)
    return (first, last) if first or last else None


def read_gold(path: Path) -> dict[str, list[GoldFact]]:
    """The facts of a gold file by document, in the file's order. Raises MalformedGold at the first line that is none."""
    facts: dict[str, list[GoldFact]] = {}
    for number, record in records(path):
        try:
            fact = gold_fact(record)
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            raise MalformedGold(f"{path.name}, line {number}: {_reason(error)}") from error
        facts.setdefault(fact.document, []).append(fact)
    if not facts:
        raise MalformedGold(f"{path.name}: no facts in it")
    return facts


def records(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    """Every JSON object of a JSONL file with its line number."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise MalformedGold(f"{path.name}, line {number}: not JSON") from error
        if not isinstance(record, dict):
            raise MalformedGold(f"{path.name}, line {number}: not an object")
        yield number, record


def gold_fact(record: Mapping[str, Any]) -> GoldFact:
    """One record read and checked. Raises KeyError or ValueError that name what is wrong."""
    missing = [name for name in _REQUIRED if name not in record]
    if missing:
        raise ValueError(f"no {', '.join(missing)}")
    start, end, text = int(record["start"]), int(record["end"]), str(record["text"])
    if not 0 <= start < end or end - start != len(text):
        raise ValueError(f"mention {start}..{end} does not fit {text!r}")
    return GoldFact(
        document=document_id(record),
        start=start,
        end=end,
        text=text,
        value=Decimal(str(record["value"])),
        units=(record["unit"], *record.get("unit_alt", ())),
        measures=_members((record["measure"], *record.get("measure_alt", ())), MEASURES, "measure"),
        indicator=str(record["indicator"]),
        canonical=record.get("indicator_canonical"),
        subject=record.get("subject"),
        keys=_keys(record.get("keys", ())),
        regions=(record["region"], *record.get("region_alt", ())),
        region_code=record.get("region_code"),
        periods=_periods(record),
        statuses=_members((record["status"], *record.get("status_alt", ())), STATUSES, "status"),
        qualifier=_members((record.get("qualifier", "exact"),), QUALIFIERS, "qualifier")[0],
        optional=bool(record.get("optional")),
        damaged=bool(record.get("damaged")),
    )


def _members(values: tuple[Any, ...], allowed: tuple[str, ...], name: str) -> tuple[str, ...]:
    for value in values:
        if value not in allowed:
            raise ValueError(f"{name} {value!r} is none of {', '.join(allowed)}")
    return values


def _keys(keys: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(keys, (list, tuple)) or not all(isinstance(group, list) and group for group in keys):
        raise ValueError("keys must be a list of non-empty lists")
    return tuple(tuple(group) for group in keys)


def _periods(record: Mapping[str, Any]) -> tuple[Period, ...]:
    others = record.get("period_alt", ())
    periods = [period_of(record), *(None if other is None else period_of({"period": other}) for other in others)]
    for period in periods:
        if period and not all(month is None or _MONTH.fullmatch(month) for month in period):
            raise ValueError(f"period {period}")
    return tuple(periods)


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"no {error.args[0]}"
    return str(error) or type(error).__name__
