"""What ``python -m extraction clean`` prints."""

from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.text.showing import show, visible


def test_each_line_is_shown_raw_and_clean_with_its_edits():
    lines = list(show("縣(xiàn)域經濟\n增長5%\n增长5%"))
    assert lines[0] == "    1 raw    縣(xiàn)域經濟"
    assert lines[1] == "      clean  县域经济"
    assert any("gloss" in line and "[1, 7)" in line and "'(xiàn)' -> nothing" in line for line in lines)
    assert "    3 raw    增长5%" in lines
    assert lines[-1].startswith("20 characters, 14 of them left: 3 simplified, 1 gloss")


def test_damage_is_shown():
    assert any("damage" in line and "lost" in line for line in show("投资??万元，增长5%。"))


def test_characters_that_do_not_show_are_written_by_number():
    assert visible("增\u200b长\x00\u202e") == "增⟨U+200B⟩长⟨U+0000⟩⟨U+202E⟩"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_shown(raw):
    for line in show(raw):
        line.encode()
