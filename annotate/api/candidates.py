"""Facts that another model found, and how producers compare. The door for a language model; ``docs/candidates.md`` walks through it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import comparing, permissions, proposing
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.api.idempotent import idempotent
from annotate.api.serializers import Sparse, Strict
from annotate.comparing import COLUMNS, Comparison
from annotate.errors import BadInput
from annotate.exports.csv_file import MARK, defused
from annotate.imports.examples import FACT, MAKER, WHY
from annotate.imports.fact_schema import body_schema, inlined
from annotate.models import Collection, Document, Job, Refusal
from annotate.models.audit import Door
from extraction.evaluation.scoring import FIELDS

MOST_FACTS = 2000
BODY = inlined(body_schema(purpose=True))
SIDES = [
    OpenApiParameter(name, OpenApiTypes.STR, description=f"{what}: `ours`, `settled`, `candidates:PRODUCER:VERSION` or `reference:...`.")
    for name, what in (("first", "Who is judged"), ("second", "By whom"))
]
ID = "8a1f0c7e-6f0e-4b52-9a3e-0a4b0b9f3d11"
REFUSED = {"place": "news.jsonl, line 7", "code": "bad_input", "field": "published", "reason": "There is no such day.", "document": None}
RATE = {"hits": 2, "of_first": 3, "of_second": 3, "precision": 0.6667, "recall": 0.6667, "f1": 0.6667}


class NewCandidates(Strict):
    producer = serializers.CharField(max_length=60)
    version = serializers.CharField(max_length=40)
    purpose = serializers.ChoiceField(proposing.PURPOSES, default=proposing.CANDIDATES)
    facts = serializers.ListField(child=serializers.JSONField(), min_length=1, max_length=MOST_FACTS)


class Taken(serializers.Serializer):
    """``added``: new ones; ``already_there``: what this producer's version had said before."""

    added = serializers.IntegerField()
    already_there = serializers.IntegerField()
    facts = serializers.ListField(child=serializers.UUIDField(), help_text="The facts of the new candidates, in their order.")


class Candidates(Endpoint):
    serializer_class = Taken
    tag = "candidates"

    @extend_schema(
        request={"application/json": BODY},
        responses={201: Taken},
        examples=[
            OpenApiExample("one fact", MAKER | {"facts": [FACT | WHY]}, request_only=True),
            OpenApiExample("taken", {"added": 1, "already_there": 0, "facts": [ID]}, response_only=True, status_codes=["201"]),
        ],
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, uuid: UUID) -> Response:
        """Bring in what another model found in a document: candidates for the desk, or a reference that is only compared with.

        All of them, or none: each wrong field is named (`facts[2].period_start`). Offsets are Unicode code points of the raw text. What the same
        producer's version said before of this document is not taken in twice.
        """
        document = permissions.find(Document.objects.select_related("collection"), self.user, "annotate", uuid=uuid)
        asked = self.read(NewCandidates)
        _sound(asked)
        new, there = proposing.propose(document=document, actor=self.user, door=Door.API, **asked)
        facts = [row.fact.uuid for row in new if asked["purpose"] == proposing.CANDIDATES]  # type: ignore[union-attr]
        return self.shown({"added": len(new), "already_there": there, "facts": facts}, status=201)


