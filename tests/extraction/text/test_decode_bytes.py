"""Bytes to text: which encoding, and how sure; nothing is guessed below the stated certainty."""

import codecs

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.text.decoding import SURE_FROM, UndecodableBytes, decode

SIMPLIFIED = "今年前三季度，云山县生产总值增长5.6%，规上工业增加值增长7.2%，新增就业2300人。"
TRADITIONAL = opencc.OpenCC("s2t").convert(SIMPLIFIED)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-16-le", "utf-16le"),
        (SIMPLIFIED, "utf-16-be", "utf-16be"),
    ],
)
def test_the_encoding_is_recognised(text, codec, name):
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, name)
    assert decoded.certainty >= SURE_FROM


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [(codecs.BOM_UTF8, "utf-8", "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16be")],
)
def test_a_mark_settles_it_and_stays_in_the_text(mark, codec, name):
    decoded = decode(mark + SIMPLIFIED.encode(codec))
    assert decoded.text == "\ufeff" + SIMPLIFIED
    assert (decoded.encoding, decoded.certainty) == (name, 1.0)


def test_line_ends_and_odd_characters_stay_as_they_are():
    text = "一\r\n二\u200b\u202e三\ufffd"
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "data", [b"\xff\xff\xff", bytes(range(256)), b"\xe9t\xe9 caf\xe9", b"\x93\xfa\x96{\x8c\xea\x82\xcc\x83e\x83L", b"\x80\x81\x82"]
)
def test_bytes_of_no_known_encoding_are_refused(data):
    with pytest.raises(UndecodableBytes):
        decode(data)


def test_too_little_to_be_sure_is_refused_with_what_could_be_meant():
    with pytest.raises(UndecodableBytes) as refused:
        decode("增长".encode("gbk"))
    assert "gb18030" in refused.value.candidates
    assert decode("增长".encode("gbk"), "gb18030").text == "增长"


def test_a_named_encoding_is_the_only_one_tried():
    with pytest.raises(UndecodableBytes, match="utf-8"):
        decode(SIMPLIFIED.encode("gbk"), "utf-8")
    with pytest.raises(UndecodableBytes, match="not known") as refused:
        decode(b"a", "latin-1")
    assert "utf-8" in refused.value.candidates


def test_nul_is_refused_by_name():
    with pytest.raises(UndecodableBytes, match="NUL"):
        decode(SIMPLIFIED.encode() + b"\0")
    with pytest.raises(UndecodableBytes, match="NUL"):
        decode(b"a\0b", "utf-8")


def test_nothing_at_all_is_an_empty_text():
    assert decode(b"").text == ""


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        decoded = decode(data)
    except UndecodableBytes:
        return
    assert decoded.certainty >= SURE_FROM


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_utf_8_comes_back(text):
    assert decode(text.encode()).text == text
