"""What follows from the judgements."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from annotate.api.serializers.base import Strict
from annotate.api.serializers.facts import ReviewSerializer
from annotate.models import ConflictMark


class DisputeSerializer(serializers.Serializer):
    """One fact on which the readers differ."""

    fact = serializers.UUIDField(source="fact.uuid")
    document = serializers.UUIDField(source="fact.document.uuid")
    sides = ReviewSerializer(many=True)
    silent = serializers.ListField(child=serializers.UUIDField(), help_text="Readings that did not find it.")
    differs_in = serializers.ListField(child=serializers.CharField(), help_text="Fields in which accepted sides differ.")


class AgreementSerializer(serializers.Serializer):
    field = serializers.CharField()
    units = serializers.IntegerField(help_text="Facts that at least two readers judged.")
    plain = serializers.FloatField(allow_null=True)
    alpha = serializers.FloatField(allow_null=True, help_text="Krippendorff's.")


class Comparison(serializers.Serializer):
    about = serializers.CharField(source="label", help_text="The pair or the month; empty for all.")
    documents = serializers.IntegerField()
    fact = AgreementSerializer(help_text="Whether a figure is a fact at all; missed facts count.")
    by_field = AgreementSerializer(many=True, source="fields")


class AgreementReport(serializers.Serializer):
    """How far the readers agree, computed from their finished readings."""

    overall = Comparison()
    aided = Comparison()
    unaided = Comparison()
    pairs = Comparison(many=True)
    months = Comparison(many=True)
    whole = serializers.BooleanField(help_text="Whether no document was left out.")


class ConflictSerializer(serializers.Serializer):
    """One observation for which facts give values that cannot all hold."""

    observation_id = serializers.CharField()
    facts = serializers.ListField(child=serializers.DictField())
    kind = serializers.ChoiceField(ConflictMark.Kind.choices, allow_null=True)
    comment = serializers.CharField(allow_null=True)


class NewExplanation(Strict):
    kind = serializers.ChoiceField(ConflictMark.Kind.choices)
    comment = serializers.CharField(required=False, allow_blank=True, default="")


class CorrectionSerializer(serializers.Serializer):
    """One field in which a reader's value differs from the machine's."""

    def get_fields(self) -> dict[str, Any]:
        names = ("fact_id", "document_id", "mention", "field", "from", "to", "cues", "rule", "extractor_version", "reason")
        return {name: serializers.CharField() for name in names}


class AccuracySerializer(serializers.Serializer):
    version = serializers.CharField()
    judged = serializers.IntegerField()
    accepted = serializers.IntegerField()
    by_field = serializers.DictField(child=serializers.FloatField(), source="fields", help_text="The share left as it was.")
