"""From two blind readings to a frozen release, told through the admin alone."""

from __future__ import annotations

import re

import pytest
from django.contrib.messages import get_messages

from annotate import governing, queueing
from annotate.models import Adjudication, AuditEvent, Collection, Dismissal, Fact, GoldFact, Reading, Release, Review
from annotate.reviewing import finishing, judging
from tests.admin.conftest import form_of, page
from tests.conftest import PARAGRAPH

CODE = "暗号"  # what Alice writes; a blind reader may not meet it
NUMERALS = [[PARAGRAPH.index(said), PARAGRAPH.index(said) + len(said), None] for said in ("5.4", "前10", "1.25", "125.6", "3600")]


@pytest.fixture
def document(make_document):
    """The fixed paragraph with five numerals: three in proposals, a month that is no fact, and one the machine missed."""
    return make_document(numerals=NUMERALS)


@pytest.fixture
def twice(collection, document, maria, at_admin):
    """Maria asks for two blind readings, in the form of the collection."""
    seen = {"name": "青岛", "description": "", "readings_required": 1, "second_share": 0.0, "unaided_share": 0.0}
    form = seen | {"readings_required": 2, "blind": "on"} | {f"initial-{name}": value for name, value in seen.items()}
    answer = at_admin(maria).post(page("collection", "change", collection.pk), form)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Collection.objects.get()


