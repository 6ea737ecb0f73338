"""Each format becomes items; whatever cannot be read is refused by its place, and the rest goes in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from annotate.imports import archive as archives
from annotate.imports.item import Item, Refusal
from annotate.imports.reading import read
from tests.imports import files


def items(data: bytes, name: str) -> list[Item]:
    found = list(read(data, name))
    assert all(isinstance(one, Item) for one in found), found
    return found  # type: ignore[return-value]


def refusals(data: bytes, name: str) -> list[tuple[str, str]]:
    return [(one.place, one.reason) for one in read(data, name) if isinstance(one, Refusal)]


def test_a_web_page_gives_its_article_title_and_date_without_menus_and_scripts() -> None:
    (page,) = items(files.html(), "page.html")
    assert (page.title, page.published) == (files.LINES[0], "2024-11-28")
    assert page.text is not None
    assert files.LINES[2] in page.text
    assert "125.6亿元" in page.text
    assert not {"alert", "版权所有", "首页"} & set(page.text.replace("(", " ").split())


def test_a_word_file_keeps_paragraphs_and_tables_in_order() -> None:
    (document,) = items(files.docx(), "report.docx")
    assert document.text == "\n".join([*files.LINES, *("\t".join(row) for row in files.TABLE)])
    assert document.title == files.LINES[0]


def test_a_pdf_keeps_numbers_whole() -> None:
    (document,) = items(files.pdf("GDP 131.5 up 5.6%"), "report.pdf")
    assert document.text == "GDP 131.5 up 5.6%"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "a.csv",
            '\ufeffid,text,published\r\n7,"一季度,全市货物出口总额完成1.2亿元",2024-04-20\r\n,,\r\n8,二季度全市货物出口总额完成2亿元,\r\n'.encode(),
        ),
        (
            "a.csv",
            'id,text,published\n7,"一季度,全市货物出口总额完成1.2亿元",2024-04-20\n8,二季度全市货物出口总额完成2亿元,\n'.encode("gb18030"),
        ),
        (
            "a.xlsx",
            files.xlsx(
                ("id", "text", "published"),
                (7, "一季度,全市货物出口总额完成1.2亿元", date(2024, 4, 20)),
                (8.0, "二季度全市货物出口总额完成2亿元", None),
            ),
        ),
        (
            "a.jsonl",
            files.jsonl(
                {"id": 7, "text": "一季度,全市货物出口总额完成1.2亿元", "published": "2024-04-20"},
                "",
                {"id": "8", "text": "二季度全市货物出口总额完成2亿元"},
            ),
        ),
    ],
    ids=["csv with mark", "csv in GB18030", "xlsx", "jsonl"],
)
def test_a_row_is_a_document_with_its_own_id_and_date(name: str, data: bytes) -> None:
    found = [(one.external_id, one.text, one.published) for one in items(data, name)]
    assert found == [("7", "一季度,全市货物出口总额完成1.2亿元", "2024-04-20"), ("8", "二季度全市货物出口总额完成2亿元", None)]


def test_an_archive_gives_its_members_in_order_without_litter() -> None:
    data = files.archive({"a/一.txt": "出口1.2亿元".encode(), "__MACOSX/a": b"x", "二.html": files.html()})
    assert [one.file_name for one in items(data, "all.zip")] == ["a/一.txt", "二.html"]


@pytest.mark.parametrize(
    ("name", "data", "place", "reason"),
    [
        ("a.exe", b"MZ", "a.exe", "expected one of .txt"),
        ("a.pdf", b"%PDF-1.4 broken", "a.pdf", "no PDF can be read"),
        ("a.pdf", files.pdf(encrypt=True), "a.pdf", "needs a password"),
        ("a.pdf", files.pdf(""), "a.pdf", "only pictures"),
        ("a.docx", b"PK no archive", "a.docx", "no Word file"),
        ("a.docx", files.archive({"word/document.xml": b" " * 30_000_000}), "a.docx", "times its size"),
        ("a.xlsx", b"no archive", "a.xlsx", "no workbook"),
        ("a.csv", b"name,value\nx,1\n", "a.csv, line 1", "expected a column `text`"),
        ("a.csv", b'text\n"open', "a.csv, line 2", "no CSV from here on"),
        ("a.html", b"", "a.html", "expected HTML"),
        ("a.zip", b"no archive", "a.zip", "no archive"),
        ("a.zip", files.archive({"../../evil.txt": b"x"}), "a.zip/../../evil.txt", "leads out"),
        ("a.zip", files.archive({"/etc/evil.txt": b"x"}), "a.zip//etc/evil.txt", "leads out"),
        ("a.zip", files.archive({"C:\\evil.txt": b"x"}), "a.zip/C:\\evil.txt", "leads out"),
        ("a.zip", files.archive({}, link="link.txt"), "a.zip/link.txt", "a link"),
        ("a.zip", files.archive({"inner.zip": files.archive({"a.txt": b"x"})}), "a.zip/inner.zip", "inside an archive"),
        ("a.zip", files.archive({"bomb.txt": b" " * 50_000_000}), "a.zip", "times its size"),
    ],
)
def test_what_cannot_be_read_is_refused_by_place_and_reason(name: str, data: bytes, place: str, reason: str) -> None:
    ((found_place, found_reason),) = refusals(data, name)
    assert (found_place, reason in found_reason) == (place, True), found_reason


def test_an_archive_that_says_it_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 100)
    ((_place, reason),) = refusals(files.archive({"a.txt": b"x" * 101}), "a.zip")
    assert "unpacks to 101 bytes" in reason


def test_one_bad_line_among_many_is_named_and_the_rest_goes_in() -> None:
    lines: list[Any] = [{"text": f"出口{number}亿元"} for number in range(10_000)]
    lines[4321] = '{"text": '
    found = list(read(files.jsonl(*lines), "big.jsonl"))
    assert sum(isinstance(one, Item) for one in found) == 9_999
    ((place, _reason),) = [(one.place, one.reason) for one in found if isinstance(one, Refusal)]
    assert place == "big.jsonl, line 4322"


@pytest.mark.parametrize("record", [[1], {"text": ["a"]}, {"text": ""}, {"title": "a"}, {"text": "\ud800"}])
def test_a_line_that_is_no_document_is_refused(record: Any) -> None:
    import json

    ((place, _reason),) = refusals(json.dumps(record).encode(), "a.jsonl")
    assert place == "a.jsonl, line 1"
