"""The cast at their browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def finished(document: Any, alice: Any) -> Any:
    """Alice has read the document to its end: two facts accepted, one rejected."""
    from annotate import queries, queueing
    from annotate.models import Reason
    from annotate.reviewing import finishing, judging

    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    cards = queries.cards(document, reading, alice)
    reason = Reason.objects.filter(kind="rejection").first()
    for card, state in zip(cards, ("accepted", "accepted", "rejected"), strict=True):
        why = reason.code if state == "rejected" and reason else None
        judging.judge(fact=card.fact, reading=reading, state=state, reason=why, actor=alice, door="page")
    return finishing.finish(reading=reading, actor=alice, door="page")


@pytest.fixture
def open_page(chromium: Any, live_server: Any, browser_of: Callable[[Any], Client]) -> Iterator[Callable[..., Any]]:
    """``open_page(alice, "/")``: the page in a Chromium in which Alice is logged in."""
    contexts: dict[Any, Any] = {}

    def context_of(user: Any) -> Any:
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB", base_url=live_server.url)
        if user is not None:
            session = browser_of(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context

    def show(user: Any, address: str) -> Any:
        context = contexts[user] if user in contexts else contexts.setdefault(user, context_of(user))
        page = context.new_page()
        answer = page.goto(address)
        assert answer.status < 500, address
        return page

    yield show
    for context in contexts.values():
        context.close()
