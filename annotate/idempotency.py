"""Asked twice, done once: a program that did not hear the answer may send the same request again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.errors import KeyReused
from annotate.models import Answer, User

KEPT = timedelta(days=1)
Told = tuple[int, Any]  # status, and a body that JSON can hold


@transaction.atomic
def once(*, user: User, key: str, asked: str, deed: Callable[[], Told]) -> tuple[Told, bool]:
    """The deed's answer, and whether it is one from before. Deed and answer are stored together or not at all; who asks meanwhile with the same key
    waits. KeyReused where the key was used for another request (``asked``: its digest)."""
    answer, made = Answer.objects.select_for_update().get_or_create(user=user, key=key, defaults={"asked": asked})
    if answer.asked != asked:
        raise KeyReused(_("This key was used for another request: expected a new one."), field="Idempotency-Key")
    if not made:
        return (answer.status, answer.body), True
    answer.status, answer.body = deed()
    answer.save(update_fields=["status", "body"])
    return (answer.status, answer.body), False


def clear_away(*, now: datetime) -> int:
    """Forget answers that are older than a retry can be."""
    return Answer.objects.filter(created_at__lt=now - KEPT).delete()[0]
