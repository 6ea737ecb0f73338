"""Collections and documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import extracting, governing, ingesting, permissions, queries
from annotate.api import filters, serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.api.idempotent import idempotent
from annotate.api.revisions import IF_UNCHANGED, require_unchanged, with_tag
from annotate.errors import BadInput
from annotate.models import Collection, Document
from annotate.models.audit import Door

DOCUMENTS = Document.objects.select_related("collection", "source")


class Collections(ListEndpoint):
    serializer_class = serializers.Collection
    model = Collection
    tag = "collections"

    def get(self, request: Request) -> Response:
        """The collections of which one is a member."""
        return self.listed(permissions.collections(self.user))

    @extend_schema(
        request=serializers.NewCollection,
        responses={201: serializers.Collection},
        examples=[OpenApiExample("a new collection", {"name": "Qingdao 2024", "description": ""}, request_only=True)],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Make a collection, and be its manager."""
        return self.shown(governing.create_collection(actor=self.user, door=Door.API, **self.read(serializers.NewCollection)), status=201)


class CollectionDetail(Endpoint):
    serializer_class = serializers.Collection
    parameters = ("fields",)
    tag = "collections"

    def get(self, request: Request, uuid: UUID) -> Response:
        """One collection and its rules."""
        return with_tag(self.shown(permissions.find(Collection, self.user, uuid=uuid)))

    @extend_schema(
        request=serializers.CollectionChanges,
        responses=serializers.Collection,
        parameters=[IF_UNCHANGED],
        examples=[OpenApiExample("two readers each", {"readings_required": 2, "blind": True}, request_only=True)],
    )
    @transaction.atomic
    def patch(self, request: Request, uuid: UUID) -> Response:
        """Change the rules of a collection."""
        collection = permissions.find(Collection.objects.select_for_update(of=("self",)), self.user, "manage", uuid=uuid)
        changes = self.read(serializers.CollectionChanges)
        require_unchanged(request, self.shown(collection).data, changes)
        return with_tag(self.shown(governing.change_collection(collection=collection, changes=changes, actor=self.user, door=Door.API)))


class Documents(ListEndpoint):
    serializer_class = serializers.DocumentRow
    filterset_class = filters.Documents
    model = Document
    tag = "documents"

    def get(self, request: Request) -> Response:
        """Documents with their progress, without their texts."""
        return self.listed(queries.progress(permissions.visible(DOCUMENTS.defer("raw"), self.user)))

    @extend_schema(
        request={"application/json": serializers.NewDocument, "multipart/form-data": serializers.NewDocument},
        responses={201: serializers.DocumentText},
        examples=[
            OpenApiExample(
                "a text",
                {"collection": "8a1f0c7e-6f0e-4b52-9a3e-0a4b0b9f3d11", "text": "前三季度,全市生产总值增长5.4%。", "published": "2024-11"},
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Bring in a document, as a file or as text; a worker then extracts its facts.

        The same text, or the same `external_id`, in the same collection again is refused with the id of the document that is there.
        """
        asked = self.read(serializers.NewDocument)
        collection = permissions.find(Collection, self.user, "annotate", uuid=asked.pop("collection"))
        document = ingesting.ingest(collection=collection, actor=self.user, door=Door.API, **_bytes(asked))
        return self.shown(found(document.uuid, self), serializers.DocumentText, status=201)


class DocumentDetail(Endpoint):
    serializer_class = serializers.DocumentText
    parameters = ("fields",)
    tag = "documents"

    def get(self, request: Request, uuid: UUID) -> Response:
        """One document with its raw text."""
        return self.shown(found(uuid, self))


class Extraction(Endpoint):
    serializer_class = serializers.DocumentText
    tag = "documents"

    @extend_schema(request=None, responses={202: serializers.DocumentText})
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Ask for the extraction of a document once more; what people judged stays."""
        document = permissions.find(DOCUMENTS, self.user, "annotate", uuid=uuid)
        extracting.ask_again(document=document, actor=self.user, door=Door.API)
        return self.shown(found(uuid, self), status=202)


def found(uuid: UUID, endpoint: Endpoint) -> Document:
    """The document with its progress."""
    return permissions.find(queries.progress(DOCUMENTS), endpoint.user, uuid=uuid)


def _bytes(asked: dict[str, Any]) -> dict[str, Any]:
    """What ``ingest`` takes: the bytes of the file, or those of the text, which are UTF-8 whatever it says inside."""
    file, text = asked.pop("file", None), asked.pop("text", None)
    if (file is None) == (text is None):
        raise BadInput(_("Expected either a file or a text."), field="file" if file is None else "text", expected=["file", "text"])
    if text is not None:
        return {**asked, "data": text.encode(), "encoding": "utf-8"}
    return {**asked, "data": file.read(), "file_name": asked["file_name"] or file.name or ""}
