"""Practice: a newcomer does a document at the real desk, is told at each judgement whether it is right and why, and nothing of it counts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from annotate import permissions, practice, practising, queries, queueing, workload
from annotate.errors import BadInput, NotFound
from annotate.models import AuditEvent, Collection, Document, Fact, Note, Reading, Reason, Review
from annotate.models.fact_fields import EDITABLE_FIELDS
from annotate.reviewing import adding, dismissing, finishing, judging, noting, overriding

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(alice: Any) -> Any:
    return practising.begin(actor=alice, door="page")


def fact_at(reading: Any, mention: str) -> Any:
    return next(fact for fact in reading.document.facts.select_related("candidate") if fact.candidate and fact.candidate.text == mention)


def judge(reading: Any, mention: str, state: str = "accepted", **more: Any) -> dict[str, Any]:
    fact = fact_at(reading, mention)
    judging.judge(fact=fact, reading=reading, state=state, actor=reading.annotator, door="page", **more)
    return (practising.lessons(reading) or {})[str(fact.uuid)]


def test_every_answer_leads_to_a_paragraph_and_is_explained_in_both_languages() -> None:
    from annotate.guideline import text

    for answer in practice.answers():
        assert all(answer.why[language].strip() for language in ("zh", "en"))
        assert all(f"{{#{answer.paragraph}}}" in text(language) for language in ("zh", "en"))
        assert practice.raw()[slice(*answer.span)]
    assert len({answer.paragraph for answer in practice.answers()}) > 10


def test_every_reason_of_the_answers_is_one_that_can_be_given() -> None:
    codes = set(Reason.objects.values_list("code", flat=True))
    assert {code for answer in practice.answers() for code in answer.reasons} <= codes


def test_each_frequent_kind_of_error_is_practised() -> None:
    """A wrong sign, period, region, indicator, pairing, qualifier, measure and status; what is no fact; a missed one; inherited ones that are right."""
    right, wrong = set(), set()
    proposals = {(fact.start, fact.end): fact.as_dict() for fact in practice.extraction().facts}
    for answer in practice.answers():
        proposal = proposals.get(tuple(answer.span))
        if answer.right is None or proposal is None:
            continue
        different = {name for name, value in answer.right.items() if proposal[name] != value}
        (wrong if different else right).update(different or {"all"})
    assert wrong == {"value", "indicator", "period_end", "region", "region_code", "qualifier", "measure", "status"}
    assert right
    assert len([answer for answer in practice.answers() if answer.right and tuple(answer.span) not in proposals]) == 1
    assert len([answer for answer in practice.answers() if answer.right is None]) == 4


def test_the_right_answers_can_be_given_as_the_desk_gives_them(reading: Any) -> None:
    """Every correction that the answers ask for passes the checks of a real judgement, and is then told to be right."""
    for answer in practice.answers():
        mention = practice.raw()[slice(*answer.span)]
        if answer.right is None and any(fact.text == mention for fact in practice.extraction().facts):
            assert judge(reading, mention, "rejected", reason=answer.reasons[0])["right"]
        elif answer.right is not None and not any((fact.start, fact.end) == answer.span for fact in practice.extraction().facts):
            values = {**dict.fromkeys(EDITABLE_FIELDS), **answer.right, "start": answer.span.start, "end": answer.span.end}
            added = adding.add_fact(reading=reading, values=values, actor=reading.annotator, door="page")
            assert (practising.lessons(reading) or {})[str(added.fact.uuid)]["right"]
        elif answer.right is not None:
            assert judge(reading, mention, values=answer.right) == {
                "right": True, "says": "对。", "why": answer.why["zh"], "paragraph": answer.paragraph,
            }  # fmt: skip
    numeral = next(answer for answer in practice.answers() if practice.raw()[slice(*answer.span)] == "208")
    start, end = numeral.span
    dismissing.dismiss(reading=reading, start=start, end=end, reason="name", actor=reading.annotator, door="page")
    lessons = practising.lessons(reading) or {}
    assert len(lessons) == len(practice.answers())
    assert all(lesson["right"] for lesson in lessons.values())
    assert finishing.finish(reading=reading, actor=reading.annotator, door="page").state == "finished"


@pytest.mark.parametrize(("language", "says"), [("zh-hans", "数值 → -2.3"), ("en", "value → -2.3")])
def test_a_wrong_field_is_named_with_what_is_right_and_why(reading: Any, language: str, says: str) -> None:
    with translation.override(language):
        lesson = judge(reading, "2.3%")
    assert (lesson["right"], lesson["paragraph"]) == (False, "sign")
    assert says in lesson["says"]
    assert "2.3" in lesson["why"]


def test_a_fact_that_is_none_and_a_figure_that_is_one_are_told(reading: Any) -> None:
    with translation.override("en"):
        assert judge(reading, "5000万元")["says"] == "This is no fact."
        assert judge(reading, "236.8亿元", "rejected", reason="duplicate")["says"] == "This is a fact."
        start = practice.raw().index("9.4万人次")
        dismissing.dismiss(reading=reading, start=start, end=start + 6, reason="other", actor=reading.annotator, door="page")
        assert (practising.lessons(reading) or {})[f"n{start}-{start + 6}"]["says"] == "This numeral is a fact."


def test_a_reason_that_is_not_the_closest_is_right_and_the_closer_one_named(reading: Any) -> None:
    with translation.override("en"):
        lesson = judge(reading, "1386", "rejected", reason="not_a_fact")
    assert lesson["right"]
    assert "page furniture" in lesson["says"]


def test_another_wording_of_an_indicator_is_as_good(reading: Any) -> None:
    assert judge(reading, "37个", values={"indicator": "新签约项目"})["right"]


def test_a_corrected_cause_keeps_the_answers(reading: Any) -> None:
    """What the extractor itself proposes then is compared as well."""
    start = practice.raw().index("18.3亿千瓦时")
    overriding.correct_cause(
        reading=reading, kind="period", new="2025-01..2025-07", start=start, end=start + 8, actor=reading.annotator, door="page"
    )
    reading.refresh_from_db()
    cards = queries.cards(reading.document, reading, reading.annotator)
    card = next(card for card in cards if card.values["text"] == "18.3亿千瓦时")
    judging.judge(fact=card.fact, reading=reading, state="accepted", actor=reading.annotator, door="page")
    assert (practising.lessons(reading) or {})[str(card.fact.uuid)]["right"]


# ---------------------------------------------------------------- it counts nowhere, and is one's own


def test_nothing_of_it_is_in_any_list_queue_or_count(reading: Any, alice: Any, maria: Any, collection: Any) -> None:
    cache.clear()
    judge(reading, "236.8亿元")
    for user in (alice, maria):
        assert not permissions.collections(user).filter(practice=True).exists()
        for model in (Document, Reading, Fact, Review, Note):
            assert not permissions.visible(model, user).exists(), model
        assert not permissions.visible_facts(user).exists()
        assert not permissions.visible_events(user).filter(action__startswith="review.").exists()
    assert AuditEvent.objects.filter(action="review.accepted").exists()
    assert queueing.take_next(annotator=alice, door="page") is None
    assert not queueing.free_documents(alice, timezone.now()).exists()
    assert workload.open_readings() == 0
    reading.state, reading.finished_at = Reading.State.FINISHED, timezone.now()
    reading.save()
    assert workload.review_seconds() == {}
    cache.clear()


@pytest.mark.parametrize(
    "path", ["/", "/admin/", "/api/v1/collections", "/api/v1/documents", "/api/v1/facts", "/api/v1/readings", "/api/v1/reviews"]
)
def test_no_page_and_no_endpoint_lists_it(client: Any, alice: Any, reading: Any, path: str) -> None:
    judge(reading, "236.8亿元")
    client.force_login(alice)
    page = client.get(path).content.decode()
    assert reading.document.title not in page
    assert str(reading.uuid) not in page
    assert str(reading.document.uuid) not in page


def test_by_its_address_it_is_only_at_its_readers_desk(client: Any, alice: Any, bob: Any, reading: Any) -> None:
    client.force_login(alice)
    home, document = reading.document.collection.uuid, reading.document.uuid
    for address in (f"/collections/{home}/", f"/collections/{home}/upload/", f"/documents/{document}/", f"/api/v1/documents/{document}"):
        assert client.get(address).status_code == 404, address
    for address in (f"/review/{reading.uuid}/", f"/api/v1/readings/{reading.uuid}"):
        assert client.get(address).status_code == 200
    client.force_login(bob)
    for address in (f"/review/{reading.uuid}/", f"/api/v1/readings/{reading.uuid}", f"/api/v1/readings/{reading.uuid}/desk"):
        assert client.get(address).status_code == 404


def test_each_reads_it_alone(client: Any, alice: Any, bob: Any, reading: Any) -> None:
    judge(reading, "236.8亿元")
    start = practice.raw().index("208")
    values = {"start": start, "end": start + 3, "value": "208", "measure": "level", "indicator": "省道"}
    adding.add_fact(reading=reading, values=values, actor=alice, door="page", insist=True)
    noting.write_note(fact=fact_at(reading, "236.8亿元"), text="看这里", actor=alice, door="page")
    theirs = practising.begin(actor=bob, door="page")
    assert theirs.document_id == reading.document_id
    client.force_login(bob)
    state = client.get(f"/review/{theirs.uuid}/state/").json()["state"]
    assert state["lessons"] == {}
    assert (state["notes"], [fact["review"] for fact in state["facts"] if fact["review"]]) == ([], [])
    assert not [fact for fact in state["facts"] if fact["origin"] == "person"]
    assert client.get(f"/review/{reading.uuid}/").status_code == 404
    with pytest.raises(NotFound):
        permissions.own_reading(bob, reading.uuid, Reading.objects.all())


def test_a_stranger_may_practise_too(client: Any, sam: Any) -> None:
    client.force_login(sam)
    answer = client.post(reverse("practice"))
    assert answer.url == f"/review/{Reading.objects.get().uuid}/"
    assert client.get(answer.url).status_code == 200


def test_it_is_taken_up_where_it_was_left_and_can_be_begun_anew(alice: Any, bob: Any, reading: Any) -> None:
    judge(reading, "236.8亿元")
    noting.write_note(fact=fact_at(reading, "236.8亿元"), text="看这里", actor=alice, door="page")
    theirs = practising.begin(actor=bob, door="page")
    assert practising.begin(actor=alice, door="page") == reading
    anew = practising.begin(actor=alice, door="page", again=True)
    assert anew != reading
    assert practising.lessons(anew) == {}
    assert set(Reading.objects.all()) == {anew, theirs}
    assert not Note.objects.exists()
    assert (Collection.objects.filter(practice=True).count(), Document.objects.count()) == (1, 1)


def test_nobody_becomes_a_member_of_it(alice: Any, maria: Any, reading: Any) -> None:
    from annotate import governing
    from annotate.errors import HeshiError

    for actor in (alice, maria):
        with pytest.raises(HeshiError):
            governing.set_role(collection=reading.document.collection, user=alice, role="manager", actor=actor, door="page")
    assert not reading.document.collection.memberships.exists()


def test_a_real_reading_gets_no_lessons(client: Any, alice: Any, document: Any) -> None:
    client.force_login(alice)
    mine = queueing.open_reading(document=document, annotator=alice, door="page")
    body = {"fact": str(document.facts.first().uuid), "state": "accepted", "revision": 0}
    answer = client.post(f"/review/{mine.uuid}/judge/", json.dumps(body), content_type="application/json").json()
    assert "lessons" not in answer
    assert practising.lessons(mine) is None


def test_a_wrong_deed_is_refused_there_as_anywhere(reading: Any) -> None:
    with pytest.raises(BadInput):
        judge(reading, "236.8亿元", values={"unit": "x" * 41})


@pytest.mark.parametrize("path", ["home", "guideline"])
def test_it_is_reached_from_the_first_page_and_from_the_guideline(client: Any, alice: Any, path: str) -> None:
    client.force_login(alice)
    assert reverse("practice") in client.get(reverse(path)).content.decode()


# ---------------------------------------------------------------- in a browser


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_newcomer_does_it_by_keyboard_and_learns(seat: Any, alice: Any, document: Any, language: str) -> None:
    """From the first page to the first real document, some of it wrong and mended."""
    desk = seat(alice, locale=language)
    page = desk.page
    page.goto(desk.address + "/")
    page.locator(f"a[href='{reverse('practice')}']").first.focus()
    desk.press("Enter")
    page.wait_for_selector("form button[autofocus]")
    desk.press("Enter")
    desk.ready()
    coach = page.locator("#desk-coach")
    assert coach.is_visible()
    height = coach.bounding_box()["height"]
    desk.press("Enter").saved()
    assert coach.get_attribute("data-tone") == "right"
    desk.press("Enter", "Enter").saved()
    desk.press("Enter").saved()  # -2.3, accepted as 2.3
    assert coach.get_attribute("data-tone") == "wrong"
    assert "-2.3" in coach.inner_text()
    assert coach.bounding_box()["height"] == height
    desk.press("h")
    page.wait_for_selector("#desk-guide .meant")
    assert page.locator("#desk-guide .meant").get_attribute("id") == "sign"
    desk.press("Escape")
    desk.press("g").press("w", "Enter").saved()  # the pair
    desk.press("l", "l").press("p").type("前7个月").press("Enter").saved()
    assert coach.get_attribute("data-tone") == "right", desk.told()
    desk.press("r").type("建德").press("Enter").saved()
    assert coach.get_attribute("data-tone") == "right", desk.told()
    desk.press("x", "7").saved()
    desk.press("i").type("新签约5000万元以上项目").press("Enter").saved()
    desk.press("Enter").saved()
    desk.press("x", "5").saved()
    desk.press("Enter").saved()
    desk.press("q").type("above" if language == "en" else "超过").press("Enter").saved()
    assert coach.get_attribute("data-tone") == "right", desk.told()
    desk.press("Enter", "Enter").saved()  # the missed one
    assert coach.get_attribute("data-tone") == "right", coach.inner_text()
    desk.press("m").type("3").press("Enter").saved()
    assert coach.get_attribute("data-tone") == "right", desk.told()
    desk.press("d").saved()
    desk.press("s").type("2").press("Enter").saved()
    desk.press("Enter").saved()
    desk.press("x", "8").saved()
    desk.press("n")
    page.wait_for_selector("dialog[open]")
    assert re.search(r"19 .*20|20 .*19", page.locator("dialog").inner_text())
    desk.press("Enter")
    page.wait_for_selector(".fact-row[aria-current] .much:text('2.3')")
    desk.press("v").type("-2.3").press("Enter").saved()
    desk.press("n")
    page.wait_for_selector("dialog[open]")
    desk.press("Enter")
    page.wait_for_function("title => document.getElementById('desk-title').textContent === title", arg=document.title)
    assert coach.is_hidden()
    assert practising.reading_of(alice).state == "finished"
    assert Reading.objects.get(document=document).annotator == alice
