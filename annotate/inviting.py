"""Links that work once: to log in, to join a collection, to set a new password. None of them needs e-mail."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import auditing, permissions
from annotate.errors import BadInput, NotFound, WrongState
from annotate.governing import hashed
from annotate.models import AccessLink, Collection, Membership, Role, User

LOGIN_LIFETIME = timedelta(hours=24)


def _make(*, kind: str, actor: User, lifetime: timedelta, **what: object) -> tuple[AccessLink, str]:
    secret = secrets.token_urlsafe(32)
    link = AccessLink.objects.create(kind=kind, token_hash=hashed(secret), created_by=actor, expires_at=timezone.now() + lifetime, **what)
    return link, secret


@transaction.atomic
def invite(*, collection: Collection, role: str, actor: User, door: str) -> str:
    """The secret of a link that makes one person a member with this role."""
    permissions.require(actor, "manage", collection)
    if role not in Role.values:
        raise BadInput(_("Expected one of: %(roles)s.") % {"roles": ", ".join(Role.values)}, field="role")
    link, secret = _make(kind=AccessLink.Kind.INVITE, actor=actor, lifetime=settings.LINK_LIFETIME, collection=collection, role=role)
    auditing.record(action="link.invite", actor=actor, door=door, target=link, collection=collection, after={"role": role})
    return secret


@transaction.atomic
def login_link(*, user: User, actor: User, door: str) -> str:
    """The secret of a link that logs this person in, once. Only the machine's owner makes one (``manage.py up``)."""
    link, secret = _make(kind=AccessLink.Kind.LOGIN, actor=actor, lifetime=LOGIN_LIFETIME, user=user)
    auditing.record(action="link.login", actor=actor, door=door, target=link, collection=None, after={"user": user.username})
    return secret


@transaction.atomic
def reset_link(*, user: User, actor: User, door: str) -> str:
    """The secret of a link by which this person sets a new password. A superuser may make it, or a manager all of whose
    collections the person shares: a manager of one collection must not get at another's account through a common member."""
    if not (actor.is_superuser or actor == user):
        _require_manager_of_all(actor, user)
    link, secret = _make(kind=AccessLink.Kind.RESET, actor=actor, lifetime=LOGIN_LIFETIME, user=user)
    auditing.record(action="link.reset", actor=actor, door=door, target=link, collection=None, after={"user": user.username})
    return secret


def _require_manager_of_all(actor: User, user: User) -> None:
    theirs = set(Membership.objects.filter(user=user).values_list("collection", flat=True))
    managed = set(permissions.collections(actor, "manage").values_list("pk", flat=True))
    if not theirs & managed:
        raise NotFound(_("Nothing of that name is here."))
    if user.is_superuser or theirs - managed:
        raise WrongState(_("This person belongs to collections you do not manage: ask the administrator of this installation."))


def find_link(*, secret: str, kind: str | None = None, lock: bool = False) -> AccessLink:
    """The link of a secret; NotFound where there is none, it was used, or its time is over."""
    links = AccessLink.objects.select_for_update(of=("self",)) if lock else AccessLink.objects.all()
    links = links.filter(token_hash=hashed(secret), used_at__isnull=True, expires_at__gt=timezone.now())
    link = links.filter(kind=kind).first() if kind else links.first()
    if link is None:
        raise NotFound(_("This link does not work any more. Ask for a new one."))
    return link


def _use(link: AccessLink) -> None:
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])


@transaction.atomic
def use_login(*, secret: str) -> User:
    """Spend a login link; returns who is to be logged in."""
    link = find_link(secret=secret, kind=AccessLink.Kind.LOGIN, lock=True)
    _use(link)
    assert link.user is not None
    if not link.user.is_active:
        raise NotFound(_("This link does not work any more. Ask for a new one."))
    auditing.record(action="link.used", actor=link.user, door="page", target=link, collection=None)
    return link.user


@transaction.atomic
def join(*, secret: str, actor: User | None = None, username: str = "", password: str = "", door: str = "page") -> User:
    """Spend an invitation, for the person logged in or for a new account. A standing role is not lowered."""
    link = find_link(secret=secret, kind=AccessLink.Kind.INVITE, lock=True)
    assert link.collection is not None
    user = actor or _new_account(username, password)
    membership, made = Membership.objects.get_or_create(collection=link.collection, user=user, defaults={"role": link.role})
    if not made:
        raise WrongState(_("You are a member of this collection already (%(role)s).") % {"role": membership.get_role_display()})
    _use(link)
    auditing.record(
        action="member.join",
        actor=user,
        door=door,
        target=user,
        collection=link.collection,
        before={"role": None},
        after={"role": link.role},
    )
    return user


def _new_account(username: str, password: str) -> User:
    user = User(username=User.normalize_username(username.strip()))
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInput(messages[0], field=field) from error
    _check_password(password, user)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def set_password(*, secret: str, password: str) -> User:
    """Spend a reset link. Every session of the person ends with the change."""
    link = find_link(secret=secret, kind=AccessLink.Kind.RESET, lock=True)
    assert link.user is not None
    _check_password(password, link.user)
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    _use(link)
    auditing.record(action="password.reset", actor=link.user, door="page", target=link.user, collection=None)
    return link.user


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="password") from error
