"""What follows from the judgements: agreement, disputes, conflicts, corrections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import agreement, corrections, observing, permissions, queries
from annotate.api import serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.api.idempotent import idempotent
from annotate.api.pagination import linked
from annotate.api.readings import READINGS
from annotate.api.releases import Download
from annotate.api.revisions import IF_UNCHANGED, require_unchanged, with_tag
from annotate.errors import BadInput, NotFound
from annotate.exports.corrections_file import corrections_download
from annotate.exports.csv_file import FLAVOURS
from annotate.models import Collection, Fact
from annotate.models.audit import Door
from annotate.reviewing import adjudicating

LIMIT = 200
AFTER = OpenApiParameter("after", OpenApiTypes.STR, description="Where the page before says that it goes on.")


FIELDS = ("fact", *corrections.JUDGED_FIELDS)
OF_CORRECTIONS = [
    OpenApiParameter("field", OpenApiTypes.STR, enum=FIELDS, description="Of this field alone; `fact` for rejected candidates."),
    OpenApiParameter("version", OpenApiTypes.STR, description="Of this extractor version alone."),
]


class Agreement(Endpoint):
    serializer_class = serializers.AgreementReport
    tag = "insight"

    def get(self, request: Request, uuid: UUID) -> Response:
        """How far the readers agree: per field, per pair, per month; with and without candidates. Of the newest 100 documents that two people read;
        a release's coverage has the figures over all."""
        return self.shown(agreement.report(permissions.find(Collection, self.user, "adjudicate", uuid=uuid), agreement.NEWEST))


class Disputes(ListEndpoint):
    serializer_class = serializers.DisputeSerializer
    model = Fact
    ordering = "id"
    tag = "insight"

    def get(self, request: Request, uuid: UUID) -> Response:
        """Facts on which the readers differ, and on which one may decide since one did not read the document."""
        collection = permissions.find(Collection, self.user, "adjudicate", uuid=uuid)
        return self.listed(queries.disputes(self.user, collection).select_related("document"))

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        facts = super().paginate_queryset(queryset) or []
        return [_shown(dispute) for dispute in queries.told(facts)]


def _shown(dispute: queries.Dispute) -> dict[str, Any]:
    for side in dispute.sides:
        side.fact = dispute.fact
    return {
        "fact": dispute.fact,
        "sides": dispute.sides,
        "silent": [reading.uuid for reading in dispute.silent],
        "differs_in": dispute.fields,
    }


class Dispute(Endpoint):
    serializer_class = serializers.DisputeSerializer
    tag = "insight"

    def get(self, request: Request, uuid: UUID) -> Response:
        """What the readers of a fact say, side by side, and who did not find it; whether they differ or not. 409 while its readings are open."""
        facts = permissions.visible_facts(self.user).select_related("document__collection")
        fact = permissions.find(facts, self.user, "adjudicate", uuid=uuid)
        adjudicating.readings_to_settle(fact, self.user)
        return self.shown(_shown(queries.told([fact])[0]))


