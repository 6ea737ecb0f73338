"""Take back and do again: every deed of a sitting, in whatever document it was done; and drafts that outlive a reload."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import governing, queueing
from annotate.errors import WrongState
from annotate.models import AuditEvent, Dismissal, Note, Reading, Review
from annotate.reviewing import noting

pytestmark = pytest.mark.django_db
browser = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at(desk: Any, title: str) -> None:
    desk.page.wait_for_function("title => document.getElementById('desk-title').textContent === title", arg=title)
    desk.saved()


# ---------------------------------------------------------------- the doers


@pytest.fixture
def reading(alice: Any, document: Any) -> Any:
    return queueing.open_reading(document=document, annotator=alice, door="page")


def test_a_note_is_taken_back_once_however_often_it_is_asked(alice: Any, reading: Any, document: Any) -> None:
    fact = document.facts.first()
    for text in ("甲", "乙", "甲"):
        noting.write_note(fact=fact, text=text, actor=alice, door="page")
    for _ in range(2):
        noting.withdraw_note(fact=fact, text="甲", place=3, actor=alice, door="page")
    assert list(Note.objects.order_by("id").values_list("text", flat=True)) == ["甲", "乙"]
    assert AuditEvent.objects.filter(action="note.withdraw").count() == 1


def test_nobody_takes_back_another_persons_note(alice: Any, bob: Any, reading: Any, document: Any) -> None:
    fact = document.facts.first()
    noting.write_note(fact=fact, text="甲", actor=bob, door="page")
    noting.withdraw_note(fact=fact, text="甲", place=1, actor=alice, door="page")
    assert Note.objects.get().author == bob


def test_what_was_given_back_is_taken_up_with_its_assignment(alice: Any, maria: Any, document: Any) -> None:
    reading = queueing.assign(document=document, annotator=alice, actor=maria, door="page")
    queueing.give_back(reading=reading, actor=alice, door="page")
    for _ in range(2):
        reading = queueing.take_up(reading=reading, actor=alice, door="page")
    assert (reading.assigned, reading.leased_until is not None) == (True, True)
    assert AuditEvent.objects.filter(action="reading.take_up").count() == 1


def test_what_a_manager_took_away_is_not_assigned_again_by_its_reader(alice: Any, maria: Any, document: Any) -> None:
    reading = queueing.assign(document=document, annotator=alice, actor=maria, door="page")
    queueing.give_back(reading=reading, actor=maria, door="page")
    assert not queueing.take_up(reading=reading, actor=alice, door="page").assigned


def test_what_a_colleague_took_meanwhile_cannot_be_taken_up(alice: Any, bob: Any, reading: Any, document: Any) -> None:
    queueing.give_back(reading=reading, actor=alice, door="page")
    queueing.open_reading(document=document, annotator=bob, door="page")
    with pytest.raises(WrongState):
        queueing.take_up(reading=reading, actor=alice, door="page")


# ---------------------------------------------------------------- at the desk


@pytest.fixture
def two(make_document: Any) -> tuple[Any, Any]:
    first = make_document(
        raw="平度市新增企业7家,新增个体户21家。第3场。",
        facts=["7家", "21家"],
        title="第一篇",
        numerals=[[7, 9, None], [15, 18, None], [20, 21, None]],
    )
    return first, make_document(raw="胶州市新增企业9家。", facts=["9家"], title="第二篇")


class TestInABrowser:
    pytestmark = browser

    def test_every_deed_of_a_sitting_goes_back_and_forth_again(self, seat: Any, alice: Any, two: Any) -> None:
        """Judge, correct, note, dismiss, finish, skip: taken back one after the other, and done again."""
        desk = seat(alice).sit()
        desk.press("Enter")
        desk.press("w")
        desk.page.locator("dialog textarea").wait_for()
        desk.type("口径存疑").press("Enter")
        desk.press("i").type("新增个体工商户").press("Enter")
        desk.press("d").saved()
        assert (Review.objects.count(), Note.objects.count(), Dismissal.objects.count()) == (2, 1, 1)
        desk.press("n")
        at(desk, "第二篇")
        desk.press("Shift+N").saved()
        assert Reading.objects.get(document=two[1]).leased_until is not None  # nobody else wants it: it comes again
        desk.press("z").saved()
        desk.press("z")
        at(desk, "第一篇")
        assert Reading.objects.get(document=two[0]).state == "open"
        desk.press("z").saved()
        assert not Dismissal.objects.exists()
        desk.press("z").saved()
        assert Review.objects.count() == 1
        desk.press("z").saved()
        assert not Note.objects.exists()
        assert desk.page.locator(".card .remark").count() == 0
        desk.press("z").saved()
        assert not Review.objects.exists()
        desk.press("z")
        assert "Nothing to take back" in desk.says()
        for _ in range(4):
            desk.press("Shift+Z").saved()
        assert (Review.objects.count(), Note.objects.count(), Dismissal.objects.count()) == (2, 1, 1)
        assert Note.objects.get().text == "口径存疑"
        desk.press("Shift+Z")
        at(desk, "第二篇")
        assert Reading.objects.get(document=two[0]).state == "finished"

    def test_the_end_of_the_queue_can_still_be_taken_back(self, seat: Any, alice: Any, make_document: Any) -> None:
        document = make_document(raw="平度市新增企业7家。", facts=["7家"], title="第一篇")
        desk = seat(alice).sit().press("Enter", "n").saved()
        assert "Nothing is left" in desk.page.locator("#desk-notice").inner_text()
        assert desk.says() == ""
        reject = desk.page.locator(".desk-foot [data-deed=reject]")
        assert reject.is_hidden()
        assert "opened again by z" in desk.press("x").says()
        desk.press("z").saved()
        assert reject.is_visible()
        assert Reading.objects.get(document=document).state == "open"
        desk.press("z").saved()
        assert not Review.objects.exists()

    def test_what_cannot_be_taken_back_any_more_does_not_stand_in_the_way(self, seat: Any, alice: Any, bob: Any, two: Any) -> None:
        desk = seat(alice).sit().press("Enter", "Shift+N")
        at(desk, "第二篇")
        queueing.open_reading(document=two[0], annotator=bob, door="page")
        desk.press("z").saved()
        assert "bob" in desk.page.locator("#desk-notice").inner_text()
        desk.press("z").saved()  # the judgement before it, in the same document, is still one's own to take back
        assert not Review.objects.exists()

    @pytest.mark.parametrize("way", ["reload", "back"])
    def test_a_half_typed_field_is_there_again(self, seat: Any, alice: Any, document: Any, way: str) -> None:
        desk = seat(alice).sit().press("i").type("固定").press("Tab")
        desk.press("Tab", "Tab")
        desk.saved()
        desk.type("3")
        leave_and_return(desk, way)
        assert desk.page.locator("[data-field=indicator] .value").inner_text() == "固定"
        assert desk.page.locator("input.edit").input_value().endswith("3")
        assert not Review.objects.exists()
        desk.press("Escape")
        desk.page.reload()
        desk.ready()
        assert desk.page.locator("input.edit").count() == 0
        assert desk.page.locator("[data-field=indicator] .value").inner_text() == "地区生产总值"

    def test_a_fact_that_is_being_added_is_there_again_and_gone_when_saved(self, seat: Any, alice: Any, document: Any) -> None:
        desk = seat(alice).sit()
        start = document.raw.index("3600个")
        desk.select(start, start + 5).press("a")
        desk.page.wait_for_selector("[data-field=value] .value:text('3600')")
        desk.press("i").type("泊位数")
        leave_and_return(desk, "reload")
        assert desk.states().count("draft") == 1
        desk.press("Enter").saved()
        assert Review.objects.get().indicator == "泊位数"
        desk.page.reload()
        desk.ready()
        assert "draft" not in desk.states()

    def test_a_note_that_is_being_written_is_there_again(self, seat: Any, alice: Any, document: Any) -> None:
        desk = seat(alice).sit().press("w")
        desk.page.locator("dialog textarea").wait_for()
        desk.type("口径")
        leave_and_return(desk, "reload")
        assert desk.page.locator("dialog textarea").input_value() == "口径"
        desk.type("存疑").press("Enter").saved()
        assert "存疑" in Note.objects.get().text

    def test_the_comment_of_a_rejection_is_asked_for_kept_and_saved(self, seat: Any, alice: Any, document: Any) -> None:
        desk = seat(alice).sit().press("x", "9").type("单位写错了,")
        assert not Review.objects.exists()
        leave_and_return(desk, "reload")
        desk.press("End").type("请核对").press("Enter").saved()
        review = Review.objects.get()
        assert (review.reason.code, review.comment) == ("other", "单位写错了,请核对")
        desk.press("k")
        assert "other (say it in the comment): 单位写错了,请核对" in desk.page.locator(".card-deeds").inner_text()
        desk.press("z", "Shift+Z").saved()
        assert Review.objects.get().comment == "单位写错了,请核对"

    def test_a_draft_is_never_shown_to_another_person(
        self, seat: Any, alice: Any, bob: Any, maria: Any, document: Any, client: Any
    ) -> None:
        governing.change_collection(collection=document.collection, changes={"readings_required": 2}, actor=maria, door="command")
        desk = seat(alice).sit().press("i").type("固定")
        desk.page.once("dialog", lambda dialog: dialog.accept())
        client.force_login(bob)
        desk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": desk.address}])
        desk.sit()
        assert desk.page.locator("input.edit").count() == 0
        assert "固定" not in desk.page.evaluate("JSON.stringify(sessionStorage)")


def leave_and_return(desk: Any, way: str) -> None:
    desk.page.on("dialog", lambda dialog: dialog.accept())
    if way == "reload":
        desk.page.reload()
    else:
        desk.page.goto(desk.address + "/guideline/")
        desk.page.go_back()
    desk.ready()
