"""What a lead and a reader look at, each the same as a page shows."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pytest

from annotate import jobs, reextracting
from annotate.imports.examples import EXAMPLES
from annotate.models import Document, Job
from annotate.reviewing import finishing, judging
from extraction import __version__
from tests.conftest import proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice(collection: Any, document: Any, alice: Any, bob: Any, maria: Any) -> Any:
    """The document, read by Alice and Bob, who differ in the first fact's indicator."""
    from annotate import governing, queueing

    governing.change_collection(collection=collection, changes={"readings_required": 2}, actor=maria, door="command")
    for person, values in ((alice, {}), (bob, {"indicator": "别的"})):
        reading = queueing.open_reading(document=document, annotator=person, door="page")
        for position, fact in enumerate(document.facts.order_by("pk")):
            said = values if position == 0 else {}
            judging.judge(fact=fact, reading=reading, state="accepted", values=said, actor=person, door="page")
        finishing.finish(reading=reading, actor=person, door="page")
    return document


def test_how_many_facts_the_filters_select(program: Any, alice: Any, sam: Any, document: Any, error: Any) -> None:
    asked = program(alice)
    assert asked.get("facts/count").json() == {"count": 3, "more": False}
    listed = asked.get("facts", {"value": "5.4"}).json()["results"]
    assert asked.get("facts/count", {"value": "5.4"}).json()["count"] == len(listed) == 1
    assert program(sam).get("facts/count").json()["count"] == 0
    error(asked.get("facts/count", {"collection": "5"}), 400, "bad_input")
    assert error(asked.get("facts/count", {"value__gt": "5"}), 400, "bad_input")["field"] == "value__gt"


