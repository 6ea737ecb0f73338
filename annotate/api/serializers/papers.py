"""Reasons, the guideline, the audit."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotate.api.serializers.base import Sparse
from annotate.models import Reason
from annotate.models.audit import Door


class ReasonSerializer(Sparse):
    code = serializers.CharField()
    kind = serializers.ChoiceField(Reason.Kind.choices)
    digit = serializers.IntegerField(allow_null=True)
    label_zh = serializers.CharField()
    label_en = serializers.CharField()
    paragraph = serializers.CharField(help_text="Of the guideline.")


class Guideline(serializers.Serializer):
    version = serializers.CharField()
    language = serializers.ChoiceField(["zh", "en"])
    markdown = serializers.CharField()


@extend_schema_field({"type": ["object", "null"]})
class Details(serializers.JSONField):
    pass


class AuditEventSerializer(Sparse):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = serializers.CharField(source="actor_name")
    action = serializers.CharField()
    door = serializers.ChoiceField(Door.choices)
    collection = serializers.UUIDField(source="collection_uuid", allow_null=True)
    target_type = serializers.CharField()
    target_id = serializers.CharField()
    target_label = serializers.CharField()
    before = Details()
    after = Details()
    reason = serializers.CharField()
    group = serializers.UUIDField(allow_null=True)
