"""Collections, their rules, their members, and tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, counting, permissions
from annotate.errors import BadInput, NotFound, WrongState
from annotate.models import ApiToken, Collection, Membership, Role, User

SETTINGS = ("name", "description", "readings_required", "second_share", "blind", "unaided_share")


@transaction.atomic
def create_collection(*, name: str, actor: User, door: str, description: str = "") -> Collection:
    """A new collection with the actor as its manager."""
    collection = Collection(name=name.strip(), description=description.strip(), created_by=actor)
    _validate(collection)
    collection.save()
    Membership.objects.create(collection=collection, user=actor, role=Role.MANAGER)
    auditing.record(
        action="collection.create", actor=actor, door=door, target=collection, collection=collection, after={"name": collection.name}
    )
    return collection


@transaction.atomic
def change_collection(*, collection: Collection, changes: dict[str, Any], actor: User, door: str) -> Collection:
    """Change rules among ``SETTINGS``; BadInput names a field that is none or whose value does not fit."""
    permissions.require(actor, "manage", collection)
    collection = Collection.objects.select_for_update().get(pk=collection.pk)
    unknown = sorted(set(changes) - set(SETTINGS))
    if unknown:
        raise BadInput(_("Expected one of: %(fields)s.") % {"fields": ", ".join(SETTINGS)}, field=unknown[0])
    before = {name: getattr(collection, name) for name in changes}
    for name, value in changes.items():
        setattr(collection, name, value)
    _validate(collection)
    collection.save(update_fields=list(changes))
    was, now = auditing.difference(before, changes)
    if now:
        auditing.record(action="collection.change", actor=actor, door=door, target=collection, collection=collection, before=was, after=now)
    if {"readings_required", "second_share"} & set(now):
        counting.recount(collection.documents.all())
    return collection


@transaction.atomic
def set_role(*, collection: Collection, user: User, role: str | None, actor: User, door: str) -> Membership | None:
    """Give, change or (None) take away a person's role. A collection keeps at least one manager; where all of them have left, a superuser makes
    somebody its manager."""
    rescue = may_rescue(actor, collection)
    if not rescue:
        permissions.require(actor, "manage", collection)
    elif role != Role.MANAGER:
        raise WrongState(_("All managers of this collection have left: first make somebody its manager."), field="role")
    Collection.objects.select_for_update().get(pk=collection.pk)
    if role is not None and role not in Role.values:
        raise BadInput(_("Expected one of: %(roles)s.") % {"roles": ", ".join(Role.values)}, field="role")
    membership = Membership.objects.filter(collection=collection, user=user).first()
    before = membership.role if membership else None
    if role is None and membership is None:
        raise NotFound(_("This person is no member."))
    if before == Role.MANAGER and role != Role.MANAGER and not _other_managers(collection, user):
        raise WrongState(_("A collection needs a manager: make somebody else one first."), field="role")
    if role == before:
        return membership
    auditing.record(
        action="member.role", actor=actor, door=door, target=user, collection=collection, before={"role": before}, after={"role": role},
        reason=_("All managers had left.") if rescue else "",
    )  # fmt: skip
    if role is None:
        Membership.objects.filter(collection=collection, user=user).delete()
        return None
    return Membership.objects.update_or_create(collection=collection, user=user, defaults={"role": role})[0]


def may_rescue(actor: User, collection: Collection) -> bool:
    """Whether a superuser may give the collection a manager, since none of its own is left."""
    managers = Membership.objects.filter(collection=collection, role=Role.MANAGER, user__is_active=True)
    return actor.is_active and actor.is_superuser and not managers.exists()


def _other_managers(collection: Collection, user: User) -> bool:
    return Membership.objects.filter(collection=collection, role=Role.MANAGER, user__is_active=True).exclude(user=user).exists()


def _validate(collection: Collection) -> None:
    try:
        collection.full_clean(exclude=["created_by"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInput(messages[0], field=field) from error


def hashed(secret: str) -> str:
    """What is kept of a secret. A plain SHA-256 is enough: the secrets are 32 random bytes, not passwords."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(*, user: User, name: str, scopes: Sequence[str], actor: User, door: str) -> tuple[ApiToken, str]:
    """A key for programs; the secret is returned this once."""
    unknown = [scope for scope in scopes if scope not in ApiToken.SCOPES]
    if unknown or not scopes:
        raise BadInput(_("Expected some of: %(scopes)s.") % {"scopes": ", ".join(ApiToken.SCOPES)}, field="scopes")
    if not name.strip():
        raise BadInput(_("Expected a name that says what the token is for."), field="name")
    secret = "heshi_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(user=user, name=name.strip()[:80], token_hash=hashed(secret), hint=secret[6:10], scopes=list(scopes))
    auditing.record(action="token.make", actor=actor, door=door, target=token, collection=None, after={"scopes": list(scopes)})
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User, door: str) -> ApiToken:
    """The token stops working now; revoking again changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        auditing.record(action="token.revoke", actor=actor, door=door, target=token, collection=None)
    return token
