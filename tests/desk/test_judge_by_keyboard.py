"""A document by keyboard alone, every press counted."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.models import Dismissal, Reading, Review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = (
    "前三季度,平度市地区生产总值增长5.4%。前10个月,新增经营主体1.25万户,固定资产投资完成125.6亿元。全市实有泊位3600个,第5号码头已通航。"
)
FACTS = ("5.4%", "1.25万户", "125.6亿元")


@pytest.fixture
def article(make_document: Any) -> Any:
    """Three candidates; 3600个 is a fact that the machine missed, the 5 of 第5号 is none."""
    spans = [[ARTICLE.index(text), ARTICLE.index(text) + len(text), None] for text in (*FACTS, "3600个", "5号")]
    return make_document(raw=ARTICLE, facts=FACTS, numerals=spans)


def test_a_right_fact_takes_one_press(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    first = desk.current()
    desk.press("Enter").saved()
    assert Review.objects.get().state == "accepted"
    assert desk.current() != first
    assert desk.states() == ["accepted", "proposed", "proposed", "open", "open"]


def test_a_wrong_field_takes_two_presses_and_keeps_the_candidates_value_in_sight(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    desk.press("Enter")
    before = desk.presses
    desk.press("p").type("2024-01..10").press("Enter").saved()
    assert desk.presses - before == 2
    review = Review.objects.order_by("id").last()
    assert (review.period_start, review.period_end, review.corrected) == ("2024-01", "2024-10", ("period_end",))
    desk.press("k")
    assert desk.page.locator("[data-field=period] .value").inner_text() == "2024-01..2024-10"
    assert desk.page.locator("[data-field=period] del").inner_text() == "2024-01..2024-09"


def test_what_was_understood_is_shown_before_it_is_taken(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    desk.press("r").type("胶州")
    desk.page.wait_for_selector(".options [role=option]")
    assert "370281" in desk.page.locator(".understood").inner_text()
    assert Review.objects.count() == 0
    desk.press("Enter").saved()
    review = Review.objects.get()
    assert (review.region, review.region_code) == ("胶州市", "370281")


def test_tab_goes_from_field_to_field_and_one_enter_saves_them_all(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    desk.press("i").type("生产总值").press("Tab", "Tab").type("%").press("Tab")
    assert desk.page.locator("input.edit").get_attribute("aria-label") == "measure"
    desk.type("growth")
    desk.press("Enter").saved()
    review = Review.objects.get()
    assert (review.indicator, review.measure, review.revision) == ("生产总值", "growth", 1)


def test_escape_leaves_a_field_without_a_trace(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    desk.press("i").type("别的").press("Escape")
    assert desk.page.locator("[data-field=indicator] .value").inner_text() == "地区生产总值"
    assert not Review.objects.exists()


def test_a_rejection_takes_two_presses_with_its_reason(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit().press("x", "3").saved()
    review = Review.objects.select_related("reason").get()
    assert (review.state, review.reason.digit, desk.presses) == ("rejected", 3, 2)


def test_a_numeral_is_dismissed_with_one_press(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit().press("End").press("d").saved()
    row = Dismissal.objects.select_related("reason").get()
    assert (ARTICLE[row.start : row.end], row.reason.code) == ("5号", "name")
    desk.press("3").saved()  # the press is still on it: another reason
    assert Dismissal.objects.select_related("reason").get().reason.code == "ordinal"


def test_a_missed_fact_is_added_from_its_numeral_with_three_presses(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    for _ in FACTS:
        desk.press("l")
    before = desk.presses
    desk.press("Enter")
    desk.page.wait_for_selector(".fact-row[data-state=draft][aria-current]")
    desk.press("i").type("停车泊位").press("Enter").saved()
    assert desk.presses - before == 3
    review = Review.objects.get()
    assert (review.text, review.value, review.unit, review.indicator) == ("3600个", "3600", "个", "停车泊位")
    assert review.fact.origin == "person"


def test_finishing_waits_until_nothing_is_open_and_goes_there(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit().press("Enter", "Enter", "Enter").saved()
    desk.press("Home").press("n")
    assert desk.current().splitlines()[-1].startswith("No fact covers")
    assert "2" in desk.says()
    assert Reading.objects.get().state == "open"


def test_a_whole_document_and_on_to_the_next_by_keyboard_alone(seat: Any, alice: Any, article: Any, make_document: Any) -> None:
    make_document(raw="下一篇:平度市新增企业7家。", facts=["7家"], title="下一篇")
    desk = seat(alice).sit()
    desk.press("Enter")  # right: 1
    desk.press("p").type("前10个月").press("Enter")  # one wrong field: 2
    desk.press("x", "1")  # rejected: 2
    desk.press("Enter")  # a missed fact: 3
    desk.page.wait_for_selector(".fact-row[data-state=draft][aria-current]")
    desk.press("i").type("停车泊位").press("Enter")
    desk.press("d")  # dismissed: 1
    desk.press("n").saved()  # on: 1
    assert desk.presses == 1 + 2 + 2 + 3 + 1 + 1
    assert desk.page.locator("#desk-title").inner_text() == "下一篇"
    reading = Reading.objects.get(document=article)
    assert reading.state == "finished"
    assert sorted(reading.reviews.values_list("state", "text")) == [
        ("accepted", "1.25万户"),
        ("accepted", "3600个"),
        ("accepted", "5.4%"),
        ("rejected", "125.6亿元"),
    ]
    desk.press("Enter", "n").saved()
    assert "Nothing is left" in desk.page.locator("#desk-notice").inner_text()


def test_undo_and_redo_reach_across_facts(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit().press("Enter", "x", "1", "Enter")
    desk.press("End", "d").saved()
    assert (Review.objects.count(), Dismissal.objects.count()) == (3, 1)
    desk.press("z", "z", "z").saved()
    assert list(Review.objects.values_list("state", flat=True)) == ["accepted"]
    assert Dismissal.objects.count() == 0
    desk.press("Shift+Z", "Control+y").saved()
    assert list(Review.objects.order_by("id").values_list("state", flat=True)) == ["accepted", "rejected", "accepted"]
    assert desk.states()[:3] == ["accepted", "rejected", "accepted"]


def test_undo_brings_back_the_judgement_before(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit().press("Enter", "k").press("x", "2").press("k").press("i").type("生产总值").press("Enter").saved()
    assert Review.objects.get().state == "accepted"
    desk.press("z").saved()
    review = Review.objects.select_related("reason").get()
    assert (review.state, review.reason.digit, review.indicator) == ("rejected", 2, "地区生产总值")
    desk.press("z", "z").saved()
    assert not Review.objects.exists()


def test_an_added_fact_can_be_taken_back_and_added_again(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit().press("l", "l", "l", "Enter")
    desk.page.wait_for_selector(".fact-row[data-state=draft][aria-current]")
    desk.press("i").type("停车泊位").press("Enter").saved()
    desk.press("z").saved()
    assert not Review.objects.exists()
    assert desk.states() == ["proposed", "proposed", "proposed", "open", "open"]
    desk.press("Shift+Z").saved()
    assert Review.objects.get().indicator == "停车泊位"


def test_undo_reaches_back_into_the_document_before(seat: Any, alice: Any, make_document: Any) -> None:
    first = make_document(raw="平度市新增企业7家。", facts=["7家"], title="第一篇")
    make_document(raw="胶州市新增企业9家。", facts=["9家"], title="第二篇")
    desk = seat(alice).sit().press("Enter", "n").saved()
    assert desk.page.locator("#desk-title").inner_text() == "第二篇"
    desk.press("z")
    desk.page.wait_for_function("() => document.getElementById('desk-title').textContent === '第一篇'")
    desk.saved()
    assert Reading.objects.get(document=first).state == "open"
    assert Review.objects.count() == 1
    desk.press("z").saved()
    assert not Review.objects.exists()


def test_a_skipped_document_comes_last(seat: Any, alice: Any, make_document: Any) -> None:
    make_document(raw="平度市新增企业7家。", facts=["7家"], title="第一篇")
    make_document(raw="胶州市新增企业9家。", facts=["9家"], title="第二篇")
    desk = seat(alice).sit().press("Shift+N").saved()
    assert desk.page.locator("#desk-title").inner_text() == "第二篇"


def test_accept_all_shows_what_it_will_do_and_one_undo_takes_it_back(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit().press("Shift+A")
    desk.page.wait_for_selector("dialog .preview li")
    assert desk.page.locator("dialog .preview li").count() == 3
    assert not Review.objects.exists()
    desk.press("Enter").saved()
    assert Review.objects.filter(state="accepted").count() == 3
    desk.press("z").saved()
    assert not Review.objects.exists()
    assert desk.states()[:3] == ["proposed"] * 3


def test_a_note_is_written_for_a_colleague(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit().press("w").type("再看一眼").press("Enter").saved()
    assert desk.page.locator(".remark").inner_text().endswith("再看一眼")


def test_no_key_acts_while_an_input_method_composes(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    composing = "(wanted) => document.querySelector(wanted).dispatchEvent(new KeyboardEvent('keydown', {code: 'Enter', isComposing: true, bubbles: true}))"
    desk.page.evaluate(composing, "body")
    desk.press("i")
    desk.page.evaluate(composing, "input.edit")
    assert desk.page.locator("input.edit").count() == 1
    assert not Review.objects.exists()


def test_keys_work_by_their_place_when_an_input_method_changes_what_they_write(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    desk.page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyX', key: 'ㄌ', bubbles: true}))")
    assert desk.page.locator(".reasons").count() == 1


def test_every_deed_of_the_keys_has_a_button(seat: Any, alice: Any, article: Any) -> None:
    desk = seat(alice).sit()
    deeds = "accept reject edit add dismiss cause grid acceptAll note switchText undo redo skip finish help guide"
    for deed in deeds.split():
        assert desk.page.locator(f"[data-deed={deed}]").first.is_visible(), deed
    desk.page.locator(".card [data-deed=accept]").click()
    desk.saved()
    desk.page.locator("[data-field=indicator] .value").click()
    desk.type("新增市场主体").press("Enter").saved()
    desk.page.locator(".card [data-deed=reject]").click()
    desk.page.locator(".reasons [data-reason]").first.click()
    desk.saved()
    assert list(Review.objects.order_by("id").values_list("state", flat=True)) == ["accepted", "accepted", "rejected"]
