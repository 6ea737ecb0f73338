"""A program selects facts by any field, takes them as a file, or lets a worker write it."""

from __future__ import annotations

import csv
import io
import json

import pytest

from annotate import jobs, queueing, selection
from annotate.models import Job
from annotate.reviewing import judging
from tests.conftest import PARAGRAPH, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(document, alice):
    """Alice corrected the first figure of three."""
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    fact = document.facts.order_by("id").first()
    judging.judge(fact=fact, reading=reading, state="accepted", values={"region": None, "region_code": None}, actor=alice, door="page")
    return fact


def read(answer):
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_facts_come_as_they_stand_for_the_caller(corrected, collection, alice, program):
    rows = program(alice).get("facts", {"collection": str(collection.uuid), "ordering": "created"}).json()["results"]
    assert [row["state"] for row in rows] == ["corrected", "proposed", "proposed"]
    assert rows[0]["values"]["region"] is None
    assert rows[0]["candidates"][0]["values"]["region"] == "平度市"
    found = program(alice).get("facts", {"unsaid": "region"}).json()["results"]
    assert [row["id"] for row in found] == [str(corrected.uuid)]


@pytest.mark.parametrize("ordering", ["value", "-value", "document", "-created", "state"])
def test_every_order_is_gone_through_page_by_page(make_document, collection, alice, program, ordering):
    for number in range(4):
        raw = f"第{number}号:投资{number + 1}.5亿元,增长{number % 2 + 1}.5%。"
        make_document(raw=raw, facts=[f"{number + 1}.5亿元", f"{number % 2 + 1}.5%"])
    caller, seen = program(alice), []
    page = caller.get("facts", {"ordering": ordering, "page_size": "3"}).json()
    while True:
        seen += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        page = caller.client.get(page["next"]).json()
    assert len(seen) == len(set(seen)) == 8
    assert caller.client.get(page["previous"]).json()["next"]


def test_a_selection_is_a_file(corrected, collection, alice, program, error):
    address = f"collections/{collection.uuid}/facts/files/"
    rows = read(program(alice).get(address + "csv", {"state": "corrected"}))
    assert [(row["fact_id"], row["judged_by"], row["region"]) for row in rows] == [(str(corrected.uuid), "alice", "")]
    lines = b"".join(program(alice).get(address + "jsonl").streaming_content).splitlines()
    assert [json.loads(line)["state"] for line in lines] == ["corrected", "proposed", "proposed"]
    assert error(program(alice).get(address + "zip"), 404)["expected"] == list(jobs_forms())
    assert error(program(alice).get(address + "csv", {"value": "x"}), 400)["field"] == "value"
    assert error(program(alice).get(address + "csv", {"owner": "x"}), 400)["place"] == "query"


def jobs_forms():
    from annotate.exports.writing import OF_SELECTION

    return OF_SELECTION


def test_page_api_and_file_select_the_same(corrected, make_document, collection, alice, program, client):
    make_document(raw=PARAGRAPH + "二", facts=[proposal(PARAGRAPH, "125.6亿元") | {"indicator": "投资"}])
    client.force_login(alice)
    for asked in (
        {"indicator": "投资"},
        {"state": "proposed"},
        {"value_from": "2"},
        {"unit": "%"},
        {"unsaid": "region"},
        {"flag": "damaged"},
    ):
        ids = {str(fact.uuid) for fact in selection.select(alice, asked).facts}
        assert {row["id"] for row in program(alice).get("facts", asked).json()["results"]} == ids
        assert {row["fact_id"] for row in read(program(alice).get(f"collections/{collection.uuid}/facts/files/csv", asked))} == ids
        page = client.get(f"/collections/{collection.uuid}/facts/", asked).content.decode()
        assert {str(fact.uuid) for fact in selection.select(alice, {}).facts if f"#fact-{fact.uuid}" in page} == ids


def test_a_worker_writes_a_file_that_its_owner_fetches(corrected, collection, alice, maria, program, error):
    caller = program(alice, "read")
    asked = {"collection": str(collection.uuid), "form": "spreadsheet", "where": {"state": "proposed"}}
    job = caller.post("exports", asked).json()
    assert (job["kind"], job["state"], job["total"]) == ("export", "waiting", 2)
    error(caller.get(f"exports/{job['id']}/file"), 409, "wrong_state")
    jobs.work(Job.objects.get(uuid=job["id"]).pk)
    assert caller.get(f"jobs/{job['id']}").json()["state"] == "done"
    answer = caller.get(f"exports/{job['id']}/file")
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(read(answer)) == 2
    error(program(maria).get(f"exports/{job['id']}/file"), 404)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form": "pickle"}, "form"),
        ({"form": "zip"}, "form"),
        ({"where": {"value": "x"}}, "where.value"),
        ({"where": {"password": "x"}}, "where.password"),
    ],
)
def test_an_export_that_cannot_be_is_refused_by_name(document, collection, alice, program, error, changes, field):
    asked = {"collection": str(collection.uuid), "form": "csv", **changes}
    assert error(program(alice).post("exports", asked), 400, "bad_input")["field"] == field


def test_an_old_picture_of_a_collection_does_not_overwrite_a_newer_one(maria, collection, program, error):
    caller = program(maria)
    seen = caller.get(f"collections/{collection.uuid}")["ETag"]
    assert caller.patch(f"collections/{collection.uuid}", {"description": "一"}, HTTP_IF_MATCH=seen).status_code == 200
    told = error(caller.patch(f"collections/{collection.uuid}", {"description": "二"}, HTTP_IF_MATCH=seen), 412, "stale")
    assert (told["current"]["description"], told["yours"]["description"]) == ("一", "二")
    collection.refresh_from_db()
    assert collection.description == "一"


def test_nor_that_of_a_member(maria, alice, collection, program, error):
    caller, address = program(maria), f"collections/{collection.uuid}/members/{alice.uuid}"
    seen = caller.get(address)["ETag"]
    assert caller.put(address, {"role": "viewer"}, HTTP_IF_MATCH=seen).status_code == 200
    error(caller.put(address, {"role": "adjudicator"}, HTTP_IF_MATCH=seen), 412, "stale")
    error(caller.delete(address, HTTP_IF_MATCH=seen), 412, "stale")
    assert caller.get(address).json()["role"] == "viewer"
