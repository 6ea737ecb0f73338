"""Collections of documents, and the bytes they came from."""

from __future__ import annotations

import random
import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotate.models.people import User

PUBLISHED = RegexValidator(
    r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?\Z", _("Expected a date (2024-11-28) or a month (2024-11).")
)


def draw() -> float:
    """A weight drawn once per document: it decides which share gets a second reading, so that the choice can be made again."""
    return random.random()  # noqa: S311


class Collection(models.Model):
    """A body of documents with its rules for reading them. Nothing of it is seen by others than its members, on any route."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    readings_required = models.PositiveSmallIntegerField(
        _("readings a document gets"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    second_share = models.FloatField(
        _("share that gets a second reading"), default=0, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    blind = models.BooleanField(_("readers do not see each other's judgements"), default=True)
    unaided_share = models.FloatField(
        _("share read without candidates"), default=0, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    # The one collection in which everybody practises. It has no members, so that nothing but the desk shows it.
    practice = models.BooleanField(_("for practice"), default=False, editable=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.CheckConstraint(name="collection_readings_1_to_3", condition=Q(readings_required__range=(1, 3))),
            models.UniqueConstraint(fields=["practice"], condition=Q(practice=True), name="collection_for_practice_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """The bytes as they came, so that a wrong guess (an encoding, a layout) can be done again."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="sources", verbose_name=_("collection"))
    data = models.BinaryField(_("bytes"))
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    file_name = models.CharField(_("file name"), max_length=255, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, default="text/plain")
    address = models.URLField(_("address"), max_length=2000, blank=True)
    external_id = models.CharField(_("the source's own id"), max_length=200, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(fields=["collection", "external_id"], condition=~Q(external_id=""), name="source_external_id_once"),
        ]

    def __str__(self) -> str:
        return self.file_name or self.sha256[:12]


class Wanted(models.PositiveSmallIntegerField):
    """How many readings a document is to get: by its collection and its own draw, where its maker does not say."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        if getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, model_instance.wants())
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


class Document(models.Model):
    """One raw text, never changed after it came (a byte-order mark stays in it). Unique by content in its collection.

    waiting: asked for, nobody works on it. extracting: a worker claimed it (``claimed_at``). extracted: candidates are there.
    failed: ``failure`` says why; a person may ask again, which makes it waiting. taken_down: the text was erased (``TakeDown``), for ever.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        EXTRACTING = "extracting", _("extracting")
        EXTRACTED = "extracted", _("extracted")
        FAILED = "failed", _("failed")
        TAKEN_DOWN = "taken_down", _("taken down")

    class Known(models.TextChoices):
        GIVEN = "given", _("given")
        SAID = "said", _("said in the text")
        INFERRED = "inferred", _("inferred")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="documents", verbose_name=_("collection"))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="documents", verbose_name=_("source"))
    raw = models.TextField(_("raw text"))
    length = models.PositiveIntegerField(_("characters"))
    sha256 = models.CharField("SHA-256", max_length=64)
    encoding = models.CharField(_("encoding"), max_length=20)
    title = models.CharField(_("title"), max_length=300, blank=True)
    source_name = models.CharField(_("published by"), max_length=120, blank=True)
    published = models.CharField(_("published"), max_length=10, null=True, blank=True, validators=[PUBLISHED])
    published_known = models.CharField(_("date known by"), max_length=8, choices=Known.choices, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    failure = models.TextField(_("why it failed"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed"), null=True, editable=False)
    claimed_by = models.CharField(_("claimed by"), max_length=120, blank=True, editable=False)
    bulk = models.BooleanField(_("came in bulk"), default=False)
    draw = models.FloatField(default=draw, editable=False)
    # Kept by ``counting.recount`` wherever a reading ends or a rule changes, so that the next document to read is found by index.
    readings_done = models.PositiveSmallIntegerField(default=0, editable=False)
    readings_wanted = Wanted(editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["collection", "sha256"], name="document_content_once"),
            models.CheckConstraint(
                name="document_state", condition=Q(state__in=["waiting", "extracting", "extracted", "failed", "taken_down"])
            ),
        ]
        indexes = [
            # the sweep: what waits, and what a lost worker still holds
            models.Index(fields=["claimed_at", "id"], name="document_unfinished", condition=Q(state__in=["waiting", "extracting"])),
            # the list of a collection, newest first, and the next free document of the queue
            models.Index(fields=["collection", "state", "id"], name="document_by_state"),
            models.Index(
                fields=["collection", "id"],
                name="document_wants_reading",
                condition=Q(state="extracted", readings_done__lt=F("readings_wanted")),
            ),
            # what is settled, where most of a collection is not read yet
            models.Index(fields=["collection", "id"], name="document_read", condition=Q(readings_done__gte=F("readings_wanted"))),
            # where readers can differ
            models.Index(fields=["collection", "id"], name="document_read_twice", condition=Q(readings_done__gt=1)),
        ]

    def __str__(self) -> str:
        if self.state == self.State.TAKEN_DOWN:
            return gettext("text taken down %(id)s") % {"id": str(self.uuid)[:8]}
        return self.title or self.source.file_name or str(self.uuid)

    def wants(self) -> int:
        """The collection's number of readings, or a second one for the share that the document's weight draws."""
        required = self.collection.readings_required
        return 2 if required == 1 and self.draw < self.collection.second_share else required
