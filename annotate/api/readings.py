"""Readings: opened, judged in, finished."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import extracting, permissions, practising, queries, queueing
from annotate.api import filters, serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.api.idempotent import idempotent
from annotate.api.revisions import IF_MATCH, revision_of, tagged
from annotate.errors import NotFound
from annotate.models import Collection, Document, Fact, Note, Override, Reading, Review, User
from annotate.models.audit import Door
from annotate.models.fact_fields import VALUE_FIELDS
from annotate.reviewing import accepting, adding, dismissing, finishing, judging, overriding

READINGS = Reading.objects.select_related("document__collection", "annotator", "run").defer("document__raw")


def reading_found(user: User, uuid: UUID, right: str = "view") -> Reading:
    """A reading of one's collections; one's own of the practice document too, which no list knows."""
    try:
        return permissions.find(READINGS, user, right, uuid=uuid)
    except NotFound:
        return permissions.own_reading(user, uuid, READINGS)


def fact_found(user: User, uuid: UUID, right: str = "view") -> Fact:
    """A fact that one may see; those of the practice document too."""
    try:
        return permissions.find(permissions.visible_facts(user).select_related("collection"), user, right, uuid=uuid)
    except NotFound:
        if fact := practising.facts_seen(user).select_related("collection").filter(uuid=uuid).first():
            return fact
        raise


class Readings(ListEndpoint):
    serializer_class = serializers.ReadingSerializer
    filterset_class = filters.Readings
    scope = "review"
    model = Reading
    tag = "readings"

    def get(self, request: Request) -> Response:
        """Readings of the collections one belongs to."""
        return self.listed(permissions.visible(READINGS, self.user))

    @extend_schema(
        request=serializers.NewReading,
        responses={200: serializers.ReadingSerializer, 204: None},
        examples=[OpenApiExample("whatever comes next", {}, request_only=True)],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Open the next reading of one's queue, or one's reading of a named document; 204 where nothing is left.

        A reading is leased: after a while without a judgement its place is free again, and what was judged stays.
        """
        asked = self.read(serializers.NewReading)
        if "document" in asked:
            document = permissions.find(Document, self.user, "annotate", uuid=asked["document"])
            return self.shown(queueing.open_reading(document=document, annotator=self.user, door=Door.API))
        collection = permissions.find(Collection, self.user, "annotate", uuid=asked["collection"]) if "collection" in asked else None
        reading = queueing.take_next(annotator=self.user, door=Door.API, collection=collection)
        return self.shown(reading) if reading else Response(status=204)


class ReadingDetail(Endpoint):
    serializer_class = serializers.ReadingSerializer
    parameters = ("fields",)
    tag = "readings"

    def get(self, request: Request, uuid: UUID) -> Response:
        """One reading."""
        return self.shown(reading_found(self.user, uuid))


class OfReading(Endpoint):
    """What is done in one's own reading."""

    serializer_class: Any = serializers.ReadingSerializer
    scope = "review"
    tag = "readings"

    def reading(self, uuid: UUID) -> Reading:
        return reading_found(self.user, uuid, "annotate")

    def own(self, uuid: UUID) -> Reading:
        """One's own reading, also that of the practice document; refused here before the body is read, and by every doer again."""
        return permissions.own_reading(self.user, uuid, READINGS)

    def with_lesson(self, saved: Any, reading: Reading, key: str) -> Any:
        """In practice: with what there is to say of what was just saved."""
        saved.lesson = (practising.lessons(reading) or {}).get(key)
        return saved


class Desk(OfReading):
    serializer_class = serializers.Desk

    def get(self, request: Request, uuid: UUID) -> Response:
        """What the reader sees: the facts in reading order with proposals and judgements, and every numeral of the text."""
        reading = self.own(uuid)
        cards = queries.cards(reading.document, reading, self.user)
        for card in cards:
            for review in filter(None, (card.review, *card.others)):
                review.fact = card.fact  # known here, and not asked for again one by one
        told = {"reading": reading, "facts": cards, "numerals": queries.numerals(reading.document, reading, cards)}
        return self.shown({**told, "notes": self.notes(reading), "lessons": practising.lessons(reading)})

    def notes(self, reading: Reading) -> QuerySet[Note]:
        seen = permissions.on_desk(Note, self.user).filter(fact__document=reading.document)
        return seen.select_related("author", "fact").order_by("id")


