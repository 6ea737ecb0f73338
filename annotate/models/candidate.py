"""What machines propose: runs, candidates, and the facts whose identity outlives both."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotate.models.corpus import Document
from annotate.models.fact_fields import FactFields, constraints
from annotate.models.people import User


class ExtractionRun(models.Model):
    """One extractor version over one document with given inputs. Unique, so that a task that runs twice finds its own row.

    ``numerals``: every numeral of the raw text as ``[start, end, reason or null]``; those with a reason come dismissed in advance.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="runs", verbose_name=_("document"))
    extractor_version = models.CharField(_("extractor version"), max_length=40)
    tables_digest = models.CharField(_("digest of the tables"), max_length=64)
    inputs = models.JSONField(_("inputs"), default=dict)
    inputs_digest = models.CharField(max_length=64, editable=False)
    numerals = models.JSONField(_("numerals"), default=list)
    candidates_count = models.PositiveIntegerField(_("candidates"), default=0)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), default=0)
    created_at = models.DateTimeField(_("run"), auto_now_add=True)

    class Meta:
        verbose_name = _("extraction run")
        verbose_name_plural = _("extraction runs")
        constraints = [
            models.UniqueConstraint(fields=["document", "extractor_version", "tables_digest", "inputs_digest"], name="run_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.extractor_version}"


class Fact(models.Model):
    """The identity of one statistical observation of one document. It outlives re-extraction: a re-run is matched by the largest overlap of
    raw mentions, one to one. There is no unique constraint on the span: people correct spans, and one figure may be two facts (均)."""

    class Origin(models.TextChoices):
        MACHINE = "machine", _("extractor")
        PERSON = "person", _("added by a person")
        IMPORT = "import", _("imported")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="facts", verbose_name=_("document"))
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    # The newest proposal; older ones stay. Null for a fact that a person added.
    candidate = models.ForeignKey("annotate.Candidate", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("candidate"))
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")

    def __str__(self) -> str:
        return str(self.uuid)


class Candidate(FactFields):
    """One producer's proposal for a fact. Never changed."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="candidates", verbose_name=_("fact"))
    run = models.ForeignKey(ExtractionRun, null=True, on_delete=models.CASCADE, related_name="candidates", verbose_name=_("run"))
    producer = models.CharField(_("producer"), max_length=60, default="heshi")
    producer_version = models.CharField(_("version"), max_length=40)
    confidence = models.JSONField(_("confidence"), default=dict)
    evidence = models.JSONField(_("evidence"), default=dict)
    findings = models.JSONField(_("findings"), default=list)
    flags = models.JSONField(_("flags"), default=list)
    created_at = models.DateTimeField(_("proposed"), auto_now_add=True)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [
            *constraints("candidate"),
            models.UniqueConstraint(fields=["run", "fact"], name="candidate_once_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.text}"
