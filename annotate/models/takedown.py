"""Text that had to be erased."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotate.models.corpus import Document
from annotate.models.people import User


class TakeDown(models.Model):
    """The text of one document was erased for ever, in every row that held it, by a named manager with a reason. The digests of what stood there
    stay (``Document.sha256``, ``Source.sha256``, ``Release.digests``), so that whoever holds the original can prove that it is the one. Append-only.

    ``erased``: kind of row to how many rows lost text.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="take_down", verbose_name=_("document"))
    reason = models.TextField(_("why taken down"))
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("taken down by"))
    taken_at = models.DateTimeField(pgettext_lazy("when", "taken down"))
    erased = models.JSONField(_("rows that lost text"), default=dict)

    class Meta:
        verbose_name = _("take-down")
        verbose_name_plural = _("take-downs")

    def __str__(self) -> str:
        return f"{self.document.uuid} · {timezone.localtime(self.taken_at):%Y-%m-%d}"
