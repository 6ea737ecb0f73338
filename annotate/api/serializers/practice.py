"""Practice: a document whose answers are known, and what there is to say of each judgement in it."""

from __future__ import annotations

from rest_framework import serializers

from annotate.api.serializers.base import Strict
from annotate.api.serializers.facts import ReviewSerializer
from annotate.api.serializers.readings import DismissalSerializer, Lesson, ReadingSerializer


class PracticeSerializer(serializers.Serializer):
    """Where one's practice stands."""

    reading = ReadingSerializer(allow_null=True, help_text="Null before the first time.")
    raw = serializers.CharField(trim_whitespace=False, help_text="The text, into which all offsets point.")
    lessons = serializers.DictField(child=Lesson(), help_text="By fact id; `n60-62` for the numeral at these offsets.")


class NewPractice(Strict):
    again = serializers.BooleanField(required=False, default=False, help_text="From the beginning, what was judged before forgotten.")


class SavedReview(ReviewSerializer):
    """A judgement just made."""

    lesson = Lesson(allow_null=True, help_text="What there is to say of it: in practice alone.")


class SavedDismissal(DismissalSerializer):
    lesson = Lesson(allow_null=True, help_text="What there is to say of it: in practice alone.")
