"""Texts made to be costly, the whole way from raw text to facts: four times the text takes about four times as long, never sixteen times.

The work is counted where it shows in calls, the same on every machine; what one call of a pattern or of a slice takes shows in time only."""

from __future__ import annotations

import sys
import time
from types import FrameType

import pytest

from extraction.pipeline import extract

COSTLY = {
    "figures": "出口3亿元,",
    "bare numerals": "7 ",
    "opened brackets": "(",
    "brackets in pairs": "(1)",
    "quotation marks": "“1",
    "ranges": "1至",
    "ordinals": "第1",
    "months": "1月",
    "one long numeral": "1",
    "damage": "?1",
    "a list without a full stop": "全县实现工业增加值3.5亿元,同比增长5.6%,其中农业增加值1亿元;",
    "items behind labels": "产量:水泥3万吨;",
    "parts without a mark between sentences": "水泥3万吨、钢材5吨,",
    "shares of an owner": "规上企业3户;利润总额3亿元;",
    "divisions": "镇平县3亿元,社旗县5亿元;",
    "divisions in a clause without an end": "南阳市今年第1元",
    "short forms of divisions": "以镇平为例近3亿元,",
    "what is carried from before": "预计全县出口3亿元;",
    "months before figures": "1-6月出口3亿元,",
    "plans": "计划5",
    "words that no dictionary has": "占",
    "once running": "达产后钢材企业,",
    "a table": "出口 3亿元 5.6% 12\n",
    "headings": "一、出口3亿元\n",
    "names for each": "水泥、钢材均增长3%,",
}
SHORT, LONG = 4_000, 16_000
FEW, MANY = 2_000, 8_000


def seconds(text: str) -> float:
    start = time.process_time()
    extract(text, "2024-11-28")
    return time.process_time() - start


@pytest.mark.heavy
@pytest.mark.parametrize("kind", COSTLY)
def test_time_grows_with_a_costly_text_and_not_with_its_square(kind: str) -> None:
    short, long = (min(seconds((COSTLY[kind] * length)[:length]) for _ in range(2)) for length in (SHORT, LONG))
    print(f"{kind}: {long * 1e6 / LONG:.1f} us a character, four times the text in {long / short:.1f} times the time")
    assert long <= max(10 * short, 0.2)


def calls(text: str) -> int:
    """How many functions, those written in C among them, are called to read a text."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        extract(text, "2024-11-28")
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", COSTLY)
def test_work_grows_with_a_costly_text_and_no_faster(kind: str) -> None:
    extract((COSTLY[kind] * FEW)[:FEW], "2024-11-28")  # tables and dictionaries are loaded once
    few, many = (calls((COSTLY[kind] * length)[:length]) for length in (FEW, MANY))
    print(f"{kind}: {many / MANY:.0f} calls a character, four times the text in {many / few:.2f} times the calls")
    assert many <= 1.2 * (MANY / FEW) * few


def test_ways_to_lead_up_to_a_division_are_not_all_tried() -> None:
    text = "据" * 24 + "甲乙丙丁戊己庚辛壬镇平县3亿元。"
    extract(text[20:], "2024-11-28")  # tables and dictionaries are loaded once
    assert seconds(text) < 1.0  # each further 据 took twice as long
