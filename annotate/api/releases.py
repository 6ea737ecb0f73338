"""Releases, their facts, their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import permissions, releasing
from annotate.api import filters, serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.api.idempotent import idempotent
from annotate.errors import BadInput
from annotate.exports.csv_file import FLAVOURS
from annotate.exports.downloads import csv_download, download
from annotate.exports.writing import FORMATS
from annotate.models import Collection, GoldFact, Job, Release
from annotate.models.audit import Door

RELEASES = Release.objects.select_related("collection", "created_by", "withdrawn_by")


class Releases(ListEndpoint):
    serializer_class = serializers.ReleaseSerializer
    filterset_class = filters.Releases
    model = Release
    tag = "releases"

    def get(self, request: Request) -> Response:
        """Releases, newest first."""
        return self.listed(permissions.visible(RELEASES, self.user))

    @extend_schema(request=serializers.NewRelease, responses={201: serializers.ReleaseSerializer, 202: serializers.JobSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Freeze what is settled in a collection. Where many documents are read to the end the answer is a job (202), whose `options.release` is
        the release once it is done."""
        asked = self.read(serializers.NewRelease)
        collection = permissions.find(Collection, self.user, "manage", uuid=asked["collection"])
        made = releasing.start(collection=collection, actor=self.user, door=Door.API, notes=asked["notes"], admit=_reasons(asked["admit"]))
        if isinstance(made, Job):
            return self.shown(made, serializers.JobSerializer, status=202)
        return self.shown(made, status=201)


def _reasons(admit: dict[str, str]) -> dict[UUID, str]:
    try:
        return {UUID(key): reason for key, reason in admit.items()}
    except ValueError as error:
        raise BadInput(_("Expected ids of facts."), field="admit") from error


class ReleaseDetail(Endpoint):
    serializer_class = serializers.ReleaseSerializer
    parameters = ("fields",)
    tag = "releases"

    def get(self, request: Request, uuid: UUID) -> Response:
        """One release."""
        return self.shown(permissions.find(RELEASES, self.user, uuid=uuid))


class Withdraw(Endpoint):
    serializer_class = serializers.ReleaseSerializer
    tag = "releases"

    @extend_schema(request=serializers.Withdrawal)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Mark a release as withdrawn; it stays readable."""
        release = permissions.find(RELEASES, self.user, "manage", uuid=uuid)
        releasing.withdraw(release=release, actor=self.user, door=Door.API, **self.read(serializers.Withdrawal))
        return self.shown(permissions.find(RELEASES, self.user, uuid=uuid))


class GoldFacts(ListEndpoint):
    serializer_class = serializers.GoldFactSerializer
    filterset_class = filters.GoldFacts
    ordering = "id"
    model = GoldFact
    tag = "releases"

    def get(self, request: Request, uuid: UUID) -> Response:
        """The gold facts of a release, with the names of the CSV's columns."""
        release = permissions.find(RELEASES, self.user, uuid=uuid)
        return self.listed(permissions.visible(GoldFact, self.user).filter(release=release).select_related("release"))


class FileRenderer(BaseRenderer):
    """Lets a caller ask for any media type; the bytes are streamed past it."""

    media_type = "*/*"
    format = "file"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> bytes:
        raise NotImplementedError("files are streamed")


FILE = OpenApiResponse(OpenApiTypes.BINARY, description="The file, attached.")
JSON_FILE = OpenApiResponse(
    {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    description="The file, attached: a list of tasks.",
    examples=[OpenApiExample("example", [{"data": {"text": "同比增长5.4%。"}, "annotations": []}], media_type="application/json")],
)


def attached(*forms: str) -> Any:
    """How a file in one of several formats is described."""
    types = dict.fromkeys(FORMATS[form].media_type.partition(";")[0] for form in forms)
    return {(200, kind): JSON_FILE if kind == "application/json" else FILE for kind in types}


class Download(Endpoint):
    """A release as a file. A refusal is JSON, also for who asked for a file."""

    serializer_class: Any = serializers.ReleaseSerializer
    renderer_classes = [JSONRenderer, FileRenderer]
    tag = "releases"

    def release(self, uuid: UUID) -> Release:
        return permissions.find(RELEASES, self.user, uuid=uuid)

    def handle_exception(self, exc: Exception) -> Response:
        self.request.accepted_renderer, self.request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().handle_exception(exc)


class Csv(Download):
    parameters = ("flavour",)

    @extend_schema(
        parameters=[OpenApiParameter("flavour", OpenApiTypes.STR, enum=FLAVOURS, description="spreadsheet: for Excel and WPS.")],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="One row a gold fact.")},
    )
    def get(self, request: Request, uuid: UUID) -> HttpResponseBase:
        """The release as CSV; the plain flavour has the SHA-256 that the release names."""
        return csv_download(self.release(uuid), request.query_params.get("flavour", "plain"))


class File(Download):
    @extend_schema(
        parameters=[OpenApiParameter("form", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(FORMATS))],
        responses=attached(*FORMATS),
    )
    def get(self, request: Request, uuid: UUID, form: str) -> HttpResponseBase:
        """The release as CSV, for spreadsheets, as JSON Lines, as a workbook, or whole with its papers as a ZIP."""
        return download(self.release(uuid), form)
