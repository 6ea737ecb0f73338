"""A fact from marked text: offsets are raw code points, whatever stands before the mark."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.models import Dismissal, Review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# CRLF line ends, a lone CR, a character beyond the first plane, an emoji, one of several code points, two blanks, a tab
RAW = "\r\n𠮷田镇简报 🎉\r\n\r\n据👩‍👩‍👧统计,  前三季度\t平度市新增企业7家。\r胶州市🎉新增泊位3600个,𠮷祥路改造12公里。\r\n"


@pytest.fixture
def awkward(make_document: Any) -> Any:
    return make_document(raw=RAW, facts=["7家"], numerals=[])


def drag(desk: Any, start: int, end: int) -> None:
    """With the mouse, from the first to behind the last character."""
    box = """([offset, side]) => {
      const point = desk.text.pointAt(offset, side), range = document.createRange();
      range.setStart(point.node, point.units); range.collapse(true);
      const box = range.getClientRects()[0];
      return [box.left, box.top + box.height / 2];
    }"""
    left, right = desk.page.evaluate(box, [start, "start"]), desk.page.evaluate(box, [end, "end"])
    desk.page.mouse.move(*left)
    desk.page.mouse.down()
    desk.page.mouse.move(*right, steps=5)
    desk.page.mouse.up()


@pytest.mark.parametrize(("words", "indicator"), [("3600个", "新增泊位"), ("12公里", "道路改造")])
def test_a_fact_added_from_a_mark_of_the_mouse_stands_where_it_was_marked(
    seat: Any, alice: Any, awkward: Any, words: str, indicator: str
) -> None:
    start = RAW.index(words)
    desk = seat(alice).sit()
    drag(desk, start, start + len(words))
    desk.press("a")
    desk.page.wait_for_selector(".fact-row[data-state=draft][aria-current]")
    desk.press("i").type(indicator).press("Enter").saved()
    review = Review.objects.get()
    assert (review.start, review.end, review.text) == (start, start + len(words), words)
    assert desk.page.locator(f"[data-start='{start}'][data-state=accepted]").inner_text() == words


def test_white_space_at_the_ends_of_a_mark_is_left_out(seat: Any, alice: Any, awkward: Any) -> None:
    desk = seat(alice).sit()
    at = RAW.index("前三季度")
    desk.select(at - 2, at + 5)
    assert desk.page.evaluate("() => desk.text.selected()") == {"start": at, "end": at + 4}


def test_a_mark_over_line_ends_counts_them_as_the_raw_text_does(seat: Any, alice: Any, awkward: Any) -> None:
    desk = seat(alice).sit()
    desk.select(RAW.index("简报"), RAW.index("统计"))
    assert desk.page.evaluate("() => desk.text.selected()") == {"start": RAW.index("简报"), "end": RAW.index("统计")}


def test_every_code_point_of_the_text_is_found_again(seat: Any, alice: Any, awkward: Any) -> None:
    desk = seat(alice).sit()
    shown = desk.page.evaluate("(length) => Array.from({length}, (_, at) => desk.text.textOf(at, at + 1))", len(RAW))
    assert [sign or None for sign in shown] == [None if sign in "\r\n" else sign for sign in RAW]


def test_the_keyboard_marks_character_by_character(seat: Any, alice: Any, awkward: Any) -> None:
    start = RAW.index("3600个")
    desk = seat(alice).sit()
    desk.press("a")  # the caret stands behind the current mention, 7家
    for _ in range(start - RAW.index("7家") - 2):
        desk.press("ArrowRight")
    for _ in range(5):
        desk.press("Shift+ArrowRight")
    assert desk.page.evaluate("() => getSelection().toString()") == "3600个"
    desk.press("Enter")
    desk.page.wait_for_selector(".fact-row[data-state=draft][aria-current]")
    desk.press("i").type("泊位").press("Enter").saved()
    review = Review.objects.get()
    assert (review.start, review.text, review.value, review.unit) == (start, "3600个", "3600", "个")


def test_the_caret_steps_over_line_ends_and_whole_code_points_both_ways(seat: Any, alice: Any, awkward: Any) -> None:
    desk = seat(alice).sit()
    ways = desk.page.evaluate(
        """() => {
          const walk = (from, by) => { const seen = [from]; desk.caret.focus = from;
            for (let at = desk.caret.step(by); at !== seen.at(-1); at = desk.caret.step(by)) { seen.push(at); desk.caret.focus = at; } return seen; };
          const first = desk.text.segments[0].start, last = desk.text.segments.at(-1).end;
          return [walk(first, 1), walk(last, -1)];
        }"""
    )
    stops = [at for at in range(len(RAW) + 1) if (at < len(RAW) and RAW[at] not in "\r\n") or (at > 0 and RAW[at - 1] not in "\r\n")]
    starts = [at for at in stops if at < len(RAW) and RAW[at] not in "\r\n"]
    assert set(starts) <= set(ways[0])
    assert set(ways[0]) <= set(stops)
    assert set(ways[1]) <= set(stops)
    assert len(ways[1]) >= len(starts)


def test_the_machine_fills_the_card_of_a_marked_figure(seat: Any, alice: Any, awkward: Any) -> None:
    start = RAW.index("3600个")
    desk = seat(alice).sit().select(start, start + 5).press("a").saved()
    desk.page.wait_for_selector("[data-field=value] .value:text('3600')")
    assert desk.page.locator("[data-field=unit] .value").inner_text() == "个"
    desk.press("Escape")
    assert desk.states() == ["proposed"]
    assert not Review.objects.exists()


def test_a_mention_can_be_marked_anew(seat: Any, alice: Any, awkward: Any) -> None:
    at = RAW.index("企业7家")
    seat(alice).sit().select(at, at + 4).press("Shift+V", "Enter").saved()
    review = Review.objects.get()
    assert (review.text, review.corrected) == ("企业7家", ("start", "text"))


def test_marking_works_in_the_cleaned_text_too(seat: Any, alice: Any, make_document: Any) -> None:
    raw = "平度市新（xīn）增企業7家,縣道改造12公里。\r\n全縣泊位３６００個。"
    make_document(raw=raw, facts=["7家"], numerals=[])
    desk = seat(alice).sit().press("t")
    desk.page.wait_for_selector("#desk-clean .line")
    assert "全县泊位3600个" in desk.page.locator("#desk-clean").inner_text()
    start = raw.index("３６００個")
    desk.select(start, start + 5).press("a").saved()
    desk.page.wait_for_selector("[data-field=value] .value:text('3600')")
    desk.press("i").type("泊位").press("Enter").saved()
    review = Review.objects.get()
    assert (review.start, review.text, review.value) == (start, "３６００個", "3600")
    assert not Dismissal.objects.exists()
