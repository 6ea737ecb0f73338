"""A release of many documents: a worker makes it slice by slice, nobody sees it before it is frozen, and it is the same as one made at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from annotate import governing, jobs, releasing, settlement
from annotate.errors import WrongState
from annotate.models import GoldFact, Job, Release
from tests.lead.conftest import read

pytestmark = pytest.mark.django_db
TEXTS = [f"2023年,全市常住人口达到12{number}万人,投资完成{number + 3}.6亿元。" for number in range(6)]


@pytest.fixture
def many(make_document: Any, alice: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Six documents, which here are many; a slice of the worker does two."""
    monkeypatch.setattr(releasing, "SMALL", 3)
    monkeypatch.setattr(settlement, "BATCH", 2)
    monkeypatch.setattr(settlement.batches, "__kwdefaults__", {"size": 2})
    monkeypatch.setattr(releasing, "SLICE", timedelta(0))
    made = [make_document(raw=raw, facts=[f"12{number}万人", f"{number + 3}.6亿元"]) for number, raw in enumerate(TEXTS)]
    for document in made[:5]:
        read(document, alice, **({"3.6亿元": {"state": "rejected", "reason": "duplicate"}}))
    return made


def slices(job: Job) -> int:
    number = 1
    while jobs.work(job.pk):
        number += 1
    job.refresh_from_db()
    return number


def test_it_is_made_in_slices_and_holds_what_one_made_at_once_holds(many: list[Any], collection: Any, maria: Any) -> None:
    at_once = releasing.release(collection=collection, actor=maria, door="page")
    job = releasing.ask(collection=collection, actor=maria, door="page", notes="by a worker")
    assert slices(job) == 4
    assert (job.state, job.done, job.total) == (Job.State.DONE, 6, 6)
    made = Release.objects.get(uuid=job.options["release"])
    assert (at_once.number, made.number, made.notes) == ("1.0.0", "1.0.1", "by a worker")
    names = ("fact_uuid", "text", "value_base", "sentence", "evidence", "provenance")
    assert list(made.facts.order_by("fact_uuid").values_list(*names)) == list(at_once.facts.order_by("fact_uuid").values_list(*names))
    assert made.coverage == at_once.coverage | {"changes": {"added": 0, "changed": 0, "withdrawn": 0}}
    assert (made.coverage["facts"], made.coverage["documents"], made.coverage["documents_unfinished"], made.coverage["left_out"]) == (
        9, 5, 1, {"rejected": 1},
    )  # fmt: skip


def test_nobody_sees_it_before_it_is_frozen(many: list[Any], collection: Any, maria: Any, browser_of: Any) -> None:
    job = releasing.ask(collection=collection, actor=maria, door="page")
    assert jobs.work(job.pk)
    assert jobs.work(job.pk)
    draft = Release.objects.get()
    assert GoldFact.objects.filter(release=draft).count() > 0
    maria.is_staff = True
    maria.save()
    for address in (
        reverse("release", args=[draft.uuid]),
        reverse("release_csv", args=[draft.uuid]),
        reverse("api:release", args=[draft.uuid]),
    ):
        assert browser_of(maria).get(address).status_code == 404
    assert list(browser_of(maria).get(reverse("releases", args=[collection.uuid])).context["page"].rows) == []
    assert browser_of(maria).get(reverse("admin:annotate_goldfact_changelist")).context["cl"].queryset.count() == 0
    with pytest.raises(WrongState):
        releasing.release(collection=collection, actor=maria, door="page")
    slices(job)
    assert browser_of(maria).get(reverse("release", args=[draft.uuid])).status_code == 200


def test_a_slice_that_is_done_twice_doubles_nothing(many: list[Any], collection: Any, maria: Any) -> None:
    job = releasing.ask(collection=collection, actor=maria, door="page")
    late = Job.objects.select_related("collection", "owner").get(pk=job.pk)
    jobs.work(job.pk)
    late.state, late.options = Job.State.RUNNING, Job.objects.get(pk=job.pk).options | {"last": 0}
    assert releasing._take(late, Release.objects.get(), [many[0].pk, many[1].pk]) is False
    slices(job)
    assert Release.objects.get().coverage["facts"] == 9


