"""What people type is read as they write it."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.errors import BadInput
from annotate.understanding import understand


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [
        ("value", "1.25万户", {"value": "1.25", "value_max": None, "unit": "万户"}),
        ("value", "12,500", {"value": "12500", "value_max": None}),
        ("value", "八成", {"value": "8", "value_max": None, "unit": "成"}),
        ("value", "3%-5%", {"value": "3", "value_max": "5", "unit": "%"}),
        ("value", "-9.7", {"value": "-9.7", "value_max": None}),
        ("value", "下降9.7%", {"value": "-9.7", "value_max": None, "unit": "%"}),
        ("unit", "万户", {"unit": "万户"}),
        ("unit", "", {"unit": None}),
        ("indicator", " 地区生产 总值 ", {"indicator": "地区生产总值", "indicator_canonical": "地区生产总值"}),
        ("subject", "  ", {"subject": None}),
        ("place", "明村镇", {"place": "明村镇"}),
        ("region", "胶州", {"region": "胶州市", "region_code": "370281"}),
        ("region", "370283", {"region": "平度市", "region_code": "370283"}),
        ("region", "", {"region": None, "region_code": None}),
        ("period", "前三季度", {"period_start": "2024-01", "period_end": "2024-09"}),
        ("period", "24q3", {"period_start": "2024-07", "period_end": "2024-09"}),
        ("period", "2024-01..09", {"period_start": "2024-01", "period_end": "2024-09"}),
        ("period", "..2024-11", {"period_start": None, "period_end": "2024-11"}),
        ("period", "2023年", {"period_start": "2023-01", "period_end": "2023-12"}),
        ("period", "", {"period_start": None, "period_end": None}),
    ],
)
def test_typed_text_is_understood(field: str, text: str, values: dict[str, Any]) -> None:
    assert understand(field, text, "2024-11-28")[0].values == values


def test_an_ambiguous_region_offers_every_division_and_the_name_alone() -> None:
    found = understand("region", "鼓楼区", "2024-11-28")
    assert len({each.values["region_code"] for each in found}) > 2
    assert found[-1].values == {"region": "鼓楼区", "region_code": None}


def test_the_base_value_is_shown_beside_what_was_typed() -> None:
    assert understand("value", "1.25万户", None)[0].says == "1.25 万户 = 12500 户"


UNREADABLE = [("value", ""), ("value", "几个"), ("value", "3家和5家"), ("period", "某时"), ("indicator", " "), ("measure", "x"), ("", "x")]


@pytest.mark.parametrize(("field", "text"), UNREADABLE)
def test_what_cannot_be_read_is_refused_by_its_field(field: str, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        understand(field, text, "2024-11-28")
    assert refused.value.field == field


@pytest.mark.parametrize("typed", ["前三季度", "10月"])
def test_a_period_without_a_year_says_what_it_lacks_where_no_date_is_known(typed: str) -> None:
    """It is not told that 前三季度 is expected when 前三季度 was typed."""
    from annotate.errors import BadInput
    from annotate.understanding import understand

    assert understand("period", typed, "2024-11-28")[0].values["period_start"].startswith("2024-")
    with pytest.raises(BadInput, match=r"date of publication|发布日期"):
        understand("period", typed, None)
    with pytest.raises(BadInput, match="24q3"):
        understand("period", "abc", None)
