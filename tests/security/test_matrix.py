"""The role × route matrix: every route found by introspection, five roles and nobody at all, two collections."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.db import transaction

from tests.security import matrix
from tests.security.conftest import content, state
from tests.security.routes import Route, routes

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ROUTES = {route.name: route for route in routes()}
LINES = {**matrix.PAGES, **matrix.API}
MEMBERS = {"victor": {"view"}, "alice": {"view", "annotate"}, "carol": {"view", "annotate", "adjudicate"}}
MEMBERS["maria"] = {"view", "annotate", "adjudicate", "manage"}
PERSONS = ("nobody", "sam", *MEMBERS)


def plain_routes() -> list[Route]:
    return [route for name, route in ROUTES.items() if not name.startswith("admin:")]


def test_every_route_has_its_line_and_every_line_its_route():
    found = {route.name for route in plain_routes()}
    assert found - set(LINES) == set(), "routes without a line in tests/security/matrix.py"
    assert set(LINES) - found == set(), "lines without a route"
    admin = {name for name in ROUTES if name.startswith("admin:")}
    records = {f"admin:annotate_{record}_{deed}" for record in matrix.ADMIN_RECORDS for deed in matrix.ADMIN_DEEDS[:-1]}
    records |= {f"admin:admin/annotate/{record}/<path:object_id>/" for record in matrix.ADMIN_RECORDS}
    axes = {name for name in admin if any(table in name or table.replace("_", "/") in name for table in matrix.SUPERUSERS_ONLY)}
    assert admin - records - axes - set(matrix.ADMIN_PLACES) == set(), "routes of the admin without a line"
    assert records - admin == set(), "records that the admin does not have"


def verdict(right: str, person: str) -> set[str]:
    """What may become of a request: passes, login, refused, hidden."""
    if right == "anybody":
        return {"passes"}
    if right == "nobody":
        return {"hidden", "login", "refused"}
    if person == "nobody":
        return {"login"}
    if right == "person":
        return {"passes"}
    if right == "mine":
        return {"passes"} if person == "maria" else {"hidden"}
    if person == "sam":
        return {"hidden"}
    if right == "own":
        return {"passes"} if person == "alice" else {"refused", "hidden"}
    if right == "own or manage":
        return {"passes"} if person in ("alice", "maria") else {"refused"}
    return {"passes"} if right in MEMBERS[person] else {"refused"}


def outcome(answer) -> str:
    location = answer.headers.get("Location", "")
    if answer.status_code == 401 or (answer.status_code == 302 and "/login/?next=" in location):
        return "login"
    if answer.status_code == 404 or (answer.status_code == 302 and location == "/admin/"):
        return "hidden"
    if answer.status_code == 403:
        return "refused"
    if answer.status_code == 405:
        return "unanswered"
    return "passes" if answer.status_code < 500 else f"defect {answer.status_code}"


def ask(client, method: str, address: str, body=None, content_type="application/json"):
    """One request that leaves nothing behind; the answer, what was in it, and whether it had changed anything."""
    before = state() if method in UNSAFE else None
    cookies = client.cookies.output()
    with transaction.atomic():
        answer = client.generic(method, address, body if body is not None else b"{}", content_type=content_type)
        told = content(answer)
        changed = before is not None and state() != before
        transaction.set_rollback(True)
    client.cookies = SimpleCookie()
    for line in filter(None, cookies.split("\r\n")):
        client.cookies.load(line.removeprefix("Set-Cookie: "))
    return answer, told, changed


@pytest.mark.parametrize("person", PERSONS)
def test_each_role_gets_what_its_line_says_and_no_more(person, ours, theirs, cast, browser):
    wrong = []
    for route in plain_routes():
        for method, right in LINES[route.name].items():
            client = browser(cast.get(person))
            form = (matrix.FORMS[route.name], "application/x-www-form-urlencoded") if route.name in matrix.FORMS else ()
            answer, told, changed = ask(client, method, route.address(ours.things), *form)
            got, expected = outcome(answer), verdict(right, person)
            if got not in expected:
                wrong.append(f"{person} {method} {route.name}: {got} ({answer.status_code}), expected {' or '.join(sorted(expected))}")
            if got != "passes" and changed:
                wrong.append(f"{person} {method} {route.name}: {got}, and yet something changed")
            hidden = theirs.marks if person in MEMBERS else ours.marks
            if leaked := [mark for mark in hidden if mark in told]:
                wrong.append(f"{person} {method} {route.name}: tells {leaked}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", ["nobody", "alice", "maria"])
def test_a_method_without_a_line_is_not_answered(person, ours, cast, browser):
    wrong = []
    for route in plain_routes():
        for method in {"GET", *UNSAFE} - set(LINES[route.name]):
            answer, _told, changed = ask(browser(cast.get(person)), method, route.address(ours.things))
            if route.name not in matrix.ANY_METHOD and (outcome(answer) == "passes" or changed):
                wrong.append(f"{person} {method} {route.name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", ["nobody", "maria"])
def test_head_options_and_words_that_are_no_method_are_no_defect(person, ours, cast, browser):
    wrong = []
    for route in plain_routes():
        for method in ("HEAD", "OPTIONS", "TRACE", "PROPFIND"):
            answer, _told, _changed = ask(browser(cast.get(person)), method, route.address(ours.things))
            if answer.status_code >= 500:
                wrong.append(f"{method} {route.name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_the_stranger_reads_his_own_world_and_nothing_of_ours(ours, theirs, cast, browser):
    wrong = []
    for route in plain_routes():
        for method in LINES[route.name]:
            answer, told, _changed = ask(browser(cast["sam"]), method, route.address(theirs.things))
            if outcome(answer).startswith("defect"):
                wrong.append(f"{method} {route.name}: {answer.status_code}")
            if leaked := [mark for mark in (*ours.marks, *ours.ids) if mark in told]:
                wrong.append(f"{method} {route.name}: tells {leaked}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", ["maria", "alice"])
def test_a_strangers_id_below_a_permitted_parent_is_not_there(person, ours, theirs, cast, browser):
    wrong, tried = [], 0
    for route in plain_routes():
        kinds = [kind for kind in route.parameters if kind in ours.things]
        for kind in kinds if len(kinds) > 1 else ():
            things = {**ours.things, kind: theirs.things[kind]}
            for method in LINES[route.name]:
                tried += 1
                answer, told, changed = ask(browser(cast[person]), method, route.address(things))
                if outcome(answer) not in ("hidden", "refused") or changed:
                    wrong.append(f"{method} {route.name} with a strange {kind}: {answer.status_code}")
                if leaked := [mark for mark in theirs.marks if mark in told]:
                    wrong.append(f"{method} {route.name} with a strange {kind}: tells {leaked}")
    assert tried
    assert not wrong, "\n".join(wrong)


BODIES = [
    ("maria", "POST", "api:documents", '{"collection": "%(collection)s", "text": "增长5%%"}'),
    ("maria", "POST", "api:releases", '{"collection": "%(collection)s"}'),
    ("alice", "POST", "api:readings", '{"collection": "%(collection)s"}'),
    ("alice", "POST", "api:readings", '{"document": "%(document)s"}'),
    ("alice", "POST", "desk_next", '{"collection": "%(collection)s"}'),
    ("alice", "POST", "desk_judge", '{"fact": "%(fact)s", "state": "accepted"}'),
    ("alice", "POST", "desk_retract", '{"fact": "%(fact)s"}'),
    ("alice", "POST", "desk_note", '{"fact": "%(fact)s", "text": "x"}'),
]


@pytest.mark.parametrize(("person", "method", "name", "body"), BODIES)
def test_a_strangers_id_in_the_body_is_not_there(person, method, name, body, ours, theirs, cast, browser):
    address = ROUTES[name].address(ours.things)
    answer, told, changed = ask(browser(cast[person]), method, address, (body % theirs.things).encode())
    assert answer.status_code == 404, told
    assert not changed
    assert not [mark for mark in theirs.marks if mark in told]


@pytest.mark.parametrize("name", ["api:documents", "api:facts", "api:readings", "api:reviews", "api:releases", "api:audit"])
def test_a_strangers_id_in_a_filter_finds_nothing(name, ours, theirs, cast, browser):
    answer, told, _changed = ask(browser(cast["maria"]), "GET", f"{ROUTES[name].address({})}?collection={theirs.things['collection']}")
    assert answer.status_code == 200
    assert '"results":[]' in told


@pytest.mark.parametrize("person", ["nobody", "alice", "maria"])
def test_reading_changes_nothing(person, ours, cast, browser):
    wrong, before = [], state()
    for route in plain_routes():
        if "GET" in LINES[route.name]:
            content(browser(cast.get(person)).get(route.address(ours.things)))
            after = state()
            if changed := [name for name in before if before[name] != after[name]]:
                wrong.append(f"{route.name}: {changed}")
                before = after
    assert not wrong, "\n".join(wrong)


def test_every_deed_asks_for_the_csrf_token(ours, cast, browser):
    wrong = []
    for route in plain_routes():
        for method in set(LINES[route.name]) & set(UNSAFE):
            for person in ("maria", "alice"):
                answer, _told, changed = ask(browser(cast[person], enforce_csrf_checks=True), method, route.address(ours.things))
                if answer.status_code != 403 or changed:
                    wrong.append(f"{person} {method} {route.name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


# ---------------------------------------------------------------- the admin


@pytest.fixture
def staff(cast):
    for user in cast.values():
        user.is_staff = True
        user.save()
    return cast


def admin_verdict(record: str, deed: str, method: str, person: str) -> set[str]:
    line = matrix.ADMIN_RECORDS[record]
    if person == "nobody":
        return {"login"}
    if deed in ("changelist", "<path:object_id>/"):
        return {"passes"}
    if deed == "add":
        return {"passes"} if person in line.get("add", ()) else {"refused"}
    if deed == "delete":
        return {"refused", "hidden"}
    if person not in line["seen"]:
        return {"hidden"} if method == "GET" else {"hidden", "refused"}
    if deed == "history" or method == "GET":
        return {"passes"}
    return {"passes"} if person in line.get("change", ()) else {"refused"}


@pytest.mark.parametrize("person", PERSONS)
def test_the_admin_gives_each_role_what_its_line_says(person, ours, theirs, staff, browser):
    wrong = []
    client = browser(staff.get(person))
    for record in matrix.ADMIN_RECORDS:
        for deed in matrix.ADMIN_DEEDS:
            name = f"admin:admin/annotate/{record}/{deed}" if deed.startswith("<") else f"admin:annotate_{record}_{deed}"
            address = ROUTES[name].address({"object_id": ours.rows[record].pk})
            for method in ("GET", "POST"):
                answer, told, changed = ask(client, method, address, b"", "application/x-www-form-urlencoded")
                got, expected = outcome(answer), admin_verdict(record, deed, method, person)
                if got not in expected:
                    wrong.append(f"{person} {method} {name}: {got} ({answer.status_code}), expected {' or '.join(sorted(expected))}")
                if changed:
                    wrong.append(f"{person} {method} {name}: changed something")
                hidden = theirs.marks if person in MEMBERS else ours.marks
                if leaked := [mark for mark in hidden if mark in told]:
                    wrong.append(f"{person} {method} {name}: tells {leaked}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("person", ["sam", "victor", "alice", "carol", "maria"])
def test_who_is_not_on_the_staff_finds_no_admin(person, ours, cast, browser):
    client = browser(cast[person])
    for name, route in ROUTES.items():
        if name.startswith("admin:") and name not in ("admin:login", "admin:logout"):
            answer = client.get(route.address({"object_id": 1, "id": 1, "content_type_id": 1, "app_label": "annotate"}))
            assert answer.status_code == 302, name
            assert answer.headers["Location"].startswith("/admin/login/"), name


@pytest.mark.parametrize("person", PERSONS)
def test_the_other_places_of_the_admin(person, ours, staff, browser):
    ids = {"object_id": ours.rows["document"].pk, "id": ours.rows["user"].pk, "content_type_id": 1, "app_label": "annotate"}
    for name, right in matrix.ADMIN_PLACES.items():
        method = "POST" if name == "admin:logout" else "GET"
        answer, told, _changed = ask(browser(staff.get(person)), method, ROUTES[name].address(ids))
        if right == "anybody" or (right == "staff" and person != "nobody"):
            assert answer.status_code in (200, 302), name
        else:
            assert outcome(answer) in ("login", "refused", "hidden"), f"{name}: {answer.status_code}"
        if person == "sam":
            assert not [mark for mark in ours.marks if mark in told], name


@pytest.mark.parametrize("person", PERSONS[1:])
def test_tables_about_log_ins_are_for_superusers(person, staff, browser):
    client = browser(staff[person])
    for table in matrix.SUPERUSERS_ONLY:
        for deed in ("changelist", "add"):
            assert client.get(ROUTES[f"admin:{table}_{deed}"].address({})).status_code == 403


def test_autocomplete_tells_nothing_of_another_collection(ours, theirs, staff, browser):
    client = browser(staff["sam"])
    for field, model in (
        ("document", "fact"),
        ("collection", "document"),
        ("fact", "candidate"),
        ("user", "membership"),
        ("annotator", "reading"),
    ):
        answer = client.get("/admin/autocomplete/", {"app_label": "annotate", "model_name": model, "field_name": field, "term": ""})
        assert not [mark for mark in ours.marks if mark in content(answer)]


def test_every_deed_of_the_admin_asks_for_the_csrf_token(ours, staff, browser):
    client = browser(staff["maria"], enforce_csrf_checks=True)
    for record in matrix.ADMIN_RECORDS:
        for deed in ("changelist", "add", "change", "delete"):
            address = ROUTES[f"admin:annotate_{record}_{deed}"].address({"object_id": ours.rows[record].pk})
            assert client.post(address, {}).status_code == 403, address
