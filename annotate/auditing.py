"""The one place that writes audit events."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone, translation

from annotate import bulk
from annotate.models import AuditEvent, Collection, User

_made = bulk.maker(AuditEvent)


def record(
    *,
    action: str,
    actor: User | None,
    door: str,
    target: Model,
    collection: Collection | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    group: uuid.UUID | None = None,
) -> AuditEvent:
    """Write what was done, inside the transaction that did it. ``before`` and ``after`` hold JSON values; only what differs need be there."""
    event = _event(action, actor, door, target, collection, before=before, after=after, reason=reason, group=group)
    event.save(force_insert=True)
    return event


def record_all(
    targets: Sequence[tuple[Model, dict[str, Any]]],
    *,
    action: str,
    actor: User | None,
    door: str,
    collection: Collection | None,
    group: uuid.UUID | None = None,
    gone: bool = False,
) -> None:
    """The same for many things to which one deed happened, each with its ``after``; with its ``before`` where they are ``gone``."""
    at, side = timezone.now(), "before" if gone else "after"
    bulk.insert([_event(action, actor, door, target, collection, at=at, group=group, **{side: told}) for target, told in targets])


def _event(action: str, actor: User | None, door: str, target: Model, collection: Collection | None, **more: Any) -> AuditEvent:
    return _made(
        **{
            "at": timezone.now(),
            "actor_id": actor.pk if actor else None,
            "actor_name": actor.username if actor else "",
            "action": action,
            "door": door,
            "collection_uuid": collection.uuid if collection else None,
            "target_type": target._meta.model_name or "",
            "target_id": str(getattr(target, "uuid", target.pk)),
            "target_label": _label(target),
        }
        | more
    )


def _label(target: Model) -> str:
    """What it is called, in the language of the house: the log is read by others than who wrote it."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(target)[:300]


def difference(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only the entries in which the two differ."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}
