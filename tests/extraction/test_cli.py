"""The command line: the contract of its output, and one clear line for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extraction.__main__ import main

TEXT = "前三季度，平度市地区生产总值增长5.4%，新增经营主体1.25万户。\n"
KEYS = [
    "document", "start", "end", "text", "value", "value_max", "unit", "measure", "indicator", "indicator_canonical", "subject", "region",
    "region_code", "place", "period_start", "period_end", "status", "qualifier", "base", "value_base", "unit_base", "flags", "findings",
    "confidence", "evidence",
]  # fmt: skip


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a_article.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_every_fact_is_one_json_object_with_exactly_the_keys_of_the_contract(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(article), "--published", "2024-11-28"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["text"] for record in records] == ["5.4%", "1.25万户"]
    assert all(list(record) == KEYS for record in records)
    assert records[1]["value"] == "1.25"
    assert records[1]["value_base"] == "12500"
    assert records[1]["document"] == "a_article.txt"


def test_dates_of_many_files_come_from_a_table(article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dates = tmp_path / "published.csv"
    dates.write_text("document,published\na_article.txt,2023-11\n", "utf-8")
    assert main([str(article), "--published-from", str(dates)]) == 0
    assert '"period_end": "2023-09"' in capsys.readouterr().out


def test_cleaning_is_shown(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", str(article)]) == 0
    assert "平度市" in capsys.readouterr().out


def bad_input(tmp_path: Path) -> dict[str, list[str]]:
    good = tmp_path / "good.txt"
    good.write_text(TEXT, "utf-8")
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    nul = tmp_path / "nul.txt"
    nul.write_bytes("有\0字".encode())
    table = tmp_path / "dates.csv"
    table.write_text("name,day\nx,y\n", "utf-8")
    wrong_date = tmp_path / "wrong.csv"
    wrong_date.write_text("document,published\ngood.txt,last week\n", "utf-8")
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"doc": "good", "start": 0}\n', "utf-8")
    return {
        "no file": [],
        "missing file": [str(tmp_path / "absent.txt")],
        "folder": [str(tmp_path)],
        "empty file": [str(empty)],
        "NUL": [str(nul)],
        "bad date": [str(good), "--published", "2024-13"],
        "table without columns": [str(good), "--published-from", str(table)],
        "table with a bad date": [str(good), "--published-from", str(wrong_date)],
        "unknown option": [str(good), "--nonsense"],
        "malformed gold": ["score", str(gold), str(good)],
        "missing gold": ["score", str(tmp_path / "none.jsonl"), str(good)],
    }


@pytest.mark.parametrize("name", ["no file", "missing file", "folder", "empty file", "NUL", "bad date", "table without columns",
                                  "table with a bad date", "unknown option", "malformed gold", "missing gold"])  # fmt: skip
def test_bad_input_gets_one_clear_line_and_status_two(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(bad_input(tmp_path)[name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("extraction: ")
    assert said.err.count("\n") == 1