class Finish(OfReading):
    @extend_schema(request=None)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Finish one's reading; refused, with what is left, while facts or numerals are open."""
        finishing.finish(reading=self.own(uuid), actor=self.user, door=Door.API)
        return self.shown(self.reading(uuid))


class GiveBack(OfReading):
    @extend_schema(request=None)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Free one's place; the judgements stay."""
        queueing.give_back(reading=self.reading(uuid), actor=self.user, door=Door.API)
        return self.shown(self.reading(uuid))


class Reopen(OfReading):
    @extend_schema(request=serializers.Reopening)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Send a finished reading back with a reason, as a manager or adjudicator; or take back what one just finished oneself."""
        finishing.reopen(reading=self.reading(uuid), actor=self.user, door=Door.API, **self.read(serializers.Reopening))
        return self.shown(self.reading(uuid))


class AddedFacts(OfReading):
    serializer_class = serializers.SavedReview

    @extend_schema(
        request=serializers.AddedFact,
        responses={201: serializers.SavedReview},
        examples=[
            OpenApiExample(
                "a fact that was missed",
                {"start": 12, "end": 16, "values": {"value": "5.4", "unit": "%", "measure": "growth", "indicator": "生产总值"}},
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Add a fact that the machine missed, accepted in one's own reading.

        Of whatever `values` do not speak (the figure, the indicator, the region, the period ...) is taken what the machine reads at the span, as
        `proposal` tells it; null says that there is none.
        """
        reading, asked = self.own(uuid), self.read(serializers.AddedFact)
        asked["values"] = {**asked.get("values", {})}
        review = adding.add_fact(reading=reading, as_proposed=True, actor=self.user, door=Door.API, **asked)
        return tagged(self.shown(self.with_lesson(review, reading, str(review.fact.uuid)), status=201))


class ReviewDetail(OfReading):
    """One's judgement of one fact in one's own reading."""

    serializer_class = serializers.ReviewSerializer
    deed_parameters = ("revision",)
    tag = "reviews"

    def get(self, request: Request, uuid: UUID, fact: UUID) -> Response:
        """One judgement; the entity tag is its revision."""
        reviews = Review.objects.select_related("fact", "reading__annotator", "reason", "candidate")
        found = permissions.on_desk(reviews, self.user).filter(reading__uuid=uuid, fact__uuid=fact).first()
        if found is None:
            raise NotFound(_("Nothing of that name is here."))
        return tagged(self.shown(found))

    @extend_schema(
        request=serializers.NewReview,
        responses=serializers.SavedReview,
        parameters=[IF_MATCH],
        examples=[
            OpenApiExample("accept as proposed", {"state": "accepted"}, request_only=True),
            OpenApiExample("correct", {"state": "accepted", "values": {"period_end": "2024-10"}, "revision": 1}, request_only=True),
            OpenApiExample("reject", {"state": "rejected", "reason": "date"}, request_only=True),
        ],
    )
    def put(self, request: Request, uuid: UUID, fact: UUID) -> Response:
        """Accept (with other values: correct) or reject a fact.

        Say which revision you saw, in `If-Match` or in `revision`; nothing means that you saw none. Where somebody saved before you, the
        answer is 412 or 409 with both values.
        """
        with permissions.one_look():
            reading = self.own(uuid)
            proposed = permissions.proposed_in(reading).select_related("collection").filter(uuid=fact).first()
            judged = proposed or fact_found(self.user, fact, "annotate")
            asked = self.read(serializers.NewReview)
            asked["revision"] = revision_of(request, asked)
            review = judging.judge(fact=judged, reading=reading, actor=self.user, door=Door.API, **asked)
        review.fact, review.reading = judged, reading  # as they were found: nothing of them is asked for again
        return tagged(self.shown(self.with_lesson(review, reading, str(fact)), serializers.SavedReview))

    @extend_schema(
        parameters=[IF_MATCH, OpenApiParameter("revision", OpenApiTypes.INT, description="The revision you saw, instead of the header.")]
    )
    def delete(self, request: Request, uuid: UUID, fact: UUID) -> Response:
        """Take a judgement back: the fact is proposed again."""
        revision = revision_of(request, self.request.query_params)
        judged = fact_found(self.user, fact, "annotate")
        judging.retract(fact=judged, reading=self.own(uuid), actor=self.user, door=Door.API, revision=revision)
        return Response(status=204)