def test_what_a_stopped_job_left_is_cleared_by_the_next(many: list[Any], collection: Any, maria: Any) -> None:
    first = releasing.ask(collection=collection, actor=maria, door="page")
    jobs.work(first.pk)
    jobs.stop(job=first, actor=maria, door="page")
    assert jobs.work(first.pk) is False
    second = releasing.ask(collection=collection, actor=maria, door="page")
    slices(second)
    assert Release.objects.get().number == "1.0.0"
    assert GoldFact.objects.count() == 9


def test_a_frozen_release_takes_no_new_fact_and_no_other_digest(many: list[Any], collection: Any, maria: Any) -> None:
    frozen = releasing.release(collection=collection, actor=maria, door="page")
    gold = frozen.facts.first()
    assert gold is not None
    gold.pk, gold.fact = None, many[5].facts.first()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        gold.save(force_insert=True)
    for statement in ("UPDATE annotate_release SET digests = '{}'", "DELETE FROM annotate_goldfact", "DELETE FROM annotate_release"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    releasing.withdraw(release=frozen, reason="wrong", actor=maria, door="page")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE annotate_release SET withdrawn_reason = 'right after all', withdrawn_at = NULL")


def test_nothing_replaces_a_frozen_row(many: list[Any], collection: Any, maria: Any) -> None:
    releasing.release(collection=collection, actor=maria, door="page")
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE OR REPLACE annotate_goldfact SET fact_id = (SELECT max(fact_id) FROM annotate_goldfact)")


def test_the_page_lets_a_worker_make_it_and_tells_how_far_it_is(
    many: list[Any], collection: Any, maria: Any, victor: Any, browser_of: Any
) -> None:
    create, listed = reverse("create_release", args=[collection.uuid]), reverse("releases", args=[collection.uuid])
    preview = browser_of(maria).get(create).context["preview"]
    assert (preview.whole, preview.number, preview.documents) == (False, None, 3)
    answer = browser_of(maria).post(create, {"notes": "many", "number": ""})
    assert answer.url == listed
    job = Job.objects.get(kind=Job.Kind.RELEASE)
    jobs.work(job.pk)
    shown = browser_of(maria).get(listed).content.decode()
    assert "2 of 6 documents" in shown
    assert "2 of 6 documents" in browser_of(maria).get(reverse("release_progress", args=[collection.uuid])).content.decode()
    slices(job)
    assert browser_of(maria).get(reverse("release_progress", args=[collection.uuid]))["HX-Refresh"] == "true"
    assert [each.number for each in browser_of(victor).get(listed).context["page"].rows] == ["1.0.0"]


def test_the_api_answers_with_the_job(many: list[Any], collection: Any, maria: Any) -> None:
    secret = governing.make_token(user=maria, name="t", scopes=["read", "manage"], actor=maria, door="page")[1]
    client = Client(headers={"authorization": f"Bearer {secret}"})
    answer = client.post(reverse("api:releases"), {"collection": str(collection.uuid)}, content_type="application/json")
    assert (answer.status_code, answer.json()["kind"]) == (202, "release")
    job = Job.objects.get(uuid=answer.json()["id"])
    slices(job)
    done = client.get(reverse("api:job", args=[job.uuid])).json()
    assert client.get(reverse("api:release", args=[done["options"]["release"]])).json()["number"] == "1.0.0"


def test_the_command_makes_it_without_a_worker(many: list[Any], collection: Any, maria: Any, capsys: Any) -> None:
    call_command("release", str(collection.uuid), actor="maria")
    assert capsys.readouterr().out == "1.0.0\n"


def test_nothing_settled_fails_the_job_and_says_so(many: list[Any], other_collection: Any, sam: Any) -> None:
    job = releasing.ask(collection=other_collection, actor=sam, door="page")
    slices(job)
    assert (job.state, bool(job.failure)) == (Job.State.FAILED, True)
