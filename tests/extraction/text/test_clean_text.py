"""What cleaning makes of short texts: the cases are data, the negative ones too."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.text.cleaning import STEPS, clean
from extraction.text.damage import KINDS
from extraction.text.span import Span

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "cleaning.jsonl").read_text(encoding="utf-8").splitlines()]
PIECES = ["增长", "(zhǎng)", "zhǎng)", "(", ")", "（", "）", "?", "５", ".", "．", "％", " ", "\u3000", "\n"]
NOISE = st.sampled_from([*PIECES, "，", ",", "。", "—", "~", "製造", "著", "徟贫雀母铮", "\ufffd", "M"])


def _params() -> list[object]:
    return [
        pytest.param(
            case["raw"],
            case["clean"],
            id=f"{number}: {case['kind']}",
            marks=[pytest.mark.xfail(reason=case["known_failure"])] if "known_failure" in case else [],
        )
        for number, case in enumerate(CASES, start=1)
    ]


@pytest.mark.parametrize(("raw", "text"), _params())
def test_a_short_text_is_cleaned(raw, text):
    assert clean(raw).aligned.text == text


def test_there_are_enough_cases_and_enough_that_must_stay_untouched():
    assert len(CASES) >= 150
    assert sum(case["raw"] == case["clean"] for case in CASES) >= 50


@settings(deadline=None)
@given(st.text(max_size=80) | st.lists(NOISE, max_size=30).map("".join))
def test_any_text_is_cleaned_and_every_edit_and_damage_lies_in_it(raw):
    cleaned = clean(raw)
    assert cleaned.aligned.raw == raw
    assert all(0 <= start < end <= len(raw) for start, end in zip(cleaned.aligned.starts, cleaned.aligned.ends, strict=True))
    for span in [*(edit.raw for edit in cleaned.edits), *(damage.raw for damage in cleaned.damages), *cleaned.repairs]:
        assert 0 <= span.start < span.end <= len(raw)
    assert {edit.step for edit in cleaned.edits} <= {name for name, _ in STEPS}
    assert {damage.kind for damage in cleaned.damages} <= set(KINDS)


@settings(deadline=None)
@given(st.lists(NOISE, max_size=30).map("".join))
def test_what_no_edit_touches_stands_as_it_stood(raw):
    cleaned = clean(raw)
    touched = {i for edit in cleaned.edits for i in range(*edit.raw)}
    for i, char in enumerate(raw):
        if i not in touched:
            span = cleaned.aligned.clean_span(Span(i, i + 1))
            assert span is not None
            assert cleaned.aligned.text[span.start : span.end] == char


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(NOISE, max_size=20).map("".join))
def test_cleaning_is_pure(raw):
    assert clean(raw) == clean(raw)