class SendBack(Endpoint):
    serializer_class = serializers.ReadingSerializer
    tag = "insight"

    @extend_schema(request=serializers.SentBack)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Send a finished reading back over one fact, with a reason that reaches its annotator as a note."""
        fact = permissions.find(permissions.visible_facts(self.user), self.user, "adjudicate", uuid=uuid)
        asked = self.read(serializers.SentBack)
        reading = permissions.find(READINGS, self.user, "adjudicate", uuid=asked["reading"])
        adjudicating.send_back(fact=fact, reading=reading, reason=asked["reason"], actor=self.user, door=Door.API)
        return self.shown(permissions.find(READINGS, self.user, uuid=reading.uuid))


class Conflicts(Endpoint):
    serializer_class = serializers.ConflictSerializer
    parameters = ("after",)
    tag = "insight"

    @extend_schema(operation_id="collections_conflicts_list", parameters=[AFTER], responses=serializers.ConflictSerializer(many=True))
    def get(self, request: Request, uuid: UUID) -> Response:
        """Observations whose facts contradict each other; at most 200, of a large collection those of a stretch of it, which may be none. Where there
        may be more, the header `Link` has the address to go on at (`rel="next"`)."""
        collection = permissions.find(Collection, self.user, uuid=uuid)
        found = observing.look(collection, self.user, after=request.query_params.get("after", ""), limit=LIMIT)
        return linked(
            request, serializers.ConflictSerializer([_told(conflict) for conflict in found.conflicts], many=True).data, found.following
        )


class Conflict(Endpoint):
    serializer_class = serializers.ConflictSerializer
    scope = "review"
    tag = "insight"

    def get(self, request: Request, uuid: UUID, observation: str) -> Response:
        """One observation whose facts contradict each other."""
        return with_tag(self.shown(self.told(permissions.find(Collection, self.user, uuid=uuid), observation)))

    @extend_schema(request=serializers.NewExplanation, responses=serializers.ConflictSerializer, parameters=[IF_UNCHANGED])
    @transaction.atomic
    def put(self, request: Request, uuid: UUID, observation: str) -> Response:
        """Say why the values of an observation differ."""
        collections = Collection.objects.select_for_update(of=("self",))
        collection = permissions.find(collections, self.user, "adjudicate", uuid=uuid)
        asked = self.read(serializers.NewExplanation)
        require_unchanged(request, self.shown(self.told(collection, observation)).data, asked)
        observing.explain(collection=collection, observation_id=observation, actor=self.user, door=Door.API, **asked)
        return with_tag(self.shown(self.told(collection, observation)))

    def told(self, collection: Collection, observation: str) -> dict[str, Any]:
        found = observing.conflicts(collection, self.user, only=observation)
        if not found:
            raise NotFound(_("No values contradict each other here."))
        return _told(found[0])


def _told(conflict: observing.Conflict) -> dict[str, Any]:
    facts = [
        {"fact": str(each.fact.uuid), "document": str(each.fact.document.uuid), "published": each.fact.document.published, **each.values()}
        for each in conflict.judgements
    ]
    mark = conflict.mark
    return {
        "observation_id": conflict.observation_id,
        "facts": facts,
        "kind": mark.kind if mark else None,
        "comment": mark.comment if mark else None,
    }


class Corrections(Endpoint):
    serializer_class = serializers.CorrectionSerializer
    parameters = ("field", "version", "after")
    tag = "insight"

    @extend_schema(
        parameters=[*OF_CORRECTIONS, AFTER],
        responses=serializers.CorrectionSerializer(many=True),
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """What reviewers changed, from the first on: the list from which the extractor is improved. About 200, of a large collection those of a stretch
        of it, which may be none. Where there may be more, the header `Link` has the address to go on at (`rel="next"`)."""
        collection = permissions.find(Collection, self.user, uuid=uuid)
        after = _key(request.query_params.get("after", "0"))
        found, following = corrections.corrections_near(collection, self.user, **_narrowed(request), after=after, size=LIMIT)
        return linked(request, [correction.row() for correction in found], following)


class CorrectionsCsv(Download):
    serializer_class = serializers.CorrectionSerializer
    parameters = ("field", "version", "flavour")
    tag = "insight"

    @extend_schema(
        parameters=[
            *OF_CORRECTIONS,
            OpenApiParameter("flavour", OpenApiTypes.STR, enum=FLAVOURS, description="spreadsheet: for Excel and WPS."),
        ],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="One row a corrected field.")},
    )
    def get(self, request: Request, uuid: UUID) -> HttpResponseBase:
        """All corrections as one CSV."""
        collection = permissions.find(Collection, self.user, uuid=uuid)
        flavour = request.query_params.get("flavour", "plain")
        if flavour not in FLAVOURS:
            raise BadInput(_("There is no such flavour of CSV."), field="flavour", expected=list(FLAVOURS))
        found = corrections.corrections(collection, self.user, **_narrowed(request))
        return corrections_download(found, for_spreadsheet=flavour == "spreadsheet")


def _narrowed(request: Request) -> dict[str, Any]:
    """The field and the version that the address names."""
    field = request.query_params.get("field")
    if field is not None and field not in FIELDS:
        raise BadInput(_("There is no such field."), field="field", expected=list(FIELDS))
    return {"field": field, "version": request.query_params.get("version")}


def _key(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise BadInput(_("This cursor is none of ours."), field="after")
    return int(said)


class Accuracy(Endpoint):
    serializer_class = serializers.AccuracySerializer
    tag = "insight"

    @extend_schema(responses=serializers.AccuracySerializer(many=True))
    def get(self, request: Request, uuid: UUID) -> Response:
        """The extractor's live accuracy, by version and field."""
        collection = permissions.find(Collection, self.user, uuid=uuid)
        rows = corrections.accuracy(collection, self.user)
        return Response(serializers.AccuracySerializer(rows, many=True).data)