class Reviews(ListEndpoint):
    serializer_class = serializers.ReviewSerializer
    filterset_class = filters.Reviews
    model = Review
    tag = "reviews"

    def get(self, request: Request) -> Response:
        """The judgements one may see: one's own, and those of others as far as blindness allows."""
        rows = permissions.visible_reviews(self.user)
        return self.listed(rows.select_related("fact", "reading__annotator", "reason", "candidate"))


class Dismissals(OfReading):
    serializer_class = serializers.SavedDismissal

    @extend_schema(request=serializers.NewDismissal, responses={201: serializers.SavedDismissal})
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Say of a numeral that it is no fact."""
        reading, asked = self.own(uuid), self.read(serializers.NewDismissal)
        row = dismissing.dismiss(reading=reading, actor=self.user, door=Door.API, **asked)
        return self.shown(self.with_lesson(row, reading, f"n{row.start}-{row.end}"), status=201)


class DismissalDetail(OfReading):
    serializer_class = serializers.DismissalSerializer

    def delete(self, request: Request, uuid: UUID, start: int, end: int) -> Response:
        """Open a dismissed numeral again."""
        dismissing.undismiss(reading=self.own(uuid), start=start, end=end, actor=self.user, door=Door.API)
        return Response(status=204)


class Accept(OfReading):
    serializer_class = serializers.Accepted

    @extend_schema(request=serializers.Threshold)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Accept all that is left at or above a confidence; nothing damaged, nothing with a finding."""
        reading, asked = self.own(uuid), self.read(serializers.Threshold)
        group, reviews = accepting.accept_above(reading=reading, actor=self.user, door=Door.API, **asked)
        return self.shown({"group": group, "facts": [review.fact.uuid for review in reviews]})


class RetractGroup(OfReading):
    @extend_schema(request=serializers.Group)
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Take back what one `accept` did, as far as it was not changed since."""
        reading, asked = self.own(uuid), self.read(serializers.Group)
        accepting.retract_group(reading=reading, actor=self.user, door=Door.API, **asked)
        return self.shown(self.own(uuid))


class Proposal(OfReading):
    serializer_class = serializers.Proposal

    @extend_schema(request=serializers.Span)
    def post(self, request: Request, uuid: UUID) -> Response:
        """What the machine would read at a span; nothing is stored."""
        reading, span = self.own(uuid), self.read(serializers.Span)
        found = extracting.propose_at(reading.document, span["start"], span["end"]) or {}
        values = {name: found[name] for name in VALUE_FIELDS} if found else None
        return self.shown({"values": values, **{name: found.get(name) for name in ("confidence", "evidence", "findings", "flags")}})


class Causes(OfReading):
    serializer_class = serializers.Cause

    @extend_schema(request=serializers.NewCause, responses={201: serializers.Cause})
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Correct a date of publication, or the region or period of a stretch, once: facts still open follow."""
        reading, asked = self.own(uuid), self.read(serializers.NewCause)
        return self.shown(overriding.correct_cause(reading=reading, actor=self.user, door=Door.API, **asked), status=201)


class CauseDetail(OfReading):
    serializer_class = serializers.Cause

    def delete(self, request: Request, uuid: UUID, pk: int) -> Response:
        """Undo a corrected cause."""
        override = Override.objects.filter(reading=self.own(uuid), pk=pk).first()
        if override is None:
            raise NotFound(_("Nothing of that name is here."))
        overriding.withdraw_cause(override=override, actor=self.user, door=Door.API)
        return Response(status=204)
