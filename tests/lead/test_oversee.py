"""What a lead asks: what waits, who works how, what is stuck; which paragraphs make people disagree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotate import agreement, governing, overseeing, queries, queueing
from annotate.models import Document
from annotate.reviewing import adjudicating
from tests.lead.conftest import read

pytestmark = pytest.mark.django_db


def test_what_is_not_read_to_the_end_ages(make_document: Any, collection: Any, alice: Any) -> None:
    now = timezone.now()
    for days, text in ((0, "全市生产总值1亿元。"), (3, "全市生产总值2亿元。"), (400, "全市生产总值3亿元。")):
        document = make_document(raw=text, facts=[])
        Document.objects.filter(pk=document.pk).update(created_at=now - timedelta(days=days))
    seen = overseeing.ageing(collection, now)
    assert (seen.counts, seen.oldest) == ({"day": 1, "week": 1, "month": 0, "older": 1}, now - timedelta(days=400))
    read(document, alice)
    assert overseeing.ageing(collection, now).total == 2


def test_pace_and_accuracy_by_annotator(disputed: Any, twice: Any, carol: Any) -> None:
    for fact, values in zip(list(queries.disputes(carol)), ({"measure": "growth"}, {}), strict=True):
        adjudicating.adjudicate(fact=fact, state="accepted", values=values, actor=carol, door="page")
    alice, bob = overseeing.paces(twice)
    assert (alice.finished, alice.judgements, alice.days, alice.corrected, alice.rejected) == (1, 3, 1, 0, 0)
    assert (bob.finished, bob.judgements, bob.corrected, bob.rejected) == (1, 3, 1, 1)
    assert [(each.decided, each.overturned) for each in (alice, bob)] == [(2, 1), (2, 1)]
    assert alice.a_day == 3
    assert alice.changed == pytest.approx(1 / 3)


def test_a_document_kept_for_somebody_who_left_is_stuck(document: Any, collection: Any, alice: Any, bob: Any, maria: Any) -> None:
    queueing.assign(document=document, annotator=alice, actor=maria, door="page")
    assert not overseeing.without_readers(collection)
    governing.set_role(collection=collection, user=alice, role=None, actor=maria, door="page")
    assert list(overseeing.without_readers(collection)) == [document]


def test_a_document_that_wants_more_readers_than_there_are_is_stuck(document: Any, twice: Any, alice: Any, maria: Any) -> None:
    read(document, alice)
    assert not overseeing.without_readers(twice)  # Maria could still read it
    governing.change_collection(collection=twice, changes={"readings_required": 3}, actor=maria, door="page")
    assert list(overseeing.without_readers(twice)) == [document]


def test_the_worst_paragraphs_come_first(disputed: Any, twice: Any) -> None:
    found = {each.anchor: (each.rejected, each.disputed, each.compared) for each in agreement.paragraphs(twice)}
    assert found == {"measure": (0, 1, 3), "not-fact": (1, 1, 3)}
