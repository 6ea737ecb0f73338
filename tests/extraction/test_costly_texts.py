"""Texts made to be costly, the whole way from raw text to facts: four times the text takes about four times as long, never sixteen times."""

from __future__ import annotations

import time

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
}
SHORT, LONG = 4_000, 16_000


def seconds(text: str) -> float:
    start = time.process_time()
    extract(text, "2024-11-28")
    return time.process_time() - start


@pytest.mark.parametrize("kind", COSTLY)
def test_time_grows_with_a_costly_text_and_not_with_its_square(kind: str) -> None:
    short, long = (min(seconds((COSTLY[kind] * length)[:length]) for _ in range(2)) for length in (SHORT, LONG))
    print(f"{kind}: {long * 1e6 / LONG:.1f} us a character, four times the text in {long / short:.1f} times the time")
    assert long <= max(10 * short, 0.2)
