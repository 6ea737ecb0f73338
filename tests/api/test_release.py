"""Releases and their facts, by program."""

import csv
import hashlib
import io

import pytest

from annotate import queueing
from annotate.reviewing import finishing, judging


@pytest.fixture
def settled(alice, document):
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")


@pytest.fixture
def frozen(settled, maria, collection, program):
    answer = program(maria).post("releases", {"collection": str(collection.uuid), "notes": "第一版"})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_manager_freezes_what_is_settled(frozen):
    assert (frozen["number"], frozen["notes"], frozen["created_by"]["username"]) == ("1.0.0", "第一版", "maria")


def test_nothing_settled_is_nothing_to_freeze(maria, collection, document, program, error):
    error(program(maria).post("releases", {"collection": str(collection.uuid)}), 409, "wrong_state")


def test_an_annotator_freezes_nothing(alice, settled, collection, program, error):
    error(program(alice).post("releases", {"collection": str(collection.uuid)}), 403, "forbidden")


def test_its_facts_have_the_names_of_the_columns(frozen, victor, program):
    rows = program(victor).get(f"releases/{frozen['id']}/facts").json()["results"]
    data = b"".join(program(victor).get(f"releases/{frozen['id']}/csv").streaming_content)
    read = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert list(rows[0]) == list(read[0])
    assert [row["fact_id"] for row in rows] == [row["fact_id"] for row in read]
    assert rows[0]["flags"] == []
    assert program(victor).get(f"releases/{frozen['id']}/facts?region_code=370283&measure=rank").json()["results"] == []


def test_the_csv_has_the_digest_that_the_release_names(frozen, victor, program):
    answer = program(victor).get(f"releases/{frozen['id']}/csv", HTTP_ACCEPT="text/csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == frozen["digests"]["facts.csv"]
    spreadsheet = b"".join(program(victor).get(f"releases/{frozen['id']}/csv?flavour=spreadsheet").streaming_content)
    assert spreadsheet.startswith(b"\xef\xbb\xbf")


def test_an_unknown_flavour_is_refused(frozen, victor, program, error):
    told = error(program(victor).get(f"releases/{frozen['id']}/csv?flavour=xls"), 400, "bad_input")
    assert (told["field"], told["expected"]) == ("flavour", ["plain", "spreadsheet"])


def test_a_release_is_withdrawn_once_with_a_reason(frozen, maria, alice, program, error):
    error(program(alice).post(f"releases/{frozen['id']}/withdraw", {"reason": "x"}), 403, "forbidden")
    error(program(maria).post(f"releases/{frozen['id']}/withdraw", {"reason": " "}), 400, "bad_input")
    assert program(maria).post(f"releases/{frozen['id']}/withdraw", {"reason": "错"}).json()["withdrawn_reason"] == "错"
    error(program(maria).post(f"releases/{frozen['id']}/withdraw", {"reason": "x"}), 409, "wrong_state")
    assert len(program(maria).get("releases?withdrawn=true").json()["results"]) == 1
    assert program(maria).get("releases?withdrawn=false").json()["results"] == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_method_changes_a_release(frozen, maria, program, error, method):
    error(getattr(program(maria), method)(f"releases/{frozen['id']}", {"notes": "x"}), 405, "method_not_allowed")


def test_a_stranger_gets_no_release(frozen, sam, program, error):
    for path in ("", "/facts", "/csv"):
        error(program(sam).get(f"releases/{frozen['id']}{path}"), 404, "not_found")
