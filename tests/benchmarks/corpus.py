"""A made-up corpus, the same for the same seed: articles with their facts, who read them, and what was said. Plain records, no database.

Sizes are those of the sample corpus: ten facts an article, evidence and confidence as the extractor writes them. Regions and indicators are the
tables' own, so that one observation stands in several articles now and then, and a few of them contradict each other.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extraction import tables
from extraction.facts.observation import observation_id

MONTHS = [f"{year}-{month:02}" for year in (2022, 2023, 2024) for month in range(1, 13)]
READ, SECOND, REJECTED, CORRECTED, DISPUTED, ADDED = 0.6, 0.1, 0.07, 0.08, 0.1, 0.05
"""Shares: of documents that were read, and read twice; of judgements that reject, and that correct; of facts on which second readers differ; of
readings in which a fact was added."""


@dataclass
class Judgement:
    """``fact`` is the place among the document's facts; None: added by the reader."""

    fact: int | None
    values: dict[str, Any]
    state: str = "accepted"


@dataclass
class Article:
    """``facts``: the values of each proposal; ``readers``: numbers of those who finished it; ``judgements``: one list a reader."""

    number: int
    raw: str
    title: str
    draw: float
    facts: list[dict[str, Any]]
    readers: list[int] = field(default_factory=list)
    judgements: list[list[Judgement]] = field(default_factory=list)


def articles(first: int, last: int, *, read: int, readers: int, seed: int = 1) -> Iterator[Article]:
    """Articles ``first`` to ``last`` - 1; those below ``read`` were read by one or two of ``readers`` people."""
    regions = [(row["name"], row["code"]) for row in tables.rows("regions") if row["code"]]
    indicators = [row["name"] for row in tables.rows("indicators")]
    for number in range(first, last):
        chance = random.Random(seed * 1_000_003 + number)
        article = _article(number, chance, chance.choice(regions), indicators)
        if number < read:
            _read(article, chance, readers)
        yield article


def _article(number: int, chance: random.Random, place: tuple[str, str], indicators: list[str]) -> Article:
    (region, code), period = place, chance.choice(MONTHS)
    title = f"{region}{period[:4]}年{int(period[5:])}月经济运行情况之{number}"
    parts, at, facts = [title, "\n\n"], len(title) + 2, []
    for _fact in range(chance.randint(6, 14)):
        indicator = chance.choice(indicators)
        value = _value(indicator, code, period, chance)
        sentence = f"1—{int(period[5:])}月,全区{indicator}完成{value}亿元,运行总体平稳,结构继续优化,为完成全年目标打下基础。"
        start = at + sentence.index(value + "亿元")
        facts.append(_values(start, value, indicator, region, code, period))
        parts.append(sentence)
        at += len(sentence)
    return Article(number, "".join(parts), title, chance.random(), facts)


def _value(indicator: str, code: str, period: str, chance: random.Random) -> str:
    """One value an observation, but for one article in fifty."""
    usual = random.Random(f"{indicator}{code}{period}")
    return f"{(chance if chance.random() < 0.02 else usual).randint(10, 99999) / 10:.1f}"


def _values(start: int, value: str, indicator: str, region: str, code: str, period: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "start": start, "end": start + len(value) + 2, "text": f"{value}亿元", "value": value, "value_max": None, "unit": "亿元", "measure": "level",
        "indicator": indicator, "indicator_canonical": indicator, "subject": None, "region": region, "region_code": code, "place": None,
        "period_start": f"{period[:4]}-01", "period_end": period, "status": "actual", "qualifier": "exact", "base": None,
        "value_base": f"{round(float(value) * 10)}0000000", "unit_base": "元",
    }  # fmt: skip
    return values | {"observation_id": observation_id(values)}


def _read(article: Article, chance: random.Random, readers: int) -> None:
    article.readers = chance.sample(range(readers), 2 if article.draw < SECOND else 1)
    for place, _reader in enumerate(article.readers):
        said = [_judged(fact, values, chance, differs=place == 1) for fact, values in enumerate(article.facts)]
        if chance.random() < ADDED:
            values = article.facts[0] | {"indicator": "新增指标", "indicator_canonical": None}
            said.append(Judgement(None, values | {"observation_id": observation_id(values)}))
        article.judgements.append(said)


def _judged(fact: int, values: dict[str, Any], chance: random.Random, *, differs: bool) -> Judgement:
    lot = chance.random() / (DISPUTED if differs else REJECTED + CORRECTED)
    if lot < 0.45:
        return Judgement(fact, values, "rejected")
    if lot < 1:
        changed = values | {"indicator": f"{values['indicator']}累计值"}
        return Judgement(fact, changed | {"observation_id": observation_id(changed)})
    return Judgement(fact, values)


def evidence(values: dict[str, Any]) -> dict[str, Any]:
    """As the extractor writes it: where each field was read, or by which rule it was inherited."""
    mention = [values["start"], values["end"]]
    told = {name: {"spans": [mention], "rule": None} for name in ("value", "unit", "indicator")}
    return told | {
        "region": {"spans": [[0, len(values["region"])]], "rule": "governs_article"},
        "period": {"spans": [[mention[0] - 12, mention[0] - 8]], "rule": "governs_paragraph"},
        "status": {"spans": [], "rule": "no_plan_said"},
    }


def confidence(values: dict[str, Any]) -> dict[str, float]:
    sure = 0.6 + (values["start"] * 7919 % 400) / 1000
    return {"fact": sure, "value": 1.0, "unit": 1.0, "measure": 1.0, "indicator": 0.982, "region": 0.991, "period": 0.958, "status": 0.993}
