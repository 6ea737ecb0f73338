"""Judging by program: readings, reviews, revisions, adjudications."""

import uuid

import pytest

from annotate import governing, queueing
from annotate.models import AuditEvent, Reason, Review


@pytest.fixture
def reason(db):
    return Reason.objects.filter(kind="rejection").first().code


@pytest.fixture
def facts(document):
    return list(document.facts.order_by("id"))


@pytest.fixture
def reading(alice, document, program):
    return program(alice).post("readings", {"document": str(document.uuid)}).json()


def address(reading, fact):
    return f"readings/{reading['id']}/reviews/{fact.uuid}"


def test_what_is_not_said_of_an_added_fact_is_what_the_machine_reads_there(program, alice, make_document):
    raw = "青岛市2024年前三季度经济运行。前三季度，全市生产总值增长5.4%。"
    document, caller = make_document(raw=raw, facts=[]), program(alice)
    reading, start = caller.post("readings", {"document": str(document.uuid)}).json(), raw.index("5.4%")
    seen = caller.post(f"readings/{reading['id']}/proposal", {"start": start, "end": start + 4}).json()["values"]
    said = {"indicator": "GDP", "region": None}
    added = caller.post(f"readings/{reading['id']}/facts", {"start": start, "end": start + 4, "values": said}).json()["values"]
    assert (seen["region_code"], seen["period_end"], seen["measure"]) == ("370200", "2024-09", "growth")
    assert {name: added[name] for name in ("value", "measure", "base", "period_start", "period_end")} == {
        name: seen[name] for name in ("value", "measure", "base", "period_start", "period_end")
    }
    assert (added["indicator"], added["region"], added["region_code"]) == ("GDP", None, None)


def test_the_next_reading_comes_from_the_queue_until_nothing_is_left(alice, document, program):
    caller = program(alice)
    first = caller.post("readings", {})
    assert first.status_code == 200
    assert first.json()["document"] == str(document.uuid)
    assert caller.post("readings", {}).json()["id"] == first.json()["id"], "mine first"


def test_an_empty_queue_is_no_error(alice, program):
    assert program(alice).post("readings", {}).status_code == 204


def test_the_desk_shows_cards_in_reading_order_and_every_numeral(alice, reading, program, facts):
    desk = program(alice).get(f"readings/{reading['id']}/desk").json()
    assert [card["fact"] for card in desk["facts"]] == [str(fact.uuid) for fact in facts]
    assert {card["state"] for card in desk["facts"]} == {"proposed"}
    assert desk["facts"][0]["candidate"]["values"]["text"] == "5.4%"
    assert [numeral["state"] for numeral in desk["numerals"]] == ["covered"] * 3


def test_accept_correct_and_reject(alice, reading, program, facts, reason):
    caller = program(alice)
    accepted = caller.put(address(reading, facts[0]), {"state": "accepted"})
    assert accepted.status_code == 200, accepted.content
    assert (accepted.json()["revision"], accepted.json()["corrected"], accepted["ETag"]) == (1, [], '"1"')
    corrected = caller.put(address(reading, facts[1]), {"state": "accepted", "values": {"indicator": "经营主体", "place": None}}).json()
    assert (corrected["corrected"], corrected["values"]["indicator"]) == (["indicator"], "经营主体")
    rejected = caller.put(address(reading, facts[2]), {"state": "rejected", "reason": reason, "comment": "不是"}).json()
    assert (rejected["state"], rejected["reason"], rejected["comment"]) == ("rejected", reason, "不是")
    states = [card["state"] for card in caller.get(f"readings/{reading['id']}/desk").json()["facts"]]
    assert states == ["accepted", "corrected", "rejected"]
    assert set(AuditEvent.objects.filter(action__startswith="review").values_list("door", flat=True)) == {"api"}


