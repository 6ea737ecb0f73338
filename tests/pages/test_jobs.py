"""Imports as their owner and the managers see them: how far they are, what was refused and why, stopping and going on."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from annotate import importing, jobs
from annotate.models import Document, Job
from annotate.pages import uploads
from tests.imports import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)


@pytest.fixture
def job(collection: Any, alice: Any) -> Job:
    """Alice's import of 60 texts, three of them refused (one like a formula), two of them twins."""
    lines: list[Any] = [{"text": f"第{number}号出口{number}亿元"} for number in range(55)] + [
        {"text": "第1号出口1亿元"},
        {"text": "第2号出口2亿元"},
    ]
    lines += [{"text": "出口增长", "published": "=1+1"}, "{", {"text": ""}]
    with translation.override("en"):
        job = importing.ask(collection=collection, file_name="news.jsonl", data=files.jsonl(*lines), actor=alice, door="page")
        jobs.work(job.pk)
    job.refresh_from_db()
    return job


def test_the_page_counts_and_names_what_was_refused_first(job: Job, alice: Any, browser_of: Any) -> None:
    browser = browser_of(alice)
    answer = browser.get(reverse("job", args=[job.uuid]))
    assert answer.context["counts"] == {"added": 55, "facts": 0, "duplicates": 2, "refused": 3}
    assert [row.place for row in answer.context["page"].rows] == [f"news.jsonl, line {number}" for number in (58, 59, 60)]
    twins = browser.get(reverse("job", args=[job.uuid]), {"kind": "duplicate"})
    assert [row.place for row in twins.context["page"].rows] == ["news.jsonl, line 56", "news.jsonl, line 57"]
    assert reverse("document", args=[Document.objects.get(raw="第1号出口1亿元").uuid]) in twins.content.decode()


def test_many_refusals_come_page_by_page(collection: Any, alice: Any, browser_of: Any) -> None:
    job = importing.ask(collection=collection, file_name="bad.jsonl", data=b"{\n" * 120, actor=alice, door="page")
    jobs.work(job.pk)
    address, seen = reverse("job", args=[job.uuid]), []
    browser, query = browser_of(alice), ""
    while query is not None:
        page = browser.get(f"{address}?{query}").context["page"]
        seen += [row.place for row in page.rows]
        query = page.following
    assert seen == [f"bad.jsonl, line {number}" for number in range(1, 121)]


