"""The door for another model, over the API."""

from __future__ import annotations

import jsonschema
import pytest

from annotate import importing, jobs
from annotate.models import Candidate
from tests.imports import files
from tests.imports.test_propose_facts import said

pytestmark = pytest.mark.django_db


def body(*facts, **more):
    return {"producer": "model", "version": "1", "facts": list(facts)} | more


def test_candidates_come_in_once_and_stand_beside_ours(document, alice, program):
    caller = program(alice)
    asked = body(said(confidence={"fact": 0.8}), said("3600个", value="3600", unit="个", measure="level", indicator="泊位"))
    jsonschema.Draft202012Validator(caller.get("candidates/schema").json()).validate(asked)
    answer = caller.post(f"documents/{document.uuid}/candidates", asked)
    assert answer.status_code == 201, answer.content
    assert (answer.json()["added"], answer.json()["already_there"], len(answer.json()["facts"])) == (2, 0, 2)
    again = caller.post(f"documents/{document.uuid}/candidates", asked).json()
    assert (again["added"], again["already_there"]) == (0, 2)
    made = caller.get(f"facts/{answer.json()['facts'][1]}").json()
    assert (made["origin"], made["candidates"][0]["producer"]) == ("import", "model")


def test_every_wrong_field_is_named_and_nothing_is_stored(document, alice, program, error):
    refused = program(alice).post(f"documents/{document.uuid}/candidates", body(said(), said(status="planned"), said(periode="2024")))
    told = error(refused, 400, "bad_input")
    assert [one["field"] for one in told["fields"]] == ["facts[1].status", "facts[2].periode"]
    assert told["field"] == "facts[1].status"
    assert not Candidate.objects.filter(producer="model").exists()


@pytest.mark.parametrize(
    "wrong", [{"facts": []}, {"facts": "x"}, {"facts": [1]}, {"producer": ""}, {"producer": "heshi"}, {"purpose": "judgement"}, {"more": 1}]
)
def test_a_body_that_is_none_is_refused(document, alice, program, error, wrong):
    error(program(alice).post(f"documents/{document.uuid}/candidates", body(said()) | wrong), 400, "bad_input")


def test_who_may_and_with_what_token(document, alice, victor, sam, program, error):
    address = f"documents/{document.uuid}/candidates"
    error(program(alice, "read", "review").post(address, body(said())), 403)
    error(program(victor).post(address, body(said())), 403)
    error(program(sam).post(address, body(said())), 404)


def test_producers_are_compared(document, alice, carol, collection, program, error):
    program(alice).post(f"documents/{document.uuid}/candidates", body(said()))
    address = f"collections/{collection.uuid}/comparison"
    told = program(carol).get(address).json()
    assert told["sides"] == ["ours", "candidates:model:1", "settled"]
    pair = program(carol).get(f"{address}?first=candidates:model:1&second=ours").json()["comparisons"][0]
    assert (pair["documents"], pair["rates"]["detection"]["hits"], pair["rates"]["detection"]["of_second"]) == (1, 1, 3)
    assert (
        program(carol).get(f"{address}/csv?first=ours&second=candidates:model:1").content.startswith(b"\xef\xbb\xbffirst,second,documents")
    )
    error(program(carol).get(f"{address}?first=ours"), 400)
    error(program(carol).get(f"{address}?first=ours&second=nobody"), 404)
    error(program(alice).get(address), 403)


def test_refusals_of_an_import_come_page_by_page_to_its_owner(collection, alice, bob, program, error, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    job = importing.ask(
        collection=collection, file_name="a.jsonl", data=b"{\n" * 130 + files.jsonl({"text": "出口1亿元"}), actor=alice, door="api"
    )
    jobs.work(job.pk)
    told = program(alice).get(f"jobs/{job.uuid}").json()
    assert (told["state"], len(told["refusals"]), told["options"]["refused"]) == ("done", 100, 130)
    places, address = [], f"jobs/{job.uuid}/refusals?page_size=100"
    while address:
        page = program(alice).get(address).json()
        places += [row["place"] for row in page["results"]]
        address = page["next"] and page["next"].partition("/api/v1/")[2]
    assert places == [f"a.jsonl, line {number}" for number in range(1, 131)]
    error(program(bob).get(f"jobs/{job.uuid}/refusals"), 404)
