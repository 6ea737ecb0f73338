"""Every address of the desk, and every refusal, without a browser."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from annotate import queueing
from annotate.models import Dismissal, Fact, Note, Override, Reading, Review

pytestmark = pytest.mark.django_db


class Reader:
    """A logged-in person who sends deeds to one reading."""

    def __init__(self, client: Any, user: Any, reading: Any) -> None:
        self.client = client
        self.client.force_login(user)
        self.reading = reading

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        data = body if isinstance(body, str) else json.dumps({**(body or {}), **more})
        return self.client.post(f"/review/{self.reading.uuid}/{path}/", data, content_type="application/json")

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/review/{self.reading.uuid}/{path}/", query)


@pytest.fixture
def reading(alice: Any, document: Any) -> Any:
    return queueing.open_reading(document=document, annotator=alice, door="page")


@pytest.fixture
def reader(client: Any, alice: Any, reading: Any) -> Reader:
    return Reader(client, alice, reading)


@pytest.fixture
def fact(document: Any) -> Any:
    return document.facts.order_by("id").first()


def key(thing: Any) -> str:
    return str(thing.uuid)


def test_the_desk_leads_to_the_next_reading(client: Any, alice: Any, document: Any) -> None:
    client.force_login(alice)
    answer = client.post("/review/")
    reading = Reading.objects.get()
    assert answer.url == f"/review/{reading.uuid}/"
    assert (reading.annotator, reading.leased_until is not None) == (alice, True)
    assert client.post("/review/").url == answer.url


def test_to_ask_for_the_desk_takes_no_place_in_the_queue(client: Any, alice: Any, document: Any) -> None:
    client.force_login(alice)
    for address in ("/review/", f"/review/document/{document.uuid}/"):
        page = client.get(address)
        assert (page.status_code, "data-send-at-once" in page.content.decode()) == (200, True)
    assert not Reading.objects.exists()


def test_the_desk_says_when_nothing_is_left(client: Any, alice: Any) -> None:
    client.force_login(alice)
    answer = client.post("/review/", follow=True)
    assert answer.status_code == 200
    assert "desk/empty.html" in [template.name for template in answer.templates]


def test_the_desk_keeps_to_one_collection_where_asked(client: Any, maria: Any, make_document: Any, collection: Any) -> None:
    from annotate import governing

    second = governing.create_collection(name="烟台", actor=maria, door="command")
    make_document(raw="平度市新增企业7家。", facts=["7家"])
    wanted = make_document(raw="烟台市新增企业9家。", facts=["9家"], collection=second)
    client.force_login(maria)
    client.post(f"/review/?collection={second.uuid}")
    assert Reading.objects.get().document == wanted


def test_a_document_can_be_opened_by_name(client: Any, alice: Any, document: Any) -> None:
    client.force_login(alice)
    answer = client.post(f"/review/document/{document.uuid}/")
    assert answer.url == f"/review/{Reading.objects.get().uuid}/"


def test_the_page_holds_text_state_and_words(reader: Reader, reading: Any, document: Any) -> None:
    answer = reader.client.get(f"/review/{reading.uuid}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="desk-state"' in page
    start = document.raw.index("5.4%")
    assert f'<span data-start="{start}" data-end="{start + 4}">5.4%</span>' in page
    assert "csrftoken" in answer.cookies
    assert "<script>" not in page
    assert "style=" not in page


def test_text_that_looks_like_markup_stays_text(client: Any, alice: Any, make_document: Any) -> None:
    document = make_document(raw="<script>alert(1)</script>\"&'</div> 新增企业7家。", facts=["7家"], title="</script><b>")
    client.force_login(alice)
    page = client.post(f"/review/document/{document.uuid}/", follow=True).content.decode()
    assert "<script>alert" not in page
    assert "</div> 新增" not in page
    assert "<b>" not in page


def test_the_state_tells_facts_numerals_and_reasons_of_doubt(reader: Reader, fact: Any) -> None:
    state = reader.get("state").json()["state"]
    assert [each["candidate"]["values"]["value"] for each in state["facts"]] == ["5.4", "1.25", "125.6"]
    assert state["facts"][0]["uuid"] == key(fact)
    assert state["numerals"][0][2:] == [None, None]


def test_a_fact_is_accepted_corrected_rejected_and_taken_back(reader: Reader, fact: Any) -> None:
    answer = reader.post("judge", fact=key(fact), state="accepted", revision=0).json()
    assert (answer["review"]["state"], answer["review"]["revision"]) == ("accepted", 1)
    assert answer["at"]
    corrected = reader.post("judge", fact=key(fact), state="accepted", revision=1, values={"indicator": "生产总值"}).json()
    assert (corrected["review"]["values"]["indicator"], corrected["review"]["revision"]) == ("生产总值", 2)
    rejected = reader.post("judge", fact=key(fact), state="rejected", revision=2, reason="not_a_fact").json()
    assert (rejected["review"]["reason"], rejected["review"]["revision"]) == ("not_a_fact", 3)
    assert reader.post("retract", fact=key(fact), revision=2).status_code == 409
    assert reader.post("retract", fact=key(fact), revision=3).json()["review"] is None
    assert not Review.objects.exists()


def test_a_judgement_sent_twice_stands_once(reader: Reader, fact: Any) -> None:
    body = {"fact": key(fact), "state": "accepted", "revision": 0, "values": {"indicator": "生产总值"}}
    first, second = reader.post("judge", body).json(), reader.post("judge", body).json()
    assert first["review"] == second["review"]
    assert Review.objects.get().revision == 1


def test_a_stale_judgement_shows_both_values(reader: Reader, fact: Any) -> None:
    reader.post("judge", fact=key(fact), state="accepted", revision=0, values={"indicator": "生产总值"})
    answer = reader.post("judge", fact=key(fact), state="accepted", revision=0, values={"indicator": "总产值"})
    assert answer.status_code == 409
    told = answer.json()
    assert (told["code"], told["revision"]) == ("stale", 1)
    assert (told["current"]["indicator"], told["yours"]["indicator"]) == ("生产总值", "总产值")


def test_a_number_that_the_text_does_not_say_is_refused_unless_insisted_on(reader: Reader, fact: Any) -> None:
    body = {"fact": key(fact), "state": "accepted", "revision": 0, "values": {"value": "54"}}
    answer = reader.post("judge", body)
    assert (answer.status_code, answer.json()["field"], answer.json()["may_insist"]) == (400, "value", True)
    assert reader.post("judge", body, insist=True).json()["review"]["values"]["value"] == "54"


def test_a_fact_is_added_once_under_the_key_of_the_page(reader: Reader, document: Any) -> None:
    start = document.raw.index("3600个")
    values = reader.get("proposal", start=start, end=start + 5).json()["proposal"]["values"] | {"indicator": "泊位"}
    name = str(uuid.uuid4())
    for _ in range(2):
        answer = reader.post("add", fact=name, values=values)
        assert answer.status_code == 200, answer.json()
        assert answer.json()["fact"] == name
    assert Fact.objects.filter(origin="person").count() == 1
    assert Review.objects.get().text == "3600个"
    reader.post("retract", fact=name, revision=1)
    assert reader.post("add", fact=name, values=values).json()["review"]["revision"] == 1


def test_where_no_figure_is_the_proposal_is_null(reader: Reader) -> None:
    assert reader.get("proposal", start=0, end=2).json() == {"proposal": None}


def test_all_above_a_threshold_are_previewed_accepted_and_taken_back(reader: Reader) -> None:
    assert len(reader.get("acceptable", threshold=0.9).json()["facts"]) == 3
    assert reader.get("acceptable", threshold=0.95).json()["facts"] == []
    group = str(uuid.uuid4())
    for _ in range(2):
        answer = reader.post("accept", threshold=0.9, group=group).json()
        assert (answer["group"], len(answer["reviews"])) == (group, 3)
    assert reader.post("retract-group", group=group).json()["count"] == 3
    assert not Review.objects.exists()


def test_a_numeral_is_dismissed_and_opened_again(reader: Reader, document: Any) -> None:
    start = document.raw.index("3600个")
    for reason in ("name", "ordinal", "ordinal"):
        assert reader.post("dismiss", start=start, end=start + 5, reason=reason).json()["reason"] == reason
    assert Dismissal.objects.get().reason.code == "ordinal"
    for _ in range(2):
        assert reader.post("undismiss", start=start, end=start + 5).json()["reason"] is None
    assert not Dismissal.objects.exists()


def test_a_cause_is_previewed_corrected_and_withdrawn(client: Any, alice: Any, make_document: Any) -> None:
    from annotate import extracting

    document = make_document(raw="2024年11月28日\n平度市经济\n前三季度,平度市地区生产总值增长5.4%。", facts=[], numerals=[])
    extracting.run_extraction(document)
    reader = Reader(client, alice, queueing.open_reading(document=document, annotator=alice, door="page"))
    cause = {"kind": "published", "new": "2023-11-28"}
    changes = reader.get("cause", **cause).json()["changes"]
    assert [change["new"]["period_end"] for change in changes] == ["2023-09"]
    assert not Override.objects.exists()
    answer = reader.post("correct-cause", {**cause, "old": "2024-11-28", "start": None, "end": None}).json()
    assert answer["state"]["facts"][0]["candidate"]["values"]["period_end"] == "2023-09"
    again = reader.post("withdraw-cause", {**cause, "start": None, "end": None}).json()
    assert again["state"]["facts"][0]["candidate"]["values"]["period_end"] == "2024-09"
    assert reader.post("withdraw-cause", cause).status_code == 200


def test_a_note_is_kept_with_its_author(reader: Reader, fact: Any) -> None:
    answer = reader.post("note", fact=key(fact), text=" 再看 ").json()
    assert (answer["note"]["author"], answer["note"]["text"]) == ("alice", "再看")
    assert Note.objects.count() == 1
    assert reader.get("state").json()["state"]["notes"] == [answer["note"]]


def test_finishing_refuses_while_something_is_open_and_says_what(reader: Reader, fact: Any) -> None:
    answer = reader.post("finish")
    assert answer.status_code == 409
    assert answer.json()["facts"][0] == key(fact)
    reader.post("accept", threshold=0, group=str(uuid.uuid4()))
    assert reader.post("finish").json()["state"] == "finished"
    assert reader.post("finish").json()["state"] == "finished"
    assert reader.post("judge", fact=key(fact), state="rejected", revision=1).status_code == 409
    assert reader.post("reopen", reason="noch einmal").json()["state"] == "open"


def test_the_next_reading_comes_whole(reader: Reader, make_document: Any) -> None:
    make_document(raw="胶州市新增企业9家。", facts=["9家"], title="第二篇")
    reader.post("give-back")
    answer = reader.client.post("/review/next/", "{}", content_type="application/json").json()
    assert answer["state"]["document"]["title"] == "第二篇"
    assert 'data-start="7"' in answer["html"]
    assert answer["state"]["address"] == f"/review/{answer['state']['reading']['uuid']}/"


def test_after_the_last_reading_next_is_null(client: Any, alice: Any) -> None:
    client.force_login(alice)
    assert client.post("/review/next/", "{}", content_type="application/json").json() == {"state": None}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("judge", "not json", None),
        ("judge", "[]", None),
        ("judge", {"fact": "x"}, "fact"),
        ("add", {"fact": None, "values": {}}, "fact"),
        ("add", {"fact": str(uuid.UUID(int=7)), "values": {"start": 0, "end": 2}}, "value"),
        (
            "add",
            {"fact": str(uuid.UUID(int=7)), "values": {"start": 5, "end": 900, "value": "1", "measure": "level", "indicator": "x"}},
            "start",
        ),
        ("add", {"fact": str(uuid.UUID(int=7)), "values": {"colour": "red"}}, "colour"),
        ("accept", {"threshold": "much", "group": str(uuid.UUID(int=7))}, "threshold"),
        ("accept", {"threshold": 7, "group": str(uuid.UUID(int=7))}, "threshold"),
        ("accept", {"threshold": 0.5}, "group"),
        ("retract-group", {"group": "x"}, "group"),
        ("dismiss", {"start": "a", "end": 2, "reason": "date"}, "start"),
        ("dismiss", {"start": 0, "end": 2, "reason": "because"}, "reason"),
        ("dismiss", {"start": 2, "end": 2, "reason": "date"}, "start"),
        ("correct-cause", {"kind": "colour", "new": "red"}, "kind"),
        ("correct-cause", {"kind": "published", "new": "soon"}, "new"),
        ("correct-cause", {"kind": "region", "new": "000001", "start": 0, "end": 9}, "new"),
        ("correct-cause", {"kind": "period", "new": "?", "start": 0, "end": 9}, "new"),
        ("reopen", {"reason": "x"}, None),
    ],
)
def test_bad_input_is_named_and_changes_nothing(reader: Reader, path: str, body: Any, field: str | None) -> None:
    answer = reader.post(path, body)
    assert answer.status_code in (400, 403, 409), answer.content
    assert answer.json()["field"] == field
    assert answer.json()["message"]
    assert not (Review.objects.exists())
    assert not (Dismissal.objects.exists())
    assert not (Override.objects.exists())


@pytest.mark.parametrize("state", ["", "maybe"])
def test_a_judgement_needs_a_state(reader: Reader, fact: Any, state: str) -> None:
    assert reader.post("judge", fact=key(fact), state=state).json()["field"] == "state"


def test_an_empty_note_is_refused(reader: Reader, fact: Any) -> None:
    assert reader.post("note", fact=key(fact), text="  ").json()["field"] == "text"


GETS = ("", "state", "clean", "understood", "proposal", "acceptable", "cause")
POSTS = (
    "judge", "retract", "add", "accept", "retract-group", "dismiss", "undismiss", "correct-cause", "withdraw-cause", "note", "finish", "reopen", "give-back",
)  # fmt: skip


@pytest.mark.parametrize("path", GETS + POSTS)
@pytest.mark.parametrize(("who", "status"), [("sam", 404), ("bob", 403), ("victor", 403), ("maria", 403)])
def test_nobody_reaches_another_persons_reading(
    request: pytest.FixtureRequest, client: Any, reading: Any, path: str, who: str, status: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    address = f"/review/{reading.uuid}/{path}/" if path else f"/review/{reading.uuid}/"
    answer = client.post(address, "{}", content_type="application/json") if path in POSTS else client.get(address)
    assert answer.status_code == status


@pytest.mark.parametrize("path", GETS[1:] + POSTS)
def test_who_is_logged_out_is_told_so_in_json(client: Any, reading: Any, path: str) -> None:
    address = f"/review/{reading.uuid}/{path}/"
    answer = client.post(address) if path in POSTS else client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (401, "login")


@pytest.mark.parametrize("path", POSTS)
def test_deeds_are_posted(reader: Reader, path: str) -> None:
    assert reader.get(path).status_code == 405


def test_deeds_need_the_token_of_the_page(alice: Any, reading: Any, fact: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    body = json.dumps({"fact": key(fact), "state": "accepted", "revision": 0})
    assert strict.post(f"/review/{reading.uuid}/judge/", body, content_type="application/json").status_code == 403
    assert not Review.objects.exists()


def test_a_fact_of_another_document_is_not_found(reader: Reader, make_document: Any) -> None:
    other = make_document(raw="胶州市新增企业9家。", facts=["9家"]).facts.get()
    answer = reader.post("judge", fact=key(other), state="accepted", revision=0)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_reader_without_candidates_sees_none(client: Any, alice: Any, document: Any, reading: Any) -> None:
    Reading.objects.update(aided=False)
    state = Reader(client, alice, reading).get("state").json()["state"]
    assert state["facts"] == []
    assert state["reading"]["aided"] is False


def test_who_finds_a_document_full_is_told_who_reads_it(client: Any, bob: Any, reading: Any) -> None:
    client.force_login(bob)
    answer = client.post(f"/review/document/{reading.document.uuid}/")
    assert answer.status_code == 409
    assert "alice" in answer.content.decode()


def test_a_deed_on_many_facts_is_found_by_its_name_and_not_among_all_deeds_of_its_person(reader: Reader) -> None:
    from django.db import connection

    from annotate.models import AuditEvent

    if connection.vendor != "sqlite":
        pytest.skip("an almost empty table is read whole by PostgreSQL")
    assert "audit_of_group" in AuditEvent.objects.filter(group=uuid.uuid4(), actor=1).explain()
