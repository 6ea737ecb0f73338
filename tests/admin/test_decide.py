"""Carol decides in the admin what the readers dispute; the form carries the revision it was opened with; a collection that lost its managers."""

from __future__ import annotations

import pytest

from annotate import governing, queries
from annotate.models import Adjudication, AuditEvent, Membership, Role
from annotate.models.fact_fields import EDITABLE_FIELDS
from tests.admin.conftest import page
from tests.lead.conftest import read


@pytest.fixture
def disputed(document, collection, maria, alice, bob):
    """Alice and Bob read the document; they differ on the measure of 5.4%."""
    governing.change_collection(collection=collection, changes={"readings_required": 2, "blind": True}, actor=maria, door="page")
    document.refresh_from_db()
    read(document, alice)
    read(document, bob, **{"5.4%": {"values": {"measure": "growth"}}})
    return document.facts.get(candidate__text="5.4%")


def form_of(shown, **changes):
    values = {name: "" if value is None else value for name, value in shown.values().items() if name in EDITABLE_FIELDS}
    return {**values, "state": "accepted", "reason": "", "comment": "", "revision": 0, **changes}


def test_carol_finds_what_waits_and_decides_it(disputed, carol, at_admin):
    client = at_admin(carol)
    listed = client.get(page("fact"), {"disputed": "mine"})
    address = f"{page('adjudication', 'add')}?fact={disputed.uuid}"
    assert list(listed.context["cl"].result_list) == [disputed]
    assert address in listed.content.decode()
    form = client.get(address).context["adminform"].form
    assert (form["measure"].value(), form["revision"].value()) == ("level", 0), "the first side stands in the form"
    answer = client.post(address, form_of(disputed.candidate, fact=disputed.uuid, measure="growth", comment="增长"))
    assert answer.status_code == 302, answer.context and answer.context["adminform"].form.errors
    decision = Adjudication.objects.get()
    assert (decision.fact, decision.adjudicator, decision.measure, decision.comment) == (disputed, carol, "growth", "增长")
    event = AuditEvent.objects.get(action="adjudication.accepted")
    assert (event.actor, event.door, event.after["measure"]) == (carol, "admin", "growth")
    assert list(queries.disputes(carol)) == []
    assert list(client.get(page("fact"), {"disputed": "mine"}).context["cl"].result_list) == []


def test_a_decision_that_came_too_late_shows_both(disputed, carol, maria, at_admin):
    client = at_admin(carol)
    client.post(page("adjudication", "add"), form_of(disputed.candidate, fact=disputed.uuid))
    decision = Adjudication.objects.get()
    late = form_of(decision, revision=1, comment="迟")
    at_admin(maria).post(page("adjudication", "change", decision.pk), form_of(decision, revision=1, measure="growth"))
    answer = client.post(page("adjudication", "change", decision.pk), late)
    assert answer.status_code == 200
    assert 'id="stale"' in answer.content.decode()
    decision.refresh_from_db()
    assert (decision.adjudicator, decision.measure, decision.comment, decision.revision) == (maria, "growth", "", 2)
    assert client.post(page("adjudication", "change", decision.pk), late | {"revision": 2}).status_code == 302
    decision.refresh_from_db()
    assert (decision.adjudicator, decision.comment, decision.revision) == (carol, "迟", 3)


def test_the_same_addition_twice_does_not_overwrite(disputed, carol, maria, at_admin):
    at_admin(carol).post(page("adjudication", "add"), form_of(disputed.candidate, fact=disputed.uuid, comment="先"))
    answer = at_admin(maria).post(page("adjudication", "add"), form_of(disputed.candidate, fact=disputed.uuid, comment="后"))
    assert answer.status_code == 200
    assert 'id="stale"' in answer.content.decode()
    assert Adjudication.objects.get().comment == "先"


def test_who_read_the_document_or_has_no_such_role_decides_nothing(disputed, alice, victor, sam, collection, maria, at_admin):
    body = form_of(disputed.candidate, fact=disputed.uuid)
    for person in (alice, victor, sam):
        assert at_admin(person).post(page("adjudication", "add"), body).status_code in (302, 403)
    governing.set_role(collection=collection, user=alice, role="adjudicator", actor=maria, door="page")
    answer = at_admin(alice).post(page("adjudication", "add"), body)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors()
    assert not Adjudication.objects.exists()


def test_facts_and_reviews_are_found_by_every_value(disputed, carol, at_admin):
    client = at_admin(carol)
    for model in ("fact", "review", "candidate"):
        for query, number in (
            ({"v_value": "5.4"}, 1),
            ({"v_indicator": "没有"}, 0),
            ({"v_value_max": "-"}, 3),
            ({"v_region_code": "370283"}, 3),
        ):
            listed = client.get(page(model), query)
            found = {row.text if model != "fact" else row.candidate.text for row in listed.context["cl"].result_list}
            assert len(found) == number, (model, query)
            assert listed.status_code == 200
    assert client.get(page("fact"), {"v_start": "x"}).status_code == 302, "sent back to the list, with an error"


def test_a_superuser_gives_a_collection_a_manager_where_all_have_left(root, collection, alice, maria, at_admin):
    client = at_admin(root)
    body = {"collection": collection.pk, "username": "alice", "role": "manager"}
    assert client.post(page("membership", "add"), body).status_code == 403, "it has a manager"
    maria.is_active = False
    maria.save()
    refused = client.post(page("membership", "add"), body | {"role": "viewer"})
    assert refused.status_code == 200
    assert client.post(page("membership", "add"), body).status_code == 302
    assert Membership.objects.get(user=alice, collection=collection).role == Role.MANAGER
    event = AuditEvent.objects.filter(action="member.role").last()
    assert (event.actor, event.door, event.after, bool(event.reason)) == (root, "admin", {"role": "manager"}, True)
    assert client.post(page("membership", "add"), body | {"username": "root"}).status_code == 403, (
        "once it has one, the superuser is a stranger again"
    )


def test_the_index_speaks_one_language(root, at_admin):
    assert "Access attempt" not in at_admin(root).get("/admin/").content.decode()
