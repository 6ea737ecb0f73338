"""The whole way by program alone: from an empty installation to a release on disk."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotate import extracting, jobs
from annotate.models import Document, Job, User

pytestmark = pytest.mark.django_db
TEXT = "胶州市前三季度经济运行。前三季度，全市生产总值增长5.4%，固定资产投资100.5亿元。全市共有36个镇街道；咨询电话12345。"


class Person:
    """Asks the API below ``/api/v1/`` and expects to be answered."""

    def __init__(self, program: Any) -> None:
        self.program = program

    def __call__(self, method: str, path: str, body: Any = None, expected: int = 200, **options: Any) -> Any:
        answer = getattr(self.program, method)(path, body, **options)
        assert answer.status_code == expected, (method, path, answer.content.decode())
        return answer.json() if answer.content else None


@pytest.fixture
def cast(program: Any) -> dict[str, Any]:
    return {name: Person(program(User.objects.create(username=name))) for name in ("maria", "alice", "bob", "carol")}


def workers_work() -> None:
    """What Celery's would do meanwhile."""
    for job in Job.objects.filter(state=Job.State.WAITING):
        while jobs.work(job.pk):
            pass
    for document in Document.objects.filter(state=Document.State.WAITING):
        extracting.extract_document(document.pk, worker="test")


def read(person: Person, collection: str, **corrected: str) -> str:
    """One reading: all judged, a missed figure added, what is no fact dismissed, finished."""
    reading = person("post", "readings", {"collection": collection})
    place, raw = f"readings/{reading['id']}", person("get", f"documents/{reading['document']}")["raw"]
    for card in person("get", f"{place}/desk")["facts"]:
        values = corrected if card["values"]["text"] == "5.4%" else {}
        person("put", f"{place}/reviews/{card['fact']}", {"state": "accepted", "values": values})
    if not any(card["values"]["text"] == "36个" for card in person("get", f"{place}/desk")["facts"]):
        start = raw.index("36个")
        person("post", f"{place}/facts", {"start": start, "end": start + 3, "values": {"indicator": "镇街道"}}, 201)
    for numeral in person("get", f"{place}/desk")["numerals"]:
        if numeral["state"] == "open":
            person("post", f"{place}/dismissals", {"start": numeral["start"], "end": numeral["end"], "reason": "other"}, 201)
    assert person("post", f"{place}/finish")["state"] == "finished"
    return str(reading["document"])


def test_from_nothing_to_a_release(cast: dict[str, Any]) -> None:
    maria, carol = cast["maria"], cast["carol"]
    collection = maria("post", "collections", {"name": "胶州 2024"}, 201)["id"]
    for name, role in (("alice", "annotator"), ("bob", "annotator"), ("carol", "adjudicator")):
        link = maria("post", f"collections/{collection}/invitations", {"role": role}, 201)["link"]
        assert cast[name]("post", "me/memberships", {"link": link}, 201)["id"] == collection
        cast[name]("post", "me/memberships", {"link": link}, 404)  # it works once
    maria("patch", f"collections/{collection}", {"readings_required": 2})

    line = json.dumps({"id": "n1", "text": TEXT, "published": "2024-10-28"}, ensure_ascii=False)
    file = SimpleUploadedFile("news.jsonl", line.encode())
    job = maria("post", "imports", {"collection": collection, "file": file}, 202, format="multipart")
    workers_work()
    assert maria("get", f"jobs/{job['id']}")["options"]["added"] == 1
    workers_work()
    assert maria("get", f"collections/{collection}/progress")["extracted"] == 1

    document = read(cast["alice"], collection)
    assert cast["alice"]("post", "readings", {"collection": collection}, 204) is None
    assert read(cast["bob"], collection, indicator="全市生产总值") == document
    (dispute,) = carol("get", f"collections/{collection}/disputes")["results"]
    assert dispute["differs_in"] == ["indicator"]
    assert len(carol("get", f"facts/{dispute['fact']}/dispute")["sides"]) == 2
    carol("put", f"facts/{dispute['fact']}/adjudication", {"state": "accepted", "values": {"indicator": "地区生产总值"}})

    preview = maria("get", f"collections/{collection}/release-preview")
    release = maria("post", "releases", {"collection": collection, "notes": "The first."}, 201)
    assert (release["number"], preview["number"]) == ("1.0.0", "1.0.0")
    data = b"".join(maria.program.get(f"releases/{release['id']}/csv").streaming_content).decode("utf-8-sig")
    rows = {row["text"]: row for row in csv.DictReader(io.StringIO(data))}
    assert len(rows) == preview["facts"] == 3
    assert (rows["5.4%"]["value"], rows["5.4%"]["indicator"], rows["5.4%"]["region_code"]) == ("5.4", "地区生产总值", "370281")
    assert (rows["5.4%"]["period_start"], rows["5.4%"]["period_end"]) == ("2024-01", "2024-09")
    assert TEXT[int(rows["36个"]["start"]) : int(rows["36个"]["end"])] == "36个"
