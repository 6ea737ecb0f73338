"""Facts with what was proposed, and the judgements one may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers as fields
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import permissions, selection, standing
from annotate.api import filters, serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.api.idempotent import idempotent
from annotate.api.pagination import Stretches
from annotate.api.readings import fact_found
from annotate.api.revisions import IF_MATCH, revision_of, tagged
from annotate.errors import NotFound
from annotate.keyset import Stretch
from annotate.models import Adjudication, Candidate, Fact, Note, User
from annotate.models.audit import Door
from annotate.reviewing import adjudicating, noting

MOST = 10_000  # facts beyond which their number is not told: counting takes longer than looking


def candidates_shown(user: User) -> QuerySet[Candidate]:
    """What machines proposed, newest first."""
    return permissions.visible(Candidate, user).order_by("-id")


def facts_shown(user: User) -> QuerySet[Fact]:
    """Facts with all that is shown of them, in a fixed number of queries."""
    reviews = permissions.visible_reviews(user).select_related("fact", "reading__annotator", "reason", "candidate").order_by("id")
    return (
        permissions.visible_facts(user)
        .select_related("document__collection", "candidate")
        .prefetch_related(
            Prefetch("candidates", candidates_shown(user), to_attr="shown_candidates"),
            Prefetch("reviews", reviews, to_attr="shown_reviews"),
        )
    )


def told(facts: list[Any], user: User) -> list[Any]:
    """Lays the visible adjudications beside the facts, and what stands of each."""
    seen = permissions.visible(Adjudication, user).filter(fact__in=facts).select_related("adjudicator", "reason")
    by_fact = {adjudication.fact_id: adjudication for adjudication in seen}
    for fact in facts:
        fact.shown_adjudication = by_fact.get(fact.pk)
        fact.standing = fact.shown_adjudication or standing.foremost(fact.shown_reviews, user)
        fact.state = standing.state_of(fact.standing)
        fact.standing = fact.standing or next((each for each in fact.shown_candidates if each.pk == fact.candidate_id), None)
    return facts


class Facts(ListEndpoint):
    serializer_class = serializers.FactSerializer
    filterset_class = filters.Facts
    pagination_class = Stretches
    model = Fact
    orderings = {name: name for name in selection.ORDERINGS}
    tag = "facts"

    def get(self, request: Request) -> Response:
        """Facts as they stand for you, with their candidates and the reviews one may see.

        Every field can be asked for: what is compared is the value that stands for you, a decision's before a judgement's (your own first) before
        the candidate's. Text fields find parts of words, codes and months their beginnings: `region_code=37` is a province with all that lies in it,
        `3702` a city with its districts, six digits one division alone; `period_end=2024` is a year.
        """
        return self.listed(facts_shown(self.user))

    def stretch(self, rows: QuerySet[Fact], cursor: str | None, size: int) -> Stretch:
        asked = self.request.query_params.get("ordering", "-created")
        told, params = standing.told(self.user, rows), self.request.query_params
        within = permissions.visible(Fact, self.user)
        if params.get("collection"):
            within = within.filter(collection__uuid=params["collection"])
        return selection.listed(self.user, told, params, asked, cursor, size, within=within)

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return told(super().paginate_queryset(queryset) or [], self.user)


class CountSerializer(fields.Serializer):
    """How many are selected."""

    count = fields.IntegerField(allow_null=True, help_text=f"At most {MOST}; null where too many would have to be looked at to tell.")
    more = fields.BooleanField(help_text="Whether there are more than `count`.")


class FactCount(Endpoint):
    """``filterset_class`` describes the filters; the selection applies them."""

    serializer_class = CountSerializer
    filterset_class = filters.Facts
    tag = "facts"

    def known_parameters(self) -> set[str]:
        return set(self.filterset_class.base_filters)

    @extend_schema(parameters=filters.described(filters.Facts))
    def get(self, request: Request) -> Response:
        """How many facts the filters select, as /facts would list them."""
        asked = {name: str(value) for name, value in request.query_params.items() if value != ""}
        found, within = selection.checked(self.user, asked), permissions.visible(Fact, self.user)
        if key := asked.get("collection"):
            within = within.filter(collection__uuid=key)
        number = selection.count(found, asked, MOST, within=within)
        return self.shown({"count": None if number is None else min(number, MOST), "more": number is None or number > MOST})


class FactDetail(Endpoint):
    serializer_class = serializers.FactSerializer
    parameters = ("fields",)
    tag = "facts"

    def get(self, request: Request, uuid: UUID) -> Response:
        """One fact with its candidates, and the reviews one may see."""
        return self.shown(told([permissions.find(facts_shown(self.user), self.user, uuid=uuid)], self.user)[0])


class Notes(ListEndpoint):
    serializer_class = serializers.NoteSerializer
    scope = "review"
    model = Note
    tag = "facts"

    def get(self, request: Request, uuid: UUID) -> Response:
        """Remarks on a fact."""
        fact = fact_found(self.user, uuid)
        return self.listed(permissions.on_desk(Note, self.user).filter(fact=fact).select_related("author", "fact"))

    @extend_schema(request=serializers.NewNote, responses={201: serializers.NoteSerializer})
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Leave a remark on a fact for colleagues."""
        fact = fact_found(self.user, uuid, "annotate")
        note = noting.write_note(fact=fact, actor=self.user, door=Door.API, **self.read(serializers.NewNote))
        return self.shown(note, status=201)


