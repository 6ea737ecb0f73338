"""Scoring: agreement with the annotators' own scorer, strict gold, floors that only rise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extraction.__main__ import main, read_text
from extraction.evaluation.calibrating import fitted, left_out, reliability
from extraction.evaluation.gold import GoldFact, MalformedGold, document_id, read_gold
from extraction.evaluation.scoring import by_document, score
from tests.extraction.evaluation.floors import CORPORA, FLOORS, Corpus, measured

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "tools" / "score_facts.py"

FACT: dict[str, Any] = {
    "doc": "a", "start": 0, "end": 2, "text": "5%", "value": "5", "unit": "%", "measure": "growth", "indicator": "生产总值",
    "keys": [["生产总值"]], "region": None, "region_code": None, "period": None, "status": "actual", "qualifier": "exact",
}  # fmt: skip


def gold_file(folder: Path, *facts: dict[str, Any]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts), "utf-8")
    return path


def gold_of(folder: Path, *facts: dict[str, Any]) -> dict[str, list[GoldFact]]:
    return read_gold(gold_file(folder, *facts))


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.name)
@pytest.mark.skipif(not SCORER.is_file(), reason="the annotators' scorer is not beside this checkout")
def test_scores_agree_with_the_annotators_scorer(corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not corpus.is_there():
        pytest.skip(f"{corpus.name}: its texts are not beside this checkout")
    predicted = tmp_path / "predicted.jsonl"
    with predicted.open("w", encoding="utf-8") as file:
        for record in corpus.predictions():
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(path.read_text("utf-8") for path in corpus.gold), "utf-8")
    theirs = subprocess.run([sys.executable, str(SCORER), str(gold), str(predicted)], capture_output=True, text=True, check=True).stdout
    assert main(["score", str(gold), str(predicted)]) == 0
    ours = capsys.readouterr().out
    assert ours.splitlines()[: len(theirs.splitlines())] == theirs.splitlines()


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.name)
def test_no_score_falls_below_its_floor(corpus: Corpus) -> None:
    if not corpus.is_there():
        pytest.skip(f"{corpus.name}: its texts are not beside this checkout")
    floors = json.loads(FLOORS.read_text("utf-8"))[corpus.name]
    figures = measured(corpus)
    assert set(floors) == set(figures)
    fallen = {name: (figures[name], floor) for name, floor in floors.items() if figures[name] < floor - 1e-9}
    assert not fallen, "below the floor (see floors.py to raise it)"


def test_a_match_is_one_to_one_and_by_the_largest_overlap(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        FACT,
        {**FACT, "start": 5, "end": 9, "text": "1亿元", "value": "1", "unit": "亿元", "measure": "level"} | {"text": "10亿元", "end": 9},
    )
    predicted = [{**FACT, "document": "a_x.txt"}, {**FACT, "document": "a_x.txt"}]
    result = score(gold, by_document(predicted))
    assert (len(result.pairs), len(result.missed), len(result.false_alarms)) == (1, 1, 1)


def test_optional_facts_count_for_nothing_and_damaged_ones_must_say_so(tmp_path: Path) -> None:
    gold = gold_of(tmp_path, {**FACT, "optional": True}, {**FACT, "start": 5, "end": 7, "damaged": True, "optional": True})
    sound = [{**FACT}, {**FACT, "start": 5, "end": 7}]
    flagged = [{**FACT}, {**FACT, "start": 5, "end": 7, "flags": ["damaged"]}]
    assert len(score(gold, by_document(sound)).unsound) == 1
    assert score(gold, by_document(flagged)).rate().predicted == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"start": 3}, "mention"), ({"value": "five"}, "Conversion"), ({"measure": "size"}, "measure"), ({"status": "done"}, "status"),
        ({"keys": ["生产总值"]}, "keys"), ({"period": ["2024-13", None]}, "period"), ({"qualifier": "some"}, "qualifier"),
    ],
)  # fmt: skip
def test_malformed_gold_is_refused_with_line_and_reason(change: dict[str, Any], reason: str, tmp_path: Path) -> None:
    with pytest.raises(MalformedGold, match=r"gold\.jsonl, line 2: ") as refused:
        gold_of(tmp_path, FACT, {**FACT, **change})
    assert reason in str(refused.value)


def test_without_keys_indicators_are_equal_by_canonical_name_or_words(tmp_path: Path) -> None:
    bare = {name: value for name, value in FACT.items() if name != "keys"} | {"indicator_canonical": "地区生产总值"}
    gold = gold_of(tmp_path, bare)
    same = score(gold, by_document([{**FACT, "indicator": "GDP", "indicator_canonical": "地区生产总值"}]))
    other = score(gold, by_document([{**FACT, "indicator": "投资", "indicator_canonical": "固定资产投资"}]))
    assert same.rate(("indicator",)).hits == 1
    assert other.rate(("indicator",)).hits == 0


def test_errors_are_listed_with_their_context(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "建湖县生产总值增长5%，投资增长7%。"
    (tmp_path / "a_x.txt").write_text(text, "utf-8")
    at = text.index("5%")
    gold = gold_file(tmp_path, {**FACT, "start": at, "end": at + 2, "measure": "level"})
    assert main(["score", str(gold), str(tmp_path / "a_x.txt"), "--errors"]) == 0
    shown = capsys.readouterr().out
    assert "⟦5%⟧" in shown
    assert "measure: 'growth' should be 'level'" in shown
    assert "false alarm" in shown


def test_confidence_is_calibrated_on_documents_it_was_not_fitted_on() -> None:
    found = [example for corpus in CORPORA if corpus.is_there() for example in corpus.examples()]
    _, error = reliability(left_out(found, "fact"))
    assert error <= 0.08


def test_the_fit_finds_what_matters() -> None:
    rows = [((1.0,) + (0.0,) * 11, False)] * 20 + [((0.0,) * 12, True)] * 80
    weights = fitted(rows)
    assert weights[0] > 1
    assert weights[1] < -2


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.name)
def test_gold_points_at_its_text(corpus: Corpus) -> None:
    if not corpus.is_there():
        pytest.skip(f"{corpus.name}: its texts are not beside this checkout")
    texts = {document_id({"document": path.name}): read_text(path) for path in corpus.texts}
    for document, facts in corpus.facts().items():
        assert all(texts[document][fact.start : fact.end] == fact.text for fact in facts), document
