"""One cause for many facts, one pairing for a list, with what the extractor really finds."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import extracting
from annotate.models import Override, Review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RAW = (
    "平度市经济运行平稳\r\n本报11月28日讯 前三季度,平度市工业增加值增长6.1%,固定资产投资完成125.6亿元,新增经营主体1.25万户。\r\n"
    "前10个月,平度市批发业、零售业、住宿业、餐饮业销售额分别增长21.5%、7.2%、9.6%、18.4%。\r\n"
)


@pytest.fixture
def extracted(make_document: Any) -> Any:
    document = make_document(raw=RAW, facts=[], numerals=[], title="平度市经济运行平稳", published_known="given")
    extracting.run_extraction(document)
    return document


def test_a_wrong_period_is_corrected_once_for_all_that_share_it(seat: Any, alice: Any, extracted: Any) -> None:
    desk = seat(alice).sit().press("Enter").saved()
    desk.press("o")
    desk.page.wait_for_selector("dialog input[type=radio]")
    desk.press("Tab").type("上半年").press("Enter")
    desk.page.wait_for_selector("dialog .preview li")
    assert not Override.objects.exists()
    told = desk.page.locator("dialog .preview").inner_text()
    assert "2024-01..2024-09 → 2024-01..2024-06" in told
    assert "judged" in told  # the first fact was accepted and stays
    desk.press("Enter").saved()
    override = Override.objects.get()
    assert (override.kind, override.new) == ("period", "2024-01..2024-06")
    periods = desk.page.evaluate("() => [...desk.reading.facts.values()].map((fact) => fact.candidate.values.period_end)")
    assert periods[1:3] == ["2024-06", "2024-06"]
    assert set(periods[3:]) == {"2024-10"}
    assert Review.objects.get().period_end == "2024-09"
    desk.press("z").saved()
    assert not Override.objects.exists()


def test_the_date_of_publication_is_corrected_for_the_whole_document(seat: Any, alice: Any, extracted: Any) -> None:
    desk = seat(alice).sit().press("o")
    desk.page.wait_for_selector("dialog input[type=radio]")
    desk.press("3").type("2023-11-28").press("Enter")
    desk.page.wait_for_selector("dialog .preview li")
    desk.press("Enter").saved()
    assert desk.page.evaluate("() => [...desk.reading.facts.values()].every((fact) => fact.values.period_start.startsWith('2023'))")
    assert desk.page.locator("#desk-meta").inner_text().startswith("2023-11-28 (as you corrected it)")
    desk.press("z").saved()
    assert desk.page.locator("#desk-meta").inner_text().startswith("2024-11-28")


def test_a_list_paired_wrongly_is_shifted_by_one_key(seat: Any, alice: Any, extracted: Any) -> None:
    desk = seat(alice).sit()
    desk.press("End", "g")
    desk.page.wait_for_selector("dialog table.grid")
    assert desk.page.locator("dialog tbody tr").count() == 4
    before = desk.page.evaluate("() => desk.paired().map((fact) => fact.values.indicator)")
    desk.press("s", "Enter").saved()
    after = [review.indicator for review in Review.objects.order_by("start")]
    assert after == [before[-1], *before[:-1]]
    assert Review.objects.filter(state="accepted").count() == 4
    desk.press("z").saved()
    assert not Review.objects.exists()


def test_two_names_of_a_list_are_swapped(seat: Any, alice: Any, extracted: Any) -> None:
    desk = seat(alice).sit().press("End", "g")
    desk.page.wait_for_selector("dialog table.grid")
    before = desk.page.evaluate("() => desk.paired().map((fact) => fact.values.indicator)")
    desk.press("ArrowDown", "w", "Enter").saved()
    assert [review.indicator for review in Review.objects.order_by("start")] == [before[2], before[1]]


def test_the_guideline_opens_at_the_paragraph_of_a_reason(seat: Any, alice: Any, extracted: Any) -> None:
    desk = seat(alice).sit().press("x")
    desk.page.locator(".reasons .paragraph").nth(1).click()
    desk.page.wait_for_selector("#desk-guide .meant")
    assert desk.page.locator("#desk-guide .meant").get_attribute("id") == "not-name"
    desk.press("Escape")
    assert not desk.page.locator("#desk-guide").is_visible()
    desk.press("h")
    desk.page.wait_for_selector("#desk-guide .prose h2")
    desk.type("classifier")
    shown = desk.page.locator("#desk-guide .prose > *:visible").count()
    assert 0 < shown < desk.page.locator("#desk-guide .prose > *").count()
