"""From a frozen release to the bytes of its file."""

import csv
import hashlib
import io

import pytest

from annotate import queueing, releasing
from annotate.errors import NotFound
from annotate.exports.columns import NAMES
from annotate.exports.csv_file import csv_stream
from annotate.exports.downloads import csv_download, download, file_name
from annotate.exports.rows import gold_rows
from annotate.exports.table import GoldTable
from annotate.exports.writing import FORMATS
from annotate.reviewing import finishing, judging
from tests.conftest import PARAGRAPH, proposal


@pytest.fixture
def frozen(alice, maria, document, collection):
    """A release of three facts, one of them corrected to a fall."""
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    growth, *others = document.facts.order_by("id")
    judging.judge(
        fact=growth, reading=reading, state="accepted", actor=alice, door="page", values={"measure": "growth", "value": "-5.4"}, insist=True
    )
    for fact in others:
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    return releasing.release(collection=collection, actor=maria, door="page")


def read(release, flavour="plain"):
    data = b"".join(csv_stream(gold_rows(release), flavour))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_row_says_what_was_settled_and_where_it_stands(frozen, document):
    rows = read(frozen)
    assert [row["text"] for row in rows] == ["5.4%", "1.25万户", "125.6亿元"]
    fall = rows[0]
    assert (fall["value"], fall["measure"], fall["release"]) == ("-5.4", "growth", "1.0.0")
    assert document.raw[int(fall["start"]) : int(fall["end"])] == fall["text"]
    assert fall["text"] in fall["sentence"]
    assert fall["document_id"] == str(document.uuid)
    assert rows[1]["value_base"] == "12500"
    assert rows[0]["subject"] == ""


def test_a_number_stays_a_number_for_spreadsheets(frozen):
    assert read(frozen, "spreadsheet")[0]["value"] == "-5.4"


def test_rows_are_ordered_by_document_place_and_fact(frozen):
    rows = [dict(zip(NAMES, row, strict=True)) for row in gold_rows(frozen)]
    keys = [(row["document_id"].hex, row["start"], row["fact_id"].hex) for row in rows]
    assert keys == sorted(keys)


def test_the_file_is_the_same_each_time_and_has_the_digest_the_release_names(frozen):
    first, second = (b"".join(csv_stream(gold_rows(frozen), "plain")) for _ in range(2))
    assert first == second
    assert hashlib.sha256(first).hexdigest() == frozen.digests["facts.csv"]


def test_no_later_correction_reaches_a_release(frozen, document, maria, alice):
    before = b"".join(csv_stream(gold_rows(frozen), "plain"))
    reading = document.readings.get()
    finishing.reopen(reading=reading, reason="again", actor=maria, door="page")
    judging.judge(
        fact=document.facts.first(), reading=reading, state="accepted", actor=alice, door="page", values={"indicator": "工业增加值"}
    )
    assert b"".join(csv_stream(gold_rows(frozen), "plain")) == before


def test_flags_are_one_cell(make_document, collection, alice, maria):
    document = make_document(facts=[proposal(PARAGRAPH, "5.4%") | {"flags": ["repaired", "year_inferred"]}])
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    judging.judge(fact=document.facts.get(), reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    assert [row["flags"] for row in read(releasing.release(collection=collection, actor=maria, door="page"))] == ["repaired;year_inferred"]


def test_a_download_is_an_attachment_that_no_browser_guesses_about(frozen):
    answer = csv_download(frozen, "spreadsheet")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_handed_out_as_a_named_attachment(frozen, form):
    answer = download(frozen, form)
    media_type, ending = FORMATS[form].media_type, FORMATS[form].ending
    assert answer["Content-Type"] == media_type
    assert ending in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content)


def test_a_format_that_is_none_is_not_there(frozen):
    with pytest.raises(NotFound) as refusal:
        download(frozen, "pickle")
    assert refusal.value.extra["expected"] == list(FORMATS)


@pytest.mark.parametrize("name", ["../../etc", 'a"b\r\nSet-Cookie: x', "青岛", "\u202etxt", "…", "a/b\\c"])
def test_the_name_of_a_file_holds_nothing_a_header_or_a_folder_stumbles_over(frozen, name):
    frozen.collection.name = name
    made = file_name(GoldTable(frozen).name, GoldTable(frozen).mark + ".csv")
    assert made.endswith("-1.0.0.csv")
    assert not set(made) & set('/\\"\r\n:')
    assert ".." not in made
    assert "\u202e" not in made
    assert csv_download(frozen)["Content-Disposition"]
