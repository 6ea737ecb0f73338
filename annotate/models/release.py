"""Gold, frozen."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotate.models.candidate import Fact
from annotate.models.corpus import Collection, Document
from annotate.models.fact_fields import FactFields, constraints
from annotate.models.people import User
from annotate.models.takedown import TakeDown

# A release without digests is in the making: nobody sees it, and it can still be changed or taken away.
FROZEN = ~models.Q(digests={})


class Release(models.Model):
    """A numbered state of the gold: patch is the same data, minor only adds, major changes or withdraws. It can neither change nor vanish;
    withdrawn is a mark in a row of its own kind (``withdrawn_at``), the one column the database lets anybody write later."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="releases", verbose_name=_("collection"))
    major = models.PositiveIntegerField(_("major"))
    minor = models.PositiveIntegerField(_("minor"))
    patch = models.PositiveIntegerField(_("patch"))
    notes = models.TextField(_("notes"), blank=True)
    coverage = models.JSONField(_("coverage"), default=dict)
    digests = models.JSONField(_("SHA-256 of the files"), default=dict)
    extractor_version = models.CharField(_("extractor version"), max_length=40)
    tables_digest = models.CharField(_("digest of the tables"), max_length=64)
    guideline_version = models.CharField(_("guideline"), max_length=20)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("released by"))
    created_at = models.DateTimeField(_("released"))
    withdrawn_at = models.DateTimeField(pgettext_lazy("when", "withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_reason = models.TextField(_("why withdrawn"), blank=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [models.UniqueConstraint(fields=["collection", "major", "minor", "patch"], name="release_number_once")]

    def __str__(self) -> str:
        return f"{self.collection} {self.number}"

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def take_downs(self) -> models.QuerySet[TakeDown]:
        """Under which names text of this release was erased, each with ``facts``, how many gold facts lost theirs."""
        erased = GoldFact.objects.filter(release=self, take_down__isnull=False)
        rows = TakeDown.objects.filter(pk__in=erased.values("take_down")).select_related("document", "taken_by").defer("document__raw")
        return rows.annotate(facts=models.Count("gold", filter=models.Q(gold__release=self))).order_by("id")


class GoldFact(FactFields):
    """A frozen copy of one settled fact with where it came from. ``provenance``: who judged, in which readings, by which candidate."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="facts", verbose_name=_("release"))
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="gold", verbose_name=_("fact"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))
    fact_uuid = models.UUIDField(_("fact id"))
    document_uuid = models.UUIDField(_("document id"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=2000, blank=True)
    published = models.CharField(_("published"), max_length=10, null=True, blank=True)
    sentence = models.TextField(_("sentence"))
    flags = models.JSONField(_("flags"), default=list)
    evidence = models.JSONField(_("evidence"), default=dict)
    provenance = models.JSONField(_("provenance"), default=dict)
    # Where set, title, sentence and mention were erased; the values stay.
    take_down = models.ForeignKey(
        TakeDown,
        null=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="gold",
        verbose_name=_("take-down"),
    )

    class Meta:
        verbose_name = _("gold fact")
        verbose_name_plural = _("gold facts")
        constraints = [*constraints("goldfact"), models.UniqueConstraint(fields=["release", "fact"], name="goldfact_once")]
        # the order of every file, binary and the same on each database
        indexes = [
            models.Index(fields=["release", "document_uuid", "start", "fact_uuid"], name="goldfact_file_order"),
            # the change log, which goes by the facts' ids
            models.Index(fields=["release", "fact_uuid"], name="goldfact_change_log"),
            # what of a release was taken down
            models.Index(fields=["release", "take_down"], name="goldfact_taken_down", condition=models.Q(take_down__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.text}"
