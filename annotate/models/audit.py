"""Who did what, when, why and through which door."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    PAGE = "page", _("pages")
    API = "api", "API"
    ADMIN = "admin", _("admin")
    COMMAND = "command", _("command line")
    TASK = "task", _("worker")


class AuditEvent(models.Model):
    """Append-only, in the database too (``append_only.py``). It keeps labels beside weak references, so that it outlives what it tells of."""

    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.ForeignKey("annotate.User", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    actor_name = models.CharField(_("name then"), max_length=150, blank=True)
    action = models.CharField(_("what"), max_length=40)
    door = models.CharField(_("through"), max_length=8, choices=Door.choices)
    collection_uuid = models.UUIDField(_("collection"), null=True)
    target_type = models.CharField(_("kind of thing"), max_length=40)
    target_id = models.CharField(_("id of the thing"), max_length=40)
    target_label = models.CharField(_("thing"), max_length=300, blank=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    reason = models.TextField(_("why"), blank=True)
    # the entries of one click share it
    group = models.UUIDField(_("one deed"), null=True)
    # where set, words of the text were erased from this row
    take_down = models.ForeignKey(
        "annotate.TakeDown",
        null=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("take-down"),
    )

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["target_type", "target_id", "id"], name="audit_life_story"),
            models.Index(fields=["collection_uuid", "id"], name="audit_of_collection"),
            models.Index(fields=["actor", "id"], name="audit_of_actor"),
            # whether one deed on many things was done, and what it did; few events belong to one
            models.Index(fields=["group", "actor"], condition=models.Q(group__isnull=False), name="audit_of_group"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M:%S} {self.actor_name} {self.action} {self.target_label}"
