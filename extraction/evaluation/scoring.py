"""Predicted facts against gold facts: which pairs match, and which fields of a pair are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from extraction.evaluation.gold import GoldFact, document_id, period_of

FIELDS = ("value", "unit", "measure", "indicator", "region", "period", "status", "qualifier")
CORE = ("value", "unit", "measure", "indicator")
STRICT = (*CORE, "region", "period", "status")

Predicted = Mapping[str, Any]


@dataclass(frozen=True)
class Rate:
    """Hits of so many gold and so many predicted facts."""

    hits: int
    gold: int
    predicted: int

    @property
    def precision(self) -> float:
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.hits else 0.0


@dataclass(frozen=True)
class Pair:
    """A gold fact, the prediction that was matched with it, and which of FIELDS are right."""

    gold: GoldFact
    predicted: Predicted
    rights: Mapping[str, bool]

    def wrong(self, fields: Sequence[str] = STRICT) -> list[str]:
        return [name for name in fields if not self.rights[name]]


@dataclass
class Score:
    """What became of every fact: ``pairs`` count, ``set_aside`` (optional, or damaged and said so) do not."""

    documents: int = 0
    pairs: list[Pair] = field(default_factory=list)
    set_aside: list[Pair] = field(default_factory=list)
    unsound: list[Pair] = field(default_factory=list)
    missed: list[GoldFact] = field(default_factory=list)
    false_alarms: list[Predicted] = field(default_factory=list)

    def rate(self, fields: Sequence[str] = ()) -> Rate:
        """Detection without ``fields``, else the pairs in which all of them are right."""
        hits = sum(not pair.wrong(fields) for pair in self.pairs)
        predicted = len(self.pairs) + len(self.false_alarms) + len(self.unsound)
        return Rate(hits, len(self.pairs) + len(self.missed), predicted)

    def accuracy(self, name: str) -> float:
        return sum(pair.rights[name] for pair in self.pairs) / len(self.pairs) if self.pairs else 0.0

    def figures(self) -> dict[str, float]:
        """The F1 of detection, core and strict, and the accuracy of every field: what a floor is set on."""
        rates = {"detection": self.rate().f1, "core": self.rate(CORE).f1, "strict": self.rate(STRICT).f1}
        return rates | {name: self.accuracy(name) for name in FIELDS}


def score(gold: Mapping[str, Sequence[GoldFact]], predicted: Mapping[str, Sequence[Predicted]]) -> Score:
    """All documents of the gold; predictions for other documents are not looked at."""
    result = Score(documents=len(gold))
    for document in sorted(gold):
        _score_document(result, gold[document], predicted.get(document, ()))
    return result


def by_document(predictions: Sequence[Predicted]) -> dict[str, list[Predicted]]:
    """Predictions under the gold's names of their documents."""
    documents: dict[str, list[Predicted]] = {}
    for record in predictions:
        documents.setdefault(document_id(record), []).append(record)
    return documents


def _score_document(result: Score, gold: Sequence[GoldFact], predicted: Sequence[Predicted]) -> None:
    matches = match(gold, predicted)
    for i, j in matches:
        pair = Pair(gold[i], predicted[j], {name: right(name, gold[i], predicted[j]) for name in FIELDS})
        if pair.gold.damaged:
            (result.set_aside if _says_damaged(pair.predicted) else result.unsound).append(pair)
        elif pair.gold.optional:
            result.set_aside.append(pair)
        else:
            result.pairs.append(pair)
    matched_gold, matched_predicted = {i for i, _ in matches}, {j for _, j in matches}
    result.missed += [fact for i, fact in enumerate(gold) if i not in matched_gold and fact.counts]
    result.false_alarms += [fact for j, fact in enumerate(predicted) if j not in matched_predicted]


def match(gold: Sequence[GoldFact], predicted: Sequence[Predicted]) -> list[tuple[int, int]]:
    """One to one by the largest overlap of the raw mentions; on one mention, the fact whose value and indicator fit."""
    pairs = []
    for i, fact in enumerate(gold):
        for j, other in enumerate(predicted):
            overlap = min(fact.end, int(other["end"])) - max(fact.start, int(other["start"]))
            if overlap > 0:
                pairs.append((overlap, right("value", fact, other), right("indicator", fact, other), -i, -j))
    pairs.sort(reverse=True)
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    chosen = []
    for _, _, _, i, j in pairs:
        if -i not in used_gold and -j not in used_predicted:
            used_gold.add(-i)
            used_predicted.add(-j)
            chosen.append((-i, -j))
    return chosen


def right(name: str, gold: GoldFact, predicted: Predicted) -> bool:
    """Whether one field of a prediction is right."""
    if name == "value":
        return _number(predicted.get("value")) == gold.value.normalize()
    if name == "unit":
        return _unit(predicted.get("unit")) in {_unit(unit) for unit in gold.units}
    if name == "measure":
        return predicted.get("measure") in gold.measures
    if name == "indicator":
        return right_indicator(gold, predicted)
    if name == "region":
        return _right_region(gold, predicted)
    if name == "period":
        return period_of(predicted) in gold.periods
    if name == "status":
        return predicted.get("status") in gold.statuses
    return bool(predicted.get("qualifier", "exact") == gold.qualifier)


def right_indicator(gold: GoldFact, predicted: Predicted) -> bool:
    """With ``keys``: one of every group stands in it and it is not much longer than the gold's. Without (a release):
    the canonical names or the words are equal."""
    if gold.keys:
        said = "".join(f"{predicted.get('indicator') or ''}{predicted.get('subject') or ''}".split())
        fits = all(any(word in said for word in group) for group in gold.keys)
        return fits and len(said) <= 2 * (len(gold.indicator) + len(gold.subject or "")) + 8
    canonical = predicted.get("indicator_canonical")
    return bool(canonical and canonical == gold.canonical) or predicted.get("indicator") == gold.indicator


def _right_region(gold: GoldFact, predicted: Predicted) -> bool:
    code = predicted.get("region_code")
    if code and gold.region_code and len(gold.regions) == 1:
        return str(code)[:6] == str(gold.region_code)
    return predicted.get("region") in gold.regions


def _says_damaged(predicted: Predicted) -> bool:
    return "damaged" in (predicted.get("flags") or ()) or bool(predicted.get("damaged"))


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)).normalize()
    except (InvalidOperation, TypeError):
        return None


def _unit(text: str | None) -> str:
    return (text or "").replace("％", "%").replace("百分点", "个百分点").replace("个个", "个").replace(" ", "")
