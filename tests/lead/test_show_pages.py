"""Every page of the lead answers, to those who may, with what it promises; others are refused or find nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from annotate import queries, queueing, releasing
from annotate.models import Reading
from annotate.reviewing import finishing, judging
from tests.lead.conftest import read

pytestmark = pytest.mark.django_db

# Pages of a collection, and the roles that may see each: viewer, annotator, adjudicator, manager.
PAGES = {
    "lead": "m",
    "lead_readings": "m",
    "agreement": "cm",
    "collection_guideline": "vacm",
    "conflicts": "vacm",
    "corrections": "vacm",
    "corrections_csv": "vacm",
    "audit": "m",
    "reextraction": "m",
    "reextraction_progress": "m",
    "admit_damaged": "m",
}


@pytest.mark.parametrize("page", PAGES)
def test_who_sees_which_page_of_a_collection(
    page: str, disputed: Any, twice: Any, alice: Any, carol: Any, maria: Any, victor: Any, sam: Any, browser_of: Any
) -> None:
    address = reverse(page, args=[twice.uuid])
    for letter, person in {"v": victor, "a": alice, "c": carol, "m": maria}.items():
        assert browser_of(person).get(address).status_code == (200 if letter in PAGES[page] else 403), (page, person)
    assert browser_of(sam).get(address).status_code == 404
    assert browser_of().get(address).status_code == 302


def test_who_sees_a_disputed_fact(disputed: Any, alice: Any, carol: Any, victor: Any, sam: Any, maria: Any, browser_of: Any) -> None:
    fact = queries.disputes(carol)[0]
    address = reverse("dispute", args=[fact.uuid])
    answers = {person.username: browser_of(person).get(address).status_code for person in (alice, carol, victor, sam, maria)}
    assert answers == {"alice": 403, "carol": 200, "victor": 403, "sam": 404, "maria": 200}


def test_an_adjudicator_who_read_the_document_does_not_decide(
    document: Any, twice: Any, alice: Any, bob: Any, carol: Any, maria: Any, browser_of: Any
) -> None:
    read(document, alice)
    read(document, carol, **{"5.4%": {"values": {"measure": "growth"}}})
    fact = queries.disputes(maria)[0]
    assert browser_of(carol).get(reverse("dispute", args=[fact.uuid])).status_code == 403
    data = {"take": "1", "revision": "0"}
    assert browser_of(carol).post(reverse("decide", args=[fact.uuid]), data).status_code == 403
    assert b"Nothing waits" in browser_of(carol).get(reverse("adjudication")).content


def test_the_queue_counts_what_waits_for_me(disputed: Any, twice: Any, carol: Any, victor: Any, browser_of: Any) -> None:
    page = browser_of(carol).get(reverse("adjudication"))
    assert page.context["waiting"] == 2
    assert "a fact or not" in page.content.decode()
    assert browser_of(victor).get(reverse("adjudication")).context["waiting"] == 0
    assert browser_of(victor).get(reverse("adjudication"), {"collection": twice.uuid}).status_code == 403
    assert browser_of(carol).get(reverse("adjudication"), {"collection": "x"}).status_code == 400


def decide(browser: Any, fact: Any, **data: Any) -> Any:
    return browser.post(reverse("decide", args=[fact.uuid]), {"revision": "0", **data})


def test_taking_a_side_saves_its_values_and_goes_on(disputed: Any, carol: Any, browser_of: Any) -> None:
    first, second = queries.disputes(carol)
    answer = decide(browser_of(carol), first, take="2", comment="同比")
    assert answer.url == reverse("dispute", args=[second.uuid])
    first.refresh_from_db()
    assert (first.adjudication.state, first.adjudication.measure, first.adjudication.comment) == ("accepted", "growth", "同比")
    answer = decide(browser_of(carol), second, take="2")
    assert answer.url == reverse("adjudication")
    second.refresh_from_db()
    assert (second.adjudication.state, second.adjudication.reason.code) == ("rejected", "not_a_fact")


def test_a_third_value_is_checked_and_told_at_its_field(disputed: Any, carol: Any, browser_of: Any) -> None:
    fact = queries.disputes(carol)[0]
    values = {name: "" if value is None else value for name, value in fact.candidate.values().items()}
    answer = decide(browser_of(carol), fact, take="own", **values | {"region_code": "999999"})
    assert answer.status_code == 400
    assert "region_code" in answer.context["form"].errors
    answer = decide(browser_of(carol), fact, take="own", **values | {"value": "7.7"})
    assert answer.context["may_insist"]
    answer = decide(
        browser_of(carol), fact, take="own", insist="on", **values | {"value": "7.7", "measure": "growth", "base": "previous_year"}
    )
    assert answer.status_code == 302
    fact.refresh_from_db()
    assert (fact.adjudication.value, fact.adjudication.measure, fact.adjudication.base) == ("7.7", "growth", "previous_year")


def test_rejecting_needs_no_side(disputed: Any, carol: Any, browser_of: Any) -> None:
    fact = queries.disputes(carol)[0]
    assert decide(browser_of(carol), fact, take="reject", reason="duplicate").status_code == 302
    fact.refresh_from_db()
    assert fact.adjudication.reason.code == "duplicate"


@pytest.mark.parametrize("take", ["", "7", "x"])
def test_nothing_is_decided_without_a_choice(disputed: Any, carol: Any, browser_of: Any, take: str) -> None:
    fact = queries.disputes(carol)[0]
    assert decide(browser_of(carol), fact, take=take).status_code == 400
    assert queries.disputes(carol)[0] == fact


def test_a_decision_made_meanwhile_is_not_overwritten(disputed: Any, carol: Any, maria: Any, browser_of: Any) -> None:
    fact = queries.disputes(carol)[0]
    decide(browser_of(maria), fact, take="1")
    answer = decide(browser_of(carol), fact, take="2", comment="同比")
    fact.refresh_from_db()
    assert (fact.adjudication.measure, fact.adjudication.adjudicator) == ("level", maria)
    assert answer.status_code == 409
    assert ("measure", "level", "growth") in answer.context["stale"], "both values are told"
    shown = answer.content.decode()
    assert 'id="stale"' in shown
    form = answer.context["form"]
    assert (form["take"].value(), form["comment"].value(), form["revision"].value()) == ("2", "同比", "1"), "what was typed stays"
    assert decide(browser_of(carol), fact, take="2", comment="同比", revision="1").status_code == 302, "saving it again is a decision"
    fact.refresh_from_db()
    assert (fact.adjudication.measure, fact.adjudication.adjudicator) == ("growth", carol)


def test_a_decision_is_taken_back_from_its_page(disputed: Any, carol: Any, maria: Any, browser_of: Any) -> None:
    first, second = queries.disputes(carol)
    decide(browser_of(carol), first, take="1")
    page = browser_of(carol).get(reverse("dispute", args=[second.uuid]))
    assert page.context["last"].fact == first
    assert browser_of(maria).post(reverse("withdraw_decision", args=[first.uuid])).status_code == 403
    browser_of(carol).post(reverse("withdraw_decision", args=[first.uuid]))
    assert queries.disputes(carol).count() == 2


def test_a_reading_is_sent_back_from_the_page(disputed: Any, bob: Any, carol: Any, browser_of: Any) -> None:
    fact, reading = queries.disputes(carol)[0], Reading.objects.get(annotator=bob)
    address = reverse("send_back", args=[fact.uuid])
    assert browser_of(carol).post(address, {"reading": reading.uuid, "reason": ""}).status_code == 400
    browser_of(carol).post(address, {"reading": reading.uuid, "reason": "看指南"})
    reading.refresh_from_db()
    assert reading.state == Reading.State.OPEN
    assert "看指南" in browser_of(bob).get(reverse("fact", args=[fact.uuid])).content.decode()


def test_the_evidence_stands_in_the_sentence_and_what_is_far_is_quoted(
    make_document: Any, twice: Any, alice: Any, bob: Any, carol: Any, browser_of: Any
) -> None:
    from tests.conftest import PARAGRAPH, proposal

    near, far = PARAGRAPH.index("固定资产投资"), PARAGRAPH.index("平度市")
    evidence = {"indicator": {"spans": [[near, near + 6]], "rule": None}, "region": {"spans": [[far, far + 3]], "rule": "governs_article"}}
    document = make_document(facts=[proposal(PARAGRAPH, "125.6亿元") | {"evidence": evidence}])
    read(document, alice)
    read(document, bob, **{"125.6亿元": {"values": {"status": "target"}}})
    page = browser_of(carol).get(reverse("adjudication_next"), follow=True)
    pieces = [(piece.text, piece.mention, piece.fields) for piece in page.context["pieces"] if piece.mention or piece.fields]
    assert pieces == [("固定资产投资", False, ("indicator",)), ("125.6亿元", True, ())]
    (remote,) = page.context["remote"]
    assert (remote.field, "".join(piece.text for piece in remote.pieces)) == ("region", "前三季度,平度市地区生产总值增长5.4%。")


def test_the_lead_gives_a_document_and_takes_the_place_back(
    document: Any, collection: Any, alice: Any, maria: Any, sam: Any, browser_of: Any
) -> None:
    client = browser_of(maria)
    assert client.post(reverse("assign", args=[document.uuid]), {"reader": "sam"}).status_code == 404
    client.post(reverse("assign", args=[document.uuid]), {"reader": "alice"})
    reading = queueing.take_next(annotator=alice, door="page")
    assert reading
    assert reading.assigned
    assert browser_of(alice).post(reverse("give_back_reading", args=[reading.uuid])).status_code == 403
    client.post(reverse("give_back_reading", args=[reading.uuid]))
    reading.refresh_from_db()
    assert (reading.assigned, reading.leased_until) == (False, None)


def test_the_lead_reopens_a_finished_reading_with_a_reason(document: Any, collection: Any, alice: Any, maria: Any, browser_of: Any) -> None:
    reading = read(document, alice)
    address = reverse("reopen_reading", args=[reading.uuid])
    assert browser_of(maria).post(address, {"reason": " "}).status_code == 400
    assert browser_of(maria).post(address, {"reason": "再看"}).status_code == 302
    reading.refresh_from_db()
    assert reading.state == Reading.State.OPEN


def test_the_audit_is_filtered_by_person_deed_door_and_day(disputed: Any, twice: Any, maria: Any, browser_of: Any) -> None:
    client, address = browser_of(maria), reverse("audit", args=[twice.uuid])

    def told(**wanted: str) -> list[tuple[str, str]]:
        return [(event.actor_name, event.action) for event, _link, _name in client.get(address, wanted).context["events"]]

    assert told(action="review.rejected") == [("bob", "review.rejected")]
    assert {who for who, _what in told(who="alice")} == {"alice"}
    assert told(door="api") == []
    assert {what for _who, what in told(door="command")} == {"collection.create", "collection.change", "member.role"}
    assert told(until="2020-01-01") == []
    assert len(told(since="2020-01-01")) > 10
    assert told(since="nonsense") == told()


def test_every_deed_of_the_audit_has_words() -> None:
    import re
    from pathlib import Path

    from annotate.templatetags.lead import DEEDS

    source = "".join(path.read_text("utf-8") for path in Path("annotate").glob("*.py"))
    told = set(re.findall(r'"((?:adjudication|cause|collection|conflict|document|job|link|member|note|numeral|password|reading|release|review|token)'
                          r'\.[a-z_]+)"', source)) - {"document.pk"}  # fmt: skip
    assert told <= set(DEEDS), told - set(DEEDS)


def test_conflicts_are_shown_with_their_sentences_and_explained(
    make_document: Any, collection: Any, alice: Any, carol: Any, victor: Any, browser_of: Any
) -> None:
    for text, figure in (("前三季度,平度市生产总值480亿元。", "480亿元"), ("前三季度平度市生产总值为484亿元。", "484亿元")):
        read(make_document(raw=text, facts=[figure]), alice)
    address = reverse("conflicts", args=[collection.uuid])
    (found,) = browser_of(victor).get(address).context["conflicts"]
    conflict, said, _about = found
    assert ["".join(piece.text for piece in line.pieces) for line in said] == [
        "前三季度,平度市生产总值480亿元。",
        "前三季度平度市生产总值为484亿元。",
    ]
    explain = reverse("explain_conflict", args=[collection.uuid, conflict.observation_id])
    assert browser_of(victor).post(explain, {"kind": "revised"}).status_code == 403
    assert browser_of(carol).post(explain, {"kind": "nonsense"}).status_code == 400
    browser_of(carol).post(explain, {"kind": "revised", "comment": "初步核算"})
    assert not browser_of(victor).get(address).context["conflicts"]
    assert "初步核算" in browser_of(victor).get(address, {"show": "explained"}).content.decode()


def test_corrections_are_listed_filtered_and_taken_away(disputed: Any, twice: Any, maria: Any, browser_of: Any) -> None:
    address = reverse("corrections", args=[twice.uuid])
    listed = browser_of(maria).get(address).context["corrections"]
    assert [(each.field, each.before, each.after) for each in listed] == [("measure", "level", "growth"), ("fact", "fact", "no fact")]
    assert len(browser_of(maria).get(address, {"field": "measure"}).context["corrections"]) == 1
    assert not browser_of(maria).get(address, {"version": "0"}).context["corrections"]
    answer = browser_of(maria).get(reverse("corrections_csv", args=[twice.uuid]), {"flavour": "spreadsheet"})
    data = b"".join(answer.streaming_content).decode()
    assert data.startswith("\ufefffact_id,")
    assert ",measure,level,growth," in data


def test_agreement_is_drawn_for_all_pairs_and_months(disputed: Any, twice: Any, carol: Any, browser_of: Any) -> None:
    page = browser_of(carol).get(reverse("agreement", args=[twice.uuid]))
    assert page.context["report"].overall.documents == 1
    assert [row.label for row in page.context["report"].pairs] == ["alice · bob"]
    assert b"<svg" in page.content
    assert b"style=" not in page.content


def test_the_change_log_and_every_file_can_be_taken(
    document: Any, collection: Any, alice: Any, maria: Any, victor: Any, sam: Any, browser_of: Any
) -> None:
    reading = read(document, alice)
    releasing.release(collection=collection, actor=maria, door="page")
    finishing.reopen(reading=reading, reason="again", actor=maria, door="page")
    for mention, said in (
        ("5.4%", {"state": "accepted", "values": {"measure": "growth"}}),
        ("1.25万户", {"state": "rejected", "reason": "duplicate"}),
    ):
        judging.judge(fact=document.facts.get(candidate__text=mention), reading=reading, actor=alice, door="page", **said)
    finishing.finish(reading=reading, actor=alice, door="page")
    second = releasing.release(collection=collection, actor=maria, door="page")
    address = reverse("release_changes", args=[second.uuid])
    page = browser_of(victor).get(address)
    found = {(change.kind, change.text, change.reason) for change, _fields in page.context["changes"]}
    assert found == {("changed", "5.4%", ""), ("withdrawn", "1.25万户", "duplicate")}
    assert "the same fact twice" in page.content.decode()
    assert len(browser_of(victor).get(address, {"kind": "changed"}).context["changes"]) == 1
    for form, begins in (("zip", b"PK"), ("xlsx", b"PK"), ("jsonl", b'{"fact_id"')):
        answer = browser_of(victor).get(reverse("release_file", args=[second.uuid, form]))
        assert b"".join(answer.streaming_content).startswith(begins)
        assert answer["Content-Disposition"].startswith("attachment")
        assert browser_of(sam).get(reverse("release_file", args=[second.uuid, form])).status_code == 404
    assert browser_of(victor).get(reverse("release_file", args=[second.uuid, "exe"])).status_code == 404


def test_a_damaged_figure_gets_in_with_a_reason_typed_by_a_manager(
    make_document: Any, collection: Any, alice: Any, maria: Any, browser_of: Any
) -> None:
    from tests.conftest import PARAGRAPH, proposal

    document = make_document(facts=[proposal(PARAGRAPH, "5.4%") | {"flags": ["damaged"]}, "1.25万户"])
    read(document, alice)
    fact = document.facts.get(candidate__text="5.4%")
    address = reverse("admit_damaged", args=[collection.uuid])
    assert [settled.fact for settled, _pieces, _reason in browser_of(maria).get(address).context["damaged"]] == [fact]
    browser_of(maria).post(address, {f"reason-{fact.uuid}": "与纸质版核对"})
    frozen = collection.releases.get()
    assert frozen.facts.count() == 2
    assert frozen.coverage["admitted"] == {str(fact.uuid): "与纸质版核对"}


def test_a_collection_is_extracted_again_watched_and_stopped(
    document: Any, collection: Any, maria: Any, alice: Any, browser_of: Any
) -> None:
    client, address = browser_of(maria), reverse("reextraction", args=[collection.uuid])
    assert browser_of(alice).post(reverse("ask_reextraction", args=[collection.uuid])).status_code == 403
    client.post(reverse("ask_reextraction", args=[collection.uuid]))
    job = collection.jobs.get()
    assert b"every 2s" in client.get(address).content
    watched = client.get(reverse("reextraction_progress", args=[collection.uuid]))
    assert (watched.status_code, "HX-Refresh" in watched) == (200, False)
    client.post(reverse("stop_job", args=[job.uuid]))
    job.refresh_from_db()
    assert job.state == "stopped"
    assert client.get(reverse("reextraction_progress", args=[collection.uuid]))["HX-Refresh"] == "true"
