"""Releases and the gold in them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotate.api.serializers.base import FLAGS, Sparse, Strict
from annotate.api.serializers.documents import TakenDown
from annotate.api.serializers.people import Person
from annotate.exports.columns import COLUMNS
from annotate.exports.rows import TAKEN_DOWN
from annotate.models import Candidate
from annotate.models.fact_fields import VALUE_FIELDS


class ReleaseSerializer(Sparse):
    """A frozen, numbered state of a collection's gold."""

    id = serializers.UUIDField(source="uuid")
    collection = serializers.UUIDField(source="collection.uuid")
    number = serializers.CharField()
    notes = serializers.CharField()
    coverage = serializers.DictField(help_text="What it rests on: counts, agreement, what was left out and why.")
    digests = serializers.DictField(help_text="SHA-256 by file.")
    extractor_version = serializers.CharField()
    tables_digest = serializers.CharField()
    guideline_version = serializers.CharField()
    created_by = Person()
    created_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_by = Person(allow_null=True)
    withdrawn_reason = serializers.CharField()

    taken_down = TakenDown(many=True, source="take_downs", help_text="Documents whose text was erased from it since.")


class NewRelease(Strict):
    collection = serializers.UUIDField()
    notes = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)
    admit = serializers.DictField(
        child=serializers.CharField(max_length=500), required=False, default=dict,
        help_text="Settled facts that rest on damaged text: the fact's id and why it may be trusted.",
    )  # fmt: skip


class Withdrawal(Strict):
    reason = serializers.CharField()


class GoldValues(serializers.ModelSerializer):
    class Meta:
        model = Candidate
        fields = VALUE_FIELDS


@extend_schema_field({"type": "array", "items": {"type": "string", "enum": [*FLAGS, TAKEN_DOWN]}})
class GoldFlags(serializers.Field):
    """As in the files: ``taken_down`` where the words are gone."""

    def to_representation(self, gold: Any) -> list[str]:
        return [*gold.flags, TAKEN_DOWN] if gold.take_down_id else gold.flags


class GoldFactSerializer(Sparse):
    """A gold fact, with the names of the columns of the CSV."""

    def get_fields(self) -> dict[str, Any]:
        self._declared_fields = _gold_fields()
        return super().get_fields()


def _gold_fields() -> dict[str, Any]:
    special = {
        "fact_id": serializers.UUIDField(source="fact_uuid"),
        "document_id": serializers.UUIDField(source="document_uuid"),
        "title": serializers.CharField(),
        "address": serializers.CharField(),
        "published": serializers.CharField(allow_null=True),
        "sentence": serializers.CharField(),
        "flags": GoldFlags(source="*"),
        "release": serializers.CharField(source="release.number"),
    }
    values = GoldValues().get_fields()
    return {column.name: special.get(column.name) or values.get(column.name) or serializers.CharField() for column in COLUMNS}
