"""A new extractor over a collection: people's decisions stay, the difference is listed, a killed worker doubles nothing."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import extracting, ingesting, jobs, queueing, reextracting
from annotate.errors import Forbidden, WrongState
from annotate.models import Candidate, Document, ExtractionRun, Fact, Job, Review
from annotate.reviewing import judging

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus(collection: Any, alice: Any) -> list[Document]:
    texts = [f"前三季度,平度市地区生产总值增长5.{n}%;固定资产投资完成12{n}.6亿元。" for n in range(3)]
    found = []
    for text in texts:
        document = ingesting.ingest(
            collection=collection, data=text.encode(), file_name="a.txt", published="2024-11-28", actor=alice, door="page"
        )
        extracting.extract_document(document.pk)
        found.append(Document.objects.get(pk=document.pk))
    return found


@pytest.fixture
def new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extractor of another version that reads every level as its double indicator and drops growth."""
    from dataclasses import replace

    real = reextracting.extract

    def newer(raw: str, published: str | None) -> Any:
        found = real(raw, published)
        facts = tuple(replace(fact, indicator=fact.indicator + "额") for fact in found.facts if fact.measure == "level")
        return replace(found, facts=facts, version="9.9.9")

    monkeypatch.setattr(reextracting, "extract", newer)


def test_decisions_stay_and_the_difference_is_listed(
    corpus: list[Document], collection: Any, alice: Any, maria: Any, new_version: None
) -> None:
    reading = queueing.open_reading(document=corpus[0], annotator=alice, door="page")
    for fact in corpus[0].facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    before = list(Review.objects.order_by("id").values())
    identities = set(Fact.objects.values_list("uuid", flat=True))
    job = reextracting.ask(collection=collection, actor=maria, door="page")
    assert reextracting.work(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 3, 3)
    assert list(Review.objects.order_by("id").values()) == before
    assert set(Fact.objects.values_list("uuid", flat=True)) == identities
    found = [(each.kind, each.judged) for each in reextracting.differences(collection)]
    assert sorted(found) == sorted([("gone", True), ("different", True)] + [("gone", False), ("different", False)] * 2)
    different = next(reextracting.differences(collection, "different"))
    assert set(different.fields) == {"indicator"} | ({"indicator_canonical"} & set(different.fields))


def test_a_long_collection_is_looked_through_a_stretch_at_a_time(
    corpus: list[Document], collection: Any, maria: Any, new_version: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reextracting.look(collection, maria, size=50) == ([], None)
    reextracting.work(reextracting.ask(collection=collection, actor=maria, door="page").pk)
    whole = [(each.kind, each.fact) for each in reextracting.differences(collection)]
    assert len({fact.document_id for _kind, fact in whole}) == 3
    monkeypatch.setattr(reextracting, "LOOKED_AT", 1)
    found, after, looks = [], 0, 0
    while after is not None:
        listed, after = reextracting.look(collection, maria, after=after, size=50)
        found, looks = found + listed, looks + 1
    assert ([(each.kind, each.fact) for each in found], looks) == (whole, 3)
    ExtractionRun.objects.filter(extractor_version="9.9.9", document=corpus[0]).update(inputs={"published": None, "overrides": [1]})
    assert reextracting.look(collection, maria, size=50) == ([], corpus[0].pk), "nothing here, and more behind"
    reading = queueing.open_reading(document=corpus[1], annotator=maria, door="page")
    type(reading).objects.filter(pk=reading.pk).update(aided=False)
    assert reextracting.look(collection, maria, after=corpus[0].pk, size=50) == ([], corpus[1].pk), (
        "not of what one reads without candidates"
    )


def test_a_job_sent_twice_stores_each_run_once(corpus: list[Document], collection: Any, maria: Any, new_version: None) -> None:
    job = reextracting.ask(collection=collection, actor=maria, door="page")
    reextracting.work(job.pk)
    Job.objects.update(state=Job.State.RUNNING, options={"last": 0}, done=0)
    reextracting.work(job.pk)
    assert ExtractionRun.objects.count() == 6
    assert Candidate.objects.filter(producer_version="9.9.9").count() == 3


def test_a_stopped_job_does_no_more(corpus: list[Document], collection: Any, maria: Any, new_version: None) -> None:
    job = reextracting.ask(collection=collection, actor=maria, door="page")
    with pytest.raises(WrongState):
        reextracting.ask(collection=collection, actor=maria, door="page")
    jobs.stop(job=job, actor=maria, door="page")
    assert reextracting.work(job.pk) is False
    assert ExtractionRun.objects.count() == 3


def test_only_a_manager_asks(collection: Any, alice: Any) -> None:
    with pytest.raises(Forbidden):
        reextracting.ask(collection=collection, actor=alice, door="page")
