"""Readings and what is done in them."""

from __future__ import annotations

from rest_framework import serializers

from annotate.api.serializers.base import FLAGS, Sparse, Strict
from annotate.api.serializers.facts import (
    AdjudicationSerializer,
    CandidateSerializer,
    Confidence,
    Evidence,
    Findings,
    NoteSerializer,
    ReviewSerializer,
)
from annotate.api.serializers.people import Person
from annotate.models import Fact, Override, Reading
from annotate.standing import STATES


class ReadingSerializer(Sparse):
    """One person's pass over one document."""

    id = serializers.UUIDField(source="uuid")
    document = serializers.UUIDField(source="document.uuid")
    collection = serializers.UUIDField(source="document.collection.uuid")
    annotator = Person()
    state = serializers.ChoiceField(Reading.State.choices)
    aided = serializers.BooleanField(help_text="Whether candidates are shown.")
    assigned = serializers.BooleanField()
    guideline_version = serializers.CharField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    leased_until = serializers.DateTimeField(allow_null=True)


class NewReading(Strict):
    """A document, to open one's reading of it; else the next in the queue, of one collection or of all."""

    document = serializers.UUIDField(required=False)
    collection = serializers.UUIDField(required=False)


class Reopening(Strict):
    reason = serializers.CharField(required=False, default="", allow_blank=True, help_text="Needed, once one may.")


class Card(serializers.Serializer):
    """One fact as its reader sees it."""

    fact = serializers.UUIDField(source="fact.uuid")
    origin = serializers.ChoiceField(Fact.Origin.choices, source="fact.origin")
    state = serializers.ChoiceField(STATES)
    values = serializers.DictField()
    candidate = CandidateSerializer(allow_null=True)
    review = ReviewSerializer(allow_null=True)
    rivals = CandidateSerializer(many=True, help_text="What other producers propose for the same fact.")
    others = ReviewSerializer(many=True)
    adjudication = AdjudicationSerializer(allow_null=True)


class Numeral(serializers.Serializer):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    state = serializers.ChoiceField(["covered", "dismissed", "in_advance", "open"])
    reason = serializers.CharField(allow_null=True)


class Lesson(serializers.Serializer):
    """What there is to say of one judgement in practice."""

    right = serializers.BooleanField()
    says = serializers.CharField(help_text="What is not yet right, field by field.")
    why = serializers.CharField()
    paragraph = serializers.CharField(help_text="The paragraph of the guideline that decides it.")


class Desk(serializers.Serializer):
    """A reading with its facts in reading order, and what became of every numeral of the text."""

    reading = ReadingSerializer()
    facts = Card(many=True)
    numerals = Numeral(many=True)
    notes = NoteSerializer(many=True, help_text="Remarks on the facts, the oldest first.")
    lessons = serializers.DictField(
        child=Lesson(), allow_null=True, help_text="In practice: by fact id; `n60-62` for the numeral at these offsets. Else null."
    )


class NewDismissal(Strict):
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    reason = serializers.SlugField(help_text="A code from /reasons?kind=dismissal")


class DismissalSerializer(serializers.Serializer):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    reason = serializers.CharField(source="reason.code")
    created_at = serializers.DateTimeField()


class Threshold(Strict):
    threshold = serializers.FloatField(min_value=0, max_value=1, help_text="The least confidence.")
    group = serializers.UUIDField(required=False, help_text="Chosen by you: sent again it does nothing new, and it takes all back.")


class Group(Strict):
    group = serializers.UUIDField()


class Accepted(serializers.Serializer):
    group = serializers.UUIDField()
    facts = serializers.ListField(child=serializers.UUIDField())


class Span(Strict):
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)


class Proposal(serializers.Serializer):
    """What the machine reads at a span: null where it finds no figure."""

    values = serializers.DictField(allow_null=True)
    confidence = Confidence(allow_null=True)
    evidence = Evidence(allow_null=True)
    findings = Findings(allow_null=True)
    flags = serializers.ListField(child=serializers.ChoiceField(FLAGS), allow_null=True)


class NewCause(Strict):
    """A date, region or period that was misread: facts still open follow, what was judged stays."""

    kind = serializers.ChoiceField(Override.Kind.choices)
    new = serializers.CharField(max_length=40, help_text="2024-11, 370283, or 前三季度, by kind")
    start = serializers.IntegerField(min_value=0, required=False, allow_null=True, help_text="Of the stretch; null for the document.")
    end = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    old = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class Cause(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Override.Kind.choices)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    old = serializers.CharField()
    new = serializers.CharField()
    created_at = serializers.DateTimeField()


class SentBack(Strict):
    reading = serializers.UUIDField()
    reason = serializers.CharField(max_length=2000)
