"""Files of a release or of any selection of facts: sent as they are made, or written by a worker and fetched later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import exporting, permissions
from annotate.api import filters
from annotate.api.endpoint import Endpoint
from annotate.api.idempotent import idempotent
from annotate.api.releases import Download, attached
from annotate.api.serializers import JobSerializer, Strict
from annotate.errors import BadInput
from annotate.exports import downloads
from annotate.exports.table import FactTable
from annotate.exports.writing import FORMATS, OF_SELECTION
from annotate.models import Collection, Job, Release
from annotate.models.audit import Door
from annotate.selection import checked

FORM = OpenApiParameter("form", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(OF_SELECTION))


class NewExport(Strict):
    """What to export: a release, or the facts of a collection that ``where`` selects, as they stand for you."""

    collection = serializers.UUIDField()
    form = serializers.ChoiceField(list(FORMATS), help_text="`zip` is for releases alone.")
    release = serializers.UUIDField(required=False, allow_null=True, default=None)
    where = serializers.DictField(
        child=serializers.CharField(), required=False, default=dict, help_text="Filters of /facts and their values."
    )


class Exports(Endpoint):
    serializer_class = JobSerializer
    scope = "read"
    tag = "exports"

    @extend_schema(request=NewExport, responses={202: JobSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask a worker for a file; the job tells how far it is, and /exports/{id}/file has it when it is done."""
        asked = self.read(NewExport)
        collection = permissions.find(Collection, self.user, uuid=asked["collection"])
        releases = Release.objects.filter(collection=collection)
        release = permissions.find(releases, self.user, uuid=asked["release"]) if asked["release"] else None
        job = self.job(collection, asked, release)
        return self.shown(permissions.find(Job.objects.select_related("collection", "owner"), self.user, uuid=job.uuid), status=202)

    def job(self, collection: Collection, asked: dict[str, Any], release: Release | None) -> Job:
        """A refused filter is named where it stands in the body."""
        where = asked["where"]
        try:
            return exporting.ask(collection=collection, form=asked["form"], release=release, asked=where, actor=self.user, door=Door.API)
        except BadInput as error:
            if error.field in where:
                error.field = f"where.{error.field}"
            raise


class ExportFile(Download):
    tag = "exports"

    @extend_schema(responses=attached(*FORMATS))
    def get(self, request: Request, uuid: UUID) -> HttpResponseBase:
        """The file of one's own export, as long as it is kept; 409 while it is being written, 410 afterwards."""
        job, file = exporting.fetch(self.user, uuid, now=timezone.now())
        return downloads.attached(FileResponse(file), exporting.table_of(job), job.options["form"])


class SelectedFacts(Download):
    """``filterset_class`` describes the filters; they are applied where the file is made."""

    filterset_class = filters.Facts
    serializer_class = JobSerializer
    tag = "exports"

    def known_parameters(self) -> set[str]:
        return set(self.filterset_class.base_filters) - {"collection"}

    @extend_schema(parameters=[FORM, *filters.described(filters.Facts, but=("collection",))], responses=attached(*OF_SELECTION))
    def get(self, request: Request, uuid: UUID, form: str) -> HttpResponseBase:
        """The facts of a collection that the filters select, as they stand for you, as a file sent as it is made; for more than some ten thousand
        ask for an export."""
        collection = permissions.find(Collection, self.user, uuid=uuid)
        asked = {name: str(value) for name, value in request.query_params.items() if value != ""}
        checked(self.user, asked)
        return downloads.selected(FactTable(collection, self.user, asked), form)
