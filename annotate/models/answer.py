"""What a program was answered when it asked to make something."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotate.models.people import User


class Answer(models.Model):
    """The answer to a request that bore an ``Idempotency-Key``, written in the transaction that made what was asked for: the same key sent again by
    the same person is answered from here, and makes nothing. ``asked`` is the digest of the request; secrets are not kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("user"))
    key = models.CharField(_("key"), max_length=200)
    asked = models.CharField("SHA-256", max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    body = models.JSONField(_("answer"), null=True)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("answer to a program")
        verbose_name_plural = _("answers to programs")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_once")]

    def __str__(self) -> str:
        return self.key
