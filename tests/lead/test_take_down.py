"""A text that has to go: every word of it is erased, what people settled stays, and all that showed it says so."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from annotate import auditing, backing_up, exporting, extracting, governing, ingesting, jobs, queueing, releasing, taking_down
from annotate.errors import BadInput, Duplicate, Forbidden, WrongState
from annotate.exports.bundle import digests
from annotate.models import Answer, AuditEvent, Candidate, ConflictMark, Document, GoldFact, Job, Note, Release, Review, TakeDown
from annotate.reviewing import adjudicating, finishing, judging, noting
from tests.conftest import proposal
from tests.lead.conftest import read

pytestmark = pytest.mark.django_db

RAW = "前三季度,平度市地区生产总值增长5.4%。机密人物张三说,这是一个谁也不该再读到的句子,投资完成125.6亿元。"
SECRET = "谁也不该再读到"
QUOTATION = "机密人物张三说,这是一个谁也不该再读到的句子"
WORDS = (SECRET, "机密题", "机密名", "5.4%", "125.6亿元")


@pytest.fixture
def told(make_document: Any, collection: Any, alice: Any, maria: Any) -> Document:
    """A document whose words stand wherever words can stand: read, corrected, remarked on and released."""
    candidate = proposal(RAW, "125.6亿元") | {"findings": [{"check": "sum", "says": "a part of 125.6亿元", "spans": [[0, 1]]}]}
    document = make_document(raw=RAW, facts=["5.4%", candidate], title="机密题", file_name="机密名.txt")
    AuditEvent.objects.create(
        at=document.created_at, action="document.upload", actor=maria, actor_name="maria", door="page", collection_uuid=collection.uuid,
        target_type="document", target_id=str(document.uuid), target_label="机密名.txt", after={"file_name": "机密名.txt", "sha256": document.sha256},
    )  # fmt: skip
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    fact = document.facts.get(candidate__text="5.4%")
    judging.judge(
        fact=fact, reading=reading, state="accepted", values={"measure": "growth"}, comment=f"他写:{QUOTATION}", actor=alice, door="page"
    )
    noting.write_note(fact=fact, text=f"看这句:{QUOTATION}", actor=alice, door="page")
    noting.write_note(fact=fact, text="再看一次", actor=alice, door="page")
    read(document, alice, **{"5.4%": {"values": {"measure": "growth"}, "comment": f"他写:{QUOTATION}"}})
    releasing.release(collection=collection, actor=maria, door="page")
    document.refresh_from_db()
    return document


@pytest.fixture
def gone(told: Document, maria: Any) -> Document:
    erase(told, maria)
    told.refresh_from_db()
    return told


def erase(document: Document, actor: Any, **more: Any) -> TakeDown:
    said = {"reason": "court order", "confirm": document.sha256[:8]} | more
    return taking_down.take_down(document=document, actor=actor, door="page", **said)


def everything() -> str:
    """Every row of every table."""
    return "\n".join(line.decode() for model in backing_up.tables().values() for line in backing_up._lines(model))


def archive_of(release: Release, client: Client) -> zipfile.ZipFile:
    answer = client.get(reverse("release_file", args=[release.uuid, "zip"]))
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


# ---------------------------------------------------------------- what goes and what stays


def test_no_row_of_the_database_holds_a_word_of_it_any_more(told: Document, maria: Any) -> None:
    before = everything()
    assert all(word in before for word in WORDS), "the search finds what is there"
    erase(told, maria)
    after = everything()
    assert [word for word in WORDS if word in after] == []
    held = base64.b64encode(RAW.encode()).decode()
    assert held in before
    assert held not in after


def test_values_decisions_and_digests_stay(told: Document, alice: Any, maria: Any) -> None:
    frozen = Release.objects.get()
    kept = [name for name in Review.objects.first().values() if name != "text"]  # type: ignore[union-attr]
    before = list(Review.objects.order_by("id").values(*kept, "state", "revision", "reading__annotator"))
    gold = list(
        GoldFact.objects.order_by("id").values("value", "unit", "region_code", "start", "end", "evidence", "provenance", "observation_id")
    )
    numbers = (told.sha256, told.source.sha256, told.length, told.source.size, frozen.digests, frozen.coverage)
    erase(told, maria)
    document = Document.objects.get(pk=told.pk)
    again = Release.objects.get()
    assert list(Review.objects.order_by("id").values(*kept, "state", "revision", "reading__annotator")) == before
    assert list(GoldFact.objects.order_by("id").values(*gold[0])) == gold
    assert (document.sha256, document.source.sha256, document.length, document.source.size, again.digests, again.coverage) == numbers
    assert (document.state, document.raw, bytes(document.source.data)) == ("taken_down", "", b"")


def test_the_audit_names_the_manager_and_keeps_what_was_done_without_the_words(gone: Document, maria: Any) -> None:
    event = AuditEvent.objects.get(action="document.take_down")
    assert (event.actor, event.reason, event.after["sha256"], event.after["releases"]) == (maria, "court order", gone.sha256, ["1.0.0"])
    assert AuditEvent.objects.get(action="release.take_down").target_id == str(Release.objects.get().uuid)
    judged = AuditEvent.objects.filter(action="review.accepted").first()
    assert judged is not None
    assert judged.take_down == gone.take_down
    assert (judged.after["measure"], judged.after["value"], judged.after["state"]) == ("growth", "5.4", "accepted")
    assert not {"text", "comment"} & set(judged.after)
    assert list(Note.objects.order_by("id").values_list("text", flat=True)) == ["", "再看一次"], "what quotes goes, what does not stays"


def test_a_second_take_down_changes_nothing(gone: Document, maria: Any) -> None:
    before = everything()
    assert erase(gone, maria, reason="again") == gone.take_down
    assert everything() == before


# ---------------------------------------------------------------- wherever else the words stand


@pytest.fixture
def quoted(
    told: Document, make_document: Any, collection: Any, alice: Any, bob: Any, carol: Any, maria: Any, settings: Any, tmp_path: Path
) -> Document:
    """The words stand outside the document's own rows too: wherever the collection lets people write, in long jobs, their files and answers."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    governing.change_collection(collection=collection, changes={"description": f"记:{QUOTATION}"}, actor=maria, door="page")
    other = make_document(raw="2023年,全市常住人口达到120万人。全市常住人口达到121万人。", facts=["120万人", "121万人"])
    read(other, alice, **{"120万人": {"comment": f"比较:{QUOTATION}"}})
    fact = other.facts.order_by("pk").first()
    noting.write_note(fact=fact, text=f"另一篇说:{QUOTATION}", actor=maria, door="page")
    finishing.reopen(reading=other.readings.get(), reason=f"见:{QUOTATION}", actor=maria, door="page")
    read(other, alice, **{"120万人": {"comment": f"比较:{QUOTATION}"}})
    adjudicating.adjudicate(fact=fact, state="accepted", comment=f"定:{QUOTATION}", actor=carol, door="page")
    second = releasing.release(collection=collection, actor=maria, door="page", notes=f"新版,说到{QUOTATION}")
    releasing.withdraw(release=second, reason=f"因为{QUOTATION}", actor=maria, door="page")
    observation = Review.objects.filter(fact__document=other).first().observation_id  # type: ignore[union-attr]
    mark = ConflictMark.objects.create(collection=collection, observation_id=observation, kind="wrong", comment=QUOTATION, marked_by=carol)
    auditing.record(
        action="conflict.explain",
        actor=carol,
        door="page",
        target=mark,
        collection=collection,
        after={"kind": "wrong", "comment": QUOTATION},
    )
    releasing.ask(collection=collection, actor=maria, door="page", notes=QUOTATION)
    exporting.ask(collection=collection, form="csv", actor=alice, asked={"indicator": QUOTATION[:20]}, door="page")
    job = exporting.ask(collection=collection, form="csv", actor=maria, door="page")
    while jobs.work(job.pk):
        pass
    Job.objects.create(
        kind="reextract",
        collection=collection,
        owner=maria,
        failure=QUOTATION,
        refusals=[{"document": str(told.uuid), "reason": QUOTATION}],
    )
    Job.objects.create(kind="import", collection=collection, owner=maria, options={"file_name": "机密名.txt"})
    Answer.objects.create(
        user=maria, key="1", asked="0" * 64, status=201, body={"documents": [{"title": "机密题"}], "uuid": str(told.uuid)}
    )
    Answer.objects.create(user=maria, key="2", asked="0" * 64, status=200, body={"name": "别的"})
    LogEntry.objects.create(
        user=maria, content_type=ContentType.objects.get_for_model(Document), object_id="1", object_repr="机密题", action_flag=2
    )
    return told


