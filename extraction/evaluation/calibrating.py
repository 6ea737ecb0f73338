"""Fits ``tables/confidence.csv`` on gold and measures how well it is calibrated, every document judged by weights fitted without it.

    python -m extraction.evaluation.calibrating --corpus GOLD.jsonl PUBLISHED.csv FILE... [--corpus ...] [--write TABLE.csv]

``fact`` is right where a prediction is strictly right; a false alarm is wrong, and what the gold calls optional teaches nothing.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extraction.evaluation.gold import GoldFact, document_id, read_gold
from extraction.evaluation.scoring import FIELDS, STRICT, match, right
from extraction.facts.confidence import CONFIDENT_FIELDS, FEATURES, features, probability
from extraction.facts.fact import Fact
from extraction.pipeline import extract
from extraction.text.decoding import decode

BINS = 10
# The documents at hand are those that the rules were mended on, so they flatter. On texts that no rule had seen 4 to 6 of a hundred more were wrong
# (docs/quality.md): a right answer teaches this much less than certainty.
DISCOUNT = {"fact": 0.06, "indicator": 0.02, "period": 0.04, "region": 0.01, "status": 0.01}
_RIDGE = 1.0
_STEPS = 60


@dataclass(frozen=True)
class Example:
    """What the model sees of one prediction, and which of CONFIDENT_FIELDS were right."""

    document: str
    seen: tuple[float, ...]
    rights: dict[str, bool]


@dataclass(frozen=True)
class Bin:
    """Predictions whose confidence lies between two tenths."""

    low: float
    count: int
    confidence: float
    accuracy: float


def examples(gold: Sequence[GoldFact], facts: Sequence[Fact], document: str) -> Iterator[Example]:
    """The predictions for one document that can be judged by its gold."""
    records = [fact.as_dict() for fact in facts]
    matched = {j: i for i, j in match(gold, records)}
    for j, fact in enumerate(facts):
        truth = gold[matched[j]] if j in matched else None
        if truth is not None and not truth.counts:
            continue
        if truth is None:
            yield Example(document, features(fact), {"fact": False})
            continue
        rights = {name: right(name, truth, records[j]) for name in FIELDS}
        yield Example(document, features(fact), {"fact": all(rights[name] for name in STRICT)} | rights)


def fitted(rows: Sequence[tuple[tuple[float, ...], bool]], discount: float = 0.0) -> tuple[float, ...]:
    """Weights of a ridge-regularised logistic regression (the intercept first, drawn to the log odds of all rows), by Newton steps.

    ``discount``: how far below 1 the target of a right answer lies."""
    size = len(FEATURES) + 1
    weights = [0.0] * size
    share = ((1 - discount) * sum(label for _, label in rows) + 1) / (len(rows) + 2)
    usual = weights[0] = math.log(share / (1 - share))
    for _ in range(_STEPS):
        gradient = [-_RIDGE * (weight if at else weight - usual) for at, weight in enumerate(weights)]
        curvature = [[_RIDGE * (a == b) for b in range(size)] for a in range(size)]
        for seen, label in rows:
            inputs = (1.0, *seen)
            chance = probability(tuple(weights), seen)
            active = [at for at, value in enumerate(inputs) if value]
            for a in active:
                gradient[a] += label * (1 - discount) - chance
                for b in active:
                    curvature[a][b] += chance * (1 - chance)
        step = _solved(curvature, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-8:
            break
    return tuple(weights)


def _solved(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Gaussian elimination with pivoting."""
    size = len(vector)
    rows = [[*matrix[at], vector[at]] for at in range(size)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda at: abs(rows[at][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for at in range(column + 1, size):
            factor = rows[at][column] / rows[column][column]
            rows[at] = [value - factor * other for value, other in zip(rows[at], rows[column], strict=True)]
    solution = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][other] * solution[other] for other in range(at + 1, size))
        solution[at] = (rows[at][size] - known) / rows[at][at]
    return solution


def left_out(all_examples: Sequence[Example], field: str) -> list[tuple[float, bool]]:
    """(confidence, right) of every example, its document's weights fitted on all the others."""
    judged = []
    for document in sorted({example.document for example in all_examples}):
        weights = fitted(_rows((example for example in all_examples if example.document != document), field), DISCOUNT.get(field, 0.0))
        for seen, label in _rows((example for example in all_examples if example.document == document), field):
            judged.append((probability(weights, seen), label))
    return judged


def _rows(some: Iterable[Example], field: str) -> list[tuple[tuple[float, ...], bool]]:
    return [(example.seen, example.rights[field]) for example in some if field in example.rights]


def reliability(judged: Sequence[tuple[float, bool]]) -> tuple[list[Bin], float]:
    """The filled bins of ten, and the expected calibration error over them."""
    bins: list[Bin] = []
    for number in range(BINS):
        inside = [(sure, label) for sure, label in judged if min(int(sure * BINS), BINS - 1) == number]
        if inside:
            sure = sum(one for one, _ in inside) / len(inside)
            bins.append(Bin(number / BINS, len(inside), sure, sum(label for _, label in inside) / len(inside)))
    return bins, sum(one.count * abs(one.confidence - one.accuracy) for one in bins) / max(1, len(judged))


def corpus_examples(gold_path: Path, dates_path: Path, files: Sequence[Path]) -> Iterator[Example]:
    """The examples of all documents of one gold file that are given."""
    gold = read_gold(gold_path)
    with dates_path.open(encoding="utf-8-sig", newline="") as file:
        dates = {row["document"]: row["published"] for row in csv.DictReader(file)}
    for path in files:
        name = document_id({"document": path.name})
        if name in gold:
            yield from examples(gold[name], extract(decode(path.read_bytes()).text, dates.get(path.name)).facts, f"{gold_path.stem}/{name}")


def written(table: Path, all_examples: Sequence[Example]) -> None:
    """The table of weights, fitted on everything."""
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("field", "intercept", *FEATURES, "note"))
        documents = len({example.document for example in all_examples})
        for field in CONFIDENT_FIELDS:
            rows = _rows(all_examples, field)
            note = (
                f"logistic with ridge {_RIDGE:g}; {len(rows)} facts of {documents} documents; fitted by extraction.evaluation.calibrating"
            )
            writer.writerow((field, *(f"{weight:.4f}" for weight in fitted(rows, DISCOUNT.get(field, 0.0))), note))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", nargs="+", type=Path, action="append", required=True, metavar="PATH")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args(arguments)
    found = [example for gold, dates, *files in options.corpus for example in corpus_examples(gold, dates, files)]
    for field in CONFIDENT_FIELDS:
        bins, error = reliability(left_out(found, field))
        sys.stdout.write(f"{field}: expected calibration error {error:.3f} over {sum(one.count for one in bins)}\n")
        for one in bins:
            sys.stdout.write(f"    {one.low:.1f}-{one.low + 1 / BINS:.1f}  {one.count:4d}  ")
            sys.stdout.write(f"confidence {one.confidence:.3f}  right {one.accuracy:.3f}\n")
    if options.write:
        written(options.write, found)


if __name__ == "__main__":
    main()