@pytest.mark.parametrize(("how", "status"), [("header", 412), ("body", 409)])
def test_who_saw_an_older_revision_is_told_both_values(alice, reading, program, facts, error, how, status):
    caller = program(alice)
    caller.put(address(reading, facts[0]), {"state": "accepted"})
    caller.put(address(reading, facts[0]), {"state": "accepted", "values": {"indicator": "一"}, "revision": 1})
    late = {"state": "accepted", "values": {"indicator": "二"}}
    options = {"HTTP_IF_MATCH": '"1"'} if how == "header" else {}
    told = error(caller.put(address(reading, facts[0]), late | ({} if options else {"revision": 1}), **options), status, "stale")
    assert (told["current"]["indicator"], told["yours"]["indicator"], told["revision"]) == ("一", "二", 2)
    assert Review.objects.get(fact=facts[0]).indicator == "一"
    saved = caller.put(address(reading, facts[0]), late, HTTP_IF_MATCH='"2"')
    assert saved.status_code == 200
    assert saved["ETag"] == '"3"'


def test_who_names_no_revision_saw_no_judgement(alice, reading, program, facts, error):
    caller = program(alice)
    caller.put(address(reading, facts[0]), {"state": "accepted"})
    error(caller.put(address(reading, facts[0]), {"state": "accepted", "values": {"indicator": "二"}}), 428, "stale")


def test_the_same_request_sent_again_is_no_conflict(alice, reading, program, facts):
    caller = program(alice)
    for _ in range(2):
        assert caller.put(address(reading, facts[0]), {"state": "accepted"}).json()["revision"] == 1


@pytest.mark.parametrize("header", ["x", '"x"', 'W/"1"', '"１"', "*", '""'])
def test_a_header_that_names_no_revision_is_refused(alice, reading, program, facts, error, header):
    told = error(
        program(alice).put(address(reading, facts[0]), {"state": "accepted"}, HTTP_IF_MATCH=header.encode().decode("latin-1")), 400
    )
    assert told["field"] == "If-Match"


def test_a_judgement_is_taken_back_under_its_revision(alice, reading, program, facts, error):
    caller = program(alice)
    caller.put(address(reading, facts[0]), {"state": "accepted"})
    error(caller.delete(address(reading, facts[0]), HTTP_IF_MATCH='"7"'), 412, "stale")
    error(caller.delete(address(reading, facts[0]) + "?revision=7"), 409, "stale")
    error(caller.delete(address(reading, facts[0]) + "?revision=x"), 400, "bad_input")
    error(caller.delete(address(reading, facts[0]) + "?colour=1"), 400, "bad_input")
    assert caller.delete(address(reading, facts[0]) + "?revision=1").status_code == 204
    assert not Review.objects.exists()
    error(caller.get(address(reading, facts[0])), 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"state": "perhaps"}, "state"),
        ({}, "state"),
        ({"state": "accepted", "values": {"text": "x"}}, "values.text"),
        ({"state": "accepted", "values": {"value_base": "1"}}, "values.value_base"),
        ({"state": "accepted", "values": {"value": "１２"}}, "value"),
        ({"state": "accepted", "values": {"value": "99"}}, "value"),
        ({"state": "accepted", "values": {"measure": "mood"}}, "values.measure"),
        ({"state": "accepted", "values": {"period_start": "2024-13"}}, "values.period_start"),
        ({"state": "accepted", "values": {"period_start": "2024-10", "period_end": "2024-09"}}, "period_end"),
        ({"state": "accepted", "values": {"start": 5, "end": 5}}, "start"),
        ({"state": "accepted", "values": {"end": 10**6}}, "start"),
        ({"state": "accepted", "values": {"end": 10**30}}, "values.end"),
        ({"state": "accepted", "values": {"region_code": "999999"}}, "region_code"),
        ({"state": "accepted", "values": {"indicator": "a\x00"}}, "values.indicator"),
        ({"state": "accepted", "values": []}, "values"),
        ({"state": "accepted", "annotator": "bob"}, "annotator"),
        ({"state": "accepted", "reviewer": 1}, "reviewer"),
        ({"state": "accepted", "released": True}, "released"),
        ({"state": "rejected", "reason": "no-such-reason"}, "reason"),
        ({"state": "accepted", "revision": -1}, "revision"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_changes_nothing(alice, reading, program, facts, error, body, field):
    told = error(program(alice).put(address(reading, facts[0]), body), 400, "bad_input")
    assert told["field"] == field
    assert not Review.objects.exists()


def test_a_choice_that_is_none_is_answered_with_the_choices(alice, reading, program, facts, error):
    told = error(program(alice).put(address(reading, facts[0]), {"state": "perhaps"}), 400)
    assert told["expected"] == ["accepted", "rejected"]
    told = error(program(alice).put(address(reading, facts[0]), {"state": "accepted", "values": {"measure": "mood"}}), 400)
    assert told["expected"] == ["level", "growth", "change", "rank"]


def test_a_fact_that_was_missed_is_added(alice, reading, program, document):
    start = document.raw.index("3600个")
    values = {"value": "3600", "unit": "个", "measure": "level", "indicator": "泊位"}
    answer = program(alice).post(f"readings/{reading['id']}/facts", {"start": start, "end": start + 5, "values": values})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["values"]["text"], told["values"]["value_base"]) == ("3600个", "3600")
    fact = program(alice).get(f"facts/{told['fact']}").json()
    assert (fact["origin"], fact["candidates"]) == ("person", [])
    assert fact["reviews"][0]["annotator"]["username"] == "alice"


