"""Byte-shifted GBK: read again where certain, else left and marked; a digit never comes into being."""

import random
import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.text import simplified
from extraction.text.cleaning import clean
from extraction.text.misdecoded import misdecoded
from tests.extraction import noise


def shifted(before: str, run: str, after: str) -> str:
    return before + noise.shifted(run) + after


@pytest.mark.parametrize(
    ("before", "run", "after", "kept"),
    [
        ("縣裏推進", "審批制度改革", "，辦事更快", "审批制度改"),
        ("全縣加快", "推進高質量發展", "，企業受益", "推进高质量"),
        ("今年以來，", "固定資產投資", "增速加快", "固定资产投资"),
        ("全市", "社會保障體系", "更加完善", "社会保障体系"),
        ("全縣", "規模以上工業企業", "效益回升", "规模以上工业企业"),
    ],
)
def test_a_run_between_words_is_read_again(before, run, after, kept):
    raw = shifted(before, run, after)
    assert kept not in simplified.convert(raw)
    cleaned = clean(raw)
    assert kept in cleaned.aligned.text
    assert len(cleaned.repairs) == 1


def test_the_glosses_of_the_page_settle_the_bytes_at_the_cut():
    raw = "改變(biàn)作風，驗(yàn)收提速。將“多頭驗”變?yōu)椤耙黄痱?yàn)”，優(yōu)勢盡顯。"
    assert "变为“一起验”" in clean(raw).aligned.text


def test_the_words_beside_a_lost_figure_are_read_and_the_figure_is_not():
    cleaned = clean("當地引來了電子、??抵评涞?0餘家配套企業。")
    assert "制冷" in cleaned.aligned.text
    assert not re.search(r"[1-9]0余家", cleaned.aligned.text)
    assert cleaned.damages[-1].raw.end == cleaned.aligned.raw.index("0餘家")


@pytest.mark.parametrize(
    "text",
    [
        "怎么干?怎么办?全县上下一起想办法。",
        "真的吗?真的!大家都说好?当然好。",
        "项目落地了吗?资金到位了吗?人才引进来了吗?",
        "你说呢?我看行?他也行M",
        "到底是A?还是B?都行",
    ],
)
def test_questions_are_no_runs(text):
    assert list(misdecoded(text)) == []


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["?", "徟贫雀", "母铮", "增长", "3", "0余家", "，", "。", "M", "項(xiàng)", "xiàng)", "萍紕", "！"]), max_size=12
    )
)
def test_no_digit_ever_comes_into_being(pieces):
    raw = "".join(pieces)
    for span, new in misdecoded(raw):
        assert not set(new) & set(string.digits)
        assert [char for char in raw[slice(*span)] if char.isdigit()] == []


def test_both_readings_are_kept_in_the_edit():
    raw = shifted("縣裏推進", "審批制度改革", "，辦事更快")
    edit = next(edit for edit in clean(raw).edits if edit.step == "misdecoded")
    assert edit.before == raw[slice(*edit.raw)]
    assert edit.after in clean(raw).aligned.text


def test_a_run_that_no_reading_explains_stays_and_is_marked():
    raw = "全縣經濟穩?鱤爨癵?增長6%"
    cleaned = clean(raw)
    assert not cleaned.repairs
    assert "misread" in {damage.kind for damage in cleaned.damages}


def test_the_noise_itself_shifts():
    text = noise.misdecoded("今年以来全县社会保障体系更加完善，群众满意。" * 5, random.Random(1))
    assert "?" in text