def told(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def do(client, model, action, rows, **more):
    """An action of a list, on these rows."""
    return client.post(page(model), {"action": action, "_selected_action": [row.pk for row in rows], **more})


def fact_of(document, mention):
    return document.facts.get(candidate__text=mention)


def read_the_rest(client, document, reader):
    """The month is dismissed and the missed figure added, from the links of the reading's page; then the reading is finished."""
    reading = Reading.objects.get(document=document, annotator=reader)
    html = client.get(page("reading", "change", reading.pk)).content.decode()
    for address in re.findall(r'href="([^"]*dismissal/add/\?[^"]*)"', html)[:1]:
        form = client.get(address.replace("&amp;", "&")).context["adminform"].form
        assert PARAGRAPH[int(form["start"].value()) : int(form["end"].value())] == "前10"
        sent = {name: form[name].value() for name in ("reading", "start", "end")} | {"reason": "date"}
        assert client.post(page("dismissal", "add"), sent).status_code == 302
    address = re.findall(r'href="([^"]*fact/add/\?[^"]*)"', html)[-1].replace("&amp;", "&")
    form = client.get(address).context["adminform"].form
    start = int(form["start"].value())
    values = {
        "start": start,
        "end": start + 5,
        "value": "3600",
        "unit": "个",
        "measure": "level",
        "indicator": "泊位",
        "status": "actual",
        "qualifier": "exact",
    }
    sent = values | {"document": form["document"].value(), "key": form["key"].value()}
    for _again in range(2):
        answer = client.post(page("fact", "add"), sent)
        assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert "add/?" not in client.get(page("reading", "change", reading.pk)).content.decode(), "nothing is open any more"
    do(client, "reading", "finish", [reading])
    reading.refresh_from_db()
    assert reading.state == "finished"


def everywhere(client, document) -> str:
    """All that the admin's lists and pages tell of the document."""
    lists = ["fact", "review", "reading", "dismissal", "note", "candidate", "adjudication", "goldfact", "release", "auditevent", "document"]
    pages = [client.get(page(name)) for name in lists]
    pages += [client.get(page("fact", "change", fact.pk)) for fact in document.facts.all()]
    pages += [client.get(page("review", "change", review.pk)) for review in Review.objects.all()]
    pages += [client.get(page("fact", "history", fact.pk), follow=True) for fact in document.facts.all()]
    return "\n".join(answer.content.decode() for answer in pages)


def test_from_two_blind_readings_to_a_release(twice, document, alice, bob, carol, maria, victor, sam, at_admin):
    hers, his = at_admin(alice), at_admin(bob)
    growth, households, invested = (fact_of(document, mention) for mention in ("5.4%", "1.25万户", "125.6亿元"))

    # Alice opens her reading, corrects one fact in its form, and accepts the others together after a preview
    do(hers, "document", "read", [document])
    assert Reading.objects.get().annotator == alice
    changes = {"measure": "growth", "base": "previous_year", "comment": CODE}
    assert hers.post(page("fact", "change", growth.pk), form_of(growth, **changes)).status_code == 302
    preview = do(hers, "fact", "accept", [households, invested])
    assert preview.status_code == 200
    assert Review.objects.count() == 1, "a preview changes nothing"
    seen = {f"revision_{fact.pk}": 0 for fact in (households, invested)}
    do(hers, "fact", "accept", [households, invested], confirmed="yes", **seen)
    read_the_rest(hers, document, alice)

    # Bob reads the same blind: nothing of hers is shown to him, nor what she added
    assert CODE not in everywhere(his, document)
    assert his.get(page("fact", "change", Fact.objects.get(origin="person").pk)).status_code == 302
    do(his, "fact", "accept", [growth, households], confirmed="yes", **{f"revision_{fact.pk}": 0 for fact in (growth, households)})
    do(his, "fact", "reject", [invested], confirmed="yes", reason="duplicate", comment="两次", **{f"revision_{invested.pk}": 0})
    assert CODE not in everywhere(his, document)
    read_the_rest(his, document, bob)
    assert set(Review.objects.filter(reading__annotator=bob).values_list("state", "reason__code").distinct()) == {
        ("accepted", None), ("rejected", "duplicate"),
    }  # fmt: skip
    assert Fact.objects.filter(origin="person").count() == 1, "both added the same fact"

    # who read does not decide; a viewer and a stranger do nothing; Carol decides both disputes
    decides = at_admin(carol)
    waiting = decides.get(page("fact"), {"disputed": "mine"})
    assert set(waiting.context["cl"].result_list) == {growth, invested}
    body = form_of(growth, measure="growth", base="previous_year") | {"fact": growth.uuid}
    for person in (alice, victor, sam):
        assert at_admin(person).post(page("adjudication", "add"), body).status_code in (302, 403)
    assert not Adjudication.objects.exists()
    assert decides.post(page("adjudication", "add"), body).status_code == 302
    refused = form_of(invested) | {"fact": invested.uuid, "state": "rejected", "reason": "duplicate"}
    assert decides.post(page("adjudication", "add"), refused).status_code == 302

    # Maria previews and freezes; the others cannot
    manages = at_admin(maria)
    for person in (alice, carol, victor, sam):
        do(at_admin(person), "collection", "release", [twice], confirmed="yes", number="1.0.0", notes="")
    assert not Release.objects.exists()
    preview = do(manages, "collection", "release", [twice])
    assert preview.context["form"].initial == {"number": "1.0.0"}
    assert not Release.objects.exists(), "a preview freezes nothing"
    late = do(manages, "collection", "release", [twice], confirmed="yes", number="0.9.0", notes="旧")
    assert late.context["form"].non_field_errors(), "a preview that is no longer true freezes nothing"
    do(manages, "collection", "release", [twice], confirmed="yes", number="1.0.0", notes="第一版")
    release = Release.objects.get()
    assert (release.number, release.notes) == ("1.0.0", "第一版")
    assert set(release.facts.values_list("text", "measure")) == {("5.4%", "growth"), ("1.25万户", "level"), ("3600个", "level")}

    # it is frozen, seen by the viewer, not by the stranger, and every deed stands in the audit with its door
    assert at_admin(victor).get(page("release", "change", release.pk)).status_code == 200
    assert at_admin(sam).get(page("release", "change", release.pk)).status_code == 302
    for model, row in (("release", release), ("goldfact", GoldFact.objects.first())):
        assert manages.post(page(model, "change", row.pk), {"notes": "x", "value": "9"}).status_code == 403
        assert manages.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    listed = manages.get(page("auditevent"), {"door__exact": "admin", "all": ""}).context["cl"].queryset
    assert {
        "collection.change",
        "reading.open",
        "review.accepted",
        "review.rejected",
        "review.add",
        "numeral.dismiss",
        "reading.finish",
    } <= set(listed.values_list("action", flat=True))
    life = manages.get(page("fact", "history", growth.pk), follow=True).context["cl"].queryset
    assert [(event.actor_name, event.action, event.door) for event in life] == [
        ("carol", "adjudication.accepted", "admin"), ("bob", "review.accepted", "admin"), ("alice", "review.accepted", "admin"),
    ]  # fmt: skip
    assert AuditEvent.objects.get(action="release.freeze").door == "admin"

    # withdrawn with a reason, once
    assert do(manages, "release", "withdraw", [release]).status_code == 200
    do(manages, "release", "withdraw", [release], confirmed="yes", reason="错")
    release.refresh_from_db()
    assert (release.withdrawn_by, release.withdrawn_reason) == (maria, "错")


def test_a_finished_reading_is_sent_back_with_a_reason(document, alice, carol, victor, at_admin):
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    client = at_admin(alice)
    do(client, "reading", "finish", [reading])
    assert Reading.objects.get().state == "open", "two numerals are open"
    for start, end in finishing.still_open(reading, alice)["numerals"]:
        client.post(page("dismissal", "add"), {"reading": reading.uuid, "start": start, "end": end, "reason": "date"})
    assert Dismissal.objects.count() == 2
    do(client, "reading", "finish", [reading])
    assert Reading.objects.get().state == "finished"
    do(at_admin(victor), "reading", "reopen", [reading], confirmed="yes", reason="again")
    assert Reading.objects.get().state == "finished"
    asked = do(at_admin(carol), "reading", "reopen", [reading])
    assert asked.status_code == 200
    empty = do(at_admin(carol), "reading", "reopen", [reading], confirmed="yes", reason=" ")
    assert empty.context["form"].errors
    do(at_admin(carol), "reading", "reopen", [reading], confirmed="yes", reason="看类型")
    assert Reading.objects.get().state == "open"
    assert AuditEvent.objects.get(action="reading.reopen").reason == "看类型"


# ---------------------------------------------------------------- nobody overwrites another unseen


def listed_form(client, **changes):
    """What the list of judgements would send, as it was filled in when it was opened; ``changes`` by field for its first row."""
    formset = client.get(page("review")).context["cl"].formset
    sent = {f"form-{name}_FORMS": value for name, value in (("TOTAL", len(formset.forms)), ("INITIAL", len(formset.forms)))}
    for form in formset.forms:
        for name in form.fields:
            value = form[name].value()
            sent[form.add_prefix(name)] = "" if value is None else getattr(value, "pk", value)
            sent[form.add_initial_prefix(name)] = sent[form.add_prefix(name)]
    return sent | {f"form-0-{name}": value for name, value in changes.items()} | {"_save": "Save"}


def judged(document, annotator):
    reading = queueing.open_reading(document=document, annotator=annotator, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=annotator, door="page")
    return reading


def test_ones_own_judgements_are_corrected_in_the_list(document, alice, at_admin):
    judged(document, alice)
    client = at_admin(alice)
    answer = client.post(page("review"), listed_form(client, indicator="户数", period_start="2024-02"))
    assert answer.status_code == 302, answer.context["cl"].formset.errors
    rows = Review.objects.filter(revision=2)
    assert [(row.indicator, row.period_start) for row in rows] == [("户数", "2024-02")], "one row was changed, one was saved"
    event = AuditEvent.objects.filter(action="review.accepted", door="admin").get()
    assert (event.actor, event.after["indicator"]) == (alice, "户数")


def test_a_list_that_came_too_late_is_refused_and_shows_what_stands(document, alice, at_admin):
    reading = judged(document, alice)
    client = at_admin(alice)
    late = listed_form(client, indicator="迟")
    review = Review.objects.get(pk=late["form-0-id"])
    judging.judge(fact=review.fact, reading=reading, state="accepted", values={"indicator": "早"}, actor=alice, door="page")
    answer = client.post(page("review"), late)
    assert answer.status_code == 200
    assert "早" in str(answer.context["cl"].formset.errors)
    review.refresh_from_db()
    assert (review.indicator, review.revision) == ("早", 2)
    html = answer.content.decode()
    revision = re.search(r'<input[^>]*name="form-0-revision"[^>]*>', html)
    assert revision is not None
    assert 'value="2"' in revision[0]
    assert client.post(page("review"), late | {"form-0-revision": 2}).status_code == 302
    review.refresh_from_db()
    assert review.indicator == "迟", "sent again, it is a decision"


def test_a_list_in_which_one_row_is_refused_changes_nothing(document, alice, at_admin):
    judged(document, alice)
    client = at_admin(alice)
    answer = client.post(page("review"), listed_form(client, indicator="改", **{}) | {"form-1-value": "99"})
    assert answer.status_code == 200
    assert "value" in answer.context["cl"].formset.errors[1]
    assert not Review.objects.filter(revision=2).exists()


def test_others_judgements_are_seen_and_not_changed_in_the_list(document, alice, bob, victor, sam, at_admin):
    judged(document, alice)
    for person in (bob, victor, sam):
        client = at_admin(person)
        owner = at_admin(alice)
        client.post(page("review"), listed_form(owner, indicator="别人的"))
    assert not Review.objects.filter(indicator="别人的").exists()


@pytest.mark.parametrize("finish", [True, False])
def test_a_judgement_of_a_finished_reading_is_not_changed_in_the_list(document, alice, at_admin, finish):
    reading = judged(document, alice)
    client = at_admin(alice)
    late = listed_form(client, indicator="迟")
    if finish:
        Reading.objects.filter(pk=reading.pk).update(state="finished", finished_at=reading.started_at)
    client.post(page("review"), late)
    assert Review.objects.filter(indicator="迟").exists() is not finish


def test_a_form_that_came_too_late_tells_what_was_saved_meanwhile(collection, alice, maria, root, at_admin):
    client = at_admin(maria)
    seen = {"name": "青岛", "description": "", "readings_required": 1, "second_share": 0.0, "unaided_share": 0.0}
    late = seen | {"readings_required": 3} | {f"initial-{name}": value for name, value in seen.items()}
    governing.change_collection(collection=collection, changes={"readings_required": 2, "name": "胶州"}, actor=maria, door="page")
    answer = client.post(page("collection", "change", collection.pk), late)
    assert answer.status_code == 200
    assert "readings_required" in answer.context["adminform"].form.errors
    collection.refresh_from_db()
    assert (collection.readings_required, collection.name) == (2, "胶州")
    assert client.post(page("collection", "change", collection.pk), late | {"initial-readings_required": 2}).status_code == 302
    collection.refresh_from_db()
    assert (collection.readings_required, collection.name) == (3, "胶州"), "what was not changed in the form stays"
    membership = alice.memberships.get()
    governing.set_role(collection=collection, user=alice, role="adjudicator", actor=maria, door="page")
    told = client.post(page("membership", "change", membership.pk), {"role": "viewer", "initial-role": "annotator"})
    assert "role" in told.context["adminform"].form.errors
    membership.refresh_from_db()
    assert membership.role == "adjudicator"


def test_an_accounts_form_that_came_too_late_overwrites_nothing_and_shows_no_password(alice, root, at_admin):
    client = at_admin(root)
    html = client.get(page("user", "change", alice.pk)).content.decode()
    assert alice.password not in html
    assert 'name="initial-last_name"' in html
    late = {"username": "alice", "first_name": "A", "last_name": "", "email": "", "language": alice.language, "is_active": "on"}
    late |= {f"initial-{name}": value for name, value in late.items()} | {
        "initial-is_active": "True",
        "initial-first_name": "",
        "initial-is_staff": "False",
    }
    type(alice).objects.filter(pk=alice.pk).update(last_name="L", first_name="B")
    refused = client.post(page("user", "change", alice.pk), late)
    assert set(refused.context["adminform"].form.errors) == {"first_name"}
    assert client.post(page("user", "change", alice.pk), late | {"initial-first_name": "B"}).status_code == 302
    alice.refresh_from_db()
    assert (alice.first_name, alice.last_name, alice.is_active) == ("A", "L", True)
