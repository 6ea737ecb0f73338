"""What the database itself keeps, and files that are the same on every engine. The whole suite runs on the engine that DATABASE_URL names."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from annotate import governing, releasing
from annotate.exports.bundle import digests
from annotate.models import AuditEvent, Candidate, Fact, GoldFact, Release, append_only
from tests.conftest import PARAGRAPH, proposal
from tests.lead.conftest import read

pytestmark = pytest.mark.django_db

ALTERATIONS = [
    "UPDATE annotate_auditevent SET reason = 'nothing happened'",
    "UPDATE annotate_auditevent SET actor_id = NULL, actor_name = ''",
    "DELETE FROM annotate_auditevent",
    "UPDATE annotate_release SET minor = 9",
    "UPDATE annotate_release SET notes = 'better'",
    "UPDATE annotate_release SET created_at = '2020-01-01 00:00:00+00'",
    "DELETE FROM annotate_release",
    "UPDATE annotate_goldfact SET value = '9'",
    "UPDATE annotate_goldfact SET region_code = NULL",
    "DELETE FROM annotate_goldfact",
    "UPDATE annotate_candidate SET indicator = 'x'",
    "DELETE FROM annotate_candidate",
]


@pytest.fixture
def frozen(document: Any, collection: Any, alice: Any, maria: Any) -> Release:
    read(document, alice)
    return releasing.release(collection=collection, actor=maria, door="page", notes="first")


def rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (AuditEvent, Release, GoldFact, Candidate)]


@pytest.mark.parametrize("statement", ALTERATIONS)
def test_the_application_alters_no_history_by_sql(frozen: Release, statement: str) -> None:
    before = rows()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert rows() == before


@pytest.mark.parametrize("table", sorted(append_only.GUARDED))
def test_a_table_is_not_emptied_at_once(frozen: Release, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's; SQLite has only DELETE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the fixtures wrote waits for no trigger
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_one_named_switch_lets_a_restore_through_and_is_off_again(frozen: Release) -> None:
    with append_only.unlocked(), connection.cursor() as cursor:
        cursor.execute("UPDATE annotate_auditevent SET reason = 'restored'")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE annotate_auditevent SET reason = 'again'")


def test_a_release_made_again_from_the_same_state_has_the_same_facts(frozen: Release, collection: Any, maria: Any) -> None:
    again = releasing.release(collection=collection, actor=maria, door="page", notes="first")
    assert again.number == "1.0.1"
    left, right = (
        list(
            each.facts.order_by("document_uuid", "start", "fact_uuid").values_list(
                "fact_uuid", "text", "value_base", "evidence", "provenance"
            )
        )
        for each in (frozen, again)
    )
    assert left == right
    frozen.refresh_from_db()
    assert digests(frozen) == digests(frozen) == frozen.digests


# Of the release below. They change only with the files' form; SQLite and PostgreSQL must both give them.
PINNED = {
    "facts.csv": "136d34031761f00bf0e931283f8383c8ca0166e87123b9812d9bced8805e1235",
    "facts.jsonl": "c05078afab976a4e8c67ac3a66461115a5327c839a5343b78b2f7bcb24024d32",
    "changes.csv": "919237fa9d8ebb79ae283ac115b26effcc19e0c0e7fc021cc026e3b4b08e47e4",
    "datapackage.json": "788aebb160d02659050eaceb428ec4e2d5d217116a025be9030dea13bf636657",
    "README.md": "69861da0f956d785bed7d4bc964308f19654f49f6b26ded5b319f363ea614014",
}


def key(number: int) -> uuid.UUID:
    return uuid.UUID(int=number * 0x0123456789ABCDEF0123456789ABCDEF % 2**128)


def test_the_files_of_one_release_have_the_same_bytes_on_every_engine(make_document: Any, collection: Any, maria: Any) -> None:
    collection = governing.change_collection(collection=collection, changes={"name": "=青岛"}, actor=maria, door="command")
    type(collection).objects.update(uuid=key(99))
    collection.refresh_from_db()
    document = make_document()
    coverage = {
        "collection": "=青岛", "description": "", "facts": 6, "documents": 1, "documents_unfinished": 0, "left_out": {"rejected": 2, "disputed": 1},
        "changes": {"withdrawn": 0, "added": 6, "changed": 0}, "withdrawn": {}, "agreement": {"fact": 0.5, "measure": None, "amount": -0.062519},
        "admitted": {},
    }  # fmt: skip
    release = Release.objects.create(
        uuid=key(1), collection=collection, major=1, minor=0, patch=0, notes="第一版\n“引号”", coverage=coverage, extractor_version="1", tables_digest="0" * 64,
        guideline_version="1.0", created_by=maria, created_at=datetime.datetime(2024, 12, 1, 8, 30, 5, 123456, tzinfo=datetime.UTC),
    )  # fmt: skip
    for number, fact in enumerate([*document.facts.order_by("id")] * 2):
        identity = Fact.objects.create(document=document, origin="person", uuid=key(100 + number)) if number > 2 else fact
        values = proposal(PARAGRAPH, fact.candidate.text) | (
            {"value": "-5.40", "place": None} if number % 2 else {"value_max": "6", "place": "=SUM(A1)"}
        )
        GoldFact.objects.create(
            release=release, fact=identity, document=document, fact_uuid=key(100 + number), document_uuid=key(7 + number % 3), title="标题,“引”",
            sentence='他说"增长5.4%",\r\n真的。', flags=["year_inferred", "repaired"][: number % 3], observation_id="0123456789abcdef",
            evidence={"period": {"spans": [[1, 4]], "rule": None}, "indicator": {"spans": [], "rule": "stock"}},
            provenance={"settled_by": "agreement", "readers": ["b", "a"], "origin": "machine"}, **values,
        )  # fmt: skip
    release.refresh_from_db()
    assert digests(release) == PINNED
