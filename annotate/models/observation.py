"""What somebody said about facts that contradict each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotate.models.corpus import Collection
from annotate.models.people import User


class ConflictMark(models.Model):
    """The explanation of one observation's differing values. Marking again replaces it; the audit keeps what stood before."""

    class Kind(models.TextChoices):
        REVISED = "revised", _("the later figure is a revision")
        ESTIMATE = "estimate", _("estimate against final figure")
        WRONG = "wrong", _("one of the texts is wrong")
        DIFFERENT = "different", _("not the same thing after all")

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="conflict_marks", verbose_name=_("collection"))
    observation_id = models.CharField(_("observation"), max_length=16)
    kind = models.CharField(_("explanation"), max_length=9, choices=Kind.choices)
    comment = models.TextField(_("comment"), blank=True)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("marked by"))
    marked_at = models.DateTimeField(_("marked"), auto_now=True)

    class Meta:
        verbose_name = _("explained conflict")
        verbose_name_plural = _("explained conflicts")
        constraints = [models.UniqueConstraint(fields=["collection", "observation_id"], name="conflict_mark_once")]

    def __str__(self) -> str:
        return f"{self.observation_id}: {self.get_kind_display()}"