def test_a_reading_is_finished_when_nothing_is_open(alice, reading, program, facts, error):
    caller = program(alice)
    told = error(caller.post(f"readings/{reading['id']}/finish"), 409, "wrong_state")
    assert set(told["facts"]) == {str(fact.uuid) for fact in facts}
    for fact in facts:
        caller.put(address(reading, fact), {"state": "accepted"})
    assert caller.post(f"readings/{reading['id']}/finish").json()["state"] == "finished"
    error(caller.put(address(reading, facts[0]), {"state": "rejected", "revision": 1}), 409, "wrong_state")


def test_a_numeral_is_dismissed_and_opened_again(alice, make_document, program):
    document = make_document(raw="第16场发布会,增长5.4%。", facts=["5.4%"], numerals=[[1, 3, None], [9, 13, None]])
    reason = Reason.objects.filter(kind="dismissal").first().code
    caller = program(alice)
    reading = caller.post("readings", {"document": str(document.uuid)}).json()
    made = caller.post(f"readings/{reading['id']}/dismissals", {"start": 1, "end": 3, "reason": reason})
    assert made.status_code == 201
    states = [numeral["state"] for numeral in caller.get(f"readings/{reading['id']}/desk").json()["numerals"]]
    assert states == ["dismissed", "covered"]
    assert caller.delete(f"readings/{reading['id']}/dismissals/1-3").status_code == 204
    assert caller.get(f"readings/{reading['id']}/desk").json()["numerals"][0]["state"] == "open"


def test_bob_judges_nothing_in_alices_reading(bob, reading, program, facts, error):
    caller = program(bob)
    error(caller.put(address(reading, facts[0]), {"state": "accepted"}), 403, "forbidden")
    error(caller.delete(address(reading, facts[0])), 403, "forbidden")
    error(caller.post(f"readings/{reading['id']}/finish"), 403, "forbidden")
    error(caller.get(f"readings/{reading['id']}/desk"), 403, "forbidden")


def test_a_fact_of_another_document_is_refused(alice, reading, program, make_document, error):
    other = make_document(raw="投资12亿元。", facts=["12亿元"]).facts.get()
    error(program(alice).put(address(reading, other), {"state": "accepted"}), 400, "bad_input")
    error(program(alice).put(address(reading, type("F", (), {"uuid": uuid.uuid4()})), {"state": "accepted"}), 404)


def test_a_blind_reader_sees_nothing_of_a_colleagues_judgement(alice, bob, maria, collection, document, program, facts, error):
    rules = {"blind": True, "readings_required": 2}
    governing.change_collection(collection=collection, changes=rules, actor=maria, door="command")
    hers, his = program(alice), program(bob)
    reading = hers.post("readings", {"document": str(document.uuid)}).json()
    hers.put(address(reading, facts[0]), {"state": "accepted", "values": {"indicator": "别人不知道"}})
    added = hers.post(
        f"readings/{reading['id']}/facts",
        {"start": 44, "end": 49, "values": {"value": "3600", "unit": "个", "measure": "level", "indicator": "别人不知道"}, "insist": True},
    )
    assert added.status_code == 201, added.content
    secret_fact = added.json()["fact"]
    his.post("readings", {"document": str(document.uuid)})
    for path in ("reviews", "facts", f"facts/{facts[0].uuid}", "audit", "documents", f"documents/{document.uuid}"):
        assert "别人不知道" not in his.get(path).content.decode(), path
    assert secret_fact not in his.get("facts?page_size=500").content.decode()
    error(his.get(f"facts/{secret_fact}"), 404)
    error(his.get(address(reading, facts[0])), 404)
    error(his.post(f"facts/{secret_fact}/notes", {"text": "x"}), 404)


