"""Nothing serious for axe, in both colour schemes and languages; states in words and not in colour alone; zoomed to 200 %."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def doubtful(make_document: Any) -> Any:
    """All that the desk can show: doubt, damage, findings, evidence, open and dismissed numerals."""
    from tests.conftest import PARAGRAPH, proposal

    growth = proposal(PARAGRAPH, "5.4%", measure="growth", base="previous_year")
    growth |= {"confidence": {"fact": 0.6, "period": 0.5}, "findings": [{"check": "sum", "says": "5.4 and 6.1 differ", "spans": [[0, 2]]}]}
    growth |= {
        "flags": ["damaged"],
        "evidence": {"period": {"spans": [[0, 4]], "rule": None}, "region": {"spans": [[5, 8]], "rule": "governs_article"}},
    }
    spans = [[PARAGRAPH.index(text), PARAGRAPH.index(text) + len(text), why] for text, why in (("3600个", None), ("10个月", "date"))]
    return make_document(facts=[growth, "1.25万户", "125.6亿元"], numerals=spans)


def serious(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_axe_finds_nothing_serious_on_the_desk(seat: Any, alice: Any, doubtful: Any, scheme: str, locale: str) -> None:
    desk = seat(alice, color_scheme=scheme, locale=locale).sit()
    assert serious(desk.page) == []
    desk.press("Enter", "x", "1").press("i").type("生产总值").press("Enter", "l").saved()
    assert serious(desk.page) == []
    for keys in (
        ["k", "p"],
        ["Escape", "k", "x"],
        ["Escape", "?"],
        ["Escape", "o"],
        ["Escape", "w"],
        ["Escape", "Shift+A"],
        ["Escape", "h"],
    ):
        desk.press(*keys)
        desk.page.wait_for_timeout(300)
        assert serious(desk.page) == [], keys


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_while_practising(seat: Any, alice: Any, scheme: str) -> None:
    """On the way in, at the first stop, right, wrong, with the comment of a rejection, and at the summary."""
    from annotate import practising

    desk = seat(alice, color_scheme=scheme)
    desk.page.goto(desk.address + "/review/practice/")
    assert serious(desk.page) == []
    desk.sit(f"/review/{practising.begin(actor=alice, door='page').uuid}/")
    assert serious(desk.page) == []
    for keys in (["Enter"], ["l", "l", "Enter"], ["x", "9"]):
        desk.press(*keys)
        desk.page.wait_for_timeout(600)
        assert serious(desk.page) == [], keys
    desk.press("Escape")
    desk.page.evaluate(
        "() => { for (const stop of desk.reading.open) { desk.go(stop); stop.kind === 'fact' ? desk.accept() : desk.dismiss(); } }"
    )
    desk.saved()
    desk.press("n")
    desk.page.wait_for_selector("dialog ol li")
    assert serious(desk.page) == []


@pytest.mark.parametrize(("scheme", "locale"), [("light", "zh-CN"), ("dark", "en")])
def test_axe_finds_nothing_serious_in_what_ends_a_reading(seat: Any, alice: Any, doubtful: Any, scheme: str, locale: str) -> None:
    """Still open, the cleaned text, the guideline, a field with a list to choose from, the pairing; then finished, and looked at again."""
    from annotate import queries
    from annotate.reviewing import dismissing, finishing, judging

    desk = seat(alice, color_scheme=scheme, locale=locale).sit()
    for keys in (["n"], ["t"], ["t", "h"], ["Escape", "r"], ["Escape", "g"]):
        desk.press(*keys)
        desk.page.wait_for_timeout(300)
        assert serious(desk.page) == [], keys
    reading = doubtful.readings.get()
    for card in queries.cards(doubtful, reading, alice):
        judging.judge(fact=card.fact, reading=reading, state="rejected", reason="not_a_fact", actor=alice, door="page")
    for numeral in queries.numerals(doubtful, reading, queries.cards(doubtful, reading, alice)):
        if numeral.state == "open":
            dismissing.dismiss(reading=reading, start=numeral.start, end=numeral.end, reason="date", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    desk.sit(f"/review/{reading.uuid}/")
    assert serious(desk.page) == []
    desk.press("v")
    assert serious(desk.page) == []


def test_at_twice_the_size_both_panes_are_in_view_and_follow_the_keys(seat: Any, alice: Any, document: Any) -> None:
    """1366 by 768 at 200 %."""
    desk = seat(alice, viewport={"width": 683, "height": 384}).sit().press("l", "l")
    for what in ("#desk-raw .current", ".fact-row[aria-current] .fact-head"):
        box = desk.page.locator(what).first.bounding_box()
        assert 0 <= box["y"] < box["y"] + box["height"] <= 384, what


def test_the_guideline_opens_at_a_paragraph_without_moving_the_desk(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice).sit().press("x")
    desk.page.locator("[data-paragraph=class-words]").click()
    desk.page.wait_for_selector("#desk-guide .meant")
    assert desk.page.locator(".desk-head").bounding_box()["y"] < 60
    drawer, heading = (desk.page.locator(what).bounding_box() for what in ("#desk-guide", "#desk-guide .meant"))
    assert drawer["y"] + 30 < heading["y"] < drawer["y"] + 120


def test_axe_finds_nothing_serious_where_nothing_is_left(seat: Any, alice: Any) -> None:
    desk = seat(alice)
    desk.page.goto(desk.address + "/review/")
    desk.page.wait_for_url("**/review/nothing/")
    assert serious(desk.page) == []


def test_states_are_told_in_words_and_signs(seat: Any, alice: Any, doubtful: Any) -> None:
    desk = seat(alice).sit().press("Enter", "x", "1").saved()
    said = desk.page.locator(".fact-head .unseen").all_inner_texts()
    assert [each.rstrip(": ") for each in said] == ["accepted", "rejected", "proposed", "open"]
    assert len(set(desk.page.locator(".fact-head .sign").all_inner_texts())) == 4


def test_what_was_done_and_whether_it_is_saved_is_announced(seat: Any, alice: Any, doubtful: Any) -> None:
    desk = seat(alice).sit().press("Enter").saved()
    assert desk.page.locator("#desk-says[role=status]").inner_text().startswith("Accepted")
    assert desk.page.locator("#desk-saved[role=status]").inner_text().startswith("saved")
    assert desk.page.evaluate("() => document.activeElement.matches('.fact-row[aria-current=true]')")


@pytest.mark.parametrize("size", [{"width": 683, "height": 384}, {"width": 1366, "height": 768}, {"width": 3840, "height": 2160}])
def test_nothing_is_cut_off_from_200_per_cent_to_4k(seat: Any, alice: Any, doubtful: Any, size: dict[str, int]) -> None:
    desk = seat(alice, viewport=size) if size["width"] != 1366 else seat(alice)
    desk.sit()
    assert desk.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for wanted in (".card [data-deed=accept]", ".current", "[data-deed=finish]"):
        desk.page.locator(wanted).first.scroll_into_view_if_needed()
        assert desk.page.locator(wanted).first.is_visible()
    lines = desk.page.evaluate(
        "() => document.getElementById('desk-raw').clientWidth / parseFloat(getComputedStyle(document.getElementById('desk-raw')).fontSize)"
    )
    assert lines <= 41


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_a_long_hint_is_read_whole_on_a_small_screen(seat: Any, alice: Any, doubtful: Any, locale: str) -> None:
    desk = seat(alice, locale=locale, viewport={"width": 1280, "height": 720}).sit().press("a")
    assert desk.page.evaluate(
        "() => { const box = document.getElementById('desk-says'); return box.textContent && box.scrollWidth <= box.clientWidth; }"
    )
    desk.press("Escape").press("Enter").saved()
    assert desk.page.locator("#desk-progress").is_visible()


def test_the_guideline_leaves_the_card_in_view_on_a_small_screen(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice, viewport={"width": 1024, "height": 768}).sit().press("h")
    desk.page.wait_for_selector("#desk-guide .prose h2")
    guide, card = (desk.page.locator(what).bounding_box() for what in ("#desk-guide", ".fact-row[aria-current]"))
    assert guide["x"] + guide["width"] <= card["x"]
    assert desk.page.locator(".fact-row[aria-current] .what").bounding_box()["width"] > 60


def test_an_excerpt_that_is_cut_says_so_and_cuts_no_figure(seat: Any, alice: Any, make_document: Any) -> None:
    raw = "前三季度全市工业和服务业以及农业持续平稳运行稳中有进,限上批发业、零售业、住宿业分别增长12.6%、13.7%、14.8%、15.9%、16.1%。"
    make_document(raw=raw, facts=["12.6%"])
    desk = seat(alice).sit()
    assert desk.page.locator(".card .mention").inner_text() == "…限上批发业、零售业、住宿业分别增长12.6%、13.7%、14.8%…"
