"""Doubt is said: what touches damage is never offered as sound, and a name that two divisions bear has no code."""

from __future__ import annotations

import pytest

from extraction.pipeline import extract


@pytest.mark.parametrize(
    "said",
    ["税收3?.2亿元", "投资?.5亿元", "利润\ufffd.8亿元", "出口2.?亿元", "产值1?6亿元", "进口3?亿元", "用电4.5?亿元", "存款，.5亿元", "收入1?,200元",
     "门票??入4270万元", "营业\ufffd入310万元"],
)  # fmt: skip
def test_no_figure_that_touches_damage_is_sound(said: str) -> None:
    facts = extract(f"一季度，万载县{said}，新建公园12个。", "2024-05-10").facts
    sound = [fact.text for fact in facts if "damaged" not in fact.flags]
    assert sound == ["12个"]


def test_a_district_of_several_cities_has_a_name_and_no_code() -> None:
    facts = extract("上半年，鼓楼区实现地区生产总值758亿元。\n    全区税收38亿元。", "2024-07-25").facts
    assert [(fact.region, fact.region_code, "region_ambiguous" in fact.flags) for fact in facts] == [("鼓楼区", None, True)] * 2


def test_the_city_beside_it_says_which_district_it_is() -> None:
    facts = extract("上半年，福州市鼓楼区实现地区生产总值758亿元。\n    全区税收38亿元。", "2024-07-25").facts
    assert [(fact.region_code, "region_ambiguous" in fact.flags) for fact in facts] == [("350102", False)] * 2
