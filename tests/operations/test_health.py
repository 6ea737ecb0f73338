"""What the machines that watch over Heshi are told, and who is told nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from annotate import broker, health, workload
from annotate.models import Document, ExtractionRun, Job, Reading

pytestmark = pytest.mark.django_db
LINE = re.compile(r'^[a-z_]+(\{[a-z]+="[a-zA-Z0-9_.]+"\})? \d+$')

# State and failure of documents, the oldest first, a hundred seconds between them.
STATES = [
    *[("extracted", ""), ("extracted", ""), ("waiting", ""), ("waiting", ""), ("extracting", "")],
    *[("failed", "ValueError: 机密"), ("failed", "ValueError: y"), ("failed", "Tried 3 times."), ("failed", "a b: c")],
]


@pytest.fixture(autouse=True)
def _no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("METRICS_TOKEN", raising=False)


@pytest.fixture
def broker_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``broker_with(people=3)``: a broker that answers, and holds these messages."""

    def have(**queued: int) -> None:
        monkeypatch.setattr(broker, "answers", lambda: True)
        monkeypatch.setattr(broker, "queued", lambda name: queued.get(name, 0))

    return have


@pytest.fixture
def lost_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_queue: str) -> int:
        raise redis.ConnectionError("away")

    monkeypatch.setattr(broker, "answers", lambda: False)
    monkeypatch.setattr(broker, "queued", lost)


