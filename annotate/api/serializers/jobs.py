"""Long work: imports, exports, releases."""

from __future__ import annotations

from datetime import datetime

from rest_framework import serializers

from annotate import exporting
from annotate.api.serializers.base import Sparse, Strict
from annotate.api.serializers.people import Person
from annotate.models import Job


class JobSerializer(Sparse):
    """Long work: only its owner and the collection's managers see it."""

    id = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(Job.Kind.choices)
    collection = serializers.UUIDField(source="collection.uuid")
    owner = Person()
    state = serializers.ChoiceField(Job.State.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    options = serializers.DictField(
        help_text="What was asked for, and what came of it: `added`, `facts`, `duplicates`, `refused` of an import, `release` of a release."
    )
    refusals = serializers.ListField(
        source="first_refusals", child=serializers.DictField(), help_text="The first 100 of what was refused; all of it under `refusals`."
    )
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.SerializerMethodField(help_text="Until when the file of an export is kept; null where there is none.")

    def get_expires_at(self, job: Job) -> datetime | None:
        return exporting.expires(job) if job.kind == Job.Kind.EXPORT else None


class NewImport(Strict):
    collection = serializers.UUIDField()
    file = serializers.FileField(allow_empty_file=True, max_length=300)
    published = serializers.CharField(required=False, allow_null=True, default=None, help_text="For documents that do not say their date.")
    encoding = serializers.ChoiceField(["utf-8", "gb18030", "big5", "utf-16le", "utf-16be"], required=False, allow_null=True, default=None)
    producer = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=60, help_text="Of facts that do not name theirs."
    )
    version = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    purpose = serializers.ChoiceField(["candidates", "reference"], default="candidates", help_text="As what facts in the file come in.")
