"""What people decide: readings, judgements, dismissals, corrected causes, adjudications."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from annotate.models.candidate import Candidate, ExtractionRun, Fact
from annotate.models.corpus import Document
from annotate.models.fact_fields import FactFields, constraints
from annotate.models.people import User


class Reason(models.Model):
    """Why a fact was rejected or a numeral dismissed; points to the paragraph of the guideline that says so."""

    class Kind(models.TextChoices):
        REJECTION = "rejection", _("rejecting a fact")
        DISMISSAL = "dismissal", _("dismissing a numeral")

    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(pgettext_lazy("of a reason", "for"), max_length=9, choices=Kind.choices)
    digit = models.PositiveSmallIntegerField(_("key"), null=True, blank=True)
    label_zh = models.CharField(_("in Chinese"), max_length=80)
    label_en = models.CharField(_("in English"), max_length=80)
    paragraph = models.SlugField(_("paragraph of the guideline"), max_length=60)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["kind", "digit", "code"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="reason_code_once"),
            models.UniqueConstraint(fields=["kind", "digit"], name="reason_key_once"),
        ]

    def __str__(self) -> str:
        return self.label_zh if (get_language() or "").startswith("zh") else self.label_en


class Reading(models.Model):
    """One annotator's pass over one document: what assigns work, what is blind, what agreement compares.

    open: judgements come in; ``leased_until`` in the future keeps the place, null or past frees it. finished: nothing was left open;
    a manager may reopen it. ``aided``: candidates were shown.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FINISHED = "finished", _("finished")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="readings", verbose_name=_("document"))
    annotator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="readings", verbose_name=_("annotator"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    aided = models.BooleanField(_("with candidates"), default=True)
    assigned = models.BooleanField(_("assigned by a manager"), default=False)
    # The run whose candidates this reading sees, once a corrected cause made one of its own; null: the document's newest.
    run = models.ForeignKey(ExtractionRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("run"))
    guideline_version = models.CharField(_("guideline"), max_length=20)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(pgettext_lazy("when", "finished"), null=True, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["document", "annotator"], name="reading_once"),
            models.CheckConstraint(
                name="reading_finished_has_a_time",
                condition=Q(state="open", finished_at__isnull=True) | Q(state="finished", finished_at__isnull=False),
            ),
        ]
        # my own next document
        indexes = [models.Index(fields=["annotator", "state"], name="reading_of_annotator")]

    def __str__(self) -> str:
        return f"{self.document} · {self.annotator}"


class JudgementState(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")


class Review(FactFields):
    """The current judgement of one fact in one reading. No row: the fact is proposed. Accepted with other values than the candidate's: a
    correction. Every change raises ``revision`` and is an audit event with before and after; undoing deletes the row, and says so there."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("fact"))
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("reading"))
    state = models.CharField(_("judgement"), max_length=8, choices=JudgementState.choices)
    reason = models.ForeignKey(Reason, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("reason"))
    comment = models.TextField(_("comment"), blank=True)
    candidate = models.ForeignKey(
        Candidate, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("candidate seen")
    )
    revision = models.PositiveIntegerField(_("revision"), default=1)
    created_at = models.DateTimeField(_("first judged"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            *constraints("review"),
            models.UniqueConstraint(fields=["fact", "reading"], name="review_once"),
            models.CheckConstraint(name="review_state", condition=Q(state__in=JudgementState.values)),
        ]
        indexes = [
            models.Index(fields=["region_code", "fact"], name="review_by_region"),
            models.Index(fields=["period_end", "fact"], name="review_by_month"),
            models.Index(fields=["fact"], name="review_with_comment", condition=~Q(comment="")),  # a take-down looks through them
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.indicator} {self.text}"

    @property
    def corrected(self) -> tuple[str, ...]:
        """The fields in which an accepted review differs from the candidate that was seen; empty for a fact a person added."""
        if self.candidate is None or self.state != JudgementState.ACCEPTED:
            return ()
        seen = self.candidate.values()
        return tuple(name for name, value in self.values().items() if value != seen[name])


class Dismissal(models.Model):
    """A numeral that somebody looked at and said "no fact"."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="dismissals", verbose_name=_("reading"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="+", verbose_name=_("reason"))
    created_at = models.DateTimeField(_("dismissed"), auto_now_add=True)

    class Meta:
        verbose_name = _("dismissal")
        verbose_name_plural = _("dismissals")
        constraints = [
            models.UniqueConstraint(fields=["reading", "start", "end"], name="dismissal_once"),
            models.CheckConstraint(name="dismissal_start_before_end", condition=Q(start__lt=F("end"))),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class Override(models.Model):
    """A cause corrected once: extraction runs again with it as an input and yields new proposals for the facts still open."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("date of publication")
        REGION = "region", _("region")
        PERIOD = "period", _("period")

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="overrides", verbose_name=_("reading"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    old = models.CharField(_("before"), max_length=40, blank=True)
    new = models.CharField(_("after"), max_length=40)
    created_at = models.DateTimeField(pgettext_lazy("when", "corrected"), auto_now_add=True)

    class Meta:
        verbose_name = _("corrected cause")
        verbose_name_plural = _("corrected causes")
        constraints = [
            models.CheckConstraint(
                name="override_span",
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, start__lt=F("end")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.old} → {self.new}"


class Note(models.Model):
    """A remark on a fact, for a colleague."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="notes", verbose_name=_("fact"))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = pgettext_lazy("of readers", "notes")

    def __str__(self) -> str:
        return self.text[:60]


class Adjudication(FactFields):
    """The deciding judgement on a fact; never by a reader of that document."""

    fact = models.OneToOneField(Fact, on_delete=models.CASCADE, related_name="adjudication", verbose_name=_("fact"))
    adjudicator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="adjudications", verbose_name=_("adjudicator"))
    state = models.CharField(_("judgement"), max_length=8, choices=JudgementState.choices)
    reason = models.ForeignKey(Reason, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("reason"))
    comment = models.TextField(_("comment"), blank=True)
    settles = models.ManyToManyField(Reading, related_name="adjudications", verbose_name=_("readings settled"))
    revision = models.PositiveIntegerField(_("revision"), default=1)
    created_at = models.DateTimeField(_("decided"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("adjudication")
        verbose_name_plural = _("adjudications")
        constraints = [
            *constraints("adjudication"),
            models.CheckConstraint(name="adjudication_state", condition=Q(state__in=JudgementState.values)),
        ]
        indexes = [
            models.Index(fields=["region_code", "fact"], name="adjudication_by_region"),
            models.Index(fields=["period_end", "fact"], name="adjudication_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.indicator} {self.text}"
