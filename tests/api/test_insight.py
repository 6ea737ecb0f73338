"""What follows from the judgements, by program; causes corrected once; long work."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotate import corrections, governing, observing, queueing, releasing
from annotate.models import Job, Override, Review
from annotate.reviewing import finishing, judging


def read(document, user, state="accepted", **values):
    """The user's finished reading of a document, in which every fact was judged alike."""
    reading = queueing.open_reading(document=document, annotator=user, door="page")
    for fact in document.facts.order_by("id"):
        judging.judge(fact=fact, reading=reading, state=state, values=values, actor=user, door="page")
    return finishing.finish(reading=reading, actor=user, door="page")


@pytest.fixture
def twice(collection, maria, document, alice, bob):
    """A document that two read, who differ in the indicator."""
    governing.change_collection(collection=collection, changes={"readings_required": 2}, actor=maria, door="page")
    return read(document, alice), read(document, bob, indicator="工业增加值")


def test_agreement_is_told_per_field_and_per_pair(twice, carol, alice, collection, program, error):
    told = program(carol).get(f"collections/{collection.uuid}/agreement").json()
    assert told["overall"]["documents"] == 1
    assert told["overall"]["fact"]["plain"] == 1
    by_field = {row["field"]: row for row in told["overall"]["by_field"]}
    assert by_field["indicator"]["plain"] == 0
    assert by_field["measure"]["plain"] == 1
    assert [pair["about"] for pair in told["pairs"]] == ["alice · bob"]
    error(program(alice).get(f"collections/{collection.uuid}/agreement"), 403, "forbidden")


def test_disputes_wait_for_who_did_not_read(twice, carol, alice, collection, program, error):
    rows = program(carol).get(f"collections/{collection.uuid}/disputes").json()["results"]
    assert len(rows) == 3
    assert rows[0]["differs_in"] == ["indicator"]
    assert [side["annotator"]["username"] for side in rows[0]["sides"]] == ["alice", "bob"]
    error(program(alice).get(f"collections/{collection.uuid}/disputes"), 403)
    decided = program(carol).put(f"facts/{rows[0]['fact']}/adjudication", {"state": "accepted"})
    assert decided.status_code == 200
    assert len(program(carol).get(f"collections/{collection.uuid}/disputes").json()["results"]) == 2
    taken_back = program(carol).delete(f"facts/{rows[0]['fact']}/adjudication", HTTP_IF_MATCH=decided["ETag"])
    assert taken_back.status_code == 204
    assert len(program(carol).get(f"collections/{collection.uuid}/disputes").json()["results"]) == 3


def test_a_manager_sends_a_reading_back_over_one_fact(twice, maria, document, program):
    fact = document.facts.first()
    told = program(maria).post(f"facts/{fact.uuid}/send-back", {"reading": str(twice[0].uuid), "reason": "看第二句"})
    assert told.status_code == 200, told.content
    assert told.json()["state"] == "open"
    assert program(maria).get(f"facts/{fact.uuid}/notes").json()["results"][0]["text"] == "看第二句"


def test_conflicts_are_told_and_explained(alice, carol, collection, make_document, program, error):
    for number, value in enumerate(("5.4%", "5.5%")):
        document = make_document(raw=f"{number}号文,生产总值增长{value}。", facts=[value])
        read(document, alice, measure="growth")
    if not observing.conflicts(collection, alice):
        pytest.skip("observations are not identified here")
    path = f"collections/{collection.uuid}/conflicts"
    (conflict,) = program(alice).get(path).json()
    assert {fact["value"] for fact in conflict["facts"]} == {"5.4", "5.5"}
    error(program(alice).put(f"{path}/{conflict['observation_id']}", {"kind": "revised"}), 403)
    told = error(program(carol).put(f"{path}/{conflict['observation_id']}", {"kind": "mood"}), 400)
    assert "revised" in told["expected"]
    explained = program(carol).put(f"{path}/{conflict['observation_id']}", {"kind": "revised", "comment": "后改"}).json()
    assert (explained["kind"], explained["comment"]) == ("revised", "后改")
    error(program(carol).put(f"{path}/{'f' * 16}", {"kind": "revised"}), 404)


