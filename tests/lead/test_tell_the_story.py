"""From judgements to gold, with the whole cast and through the doors they use: pages, desk, API and admin."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotate import governing, queries
from annotate.models import Adjudication, Fact, Job, Reading, Release
from tests.benchmarks import reextraction
from tests.conftest import PARAGRAPH
from tests.security.routes import routes

pytestmark = pytest.mark.django_db
CODE = "暗号"  # what Alice writes; nobody who reads blind may meet it
SETTINGS = {"name": "青岛", "description": "", "readings_required": "2", "second_share": "0", "unaided_share": "0", "blind": "on"}


class Desk:
    """A person at the review desk: the addresses that the desk's page calls."""

    def __init__(self, client: Client, reading: str) -> None:
        self.client, self.reading = client, reading

    @classmethod
    def opened(cls, client: Client, document: Any) -> Desk:
        answer = client.post(reverse("desk_document", args=[document.uuid]))
        return cls(client, re.search(r"[0-9a-f-]{36}", answer.url)[0])  # type: ignore[index]

    def ask(self, deed: str, **body: Any) -> Any:
        address = reverse(f"desk_{deed}", args=[self.reading])
        return self.client.post(address, json.dumps(body), content_type="application/json")

    def facts(self) -> dict[str, Any]:
        """By mention, as the page shows them."""
        state = self.client.get(reverse("desk_state", args=[self.reading])).json()["state"]
        return {PARAGRAPH[fact["values"]["start"] : fact["values"]["end"]]: fact for fact in state["facts"]}

    def judge(self, mention: str, state: str = "accepted", **more: Any) -> Any:
        answer = self.ask("judge", fact=self.facts()[mention]["uuid"], state=state, revision=0, **more)
        assert answer.status_code == 200, answer.content
        return answer


@pytest.fixture
def blind(collection: Any, maria: Any, browser_of: Any) -> Any:
    """Maria asks for two blind readings a document, on the settings page."""
    browser_of(maria).post(reverse("collection_settings", args=[collection.uuid]), SETTINGS)
    collection.refresh_from_db()
    return collection


def everything(client: Client, things: dict[str, Any]) -> str:
    """What every page and endpoint that answers a GET tells this person of these things."""
    told = []
    for route in routes():
        if route.name.startswith("admin:") or set(route.parameters) - {*things, "form", "observation", "path", "secret"}:
            continue
        answer = client.get(route.address(things))
        if answer.status_code < 300:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            told.append(f"{route.name}: {body.decode('utf-8', 'replace')}")
    assert len(told) > 20
    return "\n".join(told)


def leaks(told: str) -> list[str]:
    """Where the code word stands; JSON may write it in escapes."""
    written = (CODE, json.dumps(CODE)[1:-1])
    return [line[:200] for line in told.splitlines() if any(each in line for each in written)]


def test_a_blind_reader_meets_nothing_of_the_other_on_any_page_or_endpoint(
    document: Any, blind: Any, alice: Any, bob: Any, carol: Any, maria: Any, victor: Any, browser_of: Any
) -> None:
    desk = Desk.opened(browser_of(alice), document)
    desk.judge("5.4%", values={"indicator": f"{CODE}甲"}, comment=f"{CODE}乙")
    desk.judge("1.25万户", "rejected", reason="other", comment=f"{CODE}丙")
    desk.judge("125.6亿元")
    at = PARAGRAPH.index("3600个")
    values = {"start": at, "end": at + 5, "value": "3600", "unit": "个", "measure": "level", "indicator": f"{CODE}丁", "status": "actual"}
    key = "00000000-0000-4000-8000-000000000001"
    assert desk.ask("add", fact=key, values=values).status_code == 200
    assert desk.ask("note", fact=desk.facts()["5.4%"]["uuid"], text=f"{CODE}戊").status_code == 200
    mine = Desk.opened(browser_of(bob), document)
    fact, added = document.facts.get(candidate__text="5.4%"), Fact.objects.get(uuid=key)
    alices = Reading.objects.get(annotator=alice)
    for finished in (False, True):
        if finished:
            assert desk.ask("finish").status_code == 200
        for looked_at in (fact, added):
            for reading in (mine.reading, alices.uuid):
                things = {"collection": blind.uuid, "document": document.uuid, "fact": looked_at.uuid, "reading": reading}
                assert leaks(everything(browser_of(bob), things)) == []
        assert leaks(everything(browser_of(victor), things)) == []
        assert browser_of(bob).get(reverse("fact", args=[added.uuid])).status_code == 404
    things["fact"] = fact.uuid
    assert leaks(everything(browser_of(carol), things)), "an adjudicator sees a finished reading"
    assert leaks(everything(browser_of(alice), things)), "the search finds what is there"


