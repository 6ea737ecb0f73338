"""What a lead looks at: progress, who works how, what a new extractor changed, what a release would hold and what one changed."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import overseeing, permissions, queries, queueing, reextracting, releasing
from annotate.api.endpoint import Endpoint
from annotate.api.idempotent import idempotent
from annotate.api.pagination import linked
from annotate.api.serializers import Person, ReadingSerializer, Strict
from annotate.errors import BadInput, NotFound
from annotate.exports.changes_file import change_log
from annotate.models import Collection, Document, Reading, Release
from annotate.models.audit import Door

LIMIT = 200
STUCK = 50
KINDS = ("new", "gone", "different")


class ProgressSerializer(serializers.Serializer):
    """Documents by state, and how many have all the readings they are to get."""

    total = serializers.IntegerField()
    waiting = serializers.IntegerField()
    extracting = serializers.IntegerField()
    extracted = serializers.IntegerField()
    failed = serializers.IntegerField()
    read = serializers.IntegerField()


class Progress(Endpoint):
    serializer_class = ProgressSerializer
    tag = "collections"

    def get(self, request: Request, uuid: UUID) -> Response:
        """How far the documents of a collection are."""
        return self.shown(queries.collection_progress(permissions.find(Collection, self.user, uuid=uuid)))


class PaceSerializer(serializers.Serializer):
    """One annotator's work."""

    annotator = Person()
    finished = serializers.IntegerField()
    open = serializers.IntegerField()
    judgements = serializers.IntegerField()
    days = serializers.IntegerField(help_text="On which they judged.")
    corrected = serializers.IntegerField()
    rejected = serializers.IntegerField()
    decided = serializers.IntegerField(help_text="Of the judgements, those on which an adjudicator decided.")
    overturned = serializers.IntegerField(help_text="Of these, those that the decision changed.")
    last = serializers.DateTimeField(allow_null=True)


class WorkSerializer(serializers.Serializer):
    """What waits for how long, and who works how."""

    waiting = serializers.DictField(child=serializers.IntegerField(), source="ageing.counts", help_text="By age: day, week, month, older.")
    oldest = serializers.DateTimeField(source="ageing.oldest", allow_null=True)
    people = PaceSerializer(many=True)
    disputed = serializers.IntegerField(help_text="Facts that the readers dispute; counted up to 10,000.")
    stuck = serializers.ListField(child=serializers.UUIDField(), help_text="Documents that nobody is left to read, the first 50 of them.")


class Work(Endpoint):
    serializer_class = WorkSerializer
    tag = "collections"

    def get(self, request: Request, uuid: UUID) -> Response:
        """What waits for readers, and each annotator's pace, for managers."""
        collection = permissions.find(Collection, self.user, "manage", uuid=uuid)
        disputed, _whole = overseeing.disputed(collection)
        stuck = overseeing.without_readers(collection).values_list("uuid", flat=True)[:STUCK]
        told = {"ageing": overseeing.ageing(collection, timezone.now()), "people": overseeing.paces(collection)}
        return self.shown({**told, "disputed": disputed, "stuck": list(stuck)})


class NewAssignment(Strict):
    reader = serializers.UUIDField(help_text="Of a member who may annotate.")


class Assignment(Endpoint):
    serializer_class = ReadingSerializer
    tag = "documents"

    @extend_schema(request=NewAssignment, responses={200: ReadingSerializer})
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Give a document to a person; it comes first in that person's queue."""
        documents = Document.objects.select_related("collection")
        document = permissions.find(documents, self.user, "manage", uuid=uuid)
        reader = overseeing.readers(document.collection).filter(uuid=self.read(NewAssignment)["reader"]).first()
        if reader is None:
            raise NotFound(_("This person is no member."), field="reader")
        made = queueing.assign(document=document, annotator=reader, actor=self.user, door=Door.API)
        readings = Reading.objects.select_related("document__collection", "annotator")
        return self.shown(permissions.find(readings, self.user, uuid=made.uuid))


