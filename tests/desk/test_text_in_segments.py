"""The text as the page gets it: every segment says where it stands, and together they are the text."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.pages.desk_text import clean_html, raw_html

SEGMENT = re.compile(r'<span data-start="(\d+)" data-end="(\d+)"(?: class="[^"]*")?(?: title="[^"]*")?>([^<]*)</span>')
TEXT = st.text(alphabet='ab&<"\r\n\t 𠮷🎉增長（xīn）12%,。', max_size=60)

BUSY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the text's


def segments(page: str) -> list[tuple[int, int, str]]:
    return [(int(start), int(end), html.unescape(text)) for start, end, text in SEGMENT.findall(page)]


@BUSY
@given(TEXT, st.sets(st.integers(0, 60)))
def test_raw_segments_are_the_raw_text_without_its_line_ends(raw: str, cuts: set[int]) -> None:
    found = segments(raw_html(raw, cuts))
    assert all(raw[start:end] == text for start, end, text in found)
    assert "".join(text for _start, _end, text in found) == raw.replace("\r", "").replace("\n", "")
    starts = {start for start, _end, _text in found}
    assert all(cut in starts for cut in cuts if cut < len(raw) and raw[cut] not in "\r\n")


@BUSY
@given(TEXT, st.sets(st.integers(0, 60)))
def test_clean_segments_point_into_the_raw_text_in_order(raw: str, cuts: set[int]) -> None:
    found = segments(clean_html(raw, cuts))
    assert all(0 <= start < end <= len(raw) for start, end, _text in found)
    assert [start for start, _end, _text in found] == sorted(start for start, _end, _text in found)


def test_what_cleaning_changed_says_what_stood_there() -> None:
    assert '<span data-start="1" data-end="2" class="edited" title="長">长</span>' in clean_html("增長", [])


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_line_end_makes_one_line(end: str) -> None:
    assert raw_html(f"a{end}{end}b", []).count('<div class="line') == 3
