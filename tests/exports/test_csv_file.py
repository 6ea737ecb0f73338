"""The CSV of gold facts, as a program reads it and as a spreadsheet does."""

import csv
import io

import pytest

from annotate.errors import BadInput
from annotate.exports.columns import COLUMNS, NAMES
from annotate.exports.csv_file import FLAVOURS, csv_stream, defused
from annotate.models.fact_fields import VALUE_FIELDS


def row(**values):
    return tuple(values.get(name) for name in NAMES)


def made(rows, flavour="plain"):
    return b"".join(csv_stream(iter(rows), flavour))


def read(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_columns_stand_in_the_agreed_order():
    assert NAMES[:9] == ("fact_id", "document_id", "title", "address", "published", "start", "end", "text", "sentence")
    assert NAMES[-2:] == ("observation_id", "release")
    assert set(VALUE_FIELDS) <= set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_a_plain_file_is_utf_8_without_a_mark_and_ends_its_lines_as_rfc_4180_says():
    data = made([row(title="平度", value="5.4")])
    assert data.startswith(b"fact_id,document_id,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == 2
    assert "平度" in data.decode("utf-8")


def test_an_empty_release_is_a_header_alone():
    assert read(made([])) == []
    assert made([]).count(b"\r\n") == 1


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_cell_comes_back_as_it_was_with_commas_quotes_and_line_ends_in_it(flavour):
    sentence = '他说,"增长"\r\n5.4%;\n𠮷'
    assert read(made([row(sentence=sentence)], flavour))[0]["sentence"] == sentence


@pytest.mark.parametrize("value", ["-9.7", "0", "1.25", "48440000000", "-0.10", "12345678901234567890.123456"])
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_number_comes_back_digit_for_digit(value, flavour):
    back = read(made([row(value=value, value_max=value, value_base=value)], flavour))[0]
    assert (back["value"], back["value_max"], back["value_base"]) == (value, value, value)


@pytest.mark.parametrize("value", ["=1+1", "５", "5\n", "1e5", "+5", " 5", "NaN", "--5", "'-9.7"])
@pytest.mark.parametrize("name", [column.name for column in COLUMNS if column.kind == "decimal"])
def test_what_is_no_number_never_enters_a_numeric_column(name, value):
    with pytest.raises(BadInput) as refusal:
        made([row(fact_id="f", **{name: value})])
    assert refusal.value.field == name
    assert refusal.value.extra["fact"] == "f"


DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠SUM", '"=1+1', "'=1+1", "\ufeff=1+1",
    '\ufeff"=1', " =1+1", "\u3000=1", "\u200b=1", "\u200e＝1", "\x00=1", "“=1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://x.example","y")',
]  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_begins_like_a_formula_is_defused_for_spreadsheets_and_can_be_undone(text):
    assert defused(text) == f"'{text}"
    assert defused(defused(text)) == f"''{text}", "so that taking one apostrophe off is always the way back"


@pytest.mark.parametrize("text", ["平度市", "5.4%", "增长-9.7%", "“十四五”时期", "a=b", "(-1)", "", "’s", "第3位"])
def test_other_text_is_left_alone(text):
    assert defused(text) == text


@pytest.mark.parametrize("name", [column.name for column in COLUMNS if column.kind == "text"])
def test_every_text_column_is_defused_in_the_spreadsheet_flavour_alone(name):
    rows = [row(**{name: "=1+1"})]
    assert read(made(rows, "spreadsheet"))[0][name] == "'=1+1"
    assert read(made(rows))[0][name] == "=1+1"


def test_the_spreadsheet_flavour_begins_with_the_mark_once():
    data = made([row(title="一")] * 2500, "spreadsheet")
    assert data.startswith(b"\xef\xbb\xbffact_id,")
    assert data.count(b"\xef\xbb\xbf") == 1


def test_an_unknown_flavour_is_refused_before_anything_is_read():
    with pytest.raises(BadInput) as refusal:
        csv_stream(iter([]), "xls")
    assert refusal.value.field == "flavour"
    assert refusal.value.extra["expected"] == ["plain", "spreadsheet"]


def test_rows_are_taken_block_by_block_and_not_all_at_once():
    taken = []

    def rows():
        for number in range(10_000):
            taken.append(number)
            yield row(title=str(number))

    stream = csv_stream(rows())
    next(stream)
    assert len(taken) < 2000