class DifferenceSerializer(serializers.Serializer):
    """One fact that the newest extraction proposes anew, no longer, or otherwise than the one before."""

    kind = serializers.ChoiceField(KINDS)
    fact = serializers.UUIDField(source="fact.uuid")
    document = serializers.UUIDField(source="fact.document.uuid")
    judged = serializers.BooleanField(help_text="Somebody decided on it; that stands.")
    differs = serializers.SerializerMethodField()

    @extend_schema_field(
        {"type": "object", "additionalProperties": {"type": "array"}, "description": "By field: what stood there, what is proposed now."}
    )
    def get_differs(self, each: reextracting.Difference) -> dict[str, list[Any]]:
        if each.before is None or each.after is None:
            return {}
        was, now = each.before.values(), each.after.values()
        return {name: [was[name], now[name]] for name in each.fields}


class Differences(Endpoint):
    serializer_class = DifferenceSerializer
    parameters = ("kind", "after")
    tag = "insight"

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, enum=KINDS),
            OpenApiParameter("after", OpenApiTypes.UUID, description="A document's id."),
        ],
        responses=DifferenceSerializer(many=True),
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """What the newest extraction changed against the one before, document by document; some 200, of a large collection those of a stretch of it,
        which may be none. Where there may be more, the header `Link` has the address to go on at (`rel="next"`): `?after=` a document's id."""
        collection = permissions.find(Collection, self.user, "manage", uuid=uuid)
        kind = request.query_params.get("kind")
        if kind is not None and kind not in KINDS:
            raise BadInput(_("There is no such kind."), field="kind", expected=list(KINDS))
        found, following = reextracting.look(collection, self.user, kind, after=self.behind(collection), size=LIMIT)
        last = Document.objects.values_list("uuid", flat=True).get(pk=following) if following else None
        return linked(request, DifferenceSerializer(found, many=True).data, last)

    def behind(self, collection: Collection) -> int:
        said = self.request.query_params.get("after")
        return permissions.find(collection.documents.all(), self.user, uuid=_uuid(said)).pk if said else 0


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        raise BadInput(_("Expected an id."), field="after", expected="uuid") from error


class PreviewSerializer(serializers.Serializer):
    """What a release would hold now."""

    number = serializers.CharField(allow_null=True, help_text="Null where there is nothing to release, or not all is known.")
    facts = serializers.IntegerField()
    documents = serializers.IntegerField()
    unfinished = serializers.IntegerField()
    left_out = serializers.DictField(child=serializers.IntegerField(), help_text="By reason.")
    changes = serializers.DictField(child=serializers.IntegerField(), help_text="Against the release before: added, changed, withdrawn.")
    damaged = serializers.ListField(child=serializers.UUIDField(), help_text="Facts that a manager may let in by `admit`, with a reason.")
    whole = serializers.BooleanField(help_text="Whether it counts all documents read to the end.")


class ReleasePreview(Endpoint):
    serializer_class = PreviewSerializer
    tag = "releases"

    def get(self, request: Request, uuid: UUID) -> Response:
        """What a release of the collection would hold, and what it would leave out and why."""
        found = releasing.preview(permissions.find(Collection, self.user, "manage", uuid=uuid))
        told = {name: getattr(found, name) for name in ("number", "documents", "unfinished", "left_out", "changes", "whole")}
        return self.shown({**told, "facts": len(found.settled), "damaged": [each.fact.uuid for each in found.damaged]})


class ChangeSerializer(serializers.Serializer):
    """One fact that came, went or changed. ``before`` and ``after`` hold the fields that differ."""

    kind = serializers.ChoiceField(["added", "changed", "withdrawn"])
    fact = serializers.UUIDField(source="fact_uuid")
    document = serializers.UUIDField(source="document_uuid")
    text = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()
    reason = serializers.CharField()


class Changes(Endpoint):
    serializer_class = ChangeSerializer
    parameters = ("after",)
    tag = "releases"

    @extend_schema(
        parameters=[OpenApiParameter("after", OpenApiTypes.UUID, description="A fact's id.")], responses=ChangeSerializer(many=True)
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """What a release changed against the one before, fact by fact; at most 200, then `?after=` the last fact's id."""
        release = permissions.find(Release.objects.select_related("collection"), self.user, uuid=uuid)
        said = request.query_params.get("after")
        found = islice(change_log(release, _uuid(said) if said else None), LIMIT)
        return Response(ChangeSerializer(found, many=True).data)
