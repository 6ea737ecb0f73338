"""The floors of the scores: ``python -m tests.extraction.evaluation.floors`` raises them to what is measured, and refuses to lower one without --lower."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extraction.__main__ import predictions, read_text
from extraction.evaluation.calibrating import Example, examples
from extraction.evaluation.gold import GoldFact, document_id, read_gold
from extraction.evaluation.scoring import by_document, score
from extraction.pipeline import extract

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
FLOORS = Path(__file__).with_name("floors.json")
_SLACK = 0.005  # a floor lies this much below the measured score, so that one fact more or less is no alarm


@dataclass(frozen=True)
class Corpus:
    """Texts with gold: ``published`` is a CSV with the columns document and published."""

    name: str
    gold: tuple[Path, ...]
    published: Path
    texts: tuple[Path, ...]

    def is_there(self) -> bool:
        return bool(self.texts) and bool(self.gold) and self.published.is_file()

    def dates(self) -> dict[str, str]:
        with self.published.open(encoding="utf-8-sig", newline="") as file:
            return {row["document"]: row["published"] for row in csv.DictReader(file)}

    def facts(self) -> dict[str, list[GoldFact]]:
        return {document: facts for path in self.gold for document, facts in read_gold(path).items()}

    def predictions(self) -> Iterator[dict[str, Any]]:
        dates = self.dates()
        for path in self.texts:
            yield from predictions(path, read_text(path), dates.get(path.name))

    def examples(self) -> Iterator[Example]:
        dates, gold = self.dates(), self.facts()
        for path in self.texts:
            document = document_id({"document": path.name})
            yield from examples(gold[document], extract(read_text(path), dates.get(path.name)).facts, f"{self.name}/{document}")


def _corpus(name: str, gold: Path, pattern: str, published: Path, texts: Path, text_pattern: str) -> Corpus:
    return Corpus(name, tuple(sorted(gold.glob(pattern))), published, tuple(sorted(texts.glob(text_pattern))))


UNSEEN = ROOT / "tests" / "extraction" / "unseen"
FURTHER = Path(__file__).with_name("further")
CORPORA = (
    _corpus("reference", SHARED / "gold", "seeds.jsonl", SHARED / "gold" / "published.csv", SHARED / "seeds", "*.txt"),
    _corpus("unseen", UNSEEN / "gold", "*.jsonl", UNSEEN / "published.csv", UNSEEN, "u*.txt"),
    _corpus("further", FURTHER, "gold.jsonl", FURTHER / "published.csv", FURTHER, "[vwxyz]*.txt"),
    _corpus("sample", ROOT / "seeds" / "gold", "*.jsonl", ROOT / "seeds" / "manifest.csv", ROOT / "seeds", "0*.txt"),
)


def measured(corpus: Corpus) -> dict[str, float]:
    return score(corpus.facts(), by_document(list(corpus.predictions()))).figures()


def main() -> int:
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.is_file() else {}
    for corpus in CORPORA:
        if not corpus.is_there():
            continue
        old = floors.get(corpus.name, {})
        new = {name: round(max(0.0, figure - _SLACK), 3) for name, figure in measured(corpus).items()}
        lower = {name: (old[name], new[name]) for name in new if name in old and new[name] < old[name]}
        if lower and "--lower" not in sys.argv:
            sys.stderr.write(f"{corpus.name}: would lower {lower}; give --lower to do so\n")
            new = {name: max(new[name], old.get(name, 0.0)) for name in new}
        floors[corpus.name] = new
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
