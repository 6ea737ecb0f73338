"""People, what they may do in a collection, and the secrets that let them in (kept as hashes only)."""

from __future__ import annotations

import hashlib
import uuid
from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class User(AbstractUser):
    """A person. Named in audits for ever, so deactivated rather than deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Role(models.TextChoices):
    """A manager does what all others do, and governs the collection; a viewer reads."""

    ANNOTATOR = "annotator", _("annotator")
    ADJUDICATOR = "adjudicator", _("adjudicator")
    MANAGER = "manager", _("manager")
    VIEWER = "viewer", _("viewer")


class Membership(models.Model):
    """One person's one role in one collection."""

    collection = models.ForeignKey(
        "annotate.Collection", on_delete=models.CASCADE, related_name="memberships", verbose_name=_("collection")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["collection", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class ApiToken(models.Model):
    """A key for programs. Only its SHA-256 is kept: it is shown once, can be revoked, and never stands in a log."""

    SCOPES = ("read", "review", "manage")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("user"))
    name = models.CharField(_("name"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("begins with"), max_length=8, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(pgettext_lazy("when", "revoked"), null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class Session(AbstractBaseSession):
    """One log-in on one browser, so that its owner can see and end it."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("user"))
    browser = models.CharField(_("browser"), max_length=80, blank=True)
    logged_in_at = models.DateTimeField(_("logged in"), null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.browser or self.name

    @property
    def name(self) -> str:
        """To speak of it: the key itself lets its bearer in."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class AccessLink(models.Model):
    """A link that works once: to log in, to join a collection, or to set a new password. Only its SHA-256 is kept."""

    class Kind(models.TextChoices):
        LOGIN = "login", _("log in")
        INVITE = "invite", _("join a collection")
        RESET = "reset", _("set a new password")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("user"))
    collection = models.ForeignKey("annotate.Collection", null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("collection"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(pgettext_lazy("when", "used"), null=True, editable=False)

    class Meta:
        verbose_name = _("access link")
        verbose_name_plural = _("access links")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.created_at):%Y-%m-%d}"
