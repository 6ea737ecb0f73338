"""A file becomes a job; slices of it go in once, whatever happens to the worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from annotate import importing, jobs
from annotate.errors import BadInput, Forbidden, NotFound, TooLarge, WrongState
from annotate.imports import reading
from annotate.models import AuditEvent, Document, Job
from tests.imports import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)


def ask(collection: Any, actor: Any, data: bytes, name: str = "a.jsonl", **more: Any) -> Job:
    return importing.ask(collection=collection, file_name=name, data=data, actor=actor, door="page", **more)


def lines(count: int) -> bytes:
    return files.jsonl(
        *({"id": number, "text": f"{number}月出口{number}.5亿元。", "published": "2024-11-28"} for number in range(1, count + 1))
    )


def test_every_document_goes_in_once_with_its_id_date_and_audit(collection: Any, alice: Any) -> None:
    job = ask(collection, alice, lines(450))
    assert jobs.work(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.options["added"], job.refused.count()) == (Job.State.DONE, 450, 450, 450, 0)
    document = Document.objects.get(source__external_id="7")
    assert (document.raw, document.published, document.bulk, document.state) == ("7月出口7.5亿元。", "2024-11-28", True, "waiting")
    assert AuditEvent.objects.filter(action="document.upload", actor=alice).count() == 450


def test_the_same_file_twice_adds_nothing_and_says_so(collection: Any, alice: Any) -> None:
    for expected in ({"added": 5, "duplicates": 0}, {"added": 0, "duplicates": 5}):
        job = ask(collection, alice, lines(5))
        jobs.work(job.pk)
        job.refresh_from_db()
        assert {name: job.options[name] for name in expected} == expected
    twins = [(row.place, row.code, Document.objects.filter(uuid=row.document).exists()) for row in job.refused.order_by("id")]
    assert twins == [(f"a.jsonl, line {number}", "duplicate", True) for number in range(1, 6)]


def test_a_twin_within_one_file_goes_in_once(collection: Any, alice: Any) -> None:
    job = ask(collection, alice, files.jsonl({"text": "出口1亿元"}, {"text": "出口1亿元"}))
    jobs.work(job.pk)
    assert Document.objects.count() == 1


def test_a_worker_killed_between_batches_doubles_nothing(collection: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 200)
    job = ask(collection, alice, lines(500))
    real, calls = importing._store, []

    def killed_at_the_second(job: Job, batch: list[Any]) -> bool:
        calls.append(len(batch))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(job, batch)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(importing, "_store", killed_at_the_second)
        jobs.work(job.pk)
    assert Document.objects.count() == 200
    assert jobs.work(job.pk) is False
    assert Document.objects.count() == 500


def test_two_tasks_on_one_job_store_each_document_once(collection: Any, alice: Any) -> None:
    job = ask(collection, alice, lines(10))
    stale = Job.objects.get(pk=job.pk)
    jobs.work(job.pk)
    Job.objects.update(state=Job.State.RUNNING)
    batch = [((0, number), entry) for number, entry in enumerate(reading.read(lines(10), "a.jsonl"), start=1)]
    assert importing._store(stale, batch) is False
    assert Document.objects.count() == 10


def test_a_stopped_import_goes_on_where_it_stopped(collection: Any, alice: Any, bob: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    monkeypatch.setattr(importing, "SLICE", timedelta(0))
    monkeypatch.setattr(importing, "BATCH", 200)
    job = ask(collection, alice, lines(450))
    assert jobs.work(job.pk) is True
    with pytest.raises(Forbidden):
        jobs.stop(job=job, actor=bob, door="page")
    jobs.stop(job=job, actor=alice, door="page")
    assert jobs.work(job.pk) is False
    assert Document.objects.count() == 200
    importing.go_on(job=job, actor=alice, door="page")
    while jobs.work(job.pk):
        pass
    assert Document.objects.count() == 450
    with pytest.raises(WrongState):
        importing.go_on(job=job, actor=alice, door="page")


def test_refused_rows_are_named_and_the_rest_goes_in(collection: Any, alice: Any) -> None:
    job = ask(collection, alice, files.jsonl({"text": "出口1亿元"}, "{", {"text": "出口2亿元", "published": "soon"}, {"text": "出口3亿元"}))
    jobs.work(job.pk)
    job.refresh_from_db()
    assert Document.objects.count() == 2
    assert list(job.refused.order_by("id").values_list("place", "field")) == [("a.jsonl, line 2", ""), ("a.jsonl, line 3", "published")]


@pytest.mark.parametrize(("name", "data", "error"), [("a.exe", b"x", BadInput), ("a.txt", b"", BadInput), ("a.txt", b"x" * 11, TooLarge)])
def test_a_file_that_cannot_be_taken_is_refused_at_once(
    collection: Any, alice: Any, name: str, data: bytes, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "IMPORT_LIMIT", 10)
    with pytest.raises(error):
        ask(collection, alice, data, name)
    assert not Job.objects.exists()


def test_viewers_may_not_import_and_strangers_find_nothing(collection: Any, victor: Any, sam: Any) -> None:
    with pytest.raises(Forbidden):
        ask(collection, victor, b"x")
    with pytest.raises(NotFound):
        ask(collection, sam, b"x")


def test_workers_are_told_by_the_handful_and_one_that_fails_holds_up_no_other(
    collection: Any, alice: Any, sent: list[Any], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from annotate import enqueueing, tasks

    with django_capture_on_commit_callbacks(execute=True):
        job = ask(collection, alice, lines(25))
        jobs.work(job.pk)
    told = [some for task, some in sent if task == enqueueing.EXTRACT_IN_BULK]
    assert [len(some) for some in told] == [10, 10, 5]
    assert sorted(pk for some in told for pk in some) == sorted(Document.objects.values_list("pk", flat=True))
    seen: list[int] = []

    def extract(request: Any, document_id: int) -> bool:
        seen.append(document_id)
        if len(seen) == 3:
            raise ValueError("a text that nobody can read")
        return True

    monkeypatch.setattr(tasks, "extract", extract)
    with pytest.raises(ValueError, match="nobody can read"):
        tasks.extract_in_bulk.run(told[0])
    assert seen == told[0]
    monkeypatch.setattr(tasks, "PATIENCE", 0.0)
    sent.clear()
    tasks.extract_in_bulk.run(told[1])
    assert sent == [(enqueueing.EXTRACT_IN_BULK, told[1])], "what comes after long texts goes back to the queue"