def test_a_long_list_of_conflicts_says_where_it_goes_on(alice, collection, make_document, program, monkeypatch):
    monkeypatch.setattr(observing, "LOOKED_AT", 2)
    for number in range(4):
        values = ("5.4%", "5.5%")
        for value in values:
            read(
                make_document(raw=f"{number}号{value}文,生产总值增长{value}。", facts=[value]),
                alice,
                measure="growth",
                indicator=f"指标{number}",
            )
    caller, path, found = program(alice), f"collections/{collection.uuid}/conflicts", []
    for _page in range(9):
        answer = caller.get(path)
        found += [conflict["observation_id"] for conflict in answer.json()]
        if "Link" not in answer.headers:
            break
        path = answer.headers["Link"].partition("/api/v1/")[2].partition(">")[0]
    assert len(found) == len(set(found)) == 4
    assert _page > 0


def test_corrections_and_accuracy_say_what_reviewers_changed(alice, document, collection, program):
    read(document, alice, indicator="工业增加值")
    rows = program(alice).get(f"collections/{collection.uuid}/corrections?field=indicator").json()
    assert [(row["from"], row["to"]) for row in rows] == [("地区生产总值", "工业增加值")] * 3
    (row,) = program(alice).get(f"collections/{collection.uuid}/accuracy").json()
    assert (row["judged"], row["accepted"], row["by_field"]["indicator"], row["by_field"]["value"]) == (3, 3, 0, 1)


def test_corrections_come_in_stretches(alice, document, collection, program, error, monkeypatch):
    read(document, alice, indicator="工业增加值")
    monkeypatch.setattr(corrections, "LOOKED_AT", 1)
    caller, path, found = program(alice), f"collections/{collection.uuid}/corrections?field=indicator", []
    for _page in range(9):
        answer = caller.get(path)
        found += [row["fact_id"] for row in answer.json()]
        if "Link" not in answer.headers:
            break
        path = answer.headers["Link"].partition("/api/v1/")[2].partition(">")[0]
        assert "field=indicator" in path
    assert len(found) == len(set(found)) == 3
    assert _page > 0
    assert error(caller.get(f"collections/{collection.uuid}/corrections?after=x"), 400)["field"] == "after"


def test_all_above_a_confidence_is_accepted_and_taken_back(alice, document, program):
    caller = program(alice)
    reading = caller.post("readings", {"document": str(document.uuid)}).json()
    done = caller.post(f"readings/{reading['id']}/accept", {"threshold": 0.5}).json()
    assert len(done["facts"]) == Review.objects.count() == 3
    caller.post(f"readings/{reading['id']}/retract-group", {"group": done["group"]})
    assert not Review.objects.exists()


def test_a_fact_added_twice_with_one_key_is_added_once(alice, document, program):
    caller = program(alice)
    reading = caller.post("readings", {"document": str(document.uuid)}).json()
    start = document.raw.index("3600个")
    values = {"value": "3600", "unit": "个", "measure": "level", "indicator": "泊位"}
    body = {"start": start, "end": start + 5, "values": values, "key": "7f3d4a3e-6f0e-4b52-9a3e-0a4b0b9f3d11"}
    first, second = (caller.post(f"readings/{reading['id']}/facts", body).json() for _ in range(2))
    assert first["fact"] == second["fact"] == body["key"]
    assert document.facts.count() == 4


