"""What the commands share: finding things by what people call them, and saying how far the work is."""

from __future__ import annotations

import sys
from uuid import UUID

from django.core.management.base import CommandError

from annotate.models import Collection, Release, User


def actor(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"--actor: no active account is called {username}")
    return user


def collection(said: str) -> Collection:
    """By uuid, or by a name that only one collection bears."""
    found = list(Collection.objects.filter(uuid=said) if _is_uuid(said) else Collection.objects.filter(name=said)[:2])
    if len(found) != 1:
        raise CommandError(f"expected the uuid or the unambiguous name of a collection, not {said}")
    return found[0]


def release(of: Collection, number: str | None) -> Release:
    """By number; the newest that was not withdrawn where none is given."""
    releases = of.releases.order_by("-major", "-minor", "-patch")
    if number is None:
        found = releases.filter(withdrawn_at__isnull=True).first()
    else:
        found = next((one for one in releases if one.number == number), None)
    if found is None:
        raise CommandError(f"{of} has no release {number or 'yet'}")
    return found


def _is_uuid(said: str) -> bool:
    try:
        UUID(said)
    except ValueError:
        return False
    return True


class Progress:
    """A line on standard error that is written over while a person watches, and is not written where nobody does."""

    def __init__(self, what: str, total: int | None = None) -> None:
        self.what, self.total, self.shown = what, total, sys.stderr.isatty()

    def show(self, done: int) -> None:
        if self.shown:
            share = f" of {self.total} [{'#' * (30 * done // max(self.total, 1)):30}]" if self.total else ""
            print(f"\r{self.what}: {done}{share}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self.shown:
            print(file=sys.stderr)
