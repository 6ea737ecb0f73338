"""The release as JSON Lines, as a workbook, and as one ZIP with its papers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest

from annotate import queueing, releasing
from annotate.exports.bundle import write_bundle
from annotate.exports.columns import NAMES
from annotate.exports.jsonl_file import jsonl_stream
from annotate.exports.papers import dictionary
from annotate.exports.table import GoldTable
from annotate.exports.xlsx_file import write_xlsx
from annotate.reviewing import finishing, judging
from tests.conftest import PARAGRAPH, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(make_document: Any, collection: Any, alice: Any, maria: Any) -> Any:
    at = PARAGRAPH.index("前三季度")
    fall = proposal(PARAGRAPH, "5.4%") | {"value": "-5.4", "measure": "growth", "indicator": "=1+1", "value_base": "-5.4"}
    document = make_document(
        facts=[fall, proposal(PARAGRAPH, "125.6亿元") | {"evidence": {"period": {"spans": [[at, at + 4]], "rule": None}}}]
    )
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    return releasing.release(collection=collection, actor=maria, door="page")


def bundle(release: Any) -> tuple[bytes, dict[str, str]]:
    file = io.BytesIO()
    digests = write_bundle(release, file)
    return file.getvalue(), digests


def test_a_bundle_made_again_is_the_same_to_the_byte_and_its_sums_are_right(release: Any) -> None:
    (first, digests), (second, _digests) = bundle(release), bundle(release)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in digests} == digests
        assert digests == release.digests
        package = json.loads(archive.read("datapackage.json"))
        rows = list(csv.DictReader(io.StringIO(archive.read("facts.csv").decode())))
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert list(fields) == list(NAMES) == list(rows[0])
    assert fields["measure"]["constraints"]["enum"] == ["level", "growth", "change", "rank"]
    assert fields["period_start"]["type"] == "yearmonth"


def test_json_lines_keep_numbers_evidence_and_provenance(release: Any) -> None:
    records = [json.loads(line) for line in b"".join(jsonl_stream(release)).splitlines()]
    assert [record["value"] for record in records] == ["-5.4", "125.6"]
    assert records[1]["evidence"]["period"]["spans"]
    assert records[1]["provenance"]["settled_by"] == "agreement"
    assert records[0]["flags"] == []


def test_a_workbook_has_typed_cells_and_runs_no_formula(release: Any) -> None:
    file = io.BytesIO()
    assert write_xlsx(GoldTable(release), file) == 2
    book = openpyxl.load_workbook(file)
    header, fall, _level = book["facts"].iter_rows()
    cells = dict(zip([cell.value for cell in header], fall, strict=True))
    assert (cells["value"].value, cells["value"].data_type) == (-5.4, "n")
    assert (cells["indicator"].value, cells["indicator"].data_type) == ("=1+1", "s")
    assert book["facts"].freeze_panes == "A2"
    assert [row[0].value for row in book["columns"].iter_rows(min_row=2)] == [row["name"] for row in dictionary()]
