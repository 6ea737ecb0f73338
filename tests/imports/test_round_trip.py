"""What Heshi exports can be imported again and gives the same facts, in an installation that is empty: whatever stands in the values."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from annotate import governing, importing, jobs, proposing, queueing, releasing
from annotate.exports.csv_file import csv_stream
from annotate.exports.jsonl_file import jsonl_lines
from annotate.exports.table import FactTable, GoldTable, Table
from annotate.exports.texts_file import texts_stream
from annotate.imports.examples import EXAMPLES
from annotate.models import Candidate, Fact, Job, append_only
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.reviewing import finishing, judging

pytestmark = pytest.mark.django_db
RAW = '\ufeff𠮷林\r\n前三季度,出口增长-9.7%,共"1.25万户"\r\n价格3\r\n亿元,=1+1,😀007元,3%-5%。'
NASTY = (
    "=1+1",
    "-9.7",
    "+5",
    "@SUM(A1)",
    "'=1",
    "''",
    "'-x",
    '"引号"',
    "a,b;c",
    "一\r\n二",
    "\ufeff标",
    "＝１",
    "𠮷😀",
    "007",
    "1e5",
    "null",
    "\u200b=x",
    "0",
)
VALUES = ("-9.7", "0.10", "007.50", "-0", "12345678901234567890.123456", "3")
MENTIONS = ("-9.7%", "1.25万户", "3\r\n亿元", "=1+1", "007元", "3%-5%")


def nasty(chance: random.Random) -> str | None:
    return chance.choice([None, *NASTY, "".join(chance.choices("=+-@'\"\t\r\n,;𠮷１＝　a中\ufeff", k=6)).strip() or None])


def facts(count: int) -> list[dict[str, Any]]:
    chance = random.Random(7)
    found = []
    for number in range(count):
        mention, first = chance.choice(MENTIONS), chance.choice((None, "2024-01"))
        start = RAW.index(mention)
        texts = {name: nasty(chance) for name in ("unit", "subject", "region", "place", "indicator_canonical")}
        found.append({
            "start": start, "end": start + len(mention), "text": mention, "value": chance.choice(VALUES),
            "value_max": chance.choice((None, *VALUES)), "indicator": f"{nasty(chance) or '='}{number}", "measure": chance.choice(("level", "change")),
            "period_start": first, "period_end": chance.choice((None, "2024-09")), "region_code": chance.choice((None, "370283", "110000")),
            "status": chance.choice(("actual", "target")), "qualifier": chance.choice(("exact", "above")), "base": chance.choice((None, "2020")),
            "flags": chance.choice(([], ["repaired", "year_inferred"])), "confidence": chance.choice(({}, {"fact": 0.5})), **texts,
        })  # fmt: skip
    return found


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)


@pytest.fixture
def released(collection: Any, make_document: Any, alice: Any, maria: Any) -> Any:
    """A release of 80 facts with whatever can stand in a value, each accepted as it is."""
    document = make_document(raw=RAW, facts=())
    proposing.propose(document=document, producer="model", version="1", facts=facts(80), actor=alice, door="api")
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.order_by("id"):
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    return releasing.release(collection=collection, actor=maria, door="page")


def emptied() -> None:
    """All that the collection held is gone, as in another installation; its members stay."""
    tables = (
        "goldfact",
        "release",
        "review",
        "reading",
        "adjudication",
        "refusal",
        "job",
        "candidate",
        "fact",
        "extractionrun",
        "document",
        "source",
    )
    with append_only.unlocked(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM annotate_{table}")


def bring(collection: Any, actor: Any, name: str, blocks: Iterable[bytes], **said: Any) -> Job:
    job = importing.ask(collection=collection, file_name=name, data=b"".join(blocks), actor=actor, door="page", **said)
    while jobs.work(job.pk):
        pass
    job.refresh_from_db()
    assert not job.refused.exists(), list(job.refused.values_list("place", "field", "reason"))
    return job


def told(rows: Iterable[Any], uuid: Any) -> dict[str, tuple[Any, ...]]:
    return {str(uuid(row)): (*(row.values()[name] for name in VALUE_FIELDS), sorted(row.flags)) for row in rows}


def written(table: Table, form: str) -> bytes:
    if form == "jsonl":
        return b"".join(jsonl_lines(table.records(papers=True), table.columns))
    return b"".join(csv_stream((one.cells for one in table.records()), form, table.columns))


@pytest.mark.parametrize("form", ["plain", "spreadsheet", "jsonl"])
@pytest.mark.parametrize("what", ["release", "selection"])
def test_the_same_facts_come_back_into_an_empty_installation(released: Any, collection: Any, alice: Any, form: str, what: str) -> None:
    before = told(released.facts.all(), lambda row: row.fact_uuid)
    table = GoldTable(released) if what == "release" else FactTable(collection, alice, {})
    texts, data = b"".join(texts_stream(collection)), written(table, form)
    emptied()
    assert bring(collection, alice, "texts.jsonl", [texts]).options["added"] == 1
    job = bring(collection, alice, "facts.jsonl" if form == "jsonl" else "facts.csv", [data])
    assert (job.options["facts"], Fact.objects.count()) == (80, 80)
    candidates = Candidate.objects.select_related("fact")
    assert told(candidates, lambda row: row.fact.uuid) == before
    makers = set(candidates.values_list("producer", "producer_version"))
    assert makers == ({("heshi-release", "1.0.0")} if what == "release" else {("model", "1")})
    assert bring_again(collection, alice, data, form) == (0, 80)


def bring_again(collection: Any, actor: Any, data: bytes, form: str) -> tuple[int, int]:
    job = importing.ask(collection=collection, file_name="a.jsonl" if form == "jsonl" else "a.csv", data=data, actor=actor, door="page")
    jobs.work(job.pk)
    job.refresh_from_db()
    return job.options["facts"], job.options["duplicates"]


def test_where_the_facts_still_are_the_release_joins_them(released: Any, collection: Any, alice: Any) -> None:
    data = written(GoldTable(released), "jsonl")
    bring(collection, alice, "facts.jsonl", [data])
    assert Fact.objects.count() == 80
    ours, theirs = (
        dict(Candidate.objects.filter(producer=name).values_list("fact__uuid", "indicator")) for name in ("model", "heshi-release")
    )
    assert ours == theirs


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_every_example_that_is_offered_can_be_imported_as_it_is(collection: Any, alice: Any, name: str) -> None:
    if name.startswith("facts"):
        bring(collection, alice, "documents.csv", [EXAMPLES["documents.csv"]()])
    job = bring(collection, alice, name, [EXAMPLES[name]()])
    assert job.options["added"] + job.options["facts"] >= 1


@pytest.fixture(params=["page", "api", "command"])
def door(request: pytest.FixtureRequest, collection: Any, alice: Any, client: Any, tmp_path: Path) -> Any:
    """``door.out(form)`` and ``door.back(form, data)``: the facts that Alice selects, and the way in again."""
    secret = governing.make_token(user=alice, name="round", scopes=["read", "manage"], actor=alice, door="api")[1]
    program = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    where = "region_code=370283&status=actual"

    def work() -> None:
        for job in Job.objects.filter(state="waiting"):
            while jobs.work(job.pk):
                pass

    class Page:
        def out(self, form: str) -> bytes:
            client.force_login(alice)
            return b"".join(client.get(f"{reverse('facts_file', args=[collection.uuid, form])}?{where}").streaming_content)

        def back(self, form: str, data: bytes) -> None:
            file = SimpleUploadedFile(f"facts.{form}", data)
            assert client.post(reverse("upload", args=[collection.uuid]), {"file": [file]}, follow=True).status_code == 200
            work()

    class Api:
        def out(self, form: str) -> bytes:
            answer = client.get(f"/api/v1/collections/{collection.uuid}/facts/files/{form}?{where}", **program)
            return b"".join(answer.streaming_content)

        def back(self, form: str, data: bytes) -> None:
            body = {"collection": str(collection.uuid), "file": SimpleUploadedFile(f"facts.{form}", data)}
            assert client.post("/api/v1/imports", body, **program).status_code == 202
            work()

    class Command:
        file = tmp_path / "facts"

        def out(self, form: str) -> bytes:
            wanted = [word for each in where.split("&") for word in ("--where", each)]
            call_command("export", str(collection.uuid), "--as", "alice", *wanted, "--format", form, "--out", str(self.file))
            return self.file.read_bytes()

        def back(self, form: str, data: bytes) -> None:
            self.file.with_suffix(f".{form}").write_bytes(data)
            call_command("import", str(collection.uuid), str(self.file.with_suffix(f".{form}")), "--actor", "alice", stdout=io.StringIO())

    return {"page": Page, "api": Api, "command": Command}[request.param]()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_somebody_selects_comes_back_by_every_door(released: Any, collection: Any, alice: Any, door: Any, form: str) -> None:
    chosen = released.facts.filter(region_code="370283", status="actual")
    before = told(chosen, lambda row: row.fact_uuid)
    assert 1 < len(before) < 80
    texts, data = b"".join(texts_stream(collection)), door.out(form)
    emptied()
    bring(collection, alice, "texts.jsonl", [texts])
    door.back(form, data)
    assert told(Candidate.objects.select_related("fact"), lambda row: row.fact.uuid) == before
    door.back(form, data)
    assert Candidate.objects.count() == len(before), "a second time adds nothing"
