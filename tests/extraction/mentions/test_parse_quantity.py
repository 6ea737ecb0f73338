"""Typed and stored mentions, read one at a time; and what their units are worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extraction.mentions import numerals
from extraction.mentions.quantities import base_value, find_quantities, parse_quantity
from tests.extraction.mentions.test_figures_in_articles import ARTICLES, annotated
from tests.extraction.mentions.test_find_quantities import CASES

TEXTS = [case.split("|")[0].strip() for case in CASES]
TEXTS += [annotated(line)[0] for path in ARTICLES for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("text", TEXTS, ids=[text[:30] for text in TEXTS])
def test_a_mention_alone_says_what_it_said_in_its_sentence(text: str) -> None:
    for quantity in find_quantities(text):
        if quantity.not_a_fact is None and quantity.kind != "per":  # the thing a price is for may stand outside the mention
            alone = parse_quantity(quantity.text)
            assert alone is not None
            assert (alone.value, alone.value_max) == (abs(quantity.value), quantity.value_max)
            assert alone.unit in (quantity.unit, None, "个")  # 5.5个、全省3.2个百分点: the next figure may say the unit for both


@pytest.mark.parametrize(
    ("typed", "value", "value_max", "unit", "qualifier"),
    [
        ("1.25万户", "1.25", None, "万户", "exact"),
        (" 12,500 ", "12500", None, None, "exact"),
        ("３００多元", "300", None, "元", "above"),
        ("下降9.7%", "9.7", None, "%", "exact"),
        ("-3.5%", "3.5", None, "%", "exact"),
        ("约1.5亿元以上", "1.5", None, "亿元", "above"),
        ("3%-5%", "3", "5", "%", "exact"),
        ("1～2万", "1", "2", "万", "exact"),
        ("八成", "8", None, "成", "exact"),
        ("百分之五点四", "5.4", None, "%", "exact"),
        ("第3位", "3", None, "位", "exact"),
        ("前十", "10", None, None, "exact"),
        ("元/粒200", "200", None, None, "exact"),
        ("200元/粒", "200", None, "元/粒", "exact"),
    ],
)
def test_typed_figures_are_read(typed: str, value: str, value_max: str | None, unit: str | None, qualifier: str) -> None:
    quantity = parse_quantity(typed)
    assert quantity is not None
    assert quantity.value == Decimal(value)
    assert quantity.value_max == (Decimal(value_max) if value_max else None)
    assert (quantity.unit, quantity.qualifier) == (unit, qualifier)


@pytest.mark.parametrize("typed", ["", "  ", "abc", "没有数字", "5和6", "12亿元、13亿元", "统一"])
def test_what_is_not_one_figure_is_refused(typed: str) -> None:
    assert parse_quantity(typed) is None


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("1.25", "万户", ("12500", "户")),
        ("484.4", "亿元", ("48440000000", "元")),
        ("3.6", "万亿元", ("3600000000000", "元")),
        ("10", "亿元", ("1000000000", "元")),
        ("14", "亿斤", ("1400000000", "斤")),
        ("20", "万平方米", ("200000", "平方米")),
        ("86.4", "亿千瓦时", ("8640000000", "千瓦时")),
        ("120", "万千瓦", ("1200000", "千瓦")),
        ("8", "兆瓦", ("8000", "千瓦")),
        ("1.2", "GW", ("1200000", "千瓦")),
        ("302.5", "万TEU", ("3025000", "标准箱")),
        ("6.4", "元/公斤", ("6.4", "元/公斤")),
        ("3", "万元/亩", ("30000", "元/亩")),
        ("5", "千克", ("5", "公斤")),
        ("5.4", "%", ("5.4", "%")),
        ("0.8", "百分点", ("0.8", "个百分点")),
        ("3", None, ("3", None)),
        ("3", "万", ("30000", None)),
        ("3", "没有的单位", ("3", "没有的单位")),
        ("1.50", "元", ("1.5", "元")),
    ],
)
def test_values_without_magnitude(value: str, unit: str | None, expected: tuple[str, str | None]) -> None:
    base, sign = base_value(Decimal(value), unit)
    assert (format(base, "f"), sign) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十三", "123"), ("一千零五十", "1050"), ("二百五", "250"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("一百零五", "105"), ("两", "2"),
        ("五点四", "5.4"), ("三十八点六", "38.6"), ("二〇二四", "2024"), ("一万二千", "12000"), ("三亿五千万", "350000000"), ("百", "100"),
        ("一千二", "1200"), ("十百", None), ("点五", None), ("七八十", None), ("五点", None),
    ],
)  # fmt: skip
def test_chinese_numbers(text: str, value: str | None) -> None:
    assert numerals.chinese(text) == (Decimal(value) if value else None)
