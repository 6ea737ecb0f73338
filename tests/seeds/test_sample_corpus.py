"""The sample corpus keeps what its README promises: exact gold, a full manifest, and each kind of damage."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
COLUMNS = ["document", "published", "title", "address", "source"]
MENTION = {"doc", "start", "end", "text"}
VALUES = {"value", "unit", "measure", "indicator", "keys", "region", "region_code", "period", "status", "qualifier"}
GLOSS = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)")
BLANK_IN_GLOSS = re.compile(r"\( [a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)|\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+ \)")
HALF_GLOSS = re.compile(r"[\u4e00-\u9fff][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)|\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+(?=[\u4e00-\u9fff])")
CAPTION_IN_WORD = re.compile(r"([\u4e00-\u9fff])\n\n\n\n[^\n]+。\n\n\n\n([\u4e00-\u9fff])")


def manifest() -> list[dict[str, str]]:
    with (SEEDS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number_of(document: str) -> str:
    return document.split("_")[0]


def raw(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes().decode("utf-8")


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def gold(number: str) -> list[dict[str, Any]]:
    return records(SEEDS / "gold" / f"{number}.jsonl")


NUMBERS = [number_of(row["document"]) for row in manifest()]


def test_the_manifest_names_every_document_once():
    rows = manifest()
    assert list(rows[0]) == COLUMNS
    assert sorted(row["document"] for row in rows) == sorted(path.name for path in SEEDS.glob("*.txt"))


@pytest.mark.parametrize("row", manifest(), ids=NUMBERS)
def test_a_manifest_row_is_complete(row: dict[str, str]):
    assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", row["published"])
    assert row["title"].strip()
    assert row["source"].strip()
    assert row["address"] == "", "these articles were never on the web"


@pytest.mark.parametrize("number", NUMBERS)
def test_gold_holds_fifteen_to_twenty_five_figures(number: str):
    assert 15 <= len(gold(number)) <= 25


@pytest.mark.parametrize("number", NUMBERS)
def test_gold_points_at_its_text(number: str):
    text = raw(number)
    for fact in gold(number):
        assert fact.keys() >= MENTION | VALUES
        assert fact["doc"] == number
        assert text[fact["start"] : fact["end"]] == fact["text"]
        assert Decimal(fact["value"]).is_finite()
        said = fact["indicator"] + (fact.get("subject") or "")
        assert all(any(word in said for word in group) for group in fact["keys"]), (fact["text"], said)


@pytest.mark.parametrize("number", NUMBERS)
def test_gold_holds_every_mention_once_and_in_order(number: str):
    spans = [(fact["start"], fact["end"], fact["indicator"]) for fact in gold(number)]
    assert spans == sorted(set(spans), key=lambda span: span[:2])
    assert all(right[0] >= left[1] for left, right in pairwise(spans))


@pytest.mark.parametrize("number", NUMBERS)
def test_gold_is_what_people_annotated(number: str):
    text = raw(number)
    annotated = records(SEEDS / "gold" / "annotated" / f"{number}.jsonl")
    placed = []
    for record in annotated:
        before, mention, after = re.split("[⟦⟧]", record.pop("context"))
        assert text.count(before + mention + after) == 1
        placed.append((text.find(before + mention + after) + len(before), record))
    placed.sort(key=lambda pair: pair[0])
    assert placed == [(fact["start"], {key: value for key, value in fact.items() if key not in MENTION}) for fact in gold(number)]


def test_every_plain_figure_of_the_texts_is_gold_or_known_not_to_be_a_fact():
    no_fact = re.compile(
        r"\d+月\d+日|\d{4}年|\d{1,2}-\d{1,2}月|头?前?\d+个月|\d+月|\d{4}-\d\d-\d\d|\d\d:\d\d|0\d{3}-\d{8}|A\d\d|©\d{4}|5000萬|4年|亿元以上|前三季度"
    )
    for number in NUMBERS:
        text = raw(number)
        covered = [(fact["start"], fact["end"]) for fact in gold(number)]
        covered += [match.span() for match in no_fact.finditer(text)]
        for match in re.finditer(r"\d[\d.]*", text):
            assert any(start <= match.start() < end for start, end in covered), text[match.start() - 8 : match.end() + 8]


@pytest.mark.parametrize("number", ["01", "03"])
def test_a_caption_stands_inside_a_word(number: str):
    assert CAPTION_IN_WORD.search(raw(number))


def test_the_first_page_has_furniture_and_two_articles_of_two_regions():
    text = raw("01")
    assert text.lstrip().startswith("A06")
    assert text.endswith("下转第三版")
    assert {fact["region"] for fact in gold("01")} == {"平度市", "青岛市"}


@pytest.mark.parametrize("number", ["02", "05"])
def test_glossed_pages_have_whole_spaced_and_half_glosses(number: str):
    text = raw(number)
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    assert 3 <= han / len(GLOSS.findall(text)) <= 5
    assert BLANK_IN_GLOSS.search(text)
    assert HALF_GLOSS.search(text)


@pytest.mark.parametrize(("number", "run", "gloss"), [("02", "科技創", "chuàng"), ("02", "持續推", "tuī"), ("05", "貨物進", "jìn")])
def test_a_run_is_shifted_by_one_byte(number: str, run: str, gloss: str):
    shifted = (run + "(").encode("gbk")[1:].decode("gbk", errors="replace")
    assert f"?{shifted}{gloss})".replace("\ufffd(", "?") in raw(number)


def test_a_figure_that_lost_its_first_digit_is_marked_damaged():
    text = raw("02")
    (damaged,) = [fact for fact in gold("02") if fact.get("damaged")]
    assert damaged["optional"]
    assert text[damaged["start"] - 1 : damaged["start"] + 2] == "??0"


def test_the_plans_of_two_cities_are_targets():
    facts = gold("03")
    assert {fact["region_code"] for fact in facts} == {"370281", "370283"}
    assert {fact["status"] for fact in facts} == {"target"}


def test_the_county_report_has_crlf_a_head_and_a_foot():
    text = raw("04")
    assert text.count("\r\n") == text.count("\n") > 10
    assert re.match(r"0\d{3}-\d{8} \S+@\S+\r\n首页 > ", text)
    assert re.search("来源：.*时间：", text)
    assert text.endswith("版权所有")