def _sound(asked: dict[str, Any]) -> None:
    try:
        json.dumps(asked, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput(_("No text has half of a surrogate pair."), field="facts") from error


class CandidateSchema(Endpoint):
    serializer_class = Taken
    tag = "candidates"

    @extend_schema(
        responses={200: {"type": "object", "additionalProperties": True}},
        examples=[OpenApiExample("its beginning", {"title": "Heshi: candidates of one document", "type": "object"}, response_only=True, status_codes=["200"])],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The JSON Schema of what `POST /documents/{id}/candidates` takes: give it to a language model as the form of its answer."""
        return Response(body_schema(purpose=True))


class RefusalSerializer(Sparse):
    """One row, line or file that an import did not take in."""

    place = serializers.CharField()
    code = serializers.CharField(help_text="`duplicate`: it was there already, as `document`.")
    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    document = serializers.UUIDField(allow_null=True)


class Refusals(ListEndpoint):
    serializer_class = RefusalSerializer
    model = Refusal
    ordering = "id"
    orderings = {"place": "id", "-place": "-id"}
    tag = "jobs"

    @extend_schema(
        examples=[
            OpenApiExample("a bad date", REFUSED, response_only=True, status_codes=["200"])
        ]
    )  # fmt: skip
    def get(self, request: Request, uuid: UUID) -> Response:
        """Every row, line or file that an import did not take, with the reason."""
        job = permissions.find(Job, self.user, uuid=uuid)
        return self.listed(permissions.visible(Refusal, self.user).filter(job=job))


class RateSerializer(serializers.Serializer):
    hits = serializers.IntegerField()
    of_first = serializers.IntegerField(source="predicted")
    of_second = serializers.IntegerField(source="gold")
    precision = serializers.FloatField()
    recall = serializers.FloatField()
    f1 = serializers.FloatField()


class RatesSerializer(serializers.Serializer):
    """``detection``: found at all; ``core``: value, unit, measure and indicator right; ``strict``: region, period and status too."""

    detection = RateSerializer()
    core = RateSerializer()
    strict = RateSerializer()


class ProducersSerializer(serializers.Serializer):
    """``first`` judged by ``second`` as if that were gold."""

    first = serializers.CharField(source="first.key")
    second = serializers.CharField(source="second.key")
    documents = serializers.IntegerField(source="score.documents")
    rates = RatesSerializer()
    by_field = serializers.DictField(
        source="fields", child=serializers.FloatField(), help_text="The share of matched facts in which it agrees."
    )


class Comparisons(serializers.Serializer):
    sides = serializers.ListField(child=serializers.CharField(), help_text="All that have said facts here.")
    comparisons = ProducersSerializer(many=True)


EXAMPLE = {
    "sides": ["ours", "candidates:my-model:1", "settled"],
    "comparisons": [{
        "first": "candidates:my-model:1", "second": "settled", "documents": 12, "rates": dict.fromkeys(comparing.RATES, RATE),
        "by_field": dict.fromkeys(FIELDS, 0.93),
    }],
}  # fmt: skip


class Compared(Endpoint):
    serializer_class = Comparisons
    parameters = ("first", "second")
    tag = "candidates"

    @extend_schema(
        parameters=SIDES, examples=[OpenApiExample("against what people settled", EXAMPLE, response_only=True, status_codes=["200"])]
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """Two producers against each other, or, where none is named, each against what people settled; over the newest 100 documents of which
        both have spoken."""
        collection = permissions.find(Collection, self.user, "adjudicate", uuid=uuid)
        sides = [one.key for one in comparing.sides(collection)]
        return self.shown({"sides": sides, "comparisons": _compared(self, collection)})


class ComparedCsv(Endpoint):
    serializer_class = Comparisons
    parameters = ("first", "second")
    tag = "candidates"

    @extend_schema(parameters=SIDES, responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="One row a figure.")})
    def get(self, request: Request, uuid: UUID) -> HttpResponse:
        """The same figures as CSV for a spreadsheet, over the newest 1,000 documents."""
        collection = permissions.find(Collection, self.user, "adjudicate", uuid=uuid)
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, fieldnames=COLUMNS)
        writer.writeheader()
        for one in _compared(self, collection, comparing.THOROUGH):
            writer.writerows({name: defused(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in one.rows())
        return HttpResponse((MARK + out.getvalue()).encode(), content_type="text/csv; charset=utf-8")


def _compared(endpoint: Endpoint, collection: Collection, newest: int = comparing.NEWEST) -> list[Comparison]:
    first, second = (endpoint.request.query_params.get(name, "") for name in ("first", "second"))
    if bool(first) != bool(second):
        raise BadInput(_("Expected two sides, or none."), field="second" if first else "first")
    if not first:
        return comparing.against_settled(collection, user=endpoint.user, newest=newest)
    sides = comparing.side(collection, first), comparing.side(collection, second)
    return [comparing.compare(collection, *sides, user=endpoint.user, newest=newest)]
