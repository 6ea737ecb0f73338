"""What a reader looks at before a deed: the cleaned text, what would be accepted, what a corrected cause would change."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import permissions, queueing, understanding
from annotate.api.endpoint import Endpoint
from annotate.api.idempotent import idempotent
from annotate.api.readings import OfReading
from annotate.api.serializers import Cause, DismissalSerializer, NewCause, ReadingSerializer
from annotate.errors import BadInput
from annotate.models import Document
from annotate.models.audit import Door
from annotate.reviewing import accepting, overriding
from extraction.text.cleaning import clean


class EditSerializer(serializers.Serializer):
    """One stretch that cleaning changed: where it stood in the raw text, and what it is read as."""

    start = serializers.IntegerField(source="raw.start")
    end = serializers.IntegerField(source="raw.end")
    before = serializers.CharField(trim_whitespace=False)
    after = serializers.CharField(trim_whitespace=False)
    step = serializers.CharField()


class CleanSerializer(serializers.Serializer):
    text = serializers.CharField(trim_whitespace=False)
    edits = EditSerializer(many=True, help_text="In code points of the raw text.")


class Clean(Endpoint):
    serializer_class = CleanSerializer
    tag = "documents"

    def get(self, request: Request, uuid: UUID) -> Response:
        """The text as the extractor reads it, and what cleaning changed in the raw one."""
        cleaned = clean(permissions.find(Document, self.user, uuid=uuid).raw)
        return self.shown({"text": cleaned.aligned.text, "edits": cleaned.edits})


class CleanReading(OfReading):
    serializer_class = CleanSerializer

    def get(self, request: Request, uuid: UUID) -> Response:
        """The same of the document that one reads, also in practice."""
        cleaned = clean(self.own(uuid).document.raw)
        return self.shown({"text": cleaned.aligned.text, "edits": cleaned.edits})


class AcceptableSerializer(serializers.Serializer):
    facts = serializers.ListField(child=serializers.UUIDField())


class Acceptable(OfReading):
    serializer_class = AcceptableSerializer
    parameters = ("threshold",)

    @extend_schema(
        parameters=[OpenApiParameter("threshold", OpenApiTypes.DOUBLE, required=True, description="The least confidence, 0 to 1.")]
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """What `accept` would accept at this confidence."""
        cards = accepting.acceptable(reading=self.own(uuid), threshold=self.threshold(), actor=self.user)
        return self.shown({"facts": [card.fact.uuid for card in cards]})

    def threshold(self) -> float:
        try:
            said = float(self.request.query_params.get("threshold", ""))
        except ValueError as error:
            raise BadInput(_("Expected a number from 0 to 1."), field="threshold", expected="0-1") from error
        if not 0 <= said <= 1:
            raise BadInput(_("Expected a number from 0 to 1."), field="threshold", expected="0-1")
        return said


class ChangedSerializer(serializers.Serializer):
    fact = serializers.UUIDField(source="fact.uuid")
    state = serializers.CharField(help_text="Judged facts stay as they are.")
    values = serializers.DictField(help_text="Those that would be new.")


class CausePreview(OfReading):
    serializer_class = ChangedSerializer

    @extend_schema(request=NewCause, responses=ChangedSerializer(many=True))
    def post(self, request: Request, uuid: UUID) -> Response:
        """What a corrected cause would change; nothing is stored."""
        reading, asked = self.own(uuid), self.read(NewCause)
        told = {"kind": asked["kind"], "new": asked["new"], "start": asked.get("start"), "end": asked.get("end")}
        changes = overriding.preview_cause(reading=reading, actor=self.user, **told)
        rows = [{"fact": card.fact, "state": card.state, "values": values} for card, values in changes]
        return Response(ChangedSerializer(rows, many=True).data)


class UnderstoodSerializer(serializers.Serializer):
    values = serializers.DictField(child=serializers.CharField(allow_null=True), help_text="The fact's fields that it stands for.")
    says = serializers.CharField(help_text="How it is shown to people.")


class UnderstoodList(serializers.Serializer):
    ways = UnderstoodSerializer(many=True, help_text="The best first.")


TYPED = {"ways": [{"values": {"period_start": "2024-01", "period_end": "2024-09"}, "says": "2024-01 – 2024-09"}]}


class Typed(OfReading):
    serializer_class = UnderstoodList
    parameters = ("field", "text")

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "field", OpenApiTypes.STR, enum=list(understanding.READERS), required=True, description="What it is typed into."
            ),
            OpenApiParameter(
                "text", OpenApiTypes.STR, description="As people write it: `1.25万户`, `前三季度`, `24q3`, `胶州`; empty for nothing said."
            ),
        ],
        examples=[OpenApiExample("前三季度", TYPED, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """Every way to read what a person types into a field, as the desk reads it; the document's date completes what names no year."""
        reading, asked = self.own(uuid), request.query_params
        published = understanding.published_of(reading)
        return self.shown({"ways": understanding.understand(asked.get("field", ""), asked.get("text", ""), published)})


class TakeUp(OfReading):
    serializer_class = ReadingSerializer

    @extend_schema(request=None)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Hold one's place again that one gave back."""
        queueing.take_up(reading=self.own(uuid), actor=self.user, door=Door.API)
        return self.shown(self.reading(uuid))


class DismissalList(serializers.Serializer):
    dismissals = DismissalSerializer(many=True)
    causes = Cause(many=True)


class Said(OfReading):
    serializer_class = DismissalList

    def get(self, request: Request, uuid: UUID) -> Response:
        """What the reader said beside the judgements: numerals dismissed, causes corrected."""
        reading = self.own(uuid)
        causes = reading.overrides.order_by("id")
        return self.shown({"dismissals": reading.dismissals.select_related("reason").order_by("start"), "causes": causes})
