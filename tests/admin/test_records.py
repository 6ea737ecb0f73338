"""Every record in the admin: whose rows are shown, what is read-only, what is audited."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Q

from annotate import governing, inviting, queueing, releasing
from annotate.models import (
    AccessLink,
    ApiToken,
    AuditEvent,
    Candidate,
    Collection,
    ConflictMark,
    Document,
    Job,
    Membership,
    Note,
    Override,
    Reason,
    Release,
    TakeDown,
    User,
)
from annotate.reviewing import adjudicating, dismissing, finishing, judging, noting
from tests.admin.conftest import page

ELSEWHERE = {"Answer", "ReferenceFact", "Refusal", "Session"}
"""Log-ins stand on their owner's page, refusals on their job's, references in comparisons; answers to programs are for nobody's eyes."""
MODELS = sorted({model.__name__ for model in apps.get_app_config("annotate").get_models() if not model._meta.auto_created} - ELSEWHERE)


@pytest.fixture
def a_row_of_each(alice, carol, maria, collection, document):
    """One row of every record, in Maria's collection."""
    queueing.open_reading(document=document, annotator=alice, door="page")
    reading = document.readings.get()
    facts = list(document.facts.all())
    for fact in facts:
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    dismissal = Reason.objects.filter(kind="dismissal").first().code
    dismissing.dismiss(reading=reading, start=0, end=1, reason=dismissal, actor=alice, door="page")
    noting.write_note(fact=facts[0], text="看", actor=alice, door="page")
    Override.objects.create(reading=reading, kind="published", old="2024-11", new="2024-10")
    finishing.finish(reading=reading, actor=alice, door="page")
    adjudicating.adjudicate(fact=facts[0], state="accepted", actor=carol, door="page")
    releasing.release(collection=collection, actor=maria, door="page")
    inviting.invite(collection=collection, role="viewer", actor=maria, door="page")
    governing.make_token(user=maria, name="key", scopes=["read"], actor=maria, door="page")
    Job.objects.create(kind="export", collection=collection, owner=maria)
    ConflictMark.objects.create(collection=collection, observation_id="0" * 16, kind="wrong", marked_by=carol)
    TakeDown.objects.create(document=document, reason="law", taken_by=maria, taken_at=document.created_at)


def rows(name):
    return apps.get_model("annotate", name)._base_manager.all()


@pytest.mark.parametrize("name", MODELS)
def test_every_record_is_registered_searchable_and_filterable(name):
    registered = admin.site._registry[apps.get_model("annotate", name)]
    assert registered.search_fields
    assert registered.list_filter
    assert len(registered.list_display) > 1


def test_a_manager_finds_every_record_of_the_collection(maria, a_row_of_each, at_admin):
    client = at_admin(maria)
    for name in MODELS:
        listed = client.get(page(name.lower()), {"q": ""})
        assert listed.status_code == 200
        assert listed.context["cl"].result_list, name
        assert client.get(page(name.lower()), {"q": "no-such-thing"}).status_code == 200
        row = listed.context["cl"].result_list[0]
        assert client.get(page(name.lower(), "change", row.pk)).status_code == 200
        assert client.get(page(name.lower(), "history", row.pk), follow=True).status_code == 200


def test_a_stranger_finds_none(sam, other_collection, a_row_of_each, at_admin):
    client = at_admin(sam)
    for name in sorted(set(MODELS) - {"Reason", "User", "Collection", "Membership", "AuditEvent"}):
        assert list(client.get(page(name.lower())).context["cl"].result_list) == [], name
        for row in rows(name):
            answer = client.get(page(name.lower(), "change", row.pk))
            assert (answer.status_code, answer["Location"]) == (302, "/admin/"), name


def test_a_stranger_sees_only_their_own_people_collections_and_deeds(sam, maria, other_collection, a_row_of_each, at_admin):
    client = at_admin(sam)
    shown = {name: set(client.get(page(name)).context["cl"].result_list) for name in ("user", "collection", "membership", "auditevent")}
    assert shown["user"] == {sam}
    assert shown["collection"] == {other_collection}
    assert {row.collection for row in shown["membership"]} == {other_collection}
    mine = Q(actor=sam) | Q(collection_uuid=other_collection.uuid)
    assert shown["auditevent"] == set(AuditEvent.objects.filter(mine))


