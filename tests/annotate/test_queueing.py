"""Which document comes next, and who holds it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotate import governing, queueing
from annotate.errors import WrongState
from annotate.models import Reading
from annotate.reviewing import finishing

pytestmark = pytest.mark.django_db


def test_each_document_goes_to_one_reader_at_a_time(make_document: Any, alice: Any, bob: Any) -> None:
    first, second = make_document(), make_document(raw="2023年,全市常住人口120万人。", facts=["120万人"])
    assert queueing.take_next(annotator=alice, door="page").document == first
    assert queueing.take_next(annotator=bob, door="page").document == second
    assert queueing.take_next(annotator=alice, door="page").document == first


def test_an_expired_lease_frees_the_document(document: Any, alice: Any, bob: Any) -> None:
    queueing.take_next(annotator=alice, door="page")
    assert queueing.take_next(annotator=bob, door="page") is None
    Reading.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert queueing.take_next(annotator=bob, door="page").document == document


def test_what_was_given_back_comes_last(make_document: Any, alice: Any) -> None:
    first, second = make_document(), make_document(raw="2023年,全市常住人口120万人。", facts=[], numerals=[])
    reading = queueing.take_next(annotator=alice, door="page")
    queueing.give_back(reading=reading, actor=alice, door="page")
    following = queueing.take_next(annotator=alice, door="page")
    assert following.document == second
    finishing.finish(reading=following, actor=alice, door="page")
    assert queueing.take_next(annotator=alice, door="page").document == first


def test_the_share_drawn_for_a_second_reading_gets_one(make_document: Any, collection: Any, alice: Any, bob: Any, maria: Any) -> None:
    governing.change_collection(collection=collection, changes={"second_share": 0.5}, actor=maria, door="page")
    drawn = make_document(draw=0.4)
    spared = make_document(raw="2023年,全市常住人口120万人。", facts=["120万人"], draw=0.6)
    for document in (drawn, spared):
        queueing.open_reading(document=document, annotator=alice, door="page")
    assert queueing.open_reading(document=drawn, annotator=bob, door="page").annotator == bob
    with pytest.raises(WrongState):
        queueing.open_reading(document=spared, annotator=bob, door="page")


def test_a_document_assigned_comes_first(make_document: Any, alice: Any, maria: Any) -> None:
    make_document()
    second = make_document(raw="2023年,全市常住人口120万人。", facts=["120万人"])
    queueing.assign(document=second, annotator=alice, actor=maria, door="page")
    assert queueing.take_next(annotator=alice, door="page").document == second


def test_nothing_of_another_collection_comes(make_document: Any, other_collection: Any, alice: Any) -> None:
    make_document(collection=other_collection)
    assert queueing.take_next(annotator=alice, door="page") is None


def test_who_asks_at_the_same_moment_gets_another_document(
    make_document: Any, alice: Any, bob: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_document(), make_document(raw="2023年,全市常住人口120万人。", facts=["120万人"])
    free = queueing.free_documents(bob, timezone.now()).order_by("id")
    assert list(free) == [first, second]  # what bob saw before alice was quicker
    queueing.take_next(annotator=alice, door="page")
    monkeypatch.setattr(queueing, "free_documents", lambda *_words: type(first).objects.filter(pk__in=[first.pk, second.pk]))
    assert queueing.take_next(annotator=bob, door="page").document == second


def test_of_many_free_documents_only_the_first_is_read(make_document: Any, alice: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        make_document(raw=f"新增企业{number + 2}家。", facts=[])
    with django_assert_max_num_queries(14) as told:
        queueing.take_next(annotator=alice, door="page")
    assert [query["sql"] for query in told if f"LIMIT {queueing.TOGETHER}" in query["sql"]] == []
