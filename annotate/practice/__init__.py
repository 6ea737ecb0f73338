"""The practice document: an article written for it, what the machine says of it (some of it wrong on purpose), and the answers with their whys.

``answers.json``: ``facts`` (``right``: what a fact says beside the plain values; ``proposed``: where the machine's proposal differs; ``missed``: no
proposal; ``also_right``: other wordings that are as good), ``no_facts`` (with the reasons that fit), ``dismissed_in_advance``. ``why`` is in both
languages and leads to a ``paragraph`` of the guideline. A phrase of ``evidence`` is the one nearest before the mention.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from extraction import pipeline
from extraction.facts.fact import Evidence, Fact
from extraction.mentions.quantities import base_value, parse_quantity
from extraction.text.span import Span

FOLDER = Path(__file__).parent
VERSION = "practice"
SURE = 0.95
PLAIN = {"measure": "level", "status": "actual", "qualifier": "exact"}


@dataclass(frozen=True)
class Answer:
    """What is right about one figure. ``right``: the values by name, None where it is no fact; ``also``: other wordings by field; ``reasons``:
    codes that fit a rejection or dismissal; ``why``: by language."""

    span: Span
    right: dict[str, Any] | None
    also: dict[str, list[str]]
    reasons: tuple[str, ...]
    why: dict[str, str]
    paragraph: str


@functools.cache
def raw() -> str:
    return (FOLDER / "article.txt").read_text("utf-8")


@functools.cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((FOLDER / "answers.json").read_text("utf-8"))
    return table


@functools.cache
def digest() -> str:
    return hashlib.sha256((FOLDER / "answers.json").read_bytes()).hexdigest()


@functools.cache
def answers() -> tuple[Answer, ...]:
    """In the order of the text."""
    found = [_answer(entry) for entry in (*_table()["facts"], *_table()["no_facts"])]
    return tuple(sorted(found, key=lambda answer: answer.span))


def _answer(entry: dict[str, Any]) -> Answer:
    span = _span(entry)
    right = _values(entry["mention"], entry["right"]) if "right" in entry else None
    return Answer(span, right, entry.get("also_right", {}), tuple(entry.get("reasons", ())), entry["why"], entry["paragraph"])


def extraction() -> pipeline.Extraction:
    """What the machine is made to say of the article."""
    entries = [*_table()["facts"], *_table()["no_facts"]]
    proposals = sorted((_proposal(entry) for entry in entries if _is_proposed(entry)), key=lambda fact: fact.start)
    numerals = [pipeline.Numeral(_span(entry), None) for entry in entries]
    numerals += [pipeline.Numeral(_span(entry), entry["reason"]) for entry in _table()["dismissed_in_advance"]]
    return replace(
        pipeline.extract(raw()),
        facts=tuple(proposals),
        numerals=tuple(sorted(numerals, key=lambda numeral: numeral.span)),
        title=_table()["title"],
        published=_table()["published"],
        version=VERSION,
        tables_digest=digest(),
    )


def _is_proposed(entry: dict[str, Any]) -> bool:
    return "proposed" in entry or ("right" in entry and not entry.get("missed"))


def _span(entry: dict[str, Any]) -> Span:
    within = entry.get("within", entry["mention"])
    start = raw().index(within) + within.rindex(entry["mention"])
    return Span(start, start + len(entry["mention"]))


def _values(mention: str, said: dict[str, Any]) -> dict[str, Any]:
    """All values of a fact from what is said of it and what the mention says."""
    quantity = parse_quantity(mention)
    region, code = _table()["region"]
    values: dict[str, Any] = {
        "value": format(quantity.value, "f") if quantity else None,
        "unit": quantity.unit if quantity else None,
        "region": region,
        "region_code": code,
        **PLAIN,
        **said,
    }
    first, last = values.pop("period").split("..")
    return {**values, "period_start": first or None, "period_end": last or None}


def _proposal(entry: dict[str, Any]) -> Fact:
    span = _span(entry)
    values = _values(entry["mention"], {**entry.get("right", {}), **entry.get("proposed", {})})
    number = Decimal(values["value"])
    value_base, unit_base = base_value(number, values["unit"])
    empty = dict.fromkeys(("value_max", "indicator_canonical", "subject", "place", "base"))
    return Fact(
        start=span.start,
        end=span.end,
        text=entry["mention"],
        value_base=value_base,
        unit_base=unit_base,
        flags=tuple(entry.get("flags", ())),
        confidence={"fact": SURE, **entry.get("doubt", {})},
        evidence=dict(_evidence(entry, span)),
        **{**empty, **values, "value": number},
    )


def _evidence(entry: dict[str, Any], span: Span) -> Iterator[tuple[str, Evidence]]:
    for name, (phrase, rule) in entry.get("evidence", {}).items():
        before = raw().rfind(phrase, 0, span.start)
        start = before if before >= 0 else raw().index(phrase, span.end)
        yield name, Evidence(((start, start + len(phrase)),), rule)