def test_the_machine_says_what_it_reads_at_a_span(alice, document, program, error):
    caller = program(alice)
    reading = caller.post("readings", {"document": str(document.uuid)}).json()
    start = document.raw.index("3600个")
    told = caller.post(f"readings/{reading['id']}/proposal", {"start": start, "end": start + 5}).json()
    assert told["values"]["value"] == "3600"
    nothing = caller.post(f"readings/{reading['id']}/proposal", {"start": 0, "end": 1}).json()
    assert nothing["values"] is None
    error(caller.post(f"readings/{reading['id']}/proposal", {"start": 5, "end": 10**6}), 400, "bad_input")


def test_a_cause_is_corrected_once_and_undone(alice, bob, document, program, error):
    caller = program(alice)
    reading = caller.post("readings", {"document": str(document.uuid)}).json()
    error(caller.post(f"readings/{reading['id']}/causes", {"kind": "published", "new": "soon"}), 400, "bad_input")
    made = caller.post(f"readings/{reading['id']}/causes", {"kind": "published", "new": "2023-11", "old": "2024-11"})
    assert made.status_code == 201, made.content
    others = program(bob).get("facts?page_size=500").json()["results"]
    assert all(candidate["producer_version"] == "test" for fact in others for candidate in fact["candidates"]), "only hers"
    error(program(bob).delete(f"readings/{reading['id']}/causes/{made.json()['id']}"), 403)
    assert caller.delete(f"readings/{reading['id']}/causes/{made.json()['id']}").status_code == 204
    assert not Override.objects.exists()


def test_many_documents_come_as_a_job_that_tells_how_far_it_is(alice, bob, collection, program, error, sent):
    lines = "\n".join(json.dumps({"text": f"第{i}月增长5.{i}%。", "id": f"n-{i}"}, ensure_ascii=False) for i in range(3))
    file = SimpleUploadedFile("many.jsonl", lines.encode())
    caller = program(alice)
    asked = caller.post("imports", {"collection": str(collection.uuid), "file": file}, format="multipart")
    assert asked.status_code == 202, asked.content
    job = asked.json()
    assert (job["kind"], job["state"]) == ("import", "waiting")
    assert caller.get(f"jobs/{job['id']}").json()["owner"]["username"] == "alice"
    error(program(bob).get(f"jobs/{job['id']}"), 404, "not_found")
    assert program(bob).get("jobs").json()["results"] == []
    assert caller.post(f"jobs/{job['id']}/stop").json()["state"] == "stopped"
    error(program(bob).post(f"jobs/{job['id']}/continue"), 404)
    assert caller.post(f"jobs/{job['id']}/continue").json()["state"] == "waiting"
    refused = caller.post("imports", {"collection": str(collection.uuid), "file": SimpleUploadedFile("a.exe", b"x")}, format="multipart")
    error(refused, 400, "bad_input")


def test_a_manager_has_a_collection_extracted_again(maria, alice, collection, document, program, error):
    error(program(alice).post(f"collections/{collection.uuid}/reextraction"), 403)
    assert program(maria).post(f"collections/{collection.uuid}/reextraction").json()["kind"] == "reextract"
    error(program(maria).post(f"collections/{collection.uuid}/reextraction"), 409, "wrong_state")
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "begins"), [("csv", b"fact_id,"), ("spreadsheet", b"\xef\xbb\xbf"), ("jsonl", b"{"), ("xlsx", b"PK"), ("zip", b"PK")]
)
def test_a_release_is_handed_out_in_every_format(alice, maria, victor, collection, document, program, form, begins):
    read(document, alice)
    release = releasing.release(collection=collection, actor=maria, door="page")
    answer = program(victor).get(f"releases/{release.uuid}/files/{form}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(begins)
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_format_that_is_none_is_named(alice, maria, victor, collection, document, program, error):
    read(document, alice)
    release = releasing.release(collection=collection, actor=maria, door="page")
    told = error(program(victor).get(f"releases/{release.uuid}/files/pickle", HTTP_ACCEPT="text/csv"), 404, "not_found")
    assert "jsonl" in told["expected"]
