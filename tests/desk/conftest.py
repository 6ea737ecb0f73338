"""A real Chromium at a real desk. Browser tests are skipped, with the reason, where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Seat:
    """One person's browser window at the desk: presses keys, counts them, and reads what the page says."""

    def __init__(self, context: Any, address: str) -> None:
        self.context = context
        self.address = address
        self.page = context.new_page()
        self.presses = 0
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if "Content Security Policy" in message.text else None)

    def sit(self, path: str = "/review/") -> Seat:
        self.page.goto(self.address + path)
        self.ready()
        return self

    def ready(self) -> None:
        """A key that is pressed before the first frame is shown may be dropped by the browser, as nobody could have meant it."""
        self.page.wait_for_selector("html[data-desk=ready]")
        self.page.evaluate("() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))")

    def press(self, *keys: str) -> Seat:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1
        return self

    def type(self, text: str) -> Seat:
        """Typing into a field is not counted."""
        self.page.keyboard.insert_text(text)
        return self

    def saved(self) -> Seat:
        """Wait until nothing is unsaved."""
        left = self.page.evaluate(
            """async () => {
              const late = performance.now() + 30000;
              while (!desk.settled && performance.now() < late) await new Promise((go) => setTimeout(go, 10));
              return desk.settled ? null : {busy: desk.busy, working: desk.working, unsaved: desk.outbox.items};
            }"""
        )
        assert left is None, left
        return self

    def trouble(self, kind: str) -> Seat:
        """Wait until the page says that it cannot save: ``away`` (the server) or ``login`` (the session)."""
        try:
            self.page.wait_for_selector(f"#desk-saved[data-state={kind}]")
        except Exception as error:
            raise AssertionError(self.told()) from error
        return self

    def current(self) -> str:
        return self.page.locator(".fact-row[aria-current] .fact-head").inner_text()

    def says(self) -> str:
        return self.page.locator("#desk-says").inner_text()

    def states(self) -> list[str]:
        return self.page.locator(".fact-row").evaluate_all("rows => rows.map(row => row.dataset.state)")

    def told(self) -> Any:
        """What the page says of itself, for the message of a failed assertion."""
        return self.page.evaluate(
            """() => ({says: document.getElementById('desk-says').textContent, notice: document.getElementById('desk-notice').textContent,
              field: desk.editor.field?.name, focus: document.activeElement.outerHTML.slice(0, 120), working: desk.working,
              facts: [...desk.reading.facts.values()].map((fact) => [fact.state, fact.values, fact.pending])})"""
        )

    def select(self, start: int, end: int) -> Seat:
        """Mark raw code points as a mouse does: by text nodes and UTF-16 units."""
        self.page.evaluate(
            """([start, end]) => {
              const from = desk.text.pointAt(start, "start"), to = desk.text.pointAt(end, "end");
              getSelection().setBaseAndExtent(from.node, from.units, to.node, to.units);
            }""",
            [start, end],
        )
        return self


@pytest.fixture(scope="session")
def tables_read() -> None:
    """As ``annotate.wsgi`` does before it serves anybody."""
    from annotate.extracting import load

    load()


@pytest.fixture
def seat(chromium: Any, live_server: Any, client: Any, tables_read: None) -> Iterator[Callable[..., Seat]]:
    """``seat(user)``: a window in which the user is logged in. Every script error fails the test."""
    from django.conf import settings

    open_seats: list[Seat] = []

    def take(user: Any, **context: Any) -> Seat:
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        window = chromium.new_context(**{"locale": "en", "viewport": {"width": 1366, "height": 768}, **context})
        window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        window.set_default_timeout(20_000)  # a busy machine is slow, not wrong
        open_seats.append(Seat(window, live_server.url))
        return open_seats[-1]

    yield take
    errors = [error for one in open_seats for error in one.errors]
    for one in open_seats:
        one.context.close()
    assert not errors, errors
