"""A server that is away, an answer that is lost, two windows, a reload: every judgement arrives, once."""

from __future__ import annotations

from typing import Any

import pytest

from annotate import governing
from annotate.models import AuditEvent, Fact, Review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def away(desk: Any) -> None:
    desk.page.route("**/review/**", lambda route: route.abort())


def back(desk: Any) -> None:
    desk.page.unroute("**/review/**")
    desk.page.evaluate("() => window.dispatchEvent(new Event('online'))")


def test_what_is_done_while_the_server_is_away_is_kept_and_sent_in_order(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice).sit()
    away(desk)
    desk.press("Enter", "x", "2", "i").type("固定资产投资").press("Enter")
    desk.trouble("away")
    assert "3" in desk.page.locator("#desk-saved").inner_text()
    assert desk.page.locator("#desk-notice").is_visible()
    assert not Review.objects.exists()
    back(desk)
    desk.saved()
    assert list(Review.objects.order_by("id").values_list("state", flat=True)) == ["accepted", "rejected", "accepted"]
    assert Review.objects.order_by("id").last().indicator == "固定资产投资"
    assert AuditEvent.objects.filter(action__startswith="review.").count() == 3
    assert not desk.page.locator("#desk-notice").is_visible()


def test_a_request_whose_answer_was_lost_is_sent_again_and_done_once(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice).sit()
    lost = []

    def lose_the_first_answer(route: Any) -> None:
        if route.request.method == "POST" and len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    desk.page.route("**/review/**", lose_the_first_answer)
    desk.press("Enter").saved()
    assert lost == [200, 200]
    assert Review.objects.get().revision == 1
    lost.clear()
    start = document.raw.index("3600个")
    desk.select(start, start + 5).press("a")
    desk.page.wait_for_selector("[data-field=value] .value:text('3600')")
    desk.press("i").type("泊位").press("Enter").saved()
    assert lost == [200, 200], desk.told()
    assert Fact.objects.filter(origin="person").count() == 1
    lost.clear()
    desk.press("Shift+A")
    desk.page.wait_for_selector("dialog .preview li")
    desk.press("Enter").saved()
    assert lost == [200, 200]
    desk.press("z").saved()
    assert Review.objects.count() == 2


def test_unsaved_work_outlives_a_reload_and_warns_before_the_page_is_left(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice).sit()
    away(desk)
    desk.press("Enter", "Enter")
    desk.trouble("away")
    asked = []
    desk.page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.page.unroute("**/review/**")
    desk.page.route("**/judge/", lambda route: route.abort())
    desk.page.reload()
    desk.ready()
    assert asked == ["beforeunload"]
    assert not Review.objects.exists()
    desk.page.unroute("**/judge/")
    desk.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    desk.saved()
    assert Review.objects.filter(state="accepted").count() == 2
    desk.page.reload()
    desk.ready()
    assert desk.states() == ["accepted", "accepted", "proposed"]


def test_undo_outlives_a_reload(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice).sit().press("Enter").saved()
    desk.page.reload()
    desk.ready()
    desk.press("z").saved()
    assert not Review.objects.exists()


def test_back_and_forth_in_the_browsers_history_is_harmless(seat: Any, alice: Any, make_document: Any) -> None:
    make_document(raw="平度市新增企业7家。", facts=["7家"], title="第一篇")
    make_document(raw="胶州市新增企业9家。", facts=["9家"], title="第二篇")
    desk = seat(alice).sit().press("Enter", "n").saved()
    desk.page.go_back()
    desk.page.wait_for_selector("#desk-title:text('第一篇')")
    desk.ready()
    desk.press("x", "1").saved()
    assert Review.objects.get().state == "accepted"
    desk.page.go_forward()
    desk.page.wait_for_selector("#desk-title:text('第二篇')")
    desk.ready()
    desk.press("Enter").saved()
    assert Review.objects.count() == 2


def test_two_windows_that_change_different_fields_are_merged(seat: Any, alice: Any, document: Any) -> None:
    left = seat(alice).sit("/review/")
    right = seat(alice).sit("/review/")
    left.press("i").type("生产总值").press("Enter").saved()
    right.press("p").type("2024-01..10").press("Enter").saved()
    review = Review.objects.get()
    assert (review.indicator, review.period_end, review.revision) == ("生产总值", "2024-10", 2)
    assert "both changes were kept" in right.page.locator("#desk-notice").inner_text()


def test_two_windows_that_change_the_same_field_are_asked(seat: Any, alice: Any, document: Any) -> None:
    left = seat(alice).sit()
    right = seat(alice).sit()
    left.press("i").type("生产总值").press("Enter").saved()
    right.press("i").type("国内生产总值").press("Enter")
    right.page.wait_for_selector("dialog")
    assert {"国内生产总值", "生产总值"} <= {right.page.locator("dialog td").all_inner_texts()[i].split()[-1] for i in (1, 2)}
    right.press("1", "Enter").saved()
    assert Review.objects.get().indicator == "国内生产总值"
    left.press("k").press("x", "1")
    left.page.wait_for_selector("dialog")
    left.press("2", "Enter").saved()
    review = Review.objects.get()
    assert (review.indicator, review.state) == ("国内生产总值", "accepted")


def test_the_same_judgement_in_two_windows_is_no_conflict(seat: Any, alice: Any, document: Any) -> None:
    left, right = seat(alice).sit(), seat(alice).sit()
    left.press("Enter").saved()
    right.press("Enter").saved()
    assert Review.objects.get().revision == 1
    assert right.page.locator("dialog").count() == 0


def test_a_number_that_the_text_does_not_say_needs_a_second_enter(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice).sit().press("v").type("54").press("Enter").saved()
    assert not Review.objects.exists()
    assert "5.4" in desk.page.locator("#desk-notice").inner_text()
    assert desk.says() == ""
    desk.press("Enter").saved()
    assert Review.objects.get().value == "54"


def test_a_lost_session_keeps_the_work_until_one_has_logged_in_again(seat: Any, alice: Any, document: Any) -> None:
    desk = seat(alice).sit()
    cookies = desk.context.cookies()
    desk.context.clear_cookies(name="sessionid")
    desk.press("Enter")
    desk.trouble("login")
    assert desk.page.locator("#desk-notice a").get_attribute("target") == "_blank"
    desk.context.add_cookies(cookies)
    desk.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    desk.saved()
    assert Review.objects.get().state == "accepted"


def test_unsaved_work_of_another_person_in_this_window_is_never_sent_as_ones_own(
    seat: Any, alice: Any, bob: Any, maria: Any, document: Any, client: Any
) -> None:
    desk = seat(alice).sit()
    away(desk)
    desk.press("Enter")
    desk.trouble("away")
    desk.page.once("dialog", lambda dialog: dialog.accept())
    desk.page.unroute("**/review/**")
    desk.page.route("**/judge/", lambda route: route.abort())
    client.force_login(bob)
    desk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": desk.address}])
    governing.change_collection(collection=document.collection, changes={"readings_required": 2}, actor=maria, door="command")
    desk.page.goto(desk.address + "/review/")
    desk.ready()
    desk.page.unroute("**/judge/")
    assert desk.page.locator("#desk-notice").is_visible()
    desk.press("Enter").saved()
    assert list(Review.objects.values_list("reading__annotator__username", flat=True)) == ["bob"]
