"""The document to practise on. It is read by the endpoints of ``/readings/{id}`` like any other, and each judgement is answered with its lesson."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import permissions, practice, practising
from annotate.api import serializers
from annotate.api.endpoint import Endpoint
from annotate.api.idempotent import idempotent
from annotate.api.readings import READINGS
from annotate.models import Reading
from annotate.models.audit import Door


class Practice(Endpoint):
    serializer_class = serializers.PracticeSerializer
    scope = "review"
    tag = "practice"

    def get(self, request: Request) -> Response:
        """Where one's practice stands: the text, and what there is to say of each judgement made so far."""
        return self.shown(self.told(practising.reading_of(self.user)))

    @extend_schema(
        request=serializers.NewPractice,
        responses={200: serializers.PracticeSerializer},
        examples=[OpenApiExample("from the beginning", {"again": True}, request_only=True)],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Begin to practise, or go on where it was left. Nothing done there counts anywhere."""
        return self.shown(self.told(practising.begin(actor=self.user, door=Door.API, **self.read(serializers.NewPractice))))

    def told(self, begun: Reading | None) -> dict[str, Any]:
        if begun is None:
            return {"reading": None, "raw": practice.raw(), "lessons": {}}
        reading = permissions.own_reading(self.user, begun.uuid, READINGS)
        return {"reading": reading, "raw": reading.document.raw, "lessons": practising.lessons(reading)}
