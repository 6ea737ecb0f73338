"""Where somebody is logged in, and logging out there from here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotate import sessions
from annotate.models import AuditEvent, Session

pytestmark = pytest.mark.django_db
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36 MicroMessenger/8.0"


def log_in(person: Any, browser: str) -> Client:
    """By password, as a person does."""
    person.set_password("a long enough password")
    person.save()
    client = Client(headers={"User-Agent": browser})
    answer = client.post(reverse("login"), {"username": person.username, "password": "a long enough password"})
    assert answer.status_code == 302
    return client


@pytest.fixture
def here(alice: Any) -> Client:
    return log_in(alice, WINDOWS)


@pytest.fixture
def there(alice: Any, here: Client) -> Client:
    password = alice.password
    client = Client(headers={"User-Agent": PHONE})
    client.post(reverse("login"), {"username": alice.username, "password": "a long enough password"})
    alice.refresh_from_db()
    assert alice.password == password
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_the_account_shows_its_browsers_and_no_key(here: Client, there: Client, bob: Any) -> None:
    log_in(bob, WINDOWS)
    page = here.get(reverse("account"))
    assert [session.browser for session in page.context["sessions"]] == ["WeChat, Android", "Chrome, Windows"]
    assert not any(session.session_key in page.content.decode() for session in Session.objects.all())


def test_another_browser_is_logged_out_from_here(here: Client, there: Client, alice: Any) -> None:
    (other,) = sessions.of(alice).exclude(session_key=here.session.session_key)
    here.post(reverse("end_session", args=[other.name]))
    assert is_in(here)
    assert not is_in(there)
    event = AuditEvent.objects.get(action="session.end")
    assert (event.actor, event.before) == (alice, {"browser": "WeChat, Android"})


def test_all_others_are_logged_out_at_once(here: Client, there: Client) -> None:
    here.post(reverse("end_other_sessions"))
    assert (is_in(here), is_in(there)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else(here: Client, bob: Any) -> None:
    his = log_in(bob, WINDOWS)
    (session,) = sessions.of(bob)
    assert here.post(reverse("end_session", args=[session.name])).status_code == 404
    assert is_in(his)


def test_what_has_expired_is_neither_shown_nor_kept(here: Client, there: Client, alice: Any) -> None:
    Session.objects.filter(session_key=there.session.session_key).update(expire_date=timezone.now() - timedelta(minutes=1))
    assert [session.browser for session in sessions.of(alice)] == ["Chrome, Windows"]
    sessions.clear_away(now=timezone.now())
    assert Session.objects.count() == 1


def test_a_later_visit_does_not_change_when_the_log_in_was(here: Client, alice: Any) -> None:
    before = sessions.of(alice).get().logged_in_at
    session = here.session
    session["anything"] = 1
    session.save()
    assert sessions.of(alice).get().logged_in_at == before


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Safari/605.1", "Safari, macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge, Windows"),
        ("curl/8.0", ""),
        ("<script>" * 1000, ""),
    ],
)
def test_a_browser_is_known_by_its_family_and_system(said: str, known: str) -> None:
    assert sessions.browser_of(said) == known
