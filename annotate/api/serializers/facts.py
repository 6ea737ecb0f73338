"""Facts with what was proposed, judged and decided."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotate.api.serializers.base import FLAGS, Sparse, Strict
from annotate.api.serializers.people import Person
from annotate.findings import told
from annotate.models import Candidate, Fact, Review
from annotate.models.fact_fields import EDITABLE_FIELDS, VALUE_FIELDS
from annotate.models.review import JudgementState
from annotate.standing import STATES


class Values(serializers.ModelSerializer):
    """The values of a fact, as in every record and file."""

    class Meta:
        model = Candidate
        fields = VALUE_FIELDS


class NewValues(Strict, serializers.ModelSerializer):
    """What a person may say of a fact; ``text`` follows from the span, ``value_base`` and ``unit_base`` from value and unit."""

    value = serializers.CharField(max_length=40, help_text="A decimal as a string: 5.4, -9.7")
    value_max = serializers.CharField(max_length=40, allow_null=True, required=False, help_text="A decimal as a string: 5.4, -9.7")

    class Meta:
        model = Review
        fields = EDITABLE_FIELDS
        extra_kwargs = {
            "period_start": {"help_text": "2024-09"},
            "period_end": {"help_text": "2024-09"},
            "region_code": {"help_text": "370283"},
            "base": {"help_text": "previous_year, previous_period, year_end, elsewhere, plan, or a year such as 2020"},
        }


class SomeValues(NewValues):
    """Those values that differ; the others stay as proposed."""

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


@extend_schema_field({"type": "object", "additionalProperties": {"type": "number"}, "examples": [{"fact": 0.93, "period": 0.71}]})
class Confidence(serializers.JSONField):
    pass


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": "object"}, "examples": [{"period": {"spans": [[3, 7]], "rule": None}}]}
)
class Evidence(serializers.JSONField):
    pass


@extend_schema_field({"type": "array", "items": {"type": "object"}, "examples": [[{"check": "sum", "says": "…", "spans": [[3, 7]]}]]})
class Findings(serializers.JSONField):
    """What the checks have to say, in the language asked for; ``check`` is their name."""

    def to_representation(self, value: Any) -> Any:
        return [{**finding, "says": told(str(finding["says"]))} if finding.get("says") else finding for finding in value]


class CandidateSerializer(serializers.Serializer):
    values = Values(source="*")
    confidence = Confidence()
    evidence = Evidence()
    findings = Findings()
    flags = serializers.ListField(child=serializers.ChoiceField(FLAGS))
    producer = serializers.CharField()
    producer_version = serializers.CharField()
    created_at = serializers.DateTimeField()


class ReviewSerializer(Sparse):
    """One reader's judgement of one fact."""

    fact = serializers.UUIDField(source="fact.uuid")
    reading = serializers.UUIDField(source="reading.uuid")
    annotator = Person(source="reading.annotator")
    state = serializers.ChoiceField(JudgementState.choices)
    values = Values(source="*")
    corrected = serializers.ListField(child=serializers.CharField(), help_text="Fields that differ from the candidate seen.")
    reason = serializers.CharField(source="reason.code", allow_null=True, default=None)
    comment = serializers.CharField()
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class NewReview(Strict):
    state = serializers.ChoiceField(JudgementState.choices)
    values = SomeValues(required=False)
    reason = serializers.SlugField(required=False, allow_null=True, default=None, help_text="A code from /reasons; needed to reject.")
    comment = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)
    revision = serializers.IntegerField(
        required=False, min_value=0, help_text="The revision you saw; 0 where there was none. Or send If-Match."
    )
    insist = serializers.BooleanField(required=False, default=False, help_text="Accept although a check objects.")
    group = serializers.UUIDField(required=False, help_text="Chosen by you, one for what is done together: the audit names it.")


class AddedFact(Strict):
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    values = SomeValues(required=False)
    insist = serializers.BooleanField(required=False, default=False)
    key = serializers.UUIDField(required=False, help_text="The fact's id, chosen by you: the same request sent again then adds nothing.")


class AdjudicationSerializer(serializers.Serializer):
    adjudicator = Person()
    state = serializers.ChoiceField(JudgementState.choices)
    values = Values(source="*")
    reason = serializers.CharField(source="reason.code", allow_null=True, default=None)
    comment = serializers.CharField()
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class FactSerializer(Sparse):
    """A fact: what was proposed, and the judgements that the person who asks may see."""

    id = serializers.UUIDField(source="uuid")
    document = serializers.UUIDField(source="document.uuid")
    collection = serializers.UUIDField(source="document.collection.uuid")
    origin = serializers.ChoiceField(Fact.Origin.choices)
    created_at = serializers.DateTimeField()
    state = serializers.ChoiceField(STATES, help_text="How it stands for you.")
    values = Values(source="standing", allow_null=True, help_text="What stands for you: decided, else judged, else proposed.")
    candidates = CandidateSerializer(many=True, source="shown_candidates", help_text="Newest first.")
    reviews = ReviewSerializer(many=True, source="shown_reviews")
    adjudication = AdjudicationSerializer(allow_null=True, source="shown_adjudication")


class NoteSerializer(Sparse):
    id = serializers.IntegerField()
    fact = serializers.UUIDField(source="fact.uuid")
    author = Person()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


class NewNote(Strict):
    text = serializers.CharField(max_length=5000)


class NewAdjudication(Strict):
    state = serializers.ChoiceField(JudgementState.choices)
    values = SomeValues(required=False)
    reason = serializers.SlugField(required=False, allow_null=True, default=None)
    comment = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)
    revision = serializers.IntegerField(
        required=False, min_value=0, help_text="The revision you saw; 0 where there was none. Or send If-Match."
    )
    insist = serializers.BooleanField(required=False, default=False, help_text="Decide although a check objects.")
