"""Confirming, rejecting and correcting facts in the admin, through the same doers as everywhere."""

import re

import pytest

from annotate import governing, queueing
from annotate.admin import stretches
from annotate.models import AuditEvent, Reading, Reason, Review
from annotate.models.fact_fields import EDITABLE_FIELDS
from annotate.reviewing import finishing, judging
from tests.admin.conftest import form_of, page


@pytest.fixture
def reason(db):
    return Reason.objects.filter(kind="rejection").first().code


def test_the_form_holds_every_field_a_person_may_edit_and_shows_the_sentence(alice, facts, at_admin):
    html = at_admin(alice).get(page("fact", "change", facts[0].pk)).content.decode()
    for name in EDITABLE_FIELDS:
        assert re.search(rf'name="{name}"', html), name
    assert "<mark>5.4%</mark>" in html
    assert 'name="revision" value="0"' in html


def test_looking_at_a_fact_opens_no_reading(alice, facts, at_admin):
    at_admin(alice).get(page("fact", "change", facts[0].pk))
    assert not Reading.objects.exists()


def test_a_fact_is_confirmed_as_it_is(alice, facts, at_admin):
    answer = at_admin(alice).post(page("fact", "change", facts[0].pk), form_of(facts[0]))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    review = Review.objects.get()
    assert (review.state, review.corrected, review.reading.annotator) == ("accepted", (), alice)
    assert AuditEvent.objects.get(action="review.accepted").door == "admin"


def test_a_fact_is_corrected_in_any_field(alice, facts, at_admin):
    changes = {
        "indicator": "工业增加值",
        "measure": "growth",
        "place": "南村镇",
        "period_start": "2024-02",
        "base": "previous_year",
        "unit": "％",
    }
    at_admin(alice).post(page("fact", "change", facts[0].pk), form_of(facts[0], **changes, insist="on"))
    review = Review.objects.get()
    assert {name: getattr(review, name) for name in changes} == changes
    assert set(review.corrected) >= set(changes)


def test_a_mention_is_moved_and_its_text_follows(alice, facts, document, at_admin):
    start = document.raw.index("125.6亿元")
    form = form_of(facts[0], start=start, end=start + 7, value="125.6", unit="亿元")
    at_admin(alice).post(page("fact", "change", facts[0].pk), form)
    review = Review.objects.get()
    assert (review.text, review.value_base) == ("125.6亿元", "12560000000")


def test_a_fact_is_rejected_with_a_reason(alice, facts, at_admin, reason):
    at_admin(alice).post(page("fact", "change", facts[0].pk), form_of(facts[0], state="rejected", reason=reason, comment="日期"))
    review = Review.objects.get()
    assert (review.state, review.reason.code, review.comment) == ("rejected", reason, "日期")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "99"}, "value"),
        ({"value": "abc"}, "value"),
        ({"end": "5"}, "start"),
        ({"end": "999999"}, "start"),
        ({"measure": "mood"}, "measure"),
        ({"period_start": "2024-10"}, "period_end"),
        ({"region_code": "999999"}, "region_code"),
        ({"indicator": ""}, "indicator"),
        ({"indicator": "a\x00b"}, "indicator"),
        ({"reason": "none-such"}, "reason"),
        ({"revision": "x"}, "revision"),
    ],
)
def test_what_does_not_fit_comes_back_in_the_form_beside_its_field_and_changes_nothing(alice, facts, at_admin, changes, field):
    answer = at_admin(alice).post(page("fact", "change", facts[0].pk), form_of(facts[0], start="7", **changes))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not Review.objects.exists()
    assert not Reading.objects.exists(), "a refused deed leaves no opened reading behind"


def test_a_form_that_came_too_late_shows_both_values_and_saving_it_again_is_a_decision(alice, facts, document, at_admin):
    client = at_admin(alice)
    late = form_of(facts[0], indicator="迟")
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    judging.judge(fact=facts[0], reading=reading, state="accepted", values={"indicator": "早"}, actor=alice, door="page")
    answer = client.post(page("fact", "change", facts[0].pk), late)
    html = answer.content.decode()
    assert answer.status_code == 200
    stale = html[html.index('id="stale"') :].partition("</table>")[0]
    assert "早" in stale
    assert "迟" in stale
    assert Review.objects.get().indicator == "早"
    assert re.search(r'name="revision"[^>]*value="1"|value="1"[^>]*name="revision"', html)
    assert 'value="迟"' in html, "what was typed is not lost"
    assert client.post(page("fact", "change", facts[0].pk), {**late, "revision": 1}).status_code == 302
    assert Review.objects.get().indicator == "迟"