def test_nothing_is_deleted(root, a_row_of_each, at_admin):
    client = at_admin(root)
    for name in MODELS:
        row = rows(name).first()
        assert client.get(page(name.lower(), "delete", row.pk)).status_code == 403, name
        assert client.post(page(name.lower(), "delete", row.pk), {"post": "yes"}).status_code == 403, name
        client.post(page(name.lower()), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
        assert rows(name).filter(pk=row.pk).exists(), name


FROZEN = (
    "Candidate", "ExtractionRun", "Release", "GoldFact", "AuditEvent", "Document", "Source", "Review", "Adjudication", "Reading", "Dismissal", "Job",
    "Note", "Override", "ConflictMark", "TakeDown",
)  # fmt: skip


def test_what_is_frozen_is_only_read_by_a_superuser_too(root, a_row_of_each, at_admin):
    client = at_admin(root)
    for name in FROZEN:
        row = rows(name).first()
        before = rows(name).filter(pk=row.pk).values().get()
        assert 'name="_save"' not in client.get(page(name.lower(), "change", row.pk)).content.decode(), name
        assert client.post(page(name.lower(), "change", row.pk), {"state": "x", "notes": "x"}).status_code == 403, name
        assert client.get(page(name.lower(), "add")).status_code == 403, name
        assert client.post(page(name.lower(), "add"), {}).status_code == 403, name
        assert rows(name).filter(pk=row.pk).values().get() == before, name


LOOKUPS = (
    "password__startswith", "user__password__startswith", "collection__created_by__password", "raw__contains", "data__contains",
    "token_hash__startswith", "document__collection__name", "fact__reviews__indicator", "reviews__indicator__contains",
)  # fmt: skip


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_no_filter_reaches_beyond_what_is_declared(maria, collection, at_admin, lookup):
    client = at_admin(maria)
    for name in MODELS:
        answer = client.get(page(name.lower()), {lookup: "a"})
        assert answer.status_code == 400 or answer["Location"].endswith("?e=1"), name


def test_the_filter_by_collection_names_only_ones_own(maria, sam, other_collection, document, at_admin):
    html = at_admin(maria).get(page("document")).content.decode()
    assert "青岛" in html
    assert "济南" not in html
    assert at_admin(maria).get(page("document"), {"in": str(other_collection.uuid)}).context["cl"].result_count == 1


def test_documents_are_extracted_again(alice, document, at_admin, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        at_admin(alice).post(page("document"), {"action": "extract_again", "_selected_action": [document.pk]})
    assert Document.objects.get().state == "waiting"
    assert sent == [("annotate.tasks.extract_document", document.pk)]
    assert AuditEvent.objects.get(action="document.extract_again").door == "admin"


def test_a_viewer_extracts_nothing_again(victor, document, at_admin):
    at_admin(victor).post(page("document"), {"action": "extract_again", "_selected_action": [document.pk]})
    assert Document.objects.get().state == "extracted"


def test_collections_are_made_and_changed_through_their_doers(alice, at_admin):
    client = at_admin(alice)
    form = {"name": "烟台", "description": "", "readings_required": 2, "second_share": 0, "unaided_share": 0, "blind": "on"}
    assert client.post(page("collection", "add"), form).status_code == 302
    made = Collection.objects.get(name="烟台")
    assert (made.readings_required, made.memberships.get().role) == (2, "manager")
    client.post(page("collection", "change", made.pk), {**form, "name": "威海"})
    assert Collection.objects.get(pk=made.pk).name == "威海"
    assert set(AuditEvent.objects.filter(target_id=str(made.uuid), door="admin").values_list("action", flat=True)) == {
        "collection.create", "collection.change",
    }  # fmt: skip


def test_an_annotator_changes_no_rules(alice, collection, at_admin):
    form = {"name": "x", "readings_required": 1, "second_share": 0, "unaided_share": 0}
    assert at_admin(alice).post(page("collection", "change", collection.pk), form).status_code == 403


def test_roles_are_given_and_taken_through_their_doer(maria, alice, sam, other_collection, collection, at_admin):
    client, membership = at_admin(maria), Membership.objects.get(user=alice)
    client.post(page("membership", "change", membership.pk), {"role": "adjudicator"})
    assert Membership.objects.get(user=alice).role == "adjudicator"
    client.post(page("membership"), {"action": "take_away", "_selected_action": [membership.pk]})
    assert not Membership.objects.filter(user=alice).exists()
    hidden = client.post(page("membership", "add"), {"collection": collection.pk, "username": "sam", "role": "viewer"})
    assert "username" in hidden.context["adminform"].form.errors, "people whom no collection of hers knows are invited"
    elsewhere = client.post(page("membership", "add"), {"collection": other_collection.pk, "username": "maria", "role": "manager"})
    assert "collection" in elsewhere.context["adminform"].form.errors
    assert AuditEvent.objects.filter(action="member.role", door="admin").count() == 2


def test_the_last_manager_stays_and_the_form_says_why(maria, collection, at_admin):
    mine = Membership.objects.get(user=maria)
    answer = at_admin(maria).post(page("membership", "change", mine.pk), {"role": "viewer"})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert Membership.objects.get(pk=mine.pk).role == "manager"


def test_accounts_are_made_and_changed_by_superusers_with_an_audit(root, maria, at_admin):
    client = at_admin(root)
    made = client.post(
        page("user", "add"),
        {"username": "newcomer", "password1": "correct horse 9", "password2": "correct horse 9", "usable_password": "true"},
    )
    assert made.status_code == 302
    user = User.objects.get(username="newcomer")
    form = {"username": "newcomer", "first_name": "N", "last_name": "", "email": "", "language": ""}
    client.post(page("user", "change", user.pk), form)
    user.refresh_from_db()
    assert (user.first_name, user.is_active) == ("N", False)
    password = {"password1": "another horse 9", "password2": "another horse 9", "usable_password": "true"}
    client.post(f"/admin/annotate/user/{user.pk}/password/", password)
    events = list(AuditEvent.objects.filter(target_type="user", target_id=str(user.uuid)).order_by("id"))
    assert [event.action for event in events] == ["user.create", "user.change", "password.set"]
    assert events[1].after == {"first_name": "N", "is_active": False}
    assert "horse" not in str([event.after for event in events])
    assert "argon2" not in str([event.after for event in events])


@pytest.mark.parametrize("who", ["alice", "maria"])
def test_nobody_else_changes_an_account_or_makes_one(who, request, collection, alice, maria, at_admin):
    client = at_admin(request.getfixturevalue(who))
    other = maria if who == "alice" else alice
    assert client.post(page("user", "add"), {"username": "x"}).status_code == 403
    assert client.post(page("user", "change", maria.pk if who == "maria" else alice.pk), {"is_superuser": "on"}).status_code == 403
    assert client.post(f"/admin/annotate/user/{other.pk}/password/", {"password1": "x", "password2": "x"}).status_code in (302, 403, 404)
    assert not User.objects.filter(is_superuser=True).exists()
    assert User.objects.get(pk=other.pk).check_password("correct horse battery")


def test_tokens_and_links_show_no_secret_and_tokens_are_revoked(maria, a_row_of_each, at_admin):
    client, token = at_admin(maria), ApiToken.objects.get(user=maria)
    for model, row in (("apitoken", token), ("accesslink", AccessLink.objects.first())):
        html = client.get(page(model)).content.decode() + client.get(page(model, "change", row.pk)).content.decode()
        assert row.token_hash not in html
    client.post(page("apitoken"), {"action": "revoke", "_selected_action": [token.pk]})
    assert ApiToken.objects.get(pk=token.pk).revoked_at
    assert AuditEvent.objects.get(action="token.revoke").door == "admin"


def test_nobody_revokes_anothers_token(alice, maria, a_row_of_each, at_admin):
    token = ApiToken.objects.get(user=maria)
    at_admin(alice).post(page("apitoken"), {"action": "revoke", "_selected_action": [token.pk]})
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None


def test_reasons_are_reworded_by_superusers_with_an_audit(root, alice, at_admin):
    reason = Reason.objects.first()
    form = {"digit": reason.digit or "", "label_zh": "新", "label_en": "new", "paragraph": reason.paragraph}
    assert at_admin(alice).post(page("reason", "change", reason.pk), form).status_code == 403
    assert at_admin(root).post(page("reason", "change", reason.pk), form).status_code == 302
    event = AuditEvent.objects.get(action="reason.change")
    assert event.after["label_zh"] == "新"
    assert event.before["label_zh"] == reason.label_zh


def test_who_is_not_on_the_staff_is_asked_to_log_in(alice, client):
    client.force_login(alice)
    assert client.get(page("fact")).status_code == 302
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_a_list_costs_a_fixed_number_of_queries(root, a_row_of_each, at_admin, make_document, django_assert_max_num_queries):
    client = at_admin(root)
    client.get(page("fact"))
    for i in range(6):
        document = make_document(raw=f"{i}号增长5.4%,投资12亿元", facts=["5.4%", "12亿元"])
        Note.objects.create(fact=document.facts.first(), author=root, text="x")
    for name in MODELS:
        with django_assert_max_num_queries(14):
            client.get(page(name.lower()))


def test_the_superuser_sees_all_collections(root, a_row_of_each, other_collection, make_document, at_admin):
    make_document(collection=other_collection, raw="投资12亿元", facts=["12亿元"])
    assert at_admin(root).get(page("document")).context["cl"].result_count == 2
    assert Candidate.objects.count() == at_admin(root).get(page("candidate")).context["cl"].result_count
    assert Release.objects.count() == 1
