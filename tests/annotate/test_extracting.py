"""Documents to candidates, exactly once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotate import extracting, ingesting, queueing
from annotate.errors import WrongState
from annotate.models import Document, ExtractionRun, Fact
from annotate.reviewing import judging, overriding

pytestmark = pytest.mark.django_db

TEXT = "前三季度,平度市地区生产总值增长5.4%;固定资产投资完成125.6亿元。"


@pytest.fixture
def waiting(collection: Any, alice: Any) -> Document:
    return ingesting.ingest(collection=collection, data=TEXT.encode(), file_name="a.txt", published="2024-11-28", actor=alice, door="page")


def test_a_document_is_extracted_once_however_often_the_task_runs(waiting: Document) -> None:
    assert extracting.extract_document(waiting.pk)
    assert not extracting.extract_document(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.claimed_at, waiting.published) == ("extracted", None, "2024-11-28")
    assert ExtractionRun.objects.count() == 1
    facts = [(fact.candidate.text, fact.candidate.measure) for fact in Fact.objects.order_by("candidate__start")]
    assert facts == [("5.4%", "growth"), ("125.6亿元", "level")]


def test_a_claim_that_a_living_worker_holds_is_left_alone(waiting: Document) -> None:
    Document.objects.update(state="extracting", claimed_at=timezone.now(), claimed_by="one@host")
    assert not extracting.extract_document(waiting.pk, worker="two@host")
    assert extracting.unfinished(now=timezone.now()) == []


def test_a_stale_claim_is_swept_and_taken_over(waiting: Document) -> None:
    Document.objects.update(state="extracting", claimed_at=timezone.now() - timedelta(hours=1), claimed_by="one@host")
    assert extracting.unfinished(now=timezone.now()) == [(waiting.pk, False)]
    assert extracting.extract_document(waiting.pk, worker="two@host")


def test_a_worker_that_starts_again_frees_what_its_earlier_life_held(waiting: Document) -> None:
    Document.objects.update(state="extracting", claimed_at=timezone.now(), claimed_by="one@host")
    assert extracting.release_claims(worker="two@host") == []
    assert extracting.release_claims(worker="one@host") == [(waiting.pk, False)]
    assert extracting.extract_document(waiting.pk, worker="one@host")


def test_a_document_that_fails_says_why_and_can_be_tried_again(waiting: Document, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("no sentence at 17")

    with monkeypatch.context() as patch, pytest.raises(ValueError):
        patch.setattr(extracting, "extract", broken)
        extracting.extract_document(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure) == ("failed", "ValueError: no sentence at 17")
    extracting.ask_again(document=waiting, actor=alice, door="page")
    assert extracting.extract_document(waiting.pk)


def test_a_document_that_loses_three_workers_is_set_aside(waiting: Document) -> None:
    Document.objects.update(attempts=3)
    assert not extracting.extract_document(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "failed"


def test_what_waits_cannot_be_asked_for_again(waiting: Document, alice: Any) -> None:
    with pytest.raises(WrongState):
        extracting.ask_again(document=waiting, actor=alice, door="page")


def test_a_new_extractor_leaves_judgements_and_identities(waiting: Document, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    extracting.extract_document(waiting.pk)
    waiting.refresh_from_db()
    before = set(Fact.objects.values_list("uuid", flat=True))
    reading = queueing.open_reading(document=waiting, annotator=alice, door="page")
    fact = Fact.objects.order_by("candidate__start").first()
    assert fact is not None
    review = judging.judge(fact=fact, reading=reading, state="accepted", values={"indicator": "生产总值"}, actor=alice, door="page")
    extracting.ask_again(document=waiting, actor=alice, door="page")
    monkeypatch.setattr("extraction.tables.digest", lambda: "f" * 64)
    monkeypatch.setattr("extraction.pipeline.digest", lambda: "f" * 64, raising=False)
    extracting.extract_document(waiting.pk)
    assert set(Fact.objects.values_list("uuid", flat=True)) == before
    review.refresh_from_db()
    assert (review.indicator, review.revision) == ("生产总值", 1)
    assert ExtractionRun.objects.count() == 2
    assert fact.candidates.count() == 2


def test_a_corrected_cause_reaches_what_is_open_and_spares_what_was_judged(waiting: Document, alice: Any) -> None:
    from annotate import queries

    extracting.extract_document(waiting.pk)
    waiting.refresh_from_db()
    reading = queueing.open_reading(document=waiting, annotator=alice, door="page")
    growth, investment = Fact.objects.order_by("candidate__start")
    judging.judge(fact=growth, reading=reading, state="accepted", actor=alice, door="page")
    changes = overriding.preview_cause(reading=reading, kind="published", new="2023-11-28", start=None, end=None, actor=alice)
    assert {card.fact for card, _values in changes} == {growth, investment}
    overriding.correct_cause(reading=reading, kind="published", new="2023-11-28", actor=alice, door="page")
    reading.refresh_from_db()
    periods = {card.fact: card.values["period_end"] for card in queries.cards(waiting, reading, alice)}
    assert periods == {growth: "2024-09", investment: "2023-09"}
