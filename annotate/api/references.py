"""Reference sets of a collection: what there is to compare with, and how one goes."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import permissions, references
from annotate.api.endpoint import Endpoint
from annotate.models import Collection
from annotate.models.audit import Door

NAMES = ("producer", "version")
SETS = {"sets": [{"producer": "gold-of-others", "version": "2024", "documents": 12, "facts": 240}]}


class ReferenceSetSerializer(serializers.Serializer):
    producer = serializers.CharField()
    version = serializers.CharField()
    documents = serializers.IntegerField()
    facts = serializers.IntegerField()


class ReferenceSets(serializers.Serializer):
    sets = ReferenceSetSerializer(many=True)


class References(Endpoint):
    serializer_class = ReferenceSets
    deed_parameters = NAMES
    tag = "candidates"

    @extend_schema(examples=[OpenApiExample("one set", SETS, response_only=True, status_codes=["200"])])
    def get(self, request: Request, uuid: UUID) -> Response:
        """The reference sets that were imported here: gold made elsewhere, with which candidates are only compared."""
        collection = permissions.find(Collection, self.user, "adjudicate", uuid=uuid)
        return self.shown({"sets": references.sets(collection)})

    @extend_schema(parameters=[OpenApiParameter(name, OpenApiTypes.STR, required=True, description=f"The set's {name}.") for name in NAMES])
    def delete(self, request: Request, uuid: UUID) -> Response:
        """Take a reference set away, whole. Nobody's judgement rests on it; the audit keeps its name."""
        collection = permissions.find(Collection, self.user, "manage", uuid=uuid)
        said = {name: request.query_params.get(name, "") for name in NAMES}
        references.remove(collection=collection, actor=self.user, door=Door.API, **said)
        return Response(status=204)