def test_candidates_are_hidden_while_one_reads_unaided(alice, maria, collection, document, program):
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    reading.aided = False
    reading.save()
    for fact in program(alice).get("facts").json()["results"]:
        assert fact["candidates"] == []
    assert program(alice).get(f"readings/{reading.uuid}/desk").json()["facts"] == []
    assert program(maria).get("facts").json()["results"][0]["candidates"]


def test_carol_decides_and_a_reader_does_not(alice, carol, document, reading, program, facts, error):
    decision = {"state": "accepted", "values": {"indicator": "定"}}
    error(program(carol).put(f"facts/{facts[0].uuid}/adjudication", decision), 409, "wrong_state")
    caller = program(alice)
    for fact in facts:
        caller.put(address(reading, fact), {"state": "accepted"})
    caller.post(f"readings/{reading['id']}/finish")
    error(caller.put(f"facts/{facts[0].uuid}/adjudication", decision), 403, "forbidden")
    answer = program(carol).put(f"facts/{facts[0].uuid}/adjudication", decision)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["values"]["indicator"], answer["ETag"]) == ("定", '"1"')
    error(program(carol).put(f"facts/{facts[0].uuid}/adjudication", {"state": "rejected"}), 428, "stale")
    assert program(carol).get(f"facts/{facts[0].uuid}").json()["adjudication"]["adjudicator"]["username"] == "carol"


def test_reviews_are_listed_by_declared_filters(alice, reading, program, facts, reason):
    caller = program(alice)
    caller.put(address(reading, facts[0]), {"state": "accepted"})
    caller.put(address(reading, facts[1]), {"state": "rejected", "reason": reason})
    assert len(caller.get("reviews").json()["results"]) == 2
    rejected = caller.get("reviews", {"state": "rejected", "reading": reading["id"]}).json()["results"]
    assert [row["fact"] for row in rejected] == [str(facts[1].uuid)]


def test_a_manager_reopens_with_a_reason(alice, bob, maria, reading, program, facts, error):
    caller = program(alice)
    for fact in facts:
        caller.put(address(reading, fact), {"state": "accepted"})
    caller.post(f"readings/{reading['id']}/finish")
    error(program(bob).post(f"readings/{reading['id']}/reopen", {"reason": "x"}), 403, "forbidden")
    error(program(maria).post(f"readings/{reading['id']}/reopen", {}), 400, "bad_input")
    assert program(maria).post(f"readings/{reading['id']}/reopen", {"reason": "漏了"}).json()["state"] == "open"
    assert AuditEvent.objects.get(action="reading.reopen").reason == "漏了"


def test_a_place_is_given_back(alice, reading, program):
    assert program(alice).post(f"readings/{reading['id']}/give-back").json()["leased_until"] is None


def test_what_a_person_types_is_read_as_at_the_desk(alice, bob, reading, program, error):
    caller, address = program(alice), f"readings/{reading['id']}/typed"
    ways = caller.get(f"{address}?field=value&text=1.25万户").json()["ways"]
    assert ways[0]["values"] == {"value": "1.25", "value_max": None, "unit": "万户"}
    caller.post(f"readings/{reading['id']}/causes", {"kind": "published", "new": "2023-05"})
    ways = caller.get(f"{address}?field=period&text=一季度").json()["ways"]
    assert ways[0]["values"] == {"period_start": "2023-01", "period_end": "2023-03"}, "dated by the corrected cause"
    assert error(caller.get(f"{address}?field=period&text=何时"), 400, "bad_input")["field"] == "period"
    told = error(caller.get(f"{address}?field=state&text=x"), 400, "bad_input")
    assert (told["field"], "value" in told["expected"]) == ("state", True)
    assert program(bob).get(f"{address}?field=value&text=1").status_code in (403, 404)