def test_from_two_blind_readings_to_two_releases(
    document: Any, blind: Any, alice: Any, bob: Any, carol: Any, maria: Any, victor: Any, sam: Any, browser_of: Any
) -> None:
    # two people read, and differ
    hers, his = Desk.opened(browser_of(alice), document), Desk.opened(browser_of(bob), document)
    hers.judge("5.4%", values={"measure": "growth", "base": "previous_year"})
    hers.judge("1.25万户")
    hers.judge("125.6亿元")
    his.judge("5.4%")
    his.judge("1.25万户", values={"value": "12500", "unit": "户"}, insist=True)  # the same amount in other words
    his.judge("125.6亿元", "rejected", reason="duplicate")
    assert hers.ask("finish").status_code == 200
    assert browser_of(carol).get(reverse("adjudication")).context["waiting"] == 0
    assert his.ask("finish").status_code == 200

    # who read does not decide; Carol does, by the page and by the API
    disputed = {fact.candidate.text: fact for fact in queries.disputes(carol)}
    assert list(disputed) == ["5.4%", "125.6亿元"]
    growth, level = disputed.values()
    assert browser_of(alice).post(reverse("decide", args=[growth.uuid]), {"take": "1", "revision": "0"}).status_code == 403
    assert browser_of(sam).get(reverse("dispute", args=[growth.uuid])).status_code == 404
    assert browser_of(carol).post(reverse("decide", args=[growth.uuid]), {"take": "1", "revision": "0"}).status_code == 302
    assert browser_of(maria).get(reverse("create_release", args=[blind.uuid])).context["preview"].left_out == {"disputed": 1}

    # a release holds what is settled, and says what it leaves out
    browser_of(maria).post(reverse("create_release", args=[blind.uuid]), {"notes": "第一版", "number": "1.0.0"})
    first = Release.objects.get()
    assert (first.number, first.coverage["left_out"], set(first.facts.values_list("text", flat=True))) == (
        "1.0.0", {"disputed": 1}, {"5.4%", "1.25万户"},
    )  # fmt: skip
    assert browser_of(carol).post(reverse("withdraw_decision", args=[growth.uuid])).status_code == 409, "what is released is decided anew"

    # the second: one fact more (by the API), one changed, one withdrawn with its reason
    secret = governing.make_token(user=carol, name="story", scopes=["read", "review"], actor=carol, door="page")[1]
    address = reverse("api:adjudication", args=[level.uuid])
    answer = Client(headers={"authorization": f"Bearer {secret}"}).put(
        address, {"state": "accepted", "revision": 0}, content_type="application/json"
    )
    assert answer.status_code in (200, 201), answer.content
    page = browser_of(carol).get(reverse("dispute", args=[growth.uuid]))
    values = {
        name: page.context["form"][name].value()
        for name in page.context["form"].fields
        if name not in ("take", "reason", "comment", "insist")
    }
    changed = {name: "" if value is None else value for name, value in values.items()} | {"take": "own", "status": "estimate"}
    assert browser_of(carol).post(reverse("decide", args=[growth.uuid]), changed).status_code == 302
    settled = document.facts.get(candidate__text="1.25万户")
    decision = {"take": "reject", "reason": "base_only", "revision": "0"}
    assert browser_of(carol).post(reverse("decide", args=[settled.uuid]), decision).status_code == 302
    browser_of(maria).post(reverse("create_release", args=[blind.uuid]), {"notes": "第二版", "number": "2.0.0"})
    second = Release.objects.latest("id")
    assert second.number == "2.0.0"

    # everybody of the collection reads the change log; the ZIP holds it too
    page = browser_of(victor).get(reverse("release_changes", args=[second.uuid]))
    found = {
        (change.kind, change.text, change.reason, *(name for name, _was, _now in fields)) for change, fields in page.context["changes"]
    }
    assert found == {("added", "125.6亿元", ""), ("changed", "5.4%", "", "status"), ("withdrawn", "1.25万户", "base_only")}
    answer = browser_of(victor).get(reverse("release_file", args=[second.uuid, "zip"]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        lines = list(csv.DictReader(io.StringIO(archive.read("changes.csv").decode())))
        sums = archive.read("SHA256SUMS").decode().splitlines()
    assert {(line["change"], line["text"], line["field"], line["from"], line["to"], line["reason"]) for line in lines} == {
        ("added", "125.6亿元", "", "", "", ""),
        ("changed", "5.4%", "status", "actual", "estimate", ""),
        ("withdrawn", "1.25万户", "", "", "", "base_only"),
    }
    assert {line.split("  ")[1]: line.split("  ")[0] for line in sums} == second.digests
    assert browser_of(sam).get(reverse("release_changes", args=[second.uuid])).status_code == 404

    # the life of a fact: who, what before, what after, through which door
    told = [
        (event.actor_name, event.action, event.door)
        for event, _link, _name in audit_of(browser_of(maria), blind)
        if event.target_id == str(level.uuid)
    ]
    assert told == [("carol", "adjudication.accepted", "api"), ("bob", "review.rejected", "page"), ("alice", "review.accepted", "page")]


def audit_of(client: Client, collection: Any) -> list[Any]:
    events: list[Any] = []
    query = ""
    while True:
        page = client.get(f"{reverse('audit', args=[collection.uuid])}?{query}")
        events += page.context["events"]
        if page.context["page"].following is None:
            return events
        query = page.context["page"].following


def test_an_adjudication_in_the_admin_is_seen_on_the_page(
    document: Any, blind: Any, alice: Any, bob: Any, carol: Any, browser_of: Any
) -> None:
    """The admin shows what was decided, to who may see it."""
    hers, his = Desk.opened(browser_of(alice), document), Desk.opened(browser_of(bob), document)
    for mention in ("5.4%", "1.25万户", "125.6亿元"):
        hers.judge(mention)
        his.judge(mention, values={"place": "南村镇"})
    hers.ask("finish")
    his.ask("finish")
    fact = queries.disputes(carol)[0]
    browser_of(carol).post(reverse("decide", args=[fact.uuid]), {"take": "2", "revision": "0", "comment": "在南村"})
    carol.is_staff = True
    carol.save()
    decision = Adjudication.objects.get()
    assert "南村镇" in browser_of(carol).get(reverse("admin:annotate_adjudication_change", args=[decision.pk])).content.decode()


@pytest.mark.heavy
def test_a_thousand_documents_extracted_again_with_other_tables_keep_every_decision(tmp_path: Path, capsys: Any) -> None:
    """By the real extractor, with a changed copy of its tables, in a process of its own; the difference is listed."""
    number = 1000
    told = reextraction.run(tmp_path, number)
    assert told["tables_before"] != told["tables_after"]
    assert (told["state"], told["done"], told["refusals"]) == (Job.State.DONE, number, [])
    assert told["decisions"] > number / 2
    assert told["after"] == told["before"], "every column of every judgement"
    assert told["listed"] == {"new": number, "gone": number, "different": told["listed"]["different"]}
    assert told["listed"]["different"] >= number
    assert {kind: told["found"].get(kind, 0) for kind in told["listed"]} == told["listed"]
    with capsys.disabled():
        print(f"\n{number} documents extracted again in {told['seconds']} s ({told['slices']} slices); ", end="")
        print(f"{told['decisions']} of {told['decisions']} decisions as they were; {told['listed']} listed in {told['listing_seconds']} s")
