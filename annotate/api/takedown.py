"""Erasing a text for ever."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import permissions, taking_down
from annotate.api import serializers
from annotate.api.endpoint import Endpoint
from annotate.api.idempotent import idempotent
from annotate.models import Document
from annotate.models.audit import Door

DOCUMENTS = Document.objects.select_related("collection", "source").defer("source__data")


class TakeDown(Endpoint):
    serializer_class = serializers.TakeDownSerializer
    tag = "documents"

    @extend_schema(responses=serializers.TextToErase)
    def get(self, request: Request, uuid: UUID) -> Response:
        """What a take-down of this document would erase, and what has to be sent to confirm it."""
        document = permissions.find(DOCUMENTS, self.user, "manage", uuid=uuid)
        found = taking_down.preview(document, self.user)
        told = {
            "rows": found.rows,
            "releases": [release.uuid for release in found.releases],
            "open": found.open,
            "elsewhere": [twin.uuid for twin in found.elsewhere],
            "confirm": found.confirm,
        }
        return Response(serializers.TextToErase(told).data)

    @extend_schema(request=serializers.NewTakeDown, responses={200: serializers.TakeDownSerializer})
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Erase the text of a document for ever, in its rows, the audit and the gold of every release; values and digests stay.

        It cannot be undone. A release with facts of the document then says so, and its files are no more those that were frozen.
        """
        document = permissions.find(DOCUMENTS, self.user, "manage", uuid=uuid)
        return self.shown(taking_down.take_down(document=document, actor=self.user, door=Door.API, **self.read(serializers.NewTakeDown)))
