"""Which characters are lost, and which only look so."""

import json
from pathlib import Path

import pytest

from extraction.text.cleaning import clean

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "damage.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["raw"]))
def test_damage_is_found_where_it_is(case):
    raw = case["raw"]
    assert [[raw[slice(*damage.raw)], damage.kind] for damage in clean(raw).damages] == case["damaged"]


def test_there_are_as_many_cases_of_sound_text():
    assert sum(not case["damaged"] for case in CASES) >= 20


def test_damage_stands_in_raw_offsets_also_behind_glosses():
    raw = "縣(xiàn)域經濟(jì)完成投資(zī)??億(yì)元，增長(zhǎng)5%。"
    damages = clean(raw).damages
    assert [raw[slice(*damage.raw)] for damage in damages] == ["??"]
