"""Managers see which workers run, what they hold and what waits; nobody else does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotate import broker, heartbeat
from annotate.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(collection: Any, maria: Any) -> Any:
    """The page as the manager sees it, in English."""

    def look() -> Any:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(maria)
        return client.get(reverse("workers", args=[collection.uuid]))

    return look


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> heartbeat.Worker:
    one = heartbeat.Worker("heshi-one@here", timezone.now() - timedelta(hours=3), 2, ("bulk", "people"))
    monkeypatch.setattr(heartbeat, "workers", lambda: [one])
    monkeypatch.setattr(broker, "queued", lambda queue: {"people": 3, "jobs": 12, "bulk": 4711}[queue])
    return one


def claimed(make_document: Any, by: str, number: int) -> Document:
    return make_document(raw=f"增长{number}.5%。", facts=[], state="extracting", claimed_at=timezone.now(), claimed_by=by)


def test_a_worker_stands_with_what_it_holds(page: Any, running: heartbeat.Worker, make_document: Any) -> None:
    for number in range(2):
        claimed(make_document, running.name, number)
    answer = page()
    assert answer.context["workers"] == [(running, 2)]
    assert answer.context["lost"] == 0
    text = answer.content.decode()
    assert "heshi-one@here" in text
    assert "4711" in text
    assert "3\xa0hours" in text


def test_what_a_silent_worker_holds_is_said(page: Any, running: heartbeat.Worker, make_document: Any) -> None:
    claimed(make_document, "another@there", 1)
    answer = page()
    assert answer.context["lost"] == 1
    assert "does not beat" in answer.content.decode()


def test_a_broker_that_is_away_is_said_and_no_defect(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "workers", lambda: None)
    answer = page()
    assert answer.status_code == 200
    assert "The broker does not answer." in answer.content.decode()


def test_no_worker_at_all_is_said(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "workers", lambda: [])
    assert "No worker is running." in page().content.decode()


def test_failed_documents_stand_there_with_the_reason_those_of_others_do_not(
    page: Any, running: heartbeat.Worker, make_document: Any, other_collection: Any
) -> None:
    make_document(raw="增长1.5%。", facts=[], state="failed", failure="ValueError: no figure", title="本集失败")
    make_document(raw="增长2.5%。", facts=[], state="failed", failure="KeyError: theirs", title="他集失败", collection=other_collection)
    text = page().content.decode()
    assert "本集失败" in text
    assert "no figure" in text
    assert "他集失败" not in text
    assert "theirs" not in text