class NoteDetail(Endpoint):
    serializer_class = serializers.NoteSerializer
    scope = "review"
    tag = "facts"

    def delete(self, request: Request, uuid: UUID, pk: int) -> Response:
        """Take one's own remark back."""
        fact = fact_found(self.user, uuid, "annotate")
        own = list(fact.notes.filter(author=self.user).order_by("id"))
        note = next((each for each in own if each.pk == pk), None)
        if note is None:
            raise NotFound(_("Nothing of that name is here."))
        noting.withdraw_note(fact=fact, text=note.text, place=own.index(note) + 1, actor=self.user, door=Door.API)
        return Response(status=204)


class AdjudicationDetail(Endpoint):
    serializer_class = serializers.AdjudicationSerializer
    scope = "review"
    tag = "facts"

    def get(self, request: Request, uuid: UUID) -> Response:
        """The decision on a fact; the entity tag is its revision."""
        fact = permissions.find(permissions.visible_facts(self.user), self.user, uuid=uuid)
        decisions = Adjudication.objects.select_related("adjudicator", "reason")
        return tagged(self.shown(permissions.find(decisions, self.user, fact=fact)))

    @extend_schema(
        parameters=[IF_MATCH],
        request=serializers.NewAdjudication,
        responses=serializers.AdjudicationSerializer,
        examples=[OpenApiExample("the second reader is right", {"state": "accepted", "values": {"value": "5.4"}}, request_only=True)],
    )
    def put(self, request: Request, uuid: UUID) -> Response:
        """Decide on a fact whose readings are finished; never one of a document that one read."""
        fact = permissions.find(permissions.visible_facts(self.user), self.user, "adjudicate", uuid=uuid)
        asked = self.read(serializers.NewAdjudication)
        asked["revision"] = revision_of(request, asked)
        return tagged(self.shown(adjudicating.adjudicate(fact=fact, actor=self.user, door=Door.API, **asked)))

    @extend_schema(parameters=[IF_MATCH])
    def delete(self, request: Request, uuid: UUID) -> Response:
        """Take one's own decision back: the fact is disputed again."""
        fact = permissions.find(permissions.visible_facts(self.user), self.user, "adjudicate", uuid=uuid)
        adjudicating.withdraw_adjudication(fact=fact, actor=self.user, door=Door.API, revision=revision_of(request, {}))
        return Response(status=204)
