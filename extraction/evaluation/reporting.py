"""A score as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from extraction.evaluation.gold import period_of
from extraction.evaluation.scoring import CORE, FIELDS, STRICT, Pair, Rate, Score
from extraction.mentions.known_indicators import indicator_group

_CONTEXT = 20  # characters shown on either side of a mention


def report(score: Score) -> Iterator[str]:
    """Detection, core, strict, the fields, then every measure and every group of indicators."""
    detection = score.rate()
    yield f"{score.documents} documents, {detection.gold} gold facts, {detection.predicted} predicted"
    for name, fields in (("detection", ()), ("core", CORE), ("strict", STRICT)):
        yield f"{name:<10} {_rate(score.rate(fields))}"
    yield "fields     " + "  ".join(f"{name} {score.accuracy(name):.3f}" for name in FIELDS)
    yield from _breakdown("measure", score, {id(pair): pair.gold.measures[0] for pair in score.pairs})
    yield from _breakdown("group", score, {id(pair): indicator_group(pair.gold.indicator) for pair in score.pairs})


def errors(score: Score, texts: Mapping[str, str]) -> Iterator[str]:
    """Every wrong, missed and invented fact with the raw text around it, where ``texts`` has it by document."""
    for pair in score.unsound:
        yield f"{_place(pair, texts)}\n    damaged mention taken as sound"
    for pair in score.pairs:
        if pair.wrong():
            yield _place(pair, texts)
            yield from (f"    {name}: {_said(name, pair)}" for name in pair.wrong())
    for fact in score.missed:
        yield f"{fact.document} {_around(texts.get(fact.document), fact.start, fact.end, fact.text)}\n    missed ({fact.indicator})"
    for alarm in score.false_alarms:
        document = str(alarm.get("doc") or alarm.get("document"))
        text = next((raw for name, raw in texts.items() if document.startswith(name)), None)
        around = _around(text, int(alarm["start"]), int(alarm["end"]), str(alarm.get("text")))
        yield f"{document} {around}\n    false alarm ({alarm.get('indicator')})"


def _rate(rate: Rate) -> str:
    return f"P {rate.precision:.3f}  R {rate.recall:.3f}  F1 {rate.f1:.3f}"


def _breakdown(title: str, score: Score, key: Mapping[int, str]) -> Iterator[str]:
    found: Counter[str] = Counter()
    core: Counter[str] = Counter()
    strict: Counter[str] = Counter()
    for pair in score.pairs:
        name = key[id(pair)]
        found[name] += 1
        core[name] += not pair.wrong(CORE)
        strict[name] += not pair.wrong()
    for name, count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        yield f"{title:<8} {name}: {count} matched, core {core[name] / count:.3f}, strict {strict[name] / count:.3f}"


def _place(pair: Pair, texts: Mapping[str, str]) -> str:
    gold = pair.gold
    return f"{gold.document} {_around(texts.get(gold.document), gold.start, gold.end, gold.text)}"


def _around(text: str | None, start: int, end: int, mention: str) -> str:
    if text is None:
        return f"{start} {mention}"
    shown = f"{text[max(0, start - _CONTEXT) : start]}⟦{text[start:end]}⟧{text[end : end + _CONTEXT]}"
    return f"{start} {' '.join(shown.split())}"


def _said(name: str, pair: Pair) -> str:
    gold, predicted = pair.gold, pair.predicted
    wanted = {
        "value": gold.value, "unit": gold.units[0], "measure": gold.measures[0], "indicator": gold.indicator, "region": gold.regions[0],
        "period": gold.periods[0], "status": gold.statuses[0], "qualifier": gold.qualifier,
    }[name]  # fmt: skip
    said = period_of(predicted) if name == "period" else predicted.get(name)
    return f"{said!r} should be {wanted!r}"
