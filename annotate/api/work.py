"""Long work: imports and re-extractions, which a worker does slice by slice."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as fields
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import importing, jobs, permissions, reextracting
from annotate.api import filters, serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.api.idempotent import idempotent
from annotate.api.releases import FILE, Download
from annotate.errors import NotFound
from annotate.imports.examples import EXAMPLES
from annotate.models import Collection, Job
from annotate.models.audit import Door
from extraction import __version__
from extraction.tables import digest

JOBS = Job.objects.select_related("collection", "owner")


class Jobs(ListEndpoint):
    serializer_class = serializers.JobSerializer
    filterset_class = filters.Jobs
    model = Job
    tag = "jobs"

    def get(self, request: Request) -> Response:
        """One's own jobs, and those of the collections one manages."""
        return self.listed(permissions.visible(JOBS, self.user))


class JobDetail(Endpoint):
    serializer_class = serializers.JobSerializer
    parameters = ("fields",)
    tag = "jobs"

    def get(self, request: Request, uuid: UUID) -> Response:
        """How far a job is."""
        return self.shown(permissions.find(JOBS, self.user, uuid=uuid))


class Stop(Endpoint):
    serializer_class = serializers.JobSerializer
    tag = "jobs"

    @extend_schema(request=None)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Stop a job; what it did stays."""
        jobs.stop(job=permissions.find(JOBS, self.user, uuid=uuid), actor=self.user, door=Door.API)
        return self.shown(permissions.find(JOBS, self.user, uuid=uuid))


class GoOn(Endpoint):
    serializer_class = serializers.JobSerializer
    tag = "jobs"

    @extend_schema(request=None)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Take a stopped or failed import up again, where it stopped."""
        importing.go_on(job=permissions.find(JOBS, self.user, uuid=uuid), actor=self.user, door=Door.API)
        return self.shown(permissions.find(JOBS, self.user, uuid=uuid))


class Imports(Endpoint):
    serializer_class = serializers.JobSerializer
    tag = "jobs"

    def body_limit(self) -> int:
        return settings.IMPORT_LIMIT + super().body_limit()

    @extend_schema(request={"multipart/form-data": serializers.NewImport}, responses={202: serializers.JobSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Bring in a file of many documents (text, web page, Word, PDF, table, JSON Lines, ZIP); the job tells how far it is."""
        asked = self.read(serializers.NewImport)
        collection = permissions.find(Collection, self.user, "annotate", uuid=asked.pop("collection"))
        file = asked.pop("file")
        job = importing.ask(collection=collection, file_name=file.name or "", data=file.chunks(), actor=self.user, door=Door.API, **asked)
        return self.shown(permissions.find(JOBS, self.user, uuid=job.uuid), status=202)


class ImportExample(Download):
    serializer_class = serializers.JobSerializer
    tag = "jobs"

    @extend_schema(
        parameters=[OpenApiParameter("example", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(EXAMPLES))],
        responses={(200, "text/csv"): FILE, (200, "application/x-ndjson"): FILE},
    )
    def get(self, request: Request, example: str) -> HttpResponse:
        """A small file that shows what a table or a line of an import looks like."""
        if example not in EXAMPLES:
            raise NotFound(_("There is no such file."), field="example", expected=list(EXAMPLES))
        kind = "text/csv; charset=utf-8" if example.endswith(".csv") else "application/x-ndjson"
        return HttpResponse(EXAMPLES[example](), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{example}"'})


class VersionSerializer(fields.Serializer):
    extractor_version = fields.CharField()
    tables_digest = fields.CharField()
    documents = fields.IntegerField()


class ReextractionSerializer(fields.Serializer):
    """By which extractor the documents were read, and what a new extraction would use."""

    version = fields.CharField(help_text="The present one.")
    tables_digest = fields.CharField()
    versions = VersionSerializer(many=True, help_text="Those by which the documents were read last.")
    job = serializers.JobSerializer(allow_null=True, help_text="The newest.")


class Reextraction(Endpoint):
    serializer_class = serializers.JobSerializer
    tag = "jobs"

    @extend_schema(responses=ReextractionSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        """By which extractor the documents were read last, and how far the newest re-extraction is. What it changed: `differences`."""
        collection = permissions.find(Collection, self.user, "manage", uuid=uuid)
        newest = permissions.visible(JOBS, self.user).filter(collection=collection, kind=Job.Kind.REEXTRACT).order_by("-id").first()
        told = {"version": __version__, "tables_digest": digest(), "versions": reextracting.versions(collection), "job": newest}
        return self.shown(told, ReextractionSerializer)

    @extend_schema(request=None, responses={202: serializers.JobSerializer})
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Extract a whole collection with the present version; what people decided is untouched."""
        collection = permissions.find(Collection, self.user, "manage", uuid=uuid)
        job = reextracting.ask(collection=collection, actor=self.user, door=Door.API)
        return self.shown(permissions.find(JOBS, self.user, uuid=job.uuid), status=202)
