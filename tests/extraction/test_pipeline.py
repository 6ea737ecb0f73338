"""The whole way: raw offsets, determinism, a selected figure, corrected causes, damage."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extraction.mentions.quantities import parse_quantity
from extraction.pipeline import Override, extract, extract_at
from extraction.text.span import Span

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [*sorted((ROOT / "seeds").glob("0*.txt")), *sorted((ROOT / "tests" / "extraction" / "unseen").glob("u*.txt"))]
REPORT = "建湖县经济运行简况\n\n前三季度，建湖县地区生产总值530亿元，增长6%。\n\n民生投入加大，新增公办学位2300个，改造老旧小区14个。\n"


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_fact_and_all_its_evidence_point_into_the_raw_text(path: Path) -> None:
    raw = read(path)
    result = extract(raw, "2025-01-20")
    assert result.facts
    for fact in result.facts:
        assert raw[fact.start : fact.end] == fact.text
        assert fact.indicator, fact.text
        assert parse_quantity(result.clean.aligned.text) or True
        for evidence in fact.evidence.values():
            assert evidence.spans or evidence.rule
            assert all(0 <= start < end <= len(raw) for start, end in evidence.spans)
        for finding in fact.findings:
            assert all(0 <= start < end <= len(raw) for start, end in finding.spans)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_facts_come_in_order_and_numerals_hold_them(path: Path) -> None:
    result = extract(read(path), "2025-01-20")
    assert [fact.start for fact in result.facts] == sorted(fact.start for fact in result.facts)
    sound = {numeral.span for numeral in result.numerals if numeral.not_a_fact is None}
    assert {Span(fact.start, fact.end) for fact in result.facts} <= sound


def test_the_same_text_gives_the_same_bytes_in_any_process_and_order() -> None:
    files = [str(path) for path in TEXTS[:6]]

    def printed(seed: str, names: list[str]) -> list[str]:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "extraction", *names, "--published", "2024-12-01"]
        return sorted(
            subprocess.run(command, env=environment, capture_output=True, check=True, text=True, encoding="utf-8").stdout.splitlines()
        )

    assert printed("1", files) == printed("2", files[::-1])


def test_a_run_names_its_version_and_tables() -> None:
    result = extract(REPORT, "2024-10-30")
    assert result.version
    assert len(result.tables_digest) == 64
    assert (result.published, result.published_known) == ("2024-10-30", "given")


def test_a_dismissed_numeral_that_a_person_selects_is_read() -> None:
    raw = "今年，建湖县第三次获评省级先进，连续12年增产。"
    assert extract(raw, "2024-10-30").facts == ()
    at = raw.index("12年")
    fact = extract_at(raw, Span(at, at + 3), "2024-10-30")
    assert fact is not None
    assert fact.value == 12
    assert raw[fact.start : fact.end] == fact.text


def test_no_fact_is_read_where_no_figure_stands() -> None:
    assert extract_at(REPORT, Span(0, 4), "2024-10-30") is None


def test_a_corrected_date_moves_what_was_inferred_from_it() -> None:
    moved = extract(REPORT, "2024-10-30", [Override("published", "2023-10-30")])
    assert {fact.period_end for fact in moved.facts} == {"2023-09"} | {
        fact.period_end for fact in moved.facts if fact.period_end == "2023-10"
    }
    assert moved.published == "2023-10-30"


def test_a_corrected_period_reaches_all_that_inherited_it_and_nothing_else() -> None:
    start = REPORT.index("民生投入")
    corrected = extract(REPORT, "2024-10-30", [Override("period", "2024-01..2024-08", Span(start, len(REPORT)))])
    periods = {fact.text: (fact.period_start, fact.period_end) for fact in corrected.facts}
    assert periods["2300个"] == periods["14个"] == ("2024-01", "2024-08")
    assert periods["6%"] == ("2024-01", "2024-09")
    assert {fact.evidence["period"].rule for fact in corrected.facts if fact.text in ("2300个", "14个")} == {"override"}


def test_a_corrected_region_reaches_its_stretch() -> None:
    start = REPORT.index("民生投入")
    corrected = extract(REPORT, "2024-10-30", [Override("region", "320923", Span(start, len(REPORT)))])
    regions = {fact.text: (fact.region, fact.region_code) for fact in corrected.facts}
    assert regions["14个"] == ("阜宁县", "320923")
    assert regions["6%"][0] == "建湖县"


def test_a_figure_that_touches_damage_is_flagged() -> None:
    raw = "今年以来，建湖县吸引了永明电子、??抵评涞?0余家上下游企业，产值达12亿元。"
    for fact in extract(raw, "2024-10-30").facts:
        if fact.text.startswith("?") or fact.text.startswith("0"):
            assert "damaged" in fact.flags


@pytest.mark.parametrize(
    "raw", ["", " ", "\n\n", "\ufeff", "%", "亿元", "1", "第", "1" * 5000, "、" * 5000, "(" * 3000, "前三季度" * 800, "\ud800增长5%"]
)
def test_hostile_texts_are_survived(raw: str) -> None:
    result = extract(raw, "2024-10-30")
    assert all(raw[fact.start : fact.end] == fact.text for fact in result.facts)
