"""Gold made elsewhere: something to compare with, never anybody's judgement here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotate.models.corpus import Document
from annotate.models.fact_fields import FactFields, constraints
from annotate.models.people import User


class ReferenceFact(FactFields):
    """One fact of a reference set. No desk, card, list of facts or release shows it, so that it sways no reader: the scorer alone reads it.

    ``optional``: reasonable people differ on whether it is a fact; a scorer neither rewards nor punishes it, nor one with the flag ``damaged``.
    """

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="reference_facts", db_index=False, verbose_name=_("document")
    )
    producer = models.CharField(_("producer"), max_length=60)
    producer_version = models.CharField(_("version"), max_length=40)
    optional = models.BooleanField(_("optional"), default=False)
    flags = models.JSONField(_("flags"), default=list)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("reference fact")
        verbose_name_plural = _("reference facts")
        constraints = [*constraints("reference")]
        # the sets of a document: what is there already, and what is compared
        indexes = [models.Index(fields=["document", "producer", "producer_version"], name="reference_set")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.text}"