def test_more_facts_than_are_counted(program: Any, alice: Any, document: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("annotate.api.facts.MOST", 2)
    assert program(alice).get("facts/count").json() == {"count": 2, "more": True}


def test_what_the_readers_of_one_fact_say(program: Any, carol: Any, alice: Any, twice: Any, error: Any) -> None:
    first, second = twice.facts.order_by("pk")[:2]
    told = program(carol).get(f"facts/{first.uuid}/dispute").json()
    assert [side["values"]["indicator"] for side in told["sides"]] == [first.candidate.indicator, "别的"]
    assert (told["differs_in"], told["silent"]) == (["indicator"], [])
    assert program(carol).get(f"facts/{second.uuid}/dispute").json()["differs_in"] == []
    error(program(alice).get(f"facts/{first.uuid}/dispute"), 403, "forbidden")


def test_nobody_looks_at_sides_while_a_reading_is_open(program: Any, carol: Any, document: Any, error: Any) -> None:
    error(program(carol).get(f"facts/{document.facts.first().uuid}/dispute"), 409, "wrong_state")


def test_all_corrections_as_csv(program: Any, maria: Any, collection: Any, twice: Any, error: Any) -> None:
    asked, place = program(maria), f"collections/{collection.uuid}/corrections"
    data = b"".join(asked.get(f"{place}/csv", {"flavour": "spreadsheet"}).streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    listed = asked.get(place).json()
    assert [(row["field"], row["to"]) for row in rows] == [(each["field"], each["to"]) for each in listed]
    assert {row["to"] for row in rows} == {"别的"}
    assert b"".join(asked.get(f"{place}/csv", {"field": "value"}).streaming_content).count(b"\n") == 1
    for address in (place, f"{place}/csv"):
        assert "indicator" in error(asked.get(address, {"field": "password"}), 400, "bad_input")["expected"]
    error(asked.get(f"{place}/csv", {"flavour": "sweet"}), 400, "bad_input")


def test_which_paragraphs_divide_the_readers(program: Any, alice: Any, collection: Any, twice: Any) -> None:
    told = program(alice).get(f"collections/{collection.uuid}/guideline").json()
    assert {"anchor": "indicator", "rejected": 0, "dismissed": 0, "disputed": 1, "compared": 3} in told


def test_what_is_disputed_and_whom_nobody_is_left_to_read(
    program: Any, maria: Any, collection: Any, twice: Any, make_document: Any
) -> None:
    told = program(maria).get(f"collections/{collection.uuid}/work").json()
    assert (told["disputed"], told["stuck"]) == (1, [])


def test_by_which_extractor_the_documents_were_read(
    program: Any, maria: Any, alice: Any, collection: Any, document: Any, error: Any
) -> None:
    job = reextracting.ask(collection=collection, actor=maria, door="page")
    told = program(maria).get(f"collections/{collection.uuid}/reextraction").json()
    run = document.runs.get()
    assert told["versions"] == [{"extractor_version": run.extractor_version, "tables_digest": run.tables_digest, "documents": 1}]
    assert (told["version"], told["job"]["id"]) == (__version__, str(job.uuid))
    error(program(alice).get(f"collections/{collection.uuid}/reextraction"), 403, "forbidden")


def test_which_workers_run_is_told_to_managers(program: Any, maria: Any, alice: Any, collection: Any, document: Any, error: Any) -> None:
    Document.objects.filter(pk=document.pk).update(state=Document.State.EXTRACTING, claimed_by="gone", claimed_at=document.created_at)
    told = program(maria).get(f"collections/{collection.uuid}/workers").json()
    assert (told["workers"], told["lost"]) == ([], 1)
    error(program(alice).get(f"collections/{collection.uuid}/workers"), 403, "forbidden")


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_of_an_import(program: Any, sam: Any, name: str) -> None:
    answer = program(sam).get(f"imports/examples/{name}")
    assert (answer.content, name in answer["Content-Disposition"]) == (EXAMPLES[name](), True)


def test_documents_by_words_of_their_title_or_file(program: Any, alice: Any, document: Any, make_document: Any) -> None:
    other = make_document(raw="投资12亿元。", facts=["12亿元"], title="别的", file_name="weihai.txt")
    asked = program(alice)
    for words, found in (("三季度", document), ("WEIHAI", other), ("别", other)):
        assert [row["id"] for row in asked.get("documents", {"q": words}).json()["results"]] == [str(found.uuid)]


def test_findings_are_told_in_the_language_asked_for(program: Any, alice: Any, make_document: Any) -> None:
    finding = {"check": "period_order", "says": "the period begins in 2024-09 and ends in 2024-01", "spans": []}
    make_document(raw="生产总值增长5.4%。", facts=[{**proposal("生产总值增长5.4%。", "5.4%"), "findings": [finding]}])
    said = {}
    for language in ("en", "zh-hans"):
        (fact,) = program(alice).get("facts", HTTP_ACCEPT_LANGUAGE=language).json()["results"]
        said[language] = fact["candidates"][0]["findings"][0]["says"]
    assert said["en"] == finding["says"]
    assert "2024-09" in said["zh-hans"]
    assert "begins" not in said["zh-hans"]


def test_who_decides_may_insist_where_a_check_objects(program: Any, carol: Any, twice: Any, error: Any) -> None:
    address = f"facts/{twice.facts.order_by('pk').first().uuid}/adjudication"
    said = {"state": "accepted", "values": {"value": "9.9"}}
    assert error(program(carol).put(address, said), 400, "bad_input")["may_insist"]
    assert program(carol).put(address, {**said, "insist": True}).json()["values"]["value"] == "9.9"


def test_until_when_the_file_of_an_export_is_kept(program: Any, alice: Any, collection: Any, document: Any, settings: Any) -> None:
    job = program(alice).post("exports", {"collection": str(collection.uuid), "form": "csv"}).json()
    assert job["expires_at"] is None
    while jobs.work(Job.objects.get().pk):
        pass
    told = program(alice).get(f"jobs/{job['id']}").json()
    assert datetime.fromisoformat(told["expires_at"]) - datetime.fromisoformat(told["finished_at"]) == settings.EXPORT_LIFETIME
