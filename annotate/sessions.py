"""Log-ins that can be seen and ended: Django's sessions in the database, with whose they are and from what kind of browser."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from annotate import auditing
from annotate.errors import NotFound
from annotate.models import Session, User

BROWSER, LOGGED_IN = "browser", "logged_in"
# The order decides: Edge calls itself Chrome, Chrome calls itself Safari, and a telephone's Android is a Linux too.
PROGRAMS = {"MicroMessenger": "WeChat", "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Macintosh": "macOS", "Linux": "Linux"}


class SessionStore(db.SessionStore):
    """For SESSION_ENGINE."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast(Session, super().create_model_instance(data))
        session.user_id = data.get(SESSION_KEY)
        session.browser = data.get(BROWSER, "")
        session.logged_in_at = parse_datetime(data.get(LOGGED_IN, ""))
        return session


@receiver(user_logged_in)
def remember(request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is not None:
        request.session[LOGGED_IN] = timezone.now().isoformat()
        request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))


def browser_of(said: str) -> str:
    """``Firefox, Windows``: no more of what a browser says of itself than its owner knows it by."""
    known = (next((name for mark, name in names.items() if mark in said), "") for names in (PROGRAMS, SYSTEMS))
    return ", ".join(name for name in known if name)


def of(user: User) -> QuerySet[Session]:
    """The log-ins of a person that still hold, the newest first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-logged_in_at")


def named(user: User, name: str) -> Session:
    """That log-in of the person; ``NotFound`` where none of theirs is called so."""
    found = next((session for session in of(user) if session.name == name), None)
    if found is None:
        raise NotFound(_("Nothing of that name is here."))
    return found


@transaction.atomic
def end(*, sessions: Iterable[Session], actor: User, door: str) -> int:
    """The browsers that had them must log in again."""
    ended = 0
    for session in sessions:
        gone, _kinds = Session.objects.filter(pk=session.pk).delete()
        if gone and session.user:
            ended += 1
            auditing.record(
                action="session.end", actor=actor, door=door, target=session.user, collection=None, before={"browser": session.browser}
            )
    return ended


def clear_away(*, now: datetime) -> None:
    """Rows of sessions that nobody can use any more."""
    Session.objects.filter(expire_date__lt=now).delete()