def test_the_form_shows_ones_own_judgement_when_it_is_opened_again(alice, facts, at_admin, reason):
    client = at_admin(alice)
    client.post(page("fact", "change", facts[0].pk), form_of(facts[0], state="rejected", reason=reason, indicator="改"))
    form = client.get(page("fact", "change", facts[0].pk)).context["adminform"].form
    assert (form["state"].value(), form["reason"].value(), form["indicator"].value(), form["revision"].value()) == (
        "rejected",
        reason,
        "改",
        1,
    )


def test_a_finished_reading_is_not_changed_and_the_form_says_so(alice, facts, document, at_admin):
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in facts:
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    answer = at_admin(alice).post(page("fact", "change", facts[0].pk), form_of(facts[0], Review.objects.get(fact=facts[0]), indicator="迟"))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors()


def test_a_viewer_sees_the_fact_and_cannot_save_it(victor, facts, at_admin):
    client = at_admin(victor)
    html = client.get(page("fact", "change", facts[0].pk)).content.decode()
    assert 'name="_save"' not in html
    assert client.post(page("fact", "change", facts[0].pk), form_of(facts[0])).status_code == 403
    assert not Review.objects.exists()


def test_a_superuser_who_is_no_member_sees_everything_and_judges_nothing(root, facts, at_admin):
    client = at_admin(root)
    assert client.get(page("fact", "change", facts[0].pk)).status_code == 200
    assert client.post(page("fact", "change", facts[0].pk), form_of(facts[0])).status_code == 403
    assert not Review.objects.exists()


def chosen(facts, action, **more):
    return {"action": action, "_selected_action": [fact.pk for fact in facts], **more}


def test_facts_are_accepted_together_after_a_preview(alice, facts, at_admin):
    client = at_admin(alice)
    preview = client.post(page("fact"), chosen(facts, "accept"))
    html = preview.content.decode()
    assert preview.status_code == 200
    assert not Review.objects.exists(), "a preview changes nothing"
    assert html.count('name="_selected_action"') == 3
    assert "1.25万户" in html
    confirmed = client.post(page("fact"), chosen(facts, "accept", confirmed="yes", **{f"revision_{fact.pk}": 0 for fact in facts}))
    assert confirmed.status_code == 302
    assert Review.objects.filter(state="accepted").count() == 3
    assert AuditEvent.objects.filter(action="review.accepted", door="admin").values("group").distinct().count() == 1


def test_facts_are_rejected_together_with_a_reason(alice, facts, at_admin, reason):
    client = at_admin(alice)
    assert f'value="{reason}"' in client.post(page("fact"), chosen(facts[:2], "reject")).content.decode()
    client.post(page("fact"), chosen(facts[:2], "reject", confirmed="yes", reason=reason, comment="两次"))
    assert list(Review.objects.values_list("state", "reason__code", "comment")) == [("rejected", reason, "两次")] * 2


def test_an_action_overwrites_nothing_that_was_saved_after_its_preview(alice, facts, document, at_admin):
    client = at_admin(alice)
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    judging.judge(fact=facts[0], reading=reading, state="accepted", values={"indicator": "早"}, actor=alice, door="page")
    old = {f"revision_{fact.pk}": 0 for fact in facts}
    answer = client.post(page("fact"), chosen(facts, "reject", confirmed="yes", **old), follow=True)
    assert Review.objects.get(fact=facts[0]).state == "accepted"
    assert Review.objects.filter(state="rejected").count() == 2
    assert str(facts[0]) in answer.content.decode(), "what was refused is told by name"


def test_a_viewer_has_no_action_and_a_posted_one_does_nothing(victor, facts, at_admin):
    client = at_admin(victor)
    assert 'value="accept"' not in client.get(page("fact")).content.decode()
    client.post(page("fact"), chosen(facts, "accept", confirmed="yes"))
    assert not Review.objects.exists()


def test_an_action_on_a_strangers_facts_does_nothing(alice, other_collection, make_document, at_admin):
    hidden = list(make_document(collection=other_collection).facts.all())
    at_admin(alice).post(page("fact"), chosen(hidden, "accept", confirmed="yes"))
    assert not Review.objects.exists()


