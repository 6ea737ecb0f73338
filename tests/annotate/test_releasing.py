"""From settled facts to a release: what gets in, how it is numbered, that it cannot change."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection

from annotate import queueing, releasing
from annotate.errors import Forbidden, WrongState
from annotate.exports.bundle import digests
from annotate.exports.changes_file import change_log
from annotate.models import GoldFact, append_only
from annotate.reviewing import adjudicating, finishing, judging

pytestmark = pytest.mark.django_db


def read(document: Any, annotator: Any, **judgements: dict[str, Any]) -> Any:
    """One whole reading: every fact accepted, but for those (by mention) that ``judgements`` say otherwise of."""
    reading = queueing.open_reading(document=document, annotator=annotator, door="page")
    for fact in document.facts.filter(candidate__isnull=False):
        said = judgements.get(fact.candidate.text, {})
        judging.judge(fact=fact, reading=reading, actor=annotator, door="page", **({"state": "accepted"} | said))
    return finishing.finish(reading=reading, actor=annotator, door="page")


def test_settled_facts_of_finished_documents_are_frozen(document: Any, collection: Any, alice: Any, maria: Any) -> None:
    read(document, alice, **{"1.25万户": {"state": "rejected", "reason": "not_a_fact"}, "5.4%": {"values": {"measure": "growth"}}})
    frozen = releasing.release(collection=collection, actor=maria, door="page", notes="first")
    assert frozen.number == "1.0.0"
    assert list(frozen.facts.order_by("start").values_list("text", "measure")) == [("5.4%", "growth"), ("125.6亿元", "level")]
    assert frozen.coverage["left_out"] == {"rejected": 1}
    assert frozen.facts.get(text="5.4%").sentence == "前三季度,平度市地区生产总值增长5.4%。"


def test_nothing_settled_is_no_release(document: Any, collection: Any, maria: Any) -> None:
    with pytest.raises(WrongState):
        releasing.release(collection=collection, actor=maria, door="page")


def test_only_a_manager_releases(document: Any, collection: Any, alice: Any) -> None:
    read(document, alice)
    with pytest.raises(Forbidden):
        releasing.release(collection=collection, actor=alice, door="page")


def test_two_readers_who_differ_settle_nothing_until_somebody_decides(
    document: Any, collection: Any, alice: Any, bob: Any, carol: Any, maria: Any
) -> None:
    from annotate import governing

    governing.change_collection(collection=collection, changes={"readings_required": 2}, actor=maria, door="page")
    document.refresh_from_db()
    read(document, alice)
    assert releasing.preview(collection).unfinished == 1
    read(document, bob, **{"5.4%": {"values": {"measure": "growth"}}})
    assert releasing.preview(collection).left_out == {"disputed": 1}
    fact = document.facts.get(candidate__text="5.4%")
    adjudicating.adjudicate(fact=fact, state="accepted", values={"measure": "growth"}, actor=carol, door="page")
    frozen = releasing.release(collection=collection, actor=maria, door="page")
    assert frozen.facts.get(text="5.4%").provenance["settled_by"] == "adjudication"
    assert frozen.facts.count() == 3


def test_a_damaged_figure_gets_in_only_with_a_managers_reason(make_document: Any, collection: Any, alice: Any, maria: Any) -> None:
    from tests.conftest import PARAGRAPH, proposal

    document = make_document(facts=[proposal(PARAGRAPH, "5.4%") | {"flags": ["damaged"]}, "1.25万户"])
    read(document, alice)
    assert releasing.preview(collection).left_out == {"damaged": 1}
    admit = {document.facts.get(candidate__text="5.4%").uuid: "checked against the printed page"}
    frozen = releasing.release(collection=collection, actor=maria, door="page", admit=admit)
    assert frozen.facts.count() == 2
    assert list(frozen.coverage["admitted"].values()) == ["checked against the printed page"]


def test_numbers_say_what_changed(make_document: Any, collection: Any, alice: Any, maria: Any) -> None:
    reading = read(make_document(), alice)
    one = releasing.release(collection=collection, actor=maria, door="page")
    same = releasing.release(collection=collection, actor=maria, door="page")
    read(make_document(raw="2023年,全市常住人口达到120万人。", facts=["120万人"]), alice)
    more = releasing.release(collection=collection, actor=maria, door="page")
    finishing.reopen(reading=reading, reason="again", actor=maria, door="page")
    fact = reading.document.facts.get(candidate__text="5.4%")
    judging.judge(fact=fact, reading=reading, state="accepted", values={"measure": "growth"}, actor=alice, door="page")
    reading.refresh_from_db()
    finishing.finish(reading=reading, actor=alice, door="page")
    changed = releasing.release(collection=collection, actor=maria, door="page")
    assert [each.number for each in (one, same, more, changed)] == ["1.0.0", "1.0.1", "1.1.0", "2.0.0"]
    assert one.digests["facts.csv"] == digests(one)["facts.csv"]
    log = {each.number: [(change.kind, change.text) for change in change_log(each)] for each in (same, more, changed)}
    assert log == {"1.0.1": [], "1.1.0": [("added", "120万人")], "2.0.0": [("changed", "5.4%")]}
    (change,) = change_log(changed)
    assert (change.before, change.after) == ({"measure": "level"}, {"measure": "growth"})


def test_a_fact_that_is_withdrawn_says_why(document: Any, collection: Any, alice: Any, maria: Any) -> None:
    reading = read(document, alice)
    releasing.release(collection=collection, actor=maria, door="page")
    finishing.reopen(reading=reading, reason="again", actor=maria, door="page")
    fact = document.facts.get(candidate__text="5.4%")
    judging.judge(fact=fact, reading=reading, state="rejected", reason="duplicate", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    second = releasing.release(collection=collection, actor=maria, door="page")
    (change,) = change_log(second)
    assert (second.number, change.kind, change.text, change.reason) == ("2.0.0", "withdrawn", "5.4%", "duplicate")


def test_the_files_tell_the_same_after_the_collection_was_renamed_and_read_on(
    document: Any, make_document: Any, collection: Any, alice: Any, bob: Any, maria: Any
) -> None:
    from annotate import governing

    read(document, alice)
    frozen = releasing.release(collection=collection, actor=maria, door="page")
    governing.change_collection(collection=collection, changes={"name": "另名", "readings_required": 2}, actor=maria, door="page")
    document.refresh_from_db()
    read(document, bob, **{"5.4%": {"state": "rejected", "reason": "duplicate"}})
    frozen.refresh_from_db()
    assert digests(frozen) == frozen.digests
    assert sorted(frozen.digests) == ["README.md", "changes.csv", "datapackage.json", "facts.csv", "facts.jsonl"]


def test_a_release_cannot_be_altered_in_the_database(document: Any, collection: Any, alice: Any, maria: Any) -> None:
    read(document, alice)
    frozen = releasing.release(collection=collection, actor=maria, door="page")
    for statement in ("UPDATE annotate_goldfact SET value = '9'", "DELETE FROM annotate_goldfact", "UPDATE annotate_release SET minor = 9"):
        with pytest.raises(DatabaseError, match="append-only"), append_only_savepoint():
            connection.cursor().execute(statement)
    releasing.withdraw(release=frozen, reason="wrong region", actor=maria, door="page")
    with append_only.unlocked(), append_only_savepoint():
        GoldFact.objects.all().delete()


def append_only_savepoint() -> Any:
    from django.db import transaction

    return transaction.atomic()
