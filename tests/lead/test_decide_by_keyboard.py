"""Carol decides with the keyboard alone, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from annotate import queries
from annotate.models import Adjudication

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_queue(disputed: Any, chromium: Any, live_server: Any, browser_of: Any) -> Iterator[Callable[[Any], Any]]:
    """``open_queue(carol)``: the first disputed fact on Carol's screen. Errors of scripts and refusals of the policy fail the test."""
    told: list[str] = []
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB", base_url=live_server.url)
    context.set_default_timeout(15_000)

    def show(user: Any) -> Any:
        context.add_cookies([{"name": "sessionid", "value": browser_of(user).cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.goto(reverse("adjudication_next"))
        return page

    yield show
    context.close()
    assert not told, told


def press_and_go(page: Any, *keys: str) -> None:
    """Press keys of which the last leads to the next page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def test_two_facts_are_decided_with_five_presses(open_queue: Any, carol: Any) -> None:
    page = open_queue(carol)
    press_and_go(page, "2", "Enter")
    press_and_go(page, "x", "3", "Enter")
    assert "Nothing waits" in page.inner_text("main")
    growth, count = Adjudication.objects.order_by("pk")
    assert (growth.state, growth.measure) == ("accepted", "growth")
    assert (count.state, count.reason.code) == ("rejected", "duplicate")


def test_enter_without_a_choice_decides_nothing_and_says_so(open_queue: Any, carol: Any) -> None:
    page = open_queue(carol)
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('say').textContent.length > 10")
    assert not Adjudication.objects.exists()


def test_a_third_is_written_and_taken_back(open_queue: Any, carol: Any) -> None:
    page = open_queue(carol)
    page.keyboard.press("2")
    page.keyboard.press("e")
    focused = page.evaluate("document.activeElement.name")
    assert focused == "measure"
    page.keyboard.press("Escape")
    page.fill("[name=place]", "南村镇")
    press_and_go(page, "Enter")
    decision = Adjudication.objects.get()
    assert (decision.place, decision.measure) == ("南村镇", "growth")
    press_and_go(page, "z")
    assert not Adjudication.objects.exists()
    assert queries.disputes(carol).count() == 2


def test_single_values_are_picked_and_later_leaves_the_fact_undecided(open_queue: Any, carol: Any) -> None:
    page = open_queue(carol)
    page.click("[data-pick=measure] >> nth=1")
    assert page.input_value("[name=measure]") == "growth"
    assert page.is_checked("[name=take][value=own]")
    first = page.url
    press_and_go(page, "n")
    assert page.url != first
    assert not Adjudication.objects.exists()


def test_axe_finds_nothing_serious_on_a_disputed_fact(open_queue: Any, carol: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_queue(carol)
    page.evaluate(Axe().axe_script)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations']})")["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found if each["impact"] in ("serious", "critical")] == []
