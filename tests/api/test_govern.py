"""Collections and members, by program."""

import uuid

import pytest

from annotate.models import AuditEvent, Collection, Membership


def test_who_makes_a_collection_manages_it(alice, program):
    made = program(alice).post("collections", {"name": "烟台"})
    assert made.status_code == 201
    assert program(alice).get("me").json()["roles"][made.json()["id"]] == "manager"


def test_a_manager_changes_the_rules_by_declared_fields_alone(maria, alice, collection, program, error):
    path = f"collections/{collection.uuid}"
    assert program(maria).patch(path, {"readings_required": 2, "blind": True}).json()["readings_required"] == 2
    error(program(alice).patch(path, {"name": "x"}), 403, "forbidden")
    for body in (
        {"readings_required": 4},
        {"created_by": 1},
        {"uuid": str(uuid.uuid4())},
        {"second_share": 2},
        {"name": ""},
        {"blind": "perhaps"},
    ):
        told = error(program(maria).patch(path, body), 400, "bad_input")
        assert told["field"] == next(iter(body))
    collection.refresh_from_db()
    assert (collection.name, collection.readings_required) == ("青岛", 2)


def test_members_are_listed_for_members(victor, alice, collection, program, error, sam):
    roles = {
        row["user"]["username"]: row["role"] for row in program(victor).get(f"collections/{collection.uuid}/members").json()["results"]
    }
    assert roles == {"maria": "manager", "victor": "viewer", "alice": "annotator"}
    assert "password" not in str(roles)
    error(program(sam).get(f"collections/{collection.uuid}/members"), 404)


def test_a_manager_gives_and_takes_roles(maria, alice, collection, program, error):
    path = f"collections/{collection.uuid}/members/{alice.uuid}"
    assert program(maria).put(path, {"role": "adjudicator"}).json()["role"] == "adjudicator"
    error(program(maria).put(path, {"role": "emperor"}), 400, "bad_input")
    error(program(maria).put(path, {"role": "manager", "is_superuser": True}), 400, "bad_input")
    assert program(maria).delete(path).status_code == 204
    assert not Membership.objects.filter(user=alice).exists()
    assert AuditEvent.objects.filter(action="member.role", door="api").count() == 2


def test_the_last_manager_stays(maria, collection, program, error):
    path = f"collections/{collection.uuid}/members/{maria.uuid}"
    error(program(maria).put(path, {"role": "viewer"}), 409, "wrong_state")
    error(program(maria).delete(path), 409, "wrong_state")


def test_nobody_raises_their_own_role(alice, collection, program, error):
    error(program(alice).put(f"collections/{collection.uuid}/members/{alice.uuid}", {"role": "manager"}), 403, "forbidden")
    error(program(alice).patch("me", {"is_superuser": True}), 403, "forbidden")


def test_a_strangers_id_below_ones_own_collection_tells_nothing(maria, sam, other_collection, collection, program, error):
    error(program(maria).put(f"collections/{collection.uuid}/members/{sam.uuid}", {"role": "viewer"}), 404, "not_found")
    error(program(maria).delete(f"collections/{collection.uuid}/members/{sam.uuid}"), 404, "not_found")
    error(program(maria).get(f"collections/{other_collection.uuid}"), 404, "not_found")


def test_an_invitation_is_shown_once_to_a_manager(maria, alice, collection, program, error):
    answer = program(maria).post(f"collections/{collection.uuid}/invitations", {"role": "viewer"})
    assert answer.status_code == 201
    assert answer.json()["link"].startswith("http://testserver/join/")
    assert answer["Cache-Control"] == "no-store"
    error(program(alice).post(f"collections/{collection.uuid}/invitations", {"role": "manager"}), 403)


def test_the_audit_shows_managers_their_collections_and_others_their_own_deeds(
    maria, alice, sam, other_collection, collection, document, program
):
    program(alice).post("readings", {"document": str(document.uuid)})
    hers = program(alice).get("audit").json()["results"]
    assert {row["actor"] for row in hers} == {"alice"}
    actions = {row["action"] for row in program(maria).get("audit", {"collection": str(collection.uuid)}).json()["results"]}
    assert {"collection.create", "member.role", "reading.open"} <= actions
    assert "济南" not in program(maria).get("audit?page_size=500").content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guideline_and_the_reasons_are_there(victor, program, language):
    told = program(victor).get(f"guideline?language={language}").json()
    assert told["version"]
    reasons = program(victor).get("reasons?kind=rejection").json()["results"]
    assert reasons
    for row in reasons:
        assert row["paragraph"] in told["markdown"]


def test_a_rule_that_no_collection_has_changes_nothing(maria, collection, program, error):
    error(program(maria).patch(f"collections/{collection.uuid}", {"colour": "red"}), 400, "bad_input")
    assert Collection.objects.get(pk=collection.pk).name == "青岛"
