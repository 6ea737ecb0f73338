"""What holds of every text, however it was put together."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.mentions.modality import find_cues
from extraction.mentions.periods import find_periods, parse_period
from extraction.mentions.quantities import base_value, find_quantities, parse_quantity
from extraction.mentions.regions import find_regions, resolve, search_regions
from extraction.text.span import Span

PIECES = st.sampled_from(
    ["1", "25", "2024", "3.5", "12,500", "一", "十", "二十", "百", "万", "亿", "元", "家", "%", "个百分点", "第", "前", "位", "年", "月", "日", "季度", "余",
     "多", "超", "近", "以上", "左右", "至", "-", "到", "从", "每", "公斤", "/", "(", "套", ")", "，", "、", "。", " ", "“", "”", "+", ":", "翻", "番", "分之",
     "成", "上半年", "截至", "今年", "去年", "以来", "同期", "比", "“十四五”", "平度", "平度市", "青岛", "鼓楼区", "全市", "市", "南区", "增长", "下降", "同比",
     "A", "GW", "-3", "项目", "亿元以上项目", "\n", "䶮", "\u200b"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map("".join)
MONTHS = st.sampled_from([None, "2024-11-28", "2025-01", "2024-03"])


def in_order(text: str, spans: list[Span], texts: list[str]) -> None:
    assert all(text[span.start : span.end] == said and said for span, said in zip(spans, texts, strict=True))
    assert all(before.end <= after.start for before, after in pairwise(spans))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_figures_come_in_order_apart_and_finite(text: str) -> None:
    found = find_quantities(text)
    in_order(text, [one.span for one in found], [one.text for one in found])
    for one in found:
        assert one.value.is_finite()
        assert one.qualifier in ("exact", "about", "above", "below")
        assert one.kind in ("amount", "count", "percent", "points", "multiple", "rank", "per", "bare")
        value, _ = base_value(one.value, one.unit)
        assert isinstance(value, Decimal)
        assert "E" not in format(value, "f")
    parse_quantity(text)
    assert found == find_quantities(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS, MONTHS)
def test_expressions_of_time_come_in_order_with_real_months(text: str, published: str | None) -> None:
    found = find_periods(text, published)
    in_order(text, [one.span for one in found], [one.text for one in found])
    for one in found:
        assert all(month is None or 1 <= int(month[5:]) <= 12 for month in (one.start, one.end))
    parse_period(text, published)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_names_and_cues_come_in_order(text: str) -> None:
    regions, cues = find_regions(text, 2024), find_cues(text)
    in_order(text, [one.span for one in regions], [one.text for one in regions])
    in_order(text, [one.span for one in cues], [one.text for one in cues])
    assert len(resolve(regions)) == len(regions)
    search_regions(text[:12])
