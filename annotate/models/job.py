"""Long work: imports, exports, re-extractions."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotate.models.corpus import Collection
from annotate.models.people import User


class Job(models.Model):
    """One piece of long work. Only its owner and the collection's managers see it; what an import did not take stands in ``refused``, a row each,
    a document that a re-extraction could not do in ``refusals``."""

    class Kind(models.TextChoices):
        IMPORT = "import", _("import")
        EXPORT = "export", _("export")
        REEXTRACT = "reextract", _("extract again")
        RELEASE = "release", _("release")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="jobs", verbose_name=_("collection"))
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="jobs", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    options = models.JSONField(_("options"), default=dict)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), null=True)
    refusals = models.JSONField(_("refused"), default=list)
    failure = models.TextField(_("why it failed"), blank=True)
    file = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last progress"), null=True, editable=False)
    finished_at = models.DateTimeField(pgettext_lazy("when", "finished"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    @property
    def first_refusals(self) -> list[dict[str, Any]]:
        """The first hundred, for a look at the job; the rest is read page by page."""
        if self.kind != self.Kind.IMPORT:
            return self.refusals
        rows = self.refused.order_by("id")[:100] if self.options.get("refused") or self.options.get("duplicates") else []
        return [{"place": row.place, "field": row.field, "reason": row.reason} for row in rows]


class Refusal(models.Model):
    """One row, line or file that an import did not take in, by its place, with the reason. ``code`` is that of the error (``duplicate``: it is there
    already, as ``document``); ``field`` names the key where one is meant."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="refused", db_index=False, verbose_name=_("job"))
    place = models.CharField(_("place"), max_length=400)
    code = models.CharField(_("kind"), max_length=30)
    field = models.CharField(_("field"), max_length=60, blank=True)
    reason = models.TextField(_("reason"))
    document = models.UUIDField(_("document"), null=True)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        # a job's refusals page by page, of one kind or of all
        indexes = [models.Index(fields=["job", "code", "id"], name="refusal_by_kind")]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"
