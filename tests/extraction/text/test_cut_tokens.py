"""Words with offsets."""

import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.text.span import Span
from extraction.text.tokens import CACHE_VARIABLE, Token, cache_folder, frequency, tokenizer, tokens


@settings(deadline=None)
@given(st.text(max_size=80))
def test_words_cover_a_text_without_gaps(text):
    found = list(tokens(text))
    assert "".join(token.text for token in found) == text
    assert all(text[token.start : token.end] == token.text for token in found)


def test_our_own_words_are_words():
    assert "规上工业增加值" in [token.text for token in tokens("云山县规上工业增加值增长5%")]


def test_a_span_already_understood_is_one_word():
    text = "限上零售业增长12.8%左右"
    found = list(tokens(text, [Span(7, 12)]))
    assert Token("12.8%", 7, 12) in found
    assert "".join(token.text for token in found) == text


def test_the_dictionary_knows_how_common_a_word_is():
    assert frequency("经济") > frequency("瞪羚") > 0
    assert frequency("徟贫") == 0


def test_there_is_one_tokenizer_and_it_is_not_the_one_of_others():
    import jieba

    assert tokenizer() is tokenizer()
    assert tokenizer() is not jieba.dt


def test_the_cache_folder_is_ones_own(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "mine"))
    folder = cache_folder()
    assert folder == tmp_path / "mine"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_can_write_is_no_cache(tmp_path, mode):
    tmp_path.chmod(mode)
    assert cache_folder(str(tmp_path)) is None


def test_no_folder_no_cache(tmp_path):
    assert cache_folder("") is None
    (tmp_path / "file").write_text("")
    assert cache_folder(str(tmp_path / "file")) is None
