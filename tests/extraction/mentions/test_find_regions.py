"""Names of divisions: ``regions.txt`` holds the cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from extraction.mentions.regions import RegionMention, by_code, find_regions, resolve, search_regions

CASES = [
    line for line in (Path(__file__).parent / "regions.txt").read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")
]


def shown(mention: RegionMention) -> str:
    meaning = mention.region.code if mention.region else mention.deictic or ("?" if mention.candidates else "-")
    return f"{mention.text}={meaning}" + (f" {mention.place}" if mention.place else "")


@pytest.mark.parametrize("case", CASES, ids=[case.strip()[:40] for case in CASES])
def test_divisions_are_found_with_their_codes(case: str) -> None:
    text, year, expected = (cell.strip() for cell in case.split("|"))
    found = find_regions(text, int(year) if year else None)
    assert [shown(mention) for mention in found] == [part.strip() for part in expected.split(" ; ") if part.strip()]
    assert all(text[mention.span.start : mention.span.end] == mention.text for mention in found)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("南京市经济平稳。鼓楼区增长6%", ["320100", "320106"]),
        ("徐州市云龙区、鼓楼区", ["320300", "320303", "320302"]),
        ("兰州市七里河区、城关区", ["620100", "620103", "620102"]),
        ("鼓楼区增长6%", [None]),
        ("北京海淀、朝阳、通州", ["110000", "110108", "110105", "110112"]),
        ("辽宁沈阳、朝阳", ["210000", "210100", "211300"]),
        ("吉林长春", ["220000", "220100"]),
        ("今年广州市南沙区发展。望都。", ["440100", "440115", None]),
    ],
)
def test_the_company_of_a_name_settles_it(text: str, codes: list[str | None]) -> None:
    settled = resolve(find_regions(text, 2024))
    assert [mention.region.code if mention.region else None for mention in settled] == codes


@pytest.mark.parametrize(
    ("typed", "first"),
    [("胶州", "370281"), ("胶州市", "370281"), ("370281", "370281"), ("青岛胶州", "370281"), ("南京鼓楼区", "320106"), ("崂", "370212")],
)
def test_typed_names_find_the_division_first(typed: str, first: str) -> None:
    assert search_regions(typed)[0].code == first


def test_nothing_typed_finds_nothing_and_the_limit_holds() -> None:
    assert search_regions("  ") == []
    assert search_regions("没有这个地方") == []
    assert len(search_regions("市", limit=5)) == 5
    assert {region.code for region in search_regions("鼓楼区")} == {"320106", "320302", "350102", "410204"}


def test_a_code_is_answered_by_who_bore_it_in_the_year() -> None:
    assert (region := by_code("371200", 2010)) is not None
    assert region.name == "莱芜市"
    assert by_code("371200", 2022) is None
    assert (renamed := by_code("420600", 2005)) is not None
    assert renamed.name == "襄樊市"
    assert (today := by_code("420600")) is not None
    assert today.name == "襄阳市"
    assert by_code("999999") is None
