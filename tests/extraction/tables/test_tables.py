"""The tables say where every word comes from, say nothing twice, and can be read."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal

import pytest

from extraction import tables
from extraction.mentions.quantities import find_quantities
from extraction.mentions.units import base_value

KEYS = {
    "cues": ("cue",),
    "indicators": ("name",),
    "not_facts": ("before", "numeral", "behind"),
    "nouns": ("noun",),
    "periods": ("rule",),
    "qualifiers": ("word", "place"),
    "region_words": ("word", "kind"),
    "regions": ("code", "name"),
    "units": ("unit",),
}
CLOSED = {
    ("cues", "kind"): {
        "growth",
        "fall",
        "level_of",
        "share",
        "target",
        "estimate",
        "base",
        "pairing",
        "each",
        "from",
        "to",
        "flow",
        "none",
    },
    ("periods", "kind"): {"span", "point", "year", "stock", "since", "deadline", "plan", "base"},
    ("qualifiers", "qualifier"): {"about", "above", "below"},
    ("qualifiers", "place"): {"before", "behind", "closing", "compare", "glued", "round", "threshold"},
    ("regions", "level"): {"province", "prefecture", "county", "place"},
    ("not_facts", "numeral"): {"any", "arabic", "year", "whole", "decimal", "chinese", "chinese_sign", "chinese_number"},
}


@pytest.mark.parametrize("name", sorted(KEYS))
def test_every_row_says_its_note_or_source(name: str) -> None:
    for row in tables.rows(name):
        assert any(row.get(column, "").strip() for column in ("note", "source")), row


@pytest.mark.parametrize("name", sorted(KEYS))
def test_nothing_is_said_twice(name: str) -> None:
    counted = Counter(tuple(row[column] for column in KEYS[name]) for row in tables.rows(name))
    assert [key for key, times in counted.items() if times > 1] == []


@pytest.mark.parametrize(("name", "column"), sorted(CLOSED))
def test_columns_keep_to_their_words(name: str, column: str) -> None:
    assert {row[column] for row in tables.rows(name)} <= CLOSED[name, column]


def test_codes_have_six_digits_and_their_parents_stand_in_the_table() -> None:
    rows = [row for row in tables.rows("regions") if row["code"]]
    codes = {row["code"] for row in rows}
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    for row in rows:
        assert (row["parent"] == "") == (row["level"] == "province"), row
        assert not row["parent"] or row["parent"] in codes, row
        assert all(not row[year] or re.fullmatch(r"(19|20)\d\d", row[year]) for year in ("valid_from", "valid_to")), row


def test_no_code_has_two_bearers_today() -> None:
    today = Counter(row["code"] for row in tables.rows("regions") if row["code"] and not row["valid_to"])
    assert [code for code, times in today.items() if times > 1] == []


def test_the_table_has_the_divisions_of_today() -> None:
    today = Counter(row["level"] for row in tables.rows("regions") if not row["valid_to"])
    assert today["province"] == 34
    assert today["prefecture"] == 333
    assert today["county"] > 2800


def test_units_can_be_read_with_and_without_magnitude() -> None:
    for row in tables.rows("units"):
        value, base = base_value(Decimal(3), row["unit"])
        assert (value, base) == (3 * Decimal(row["factor"]), row["base"]), row
        if row["magnitudes"] and row["kind"] != "per":
            assert base_value(Decimal(3), f"万{row['unit']}")[0] == 30000 * Decimal(row["factor"]), row


def test_indicators_have_a_readable_unit_and_a_size_in_order() -> None:
    rows = tables.rows("indicators")
    assert len(rows) >= 150
    for row in rows:
        if row["unit"]:
            quantity = find_quantities(f"达12.5{row['unit']}")[0]
            assert quantity.unit == row["unit"], row
        if row["low"] or row["high"]:
            assert Decimal(row["low"]) < Decimal(row["high"]), row


def test_an_alias_means_one_indicator() -> None:
    names = {row["name"] for row in tables.rows("indicators")}
    aliases = [alias for row in tables.rows("indicators") for alias in row["aliases"].split("|") if alias]
    assert [alias for alias, times in Counter(aliases).items() if times > 1] == []
    assert not names & set(aliases)


def test_every_table_is_introduced() -> None:
    assert [name for name in tables.names() if f"``{name}``" not in (tables.__doc__ or "")] == []


def test_patterns_compile() -> None:
    for row in tables.rows("not_facts"):
        re.compile(row["behind"])


def test_the_digest_names_the_bytes_and_is_the_same_in_another_process() -> None:
    tables.digest.cache_clear()
    digest = tables.digest()
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    other = subprocess.run(
        [sys.executable, "-c", "from extraction.tables import digest; print(digest())"], capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == digest


def test_a_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        tables.rows("nothing")
