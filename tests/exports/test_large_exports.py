"""Large exports: written by a worker slice by slice, fetched by their owner alone, stopped, and cleared away."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from annotate import exporting, governing, jobs, tasks
from annotate.errors import BadInput, Gone, NotFound, TooLarge, WrongState
from annotate.exports.table import FactTable
from annotate.exports.writing import OF_SELECTION, write
from annotate.models import AuditEvent, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(make_document: Any, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Twelve documents of two facts, and a worker that takes up two documents a slice."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(exporting, "BATCH", 3)
    monkeypatch.setattr(exporting, "SLICE", timedelta(0))
    return [
        make_document(raw=f"第{number}号:产值{number}.5亿元,增长{number}.1%。", facts=[f"{number}.5亿元", f"{number}.1%"])
        for number in range(12)
    ]


def ask(collection: Any, user: Any, form: str = "csv", **asked: str) -> Job:
    return exporting.ask(collection=collection, form=form, asked=asked, actor=user, door="page")


def finish(job: Job) -> int:
    """Slices until nothing is left; how many there were."""
    slices = 1
    while jobs.work(job.pk):
        slices += 1
    return slices


def fetched(user: Any, job: Job) -> bytes:
    with exporting.fetch(user, job.uuid, now=timezone.now())[1] as file:
        return file.read()


@pytest.mark.parametrize("form", OF_SELECTION)
def test_a_file_written_in_slices_is_the_file_written_at_once(many: Any, collection: Any, alice: Any, form: str) -> None:
    job = ask(collection, alice, form)
    assert (job.total, job.state) == (24, "waiting")
    slices = finish(job)
    assert slices > 5 or form == "xlsx"
    whole = io.BytesIO()
    write(FactTable(collection, alice, {}), form, whole)
    if form == "xlsx":
        rows = [
            [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data))["facts"]]
            for data in (whole.getvalue(), fetched(alice, job))
        ]
        assert rows[0] == rows[1]
        assert len(rows[0]) == 25
    else:
        assert fetched(alice, job) == whole.getvalue()
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 24)


def test_a_worker_killed_between_writing_and_telling_leaves_nothing_twice(many: Any, collection: Any, alice: Any) -> None:
    job = ask(collection, alice, "label_studio")
    jobs.work(job.pk)
    with exporting.path_of(job).open("ab") as file:
        file.write(b"half a task that nobody told of")
    finish(job)
    assert len(json.loads(fetched(alice, job))) == 12


def test_only_what_was_selected_is_in_it(many: Any, collection: Any, alice: Any) -> None:
    job = ask(collection, alice, "csv", unit="%", value_from="5")
    finish(job)
    rows = list(csv.DictReader(io.StringIO(fetched(alice, job).decode())))
    assert [row["text"] for row in rows] == [f"{number}.1%" for number in range(5, 12)]
    assert {row["state"] for row in rows} == {"proposed"}


def test_nobody_else_can_fetch_it_not_even_a_manager(many: Any, collection: Any, alice: Any, maria: Any, sam: Any) -> None:
    job = ask(collection, alice)
    finish(job)
    for other in (maria, sam):
        with pytest.raises(NotFound):
            exporting.fetch(other, job.uuid, now=timezone.now())
    governing.set_role(collection=collection, user=alice, role=None, actor=maria, door="page")
    with pytest.raises(NotFound):
        exporting.fetch(alice, job.uuid, now=timezone.now())


def test_who_is_no_member_any_more_gets_no_file(many: Any, collection: Any, alice: Any, maria: Any) -> None:
    job = ask(collection, alice)
    jobs.work(job.pk)
    governing.set_role(collection=collection, user=alice, role=None, actor=maria, door="page")
    finish(job)
    job.refresh_from_db()
    assert job.state == "failed"


def test_it_is_kept_for_a_while_and_then_cleared_away_by_the_sweep(
    many: Any, collection: Any, alice: Any, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(tasks.broker, "queued", lambda queue: 0)
    job = ask(collection, alice)
    with pytest.raises(WrongState):
        exporting.fetch(alice, job.uuid, now=timezone.now())
    finish(job)
    tasks.sweep()
    assert exporting.path_of(job).exists()
    later = timezone.now() + settings.EXPORT_LIFETIME
    with pytest.raises(Gone):
        exporting.fetch(alice, job.uuid, now=later)
    assert exporting.clear_away(now=later) == 1
    assert not exporting.path_of(job).exists()
    assert exporting.clear_away(now=later) == 0
    with pytest.raises(Gone):
        exporting.fetch(alice, job.uuid, now=timezone.now())


def test_a_stopped_export_stops_and_its_file_goes(many: Any, collection: Any, alice: Any) -> None:
    job = ask(collection, alice)
    jobs.work(job.pk)
    jobs.stop(job=job, actor=alice, door="page")
    assert jobs.work(job.pk) is False
    job.refresh_from_db()
    assert job.state == "stopped"
    assert job.done < 24
    exporting.clear_away(now=timezone.now())
    assert not exporting.path_of(job).exists()


def test_two_tasks_at_one_export_do_not_write_into_each_other(many: Any, collection: Any, alice: Any) -> None:
    job = ask(collection, alice)
    with exporting._alone(job) as file:
        assert file is not None
        assert jobs.work(job.pk) is False
    finish(job)
    assert len(fetched(alice, job).splitlines()) == 25


def test_what_cannot_be_is_refused_by_name(many: Any, collection: Any, alice: Any, sam: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for form, asked, field in (
        ("zip", {}, "form"),
        ("pickle", {}, "form"),
        ("csv", {"value": "x"}, "value"),
        ("csv", {"password": "x"}, "password"),
    ):
        with pytest.raises(BadInput) as refusal:
            ask(collection, alice, form, **asked)
        assert refusal.value.field == field
    with pytest.raises(NotFound):
        ask(collection, sam)
    monkeypatch.setattr(exporting, "AT_ONE_GO", 10)
    with pytest.raises(TooLarge):
        ask(collection, alice, "xlsx")
    for _ in range(exporting.MOST_AT_ONCE):
        ask(collection, alice)
    with pytest.raises(WrongState):
        ask(collection, alice)


def test_every_export_is_in_the_audit(many: Any, collection: Any, alice: Any) -> None:
    ask(collection, alice, unit="%")
    event = AuditEvent.objects.get(action="job.export")
    assert (event.actor, event.after) == (alice, {"form": "csv", "asked": {"unit": "%"}})