def test_all_that_was_refused_leaves_as_csv_without_formulas(job: Job, alice: Any, browser_of: Any) -> None:
    data = b"".join(browser_of(alice).get(reverse("job_refusals", args=[job.uuid])).streaming_content)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["code"] for row in rows] == ["duplicate", "duplicate", "bad_input", "bad_input", "bad_input"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_only_the_owner_and_managers_see_it(job: Job, collection: Any, maria: Any, bob: Any, sam: Any, browser_of: Any) -> None:
    for user, status in ((maria, 200), (bob, 404), (sam, 404)):
        assert browser_of(user).get(reverse("job", args=[job.uuid])).status_code == status
        assert browser_of(user).get(reverse("job_refusals", args=[job.uuid])).status_code == status
    listed = [browser_of(user).get(reverse("jobs", args=[collection.uuid])).context["rows"] for user in (maria, bob)]
    assert [len(rows) for rows in listed] == [1, 0]


def test_it_is_stopped_and_goes_on_where_it_stopped(collection: Any, alice: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "SLICE", timedelta(0))
    monkeypatch.setattr(importing, "BATCH", 10)
    lines = files.jsonl(*({"text": f"第{number}号出口{number}亿元"} for number in range(30)))
    job = importing.ask(collection=collection, file_name="news.jsonl", data=lines, actor=alice, door="page")
    browser = browser_of(alice)
    assert jobs.work(job.pk)
    assert "10 of about 30" in browser.get(reverse("job", args=[job.uuid])).content.decode()
    assert browser.post(reverse("stop_job", args=[job.uuid]), follow=True).redirect_chain[-1][0] == reverse("job", args=[job.uuid])
    assert not jobs.work(job.pk)
    assert browser.post(reverse("job_go_on", args=[job.uuid]), follow=True).status_code == 200
    while jobs.work(job.pk):
        pass
    assert Document.objects.count() == 30


def test_it_is_asked_less_often_while_nothing_happens(collection: Any, alice: Any, browser_of: Any) -> None:
    job = importing.ask(collection=collection, file_name="a.jsonl", data=files.jsonl({"text": "出口1亿元"}), actor=alice, door="page")
    browser, address = browser_of(alice), reverse("job_progress", args=[job.uuid])
    waits, seen = [2], browser.get(address).context["seen"]
    for _look in range(6):
        waits.append(browser.get(address, {"every": waits[-1], "seen": seen}).context["every"])
    assert waits == [2, 4, 8, 16, 30, 30, 30]
    jobs.work(job.pk)
    ended = browser.get(address, {"every": 30, "seen": seen})
    assert (ended.headers["HX-Refresh"], "hx-get" in ended.content.decode()) == ("true", False)


def test_large_files_become_jobs_and_small_ones_are_taken_in_at_once(
    collection: Any, alice: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "BYTES_OF_MANY", 100)
    large = files.jsonl(*({"text": f"第{number}号出口{number}亿元"} for number in range(10)))
    sent = [SimpleUploadedFile("large.jsonl", large), SimpleUploadedFile("small.txt", "前三季度出口1.2亿元".encode())]
    answer = browser_of(alice).post(reverse("upload", args=[collection.uuid]), {"file": sent})
    assert [outcome.kind for outcome in answer.context["outcomes"]] == ["added"]
    (job,) = answer.context["jobs"]
    assert (job.options["file_name"], job.total) == ("large.jsonl", None)
    jobs.work(job.pk)
    assert Document.objects.count() == 11


def test_many_files_become_one_job(collection: Any, alice: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "FILES", 3)
    sent = [SimpleUploadedFile("a.txt" if number < 2 else f"{number}.txt", f"第{number}号出口{number}亿元".encode()) for number in range(6)]
    answer = browser_of(alice).post(reverse("upload", args=[collection.uuid]), {"file": sent}, follow=True)
    job = Job.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("job", args=[job.uuid])
    jobs.work(job.pk)
    job.refresh_from_db()
    assert (job.options["added"], job.options["refused"], Document.objects.count()) == (6, 0, 6)


def test_a_table_of_facts_comes_in_with_the_producer_said_on_the_page(document: Any, alice: Any, browser_of: Any) -> None:
    start = document.raw.index("3600个")
    row = f"{document.uuid},{start},{start + 5},3600个,3600,个,level,泊位"
    table = SimpleUploadedFile("facts.csv", f"document,start,end,text,value,unit,measure,indicator\n{row}\n{row}x\n".encode())
    asked = {"file": [table], "producer": "model", "version": "2", "purpose": "candidates"}
    answer = browser_of(alice).post(reverse("upload", args=[document.collection.uuid]), asked)
    (outcome,) = answer.context["outcomes"]
    assert (outcome.kind, outcome.counts) == ("many", {"added": 0, "facts": 2, "duplicates": 0, "refused": 0})
    wrong = browser_of(alice).post(reverse("upload", args=[document.collection.uuid]), {"text": "x", "producer": "heshi", "version": "2"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (400, ["producer"])


@pytest.mark.parametrize("name", ["documents.csv", "facts.jsonl"])
def test_examples_and_the_schema_are_offered(alice: Any, browser_of: Any, name: str) -> None:
    answer = browser_of(alice).get(reverse("import_example", args=[name]))
    assert (answer.status_code, name in answer.headers["Content-Disposition"]) == (200, True)
    assert browser_of(alice).get(reverse("import_example", args=["x.csv"])).status_code == 404
    assert browser_of(alice).get(reverse("import_schema")).json()["oneOf"]


def test_where_something_was_refused_is_told_in_the_readers_language(job: Job, alice: Any, browser_of: Any) -> None:
    answer = browser_of(alice).get(reverse("job", args=[job.uuid]), headers={"Accept-Language": "zh-hans"})
    assert "news.jsonl，第 58 行" in answer.content.decode()