def figures(client: Client, **headers: str) -> dict[str, int]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.content
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not LINE.match(line)] == []
    return {name: int(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_a_living_process_asks_nothing_of_the_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_ready_when_all_answer(client: Client, broker_with: Callable[..., None]) -> None:
    broker_with()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_lost_broker_is_named(client: Client, lost_broker: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"broker\n")


def test_a_migration_that_was_not_applied_is_named(
    client: Client, broker_with: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    broker_with()
    known = health._migrations()
    monkeypatch.setattr(health, "_migrations", lambda: known | {("annotate", "9999_later")})
    assert client.get("/readyz").content == b"migrations\n"


def test_a_lost_database_is_named_and_kills_no_process(client: Client, lost_broker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise OperationalError("could not connect to heshi:secret@db")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(connection, "chunked_cursor", refuse)
    assert client.get("/healthz").status_code == 200
    for address in ("/readyz", "/metrics"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert b"database" in answer.content
        assert b"secret" not in answer.content


def test_documents_jobs_and_readings_are_counted(
    client: Client, broker_with: Callable[..., None], make_document: Any, maria: Any, alice: Any, collection: Any
) -> None:
    from annotate import queueing

    broker_with(people=3, bulk=70)
    now = timezone.now()
    for number, (state, failure) in enumerate(STATES):
        claimed = now if state == "extracting" else None
        made = make_document(raw=f"增长{number}.5%。", facts=[], state=state, failure=failure, claimed_at=claimed)
        Document.objects.filter(pk=made.pk).update(created_at=now - timedelta(seconds=1000 - 100 * number))
    Job.objects.create(kind="import", collection=collection, owner=maria, state="running")
    queueing.open_reading(document=Document.objects.filter(state="extracted").first(), annotator=alice, door="page")
    ExtractionRun.objects.filter(document__state="failed").delete()
    found = figures(client)
    assert {state: found[f'heshi_documents{{state="{state}"}}'] for state in Document.State.values} == {
        "waiting": 2, "extracting": 1, "extracted": 2, "failed": 4, "taken_down": 0,
    }  # fmt: skip
    assert {name: found[f'heshi_documents_failed{{kind="{name}"}}'] for name in ("ValueError", "lost", "other")} == {
        "ValueError": 2, "lost": 1, "other": 1,
    }  # fmt: skip
    assert 800 <= found["heshi_oldest_waiting_seconds"] <= 860
    assert found["heshi_documents_extracted_last_hour"] == 5
    assert (found['heshi_jobs{state="running"}'], found['heshi_jobs{state="failed"}']) == (1, 0)
    assert found["heshi_readings_open"] == 1
    assert (found['heshi_queued{queue="people"}'], found['heshi_queued{queue="bulk"}'], found["heshi_broker_up"]) == (3, 70, 1)


def test_the_time_of_review_is_from_coming_in_to_the_end_of_the_reading(
    client: Client, broker_with: Callable[..., None], make_document: Any, alice: Any
) -> None:
    broker_with()
    now = timezone.now()
    for hours in range(1, 22):
        made = make_document(raw=f"增长{hours}.5%。", facts=[])
        Document.objects.filter(pk=made.pk).update(created_at=now - timedelta(hours=hours))
        Reading.objects.create(document=made, annotator=alice, state="finished", finished_at=now, guideline_version="1")
    Reading.objects.create(document=make_document(raw="增长99%。", facts=[]), annotator=alice, guideline_version="1")
    found = figures(client)
    assert found['heshi_review_seconds{quantile="0.5"}'] == 11 * 3600
    assert found['heshi_review_seconds{quantile="0.95"}'] == 20 * 3600


def test_nobody_and_no_text_is_named(client: Client, broker_with: Callable[..., None], document: Any) -> None:
    broker_with()
    Document.objects.update(state="failed", failure="机密: maria 平度市")
    told = client.get("/metrics").content.decode()
    assert not [word for word in ("机密", "maria", "平度市", "青岛", str(document.uuid)) if word in told]


def test_an_empty_installation_without_a_broker_is_no_defect(client: Client, lost_broker: None) -> None:
    found = figures(client)
    assert found["heshi_broker_up"] == 0
    assert found["heshi_oldest_waiting_seconds"] == found["heshi_documents_extracted_last_hour"] == 0
    assert not [name for name in found if name.startswith("heshi_queued")]


@pytest.mark.parametrize("ages", [[], [10], [90], [180, 90], [180, 90, 50, 10], [59, 58, 1], [61, 61, 59]])
def test_the_hour_begins_at_the_right_run(ages: list[int], make_document: Any) -> None:
    """Ages in minutes, the oldest run first."""
    for number, minutes in enumerate(ages):
        made = make_document(raw=f"增长{number}.5%。", facts=[])
        made.runs.update(created_at=timezone.now() - timedelta(minutes=minutes))
    assert workload.extracted_since(timezone.now() - workload.HOUR) == sum(age < 60 for age in ages)


def test_many_documents_cost_no_more_questions(
    client: Client, broker_with: Callable[..., None], make_document: Any, django_assert_max_num_queries: Any
) -> None:
    broker_with()
    for number in range(20):
        make_document(raw=f"增长{number}.5%。", facts=[])
    with django_assert_max_num_queries(20):
        figures(client)


def test_a_stranger_gets_no_figure(client: Client, broker_with: Callable[..., None]) -> None:
    broker_with()
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403
    for name in health.FORWARDED:
        answer = client.get("/metrics", headers={name: "https" if name.endswith("Proto") else "127.0.0.1"})
        assert answer.status_code == 403, name
        assert b"heshi_" not in answer.content


def test_with_a_token_only_the_token_counts(client: Client, broker_with: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    broker_with()
    monkeypatch.setenv("METRICS_TOKEN", "a-token-for-the-tests-alone")
    assert figures(client, Authorization="Bearer a-token-for-the-tests-alone")
    answer = client.get("/metrics", REMOTE_ADDR="192.0.2.7", headers={"Authorization": "Bearer a-token-for-the-tests-alone"})
    assert answer.status_code == 200
    for said in ("", "Bearer", "Bearer ", "Bearer a-token-for-the-tests-alon", "bearer 秘密", "a-token-for-the-tests-alone"):
        assert client.get("/metrics", headers={"Authorization": said}).status_code == 403, said
    assert client.get("/metrics").status_code == 403


def test_they_only_read(client: Client) -> None:
    for address in ("/healthz", "/readyz", "/metrics"):
        assert client.post(address).status_code == 405