def whole_database() -> str:
    """Every column of every table, Django's own among them."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [
                str(each) if not isinstance(each, (bytes, memoryview)) else bytes(each).decode("utf-8", "replace")
                for row in cursor
                for each in row
            ]
    return "\n".join(told)


def found_in(told: str) -> list[str]:
    """The words that stand in it, also as JSON escapes."""
    return [word for word in WORDS[:3] if word in told or json.dumps(word)[1:-1] in told]


def test_no_table_and_no_file_holds_the_words_afterwards(
    quoted: Document, maria: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    def files() -> str:
        return "\n".join(path.read_text() for path in (tmp_path / "media").rglob("*") if path.is_file())

    assert found_in(whole_database()) == list(WORDS[:3]), "the search finds what is there"
    assert SECRET in files()
    with django_capture_on_commit_callbacks(execute=True):
        down = erase(quoted, maria)
    assert found_in(whole_database()) == []
    assert found_in(files()) == []
    assert down.erased["quotation"] >= 8
    assert Answer.objects.get().key == "2"


def test_of_the_releases_notes_the_digests_and_the_rest_stay(quoted: Document, maria: Any) -> None:
    def frozen_values() -> dict[str, Any]:
        rows = Release.objects.all()
        return {row.number: (row.digests, {**row.coverage, "description": None}, row.created_at, row.withdrawn_at) for row in rows}

    before = frozen_values()
    erase(quoted, maria)
    assert frozen_values() == before
    second = Release.objects.get(major=1, minor=1)
    assert (second.notes, second.withdrawn_reason, second.withdrawn_by) == ("", "", maria)
    frozen = AuditEvent.objects.get(action="release.freeze", target_id=str(second.uuid))
    assert (frozen.reason, frozen.after["digests"]) == ("", second.digests)


def test_once_the_text_is_gone_the_notes_of_releases_are_shut_again(quoted: Document, maria: Any) -> None:
    for statement in ("UPDATE annotate_release SET notes = ''", "UPDATE annotate_release SET withdrawn_reason = ''"):
        refused(statement)
    first = Release.objects.get(minor=0)
    erase(quoted, maria)
    for statement in (
        f"UPDATE annotate_release SET notes = 'x' WHERE id = {first.pk}",
        f"UPDATE annotate_release SET coverage = '{{}}' WHERE id = {first.pk}",
        f"UPDATE annotate_auditevent SET reason = '', take_down_id = {quoted.take_down.pk} WHERE action = 'release.withdraw' AND reason <> ''",
    ):
        if "auditevent" in statement:
            releasing.withdraw(release=first, reason="another reason", actor=maria, door="page")
        refused(statement)


def test_the_reason_of_a_take_down_may_not_repeat_the_text(told: Document, maria: Any) -> None:
    with pytest.raises(BadInput) as error:
        erase(told, maria, reason=f"wegen: {QUOTATION}")
    assert error.value.field == "reason"


# ---------------------------------------------------------------- who, and how sure


def test_only_a_manager_with_a_reason_and_the_digest_takes_down(told: Document, alice: Any, carol: Any, maria: Any) -> None:
    for person in (alice, carol):
        with pytest.raises(Forbidden):
            erase(told, person)
    for wrong, field in (({"reason": "  "}, "reason"), ({"confirm": "yes"}, "confirm"), ({"confirm": told.sha256[1:12]}, "confirm")):
        with pytest.raises(BadInput) as refused:
            erase(told, maria, **wrong)
        assert refused.value.field == field
    assert Document.objects.get(pk=told.pk).raw == RAW


@translation.override("en")
def test_nothing_is_done_with_it_any_more(gone: Document, collection: Any, alice: Any, bob: Any, carol: Any, maria: Any) -> None:
    fact = gone.facts.first()
    reading = gone.readings.get()
    finishing.reopen(reading=reading, reason="again", actor=maria, door="page")
    with pytest.raises(WrongState, match="taken down"):
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    with pytest.raises(WrongState, match="taken down"):
        adjudicating.adjudicate(fact=fact, state="accepted", actor=carol, door="page")
    with pytest.raises(WrongState, match="taken down"):
        queueing.open_reading(document=gone, annotator=bob, door="page")
    with pytest.raises(WrongState, match="taken down"):
        extracting.ask_again(document=gone, actor=alice, door="page")
    with pytest.raises(Duplicate, match="taken down"):
        ingesting.ingest(collection=collection, data=RAW.encode(), file_name="a.txt", actor=alice, door="page")
    assert queueing.take_next(annotator=alice, door="page", collection=collection) is None


def test_the_next_release_leaves_its_facts_out_and_says_why(
    gone: Document, make_document: Any, collection: Any, alice: Any, maria: Any
) -> None:
    read(make_document(raw="2023年,全市常住人口达到120万人。", facts=["120万人"]), alice)
    second = releasing.release(collection=collection, actor=maria, door="page")
    assert (second.number, [fact.text for fact in second.facts.all()]) == ("2.0.0", ["120万人"])
    assert set(second.coverage["withdrawn"].values()) == {"taken_down"}


# ---------------------------------------------------------------- the database


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_without_a_take_down_of_that_document_no_word_goes(
    gone: Document, make_document: Any, collection: Any, alice: Any, maria: Any
) -> None:
    other = make_document(raw="2023年,全市常住人口达到120万人。", facts=["120万人"])
    read(other, alice)
    releasing.release(collection=collection, actor=maria, door="page")
    key, fact = gone.take_down.pk, GoldFact.objects.get(document=other)
    candidate = Candidate.objects.get(fact__document=other)
    event = AuditEvent.objects.filter(target_id=str(fact.fact_uuid), action="review.accepted").get()
    for statement in (
        f"UPDATE annotate_goldfact SET text = '' WHERE id = {fact.pk}",
        f"UPDATE annotate_goldfact SET text = '', take_down_id = {key} WHERE id = {fact.pk}",
        f"UPDATE annotate_candidate SET text = '' WHERE id = {candidate.pk}",
        f"UPDATE annotate_auditevent SET reason = '', take_down_id = {key} WHERE id = {event.pk}",
        f"UPDATE annotate_auditevent SET after = '{{}}', take_down_id = {key} WHERE id = {event.pk}",
    ):
        refused(statement)


def test_under_a_take_down_nothing_but_words_goes(told: Document, maria: Any) -> None:
    TakeDown.objects.create(document=told, reason="half done", taken_by=maria, taken_at=told.created_at)
    key = told.take_down.pk
    event = AuditEvent.objects.filter(action="review.accepted", after__has_key="measure").first()
    assert event is not None
    other = json.dumps(event.after | {"measure": "level"})
    other_words = json.dumps(event.after | {"text": "another"})
    for statement in (
        f"UPDATE annotate_goldfact SET text = 'another', take_down_id = {key}",
        f"UPDATE annotate_goldfact SET value = '9', take_down_id = {key}",
        "UPDATE annotate_goldfact SET take_down_id = 987654",
        "UPDATE annotate_candidate SET text = '', value = '9'",
        f"UPDATE annotate_auditevent SET actor_name = '', take_down_id = {key} WHERE id = {event.pk}",
        f"UPDATE annotate_auditevent SET after = '{other}', take_down_id = {key} WHERE id = {event.pk}",
        f"UPDATE annotate_auditevent SET after = '{other_words}', take_down_id = {key} WHERE id = {event.pk}",
        f"UPDATE annotate_auditevent SET after = NULL, take_down_id = {key} WHERE id = {event.pk}",
        "UPDATE annotate_takedown SET reason = 'another'",
        "DELETE FROM annotate_takedown",
    ):
        refused(statement)


def test_a_backup_made_afterwards_restores_it_erased(gone: Document, tmp_path: Path) -> None:
    backing_up.back_up(tmp_path / "after.zip")
    backing_up.restore(tmp_path / "after.zip", replace=True)
    after = everything()
    assert [word for word in WORDS if word in after] == []
    assert Document.objects.get().take_down.reason == "court order"
    refused("UPDATE annotate_goldfact SET value = '9'")


# ---------------------------------------------------------------- files and papers


def test_the_files_say_so_and_are_the_same_each_time(gone: Document, collection: Any, victor: Any, browser_of: Any) -> None:
    release = Release.objects.get()
    with archive_of(release, browser_of(victor)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("facts.csv").decode())))
        lines = [json.loads(line) for line in archive.read("facts.jsonl").decode().splitlines()]
        package, card = json.loads(archive.read("datapackage.json")), archive.read("README.md").decode()
    assert [(row["text"], row["sentence"], row["title"], row["flags"]) for row in rows] == [("", "", "", "taken_down")] * 2
    assert sorted(row["value"] for row in rows) == ["125.6", "5.4"]
    assert [line["flags"] for line in lines] == [["taken_down"]] * 2
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert "required" not in fields["sentence"].get("constraints", {})
    assert "required" in fields["value"]["constraints"]
    assert "## Taken down" in card
    assert "court order" in card
    assert str(gone.uuid) in card
    assert all(digest in card for digest in release.digests.values()), "the digests of what was frozen"
    now = digests(release)
    assert now == digests(release)
    assert now["facts.csv"] != release.digests["facts.csv"]


def test_a_release_that_lost_nothing_keeps_its_bytes(told: Document, make_document: Any, collection: Any, alice: Any, maria: Any) -> None:
    unread = make_document(raw="2023年,全市常住人口达到120万人。", facts=["120万人"])
    erase(unread, maria)
    release = Release.objects.get()
    assert digests(release) == release.digests
    assert not release.take_downs()


# ---------------------------------------------------------------- through the doors


def test_maria_takes_a_text_down_on_its_page(told: Document, maria: Any, alice: Any, victor: Any, browser_of: Any) -> None:
    page, document = reverse("take_down", args=[told.uuid]), reverse("document", args=[told.uuid])
    assert page in browser_of(maria).get(document).content.decode()
    assert page not in browser_of(alice).get(document).content.decode()
    shown = browser_of(maria).get(page)
    assert (shown.context["preview"].rows["goldfact"], shown.context["preview"].confirm) == (2, told.sha256[:8])
    wrong = browser_of(maria).post(page, {"reason": "court order", "confirm": "ja"})
    assert wrong.status_code == 400
    assert Document.objects.get(pk=told.pk).raw == RAW
    assert browser_of(maria).post(page, {"reason": "court order", "confirm": told.sha256[:8]}).status_code == 302
    release, fact = Release.objects.get(), told.facts.first()
    assert fact is not None
    for address in (document, reverse("fact", args=[fact.uuid]), reverse("release", args=[release.uuid])):
        for person in (maria, victor):
            text = browser_of(person).get(address).content.decode()
            assert "court order" in text, address
            assert "taken down" in text, address
            assert not [word for word in WORDS[:3] if word in text], address
    desk = browser_of(alice).get(reverse("desk_reading", args=[told.readings.get().uuid]))
    assert desk.status_code == 302
    assert desk.url == document
    assert browser_of(maria).get(page).status_code == 302, "it is done"


def test_maria_takes_a_text_down_by_the_api(told: Document, maria: Any, victor: Any) -> None:
    def client(user: Any, *scopes: str) -> Client:
        secret = governing.make_token(user=user, name="t", scopes=scopes, actor=user, door="page")[1]
        return Client(headers={"authorization": f"Bearer {secret}"})

    address = reverse("api:take_down", args=[told.uuid])
    found = client(maria, "read").get(address).json()
    assert (found["rows"]["goldfact"], found["confirm"]) == (2, told.sha256[:8])
    body = {"reason": "court order", "confirm": found["confirm"]}
    assert client(maria, "read").post(address, body, content_type="application/json").status_code == 403
    assert client(victor, "manage").post(address, body, content_type="application/json").status_code == 403
    assert client(maria, "manage").post(address, body, content_type="application/json").status_code == 200
    seen = client(victor, "read").get(reverse("api:document", args=[told.uuid])).json()
    assert (seen["state"], seen["raw"], seen["take_down"]["reason"], seen["take_down"]["taken_by"]["username"]) == (
        "taken_down", "", "court order", "maria",
    )  # fmt: skip
    release = Release.objects.get()
    shown = client(victor, "read").get(reverse("api:release", args=[release.uuid])).json()
    assert [(each["document"], each["facts"], each["reason"]) for each in shown["taken_down"]] == [(str(told.uuid), 2, "court order")]
    gold = client(victor, "read").get(reverse("api:gold_facts", args=[release.uuid])).json()
    assert [(each["sentence"], each["flags"]) for each in gold["results"]] == [("", ["taken_down"])] * 2


def test_maria_takes_a_text_down_in_the_admin(told: Document, maria: Any, alice: Any, browser_of: Any) -> None:
    for person in (maria, alice):
        person.is_staff = True
        person.save()
    address = reverse("admin:annotate_document_changelist")
    chosen = {"action": "take_down", "_selected_action": [told.pk]}
    shown = browser_of(maria).post(address, chosen)
    assert shown.status_code == 200
    assert told.sha256[:8] in shown.content.decode()
    told_again = chosen | {"confirmed": "yes", "reason": "court order", "confirm": told.sha256[:8]}
    browser_of(alice).post(address, told_again)
    assert Document.objects.get(pk=told.pk).raw == RAW, "Alice manages nothing"
    assert browser_of(maria).post(address, told_again).status_code == 302
    assert Document.objects.get(pk=told.pk).state == "taken_down"
    assert AuditEvent.objects.get(action="document.take_down").door == "admin"
