"""Remarks on a fact for a colleague."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from annotate import auditing, permissions
from annotate.errors import BadInput
from annotate.models import Fact, Note, User


@transaction.atomic
def write_note(*, fact: Fact, text: str, actor: User, door: str) -> Note:
    """A remark for a colleague."""
    permissions.require(actor, "annotate", fact.document.collection)
    if not text.strip():
        raise BadInput(_("Expected a text."), field="text")
    newest = fact.notes.filter(author=actor).order_by("-id").first()
    if newest and newest.text == text.strip():
        return newest
    note = Note.objects.create(fact=fact, author=actor, text=text.strip())
    auditing.record(
        action="note.write", actor=actor, door=door, target=fact, collection=fact.document.collection, after={"text": note.text}
    )
    return note


@transaction.atomic
def withdraw_note(*, fact: Fact, text: str, place: int, actor: User, door: str) -> None:
    """Take back the actor's own note that is the ``place``-th (from 1) of theirs on the fact and says ``text``. Where it does not stand, nothing
    changes, so that the same request sent again takes back no other."""
    permissions.require(actor, "annotate", fact.document.collection)
    note = fact.notes.select_for_update().filter(author=actor).order_by("id")[max(0, place - 1) : place].first()
    if note is None or note.text != text.strip():
        return
    auditing.record(
        action="note.withdraw", actor=actor, door=door, target=fact, collection=fact.document.collection, before={"text": note.text}
    )
    note.delete()
