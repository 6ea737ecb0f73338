"""What machines propose: runs, candidates, and the facts whose identity outlives both."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotate.models.corpus import Collection, Document
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
    created_at = models.DateTimeField(pgettext_lazy("when", "run"), auto_now_add=True)

    class Meta:
        verbose_name = _("extraction run")
        verbose_name_plural = _("extraction runs")
        constraints = [
            models.UniqueConstraint(fields=["document", "extractor_version", "tables_digest", "inputs_digest"], name="run_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.extractor_version}"


class OfDocument(models.ForeignKey):
    """A key that a row has in common with its document, taken over from there whenever the row is written, one by one or in bulk: no maker of
    rows can forget it or get it wrong."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        if getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, getattr(model_instance.document, self.attname))
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


# What long lists of facts are narrowed by. Copied from the newest candidate, so that an index finds them.
SOUGHT_FIELDS = ("region_code", "period_end")


class Fact(models.Model):
    """The identity of one statistical observation of one document. It outlives re-extraction: a re-run is matched by the largest overlap of
    raw mentions, one to one. There is no unique constraint on the span: people correct spans, and one figure may be two facts (均).

    ``start`` is where the fact stands in the raw text; it and SOUGHT_FIELDS are the newest candidate's (null for a fact that a person added,
    whose values are a judgement), for lists only. Orders by index, within a collection: ``id``, and ``document, start, id``.
    """

    class Origin(models.TextChoices):
        MACHINE = "machine", _("extractor")
        PERSON = "person", _("added by a person")
        IMPORT = "import", _("imported")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="facts", verbose_name=_("document"))
    collection = OfDocument(
        Collection, on_delete=models.PROTECT, related_name="facts", verbose_name=_("collection"), db_index=False, editable=False
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    # The newest proposal; older ones stay. Null for a fact that a person added.
    candidate = models.ForeignKey(
        "annotate.Candidate", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("candidate"), db_index=False
    )
    start = models.PositiveIntegerField(_("start"), default=0, editable=False)
    region_code = models.CharField(_("region code"), max_length=6, null=True, editable=False)
    period_end = models.CharField(_("last month"), max_length=7, null=True, editable=False)
    # Finished readings differ and nobody decided. Kept by ``counting`` wherever a reading ends or a decision is made, so that the queue is an index.
    disputed = models.BooleanField(default=False, db_default=False, editable=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        indexes = [
            models.Index(fields=["collection", "id"], name="fact_newest"),
            models.Index(fields=["collection", "document", "start", "id"], name="fact_in_reading_order"),
            models.Index(fields=["region_code", "collection", "id"], name="fact_of_region"),
            models.Index(fields=["period_end", "collection", "id"], name="fact_of_month"),
            models.Index(fields=["collection", "origin", "id"], name="fact_by_rare_origin", condition=~Q(origin="machine")),
            models.Index(fields=["collection", "id"], name="fact_disputed", condition=Q(disputed=True)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def take(self, candidate: Candidate) -> None:
        """Stand for a candidate, with what lists show and seek of it; saved by the caller: ``TAKEN_FIELDS``."""
        self.candidate, self.start = candidate, candidate.start
        for name in SOUGHT_FIELDS:
            setattr(self, name, getattr(candidate, name))


TAKEN_FIELDS = ("candidate", "start", *SOUGHT_FIELDS)


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
