"""What the checks say about contradictory texts, and that they name the figures they compared."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extraction.facts.checking import checked
from extraction.facts.fact import Fact, Finding
from extraction.pipeline import extract


def findings(text: str, published: str = "2024-10-30") -> list[tuple[str, Finding]]:
    return [(fact.text, finding) for fact in extract(text, published).facts for finding in fact.findings]


def facts_of(text: str, published: str = "2024-10-30") -> list[Fact]:
    return list(extract(text, published).facts)


@pytest.mark.parametrize(
    ("text", "check", "compared"),
    [
        ("化验费由每次200元降至150元，降幅40%。", "ends_fit_change", ("200元", "150元", "40%")),
        ("及格率由80%提高到88%，提高了5个百分点。", "ends_fit_change", ("80%", "88%", "5个百分点")),
        ("前三季度，建湖县招引项目20个，其中亿元以上项目31个。", "parts_within_total", ("31个", "20个")),
        ("前三季度，建湖县地区生产总值530万元。", "usual_size", ("530万元", "5300000")),
        ("前三季度，建湖县森林覆盖率提升9%。", "percent_or_points", ("9%",)),
        ("前三季度，建湖县用水达标率为118%。", "share_below_hundred", ("118%",)),
    ],
)
def test_a_contradiction_is_found_and_names_its_figures(text: str, check: str, compared: tuple[str, ...]) -> None:
    found = [finding for _, finding in findings(text) if finding.check == check]
    assert found, findings(text)
    assert all(figure in found[0].says for figure in compared)


@pytest.mark.parametrize(
    "text",
    [
        "化验费由每次200元降至15元，降幅超92%。",
        "及格率由80%提高到88%，提高了8个百分点。",
        "前三季度，建湖县招引项目72个，其中亿元以上项目31个。",
        "前三季度，建湖县地区生产总值530亿元，增长6%。",
        "前三季度，建湖县投资完成率118%。",
    ],
)
def test_what_fits_together_is_left_alone(text: str) -> None:
    assert findings(text) == []


def test_spans_of_a_finding_are_raw() -> None:
    text = "化验费由每次200元降至150元，降幅40%。"
    finding = findings(text)[0][1]
    assert [text[start:end] for start, end in finding.spans] == ["200元", "150元", "40%"]


def test_a_fall_that_rises_is_found() -> None:
    text = "前三季度，建湖县房地产投资下降6%。"
    fact = facts_of(text)[0]
    assert fact.value == -6
    corrected = checked([replace(fact, value=Decimal(6), findings=())], text, "2024-10")[0]
    assert [finding.check for finding in corrected.findings] == ["sign_fits_words"]


def test_growth_in_money_and_levels_in_points_are_found() -> None:
    fact = facts_of("前三季度，建湖县地区生产总值增长6%。")[0]
    odd = [replace(fact, unit="亿元", findings=()), replace(fact, unit="个百分点", measure="level", findings=())]
    assert [[one.check for one in fact.findings] for fact in checked(odd, "x" * 99, None)] == [["unit_fits_measure"]] * 2


@pytest.mark.parametrize(
    ("status", "first", "last"), [("actual", "2024-09", "2024-01"), ("actual", "2024-01", "2025-06"), ("target", "2023-01", "2023-12")]
)
def test_periods_out_of_order_are_found(status: str, first: str, last: str) -> None:
    fact = facts_of("前三季度，建湖县地区生产总值增长6%。")[0]
    odd = replace(fact, status=status, period_start=first, period_end=last, findings=())
    assert [finding.check for finding in checked([odd], "x" * 99, "2024-10")[0].findings] == ["period_in_order"]


def test_two_figures_for_one_thing_are_found_on_both() -> None:
    text = "前三季度，建湖县固定资产投资86亿元。分乡镇看进度不一，前三季度建湖县固定资产投资89亿元。"
    found = [finding for _, finding in findings(text) if finding.check == "said_alike"]
    assert len(found) == 2
    assert "86亿元" in found[0].says
    assert "89亿元" in found[0].says