def test_the_list_is_narrowed_by_ones_own_judgement(alice, facts, at_admin):
    client = at_admin(alice)
    client.post(page("fact", "change", facts[0].pk), form_of(facts[0]))

    def listed(**filters):
        return {fact.pk for fact in client.get(page("fact"), filters).context["cl"].result_list}

    assert listed(mine="accepted") == {facts[0].pk}
    assert listed(mine="none") == {facts[1].pk, facts[2].pk}
    assert listed(q="1.25万户") == {facts[1].pk}
    assert listed(candidate__measure__exact="growth") == set()


def test_a_search_looks_through_the_newest_and_goes_on_to_older_ones(
    alice, facts, document, other_collection, make_document, at_admin, monkeypatch
):
    make_document(collection=other_collection)
    monkeypatch.setattr(stretches, "MOST", 2)
    client, found, address = at_admin(alice), [], "?q=" + document.title
    for _stretch in range(5):
        shown = client.get(page("fact") + address).context["cl"]
        found.append({fact.pk for fact in shown.result_list})
        (looked,) = [each for each in shown.filter_specs if isinstance(each, stretches.Stretch)]
        address, last = list(looked.choices(shown))[-1]["query_string"], looked.end is None
        if last:
            break
    oldest, *newer = sorted(fact.pk for fact in facts)
    assert found == [set(newer), {oldest}]
    assert len(client.get(page("fact")).context["cl"].result_list) == 3
    assert client.get(page("fact"), {"q": "x", "before": "y"}).status_code == 302


def test_what_an_index_finds_is_found_however_old(alice, facts, collection, at_admin, monkeypatch):
    monkeypatch.setattr(stretches, "MOST", 1)
    shown = at_admin(alice).get(page("fact"), {"in": collection.uuid}).context["cl"]
    assert {fact.pk for fact in shown.result_list} == {fact.pk for fact in facts}


def test_a_blind_reader_sees_nothing_of_a_colleagues_judgement(alice, bob, maria, collection, facts, at_admin):
    rules = {"blind": True, "readings_required": 2}
    governing.change_collection(collection=collection, changes=rules, actor=maria, door="command")
    at_admin(alice).post(page("fact", "change", facts[0].pk), form_of(facts[0], indicator="别人不知道"))
    his = at_admin(bob)
    for address in (page("fact"), page("fact", "change", facts[0].pk), page("review"), page("auditevent"), page("reading")):
        assert "别人不知道" not in his.get(address).content.decode(), address
    story = his.get(page("fact", "history", facts[0].pk), follow=True)
    assert "别人不知道" not in story.content.decode()
    assert "review.accepted" not in story.content.decode()


def test_nothing_of_the_machines_is_shown_while_one_reads_unaided(alice, facts, document, at_admin):
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    reading.aided = False
    reading.save()
    client = at_admin(alice)
    assert "1.25万户" not in client.get(page("fact")).content.decode()
    assert "1.25万户" not in client.get(page("candidate")).content.decode()


def test_what_a_colleagues_corrected_cause_brought_forth_stays_with_the_colleague(alice, bob, facts, document, at_admin):
    queueing.open_reading(document=document, annotator=alice, door="page")
    run = document.runs.get()
    run.pk, run.inputs, run.inputs_digest = None, {"overrides": [["published", "2023-11", None]]}, "1" * 64
    run.save(force_insert=True)
    document.readings.update(run=run)
    extra = document.facts.create(origin="machine")
    proposal = facts[0].candidate
    proposal.pk, proposal.fact, proposal.run, proposal.indicator = None, extra, run, "改因所得"
    proposal.save(force_insert=True)
    extra.candidate = proposal
    extra.save()
    assert "改因所得" in at_admin(alice).get(page("fact")).content.decode()
    his = at_admin(bob)
    for address in (page("fact"), page("candidate"), "/api/v1/facts", "/api/v1/facts?indicator=改因"):
        assert "改因所得" not in his.get(address).content.decode()
    assert his.get("/api/v1/facts?indicator=改因").json()["results"] == []


def test_an_open_collection_shows_the_judgements_of_others(alice, bob, facts, at_admin):
    at_admin(alice).post(page("fact", "change", facts[0].pk), form_of(facts[0], indicator="看得见"))
    assert "看得见" in at_admin(bob).get(page("fact", "change", facts[0].pk)).content.decode()


def test_the_list_costs_the_same_number_of_queries_however_many_facts(alice, make_document, at_admin, django_assert_max_num_queries):
    client = at_admin(alice)
    for i in range(10):
        make_document(raw=f"{i}号,全市生产总值增长5.4%,投资12亿元", facts=["5.4%", "12亿元"])
    with django_assert_max_num_queries(14):
        client.get(page("fact"))
