"""What each list can be narrowed by. No other column, and no relation, can be reached from an address."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, DateTimeFilter, Filter, FilterSet, NumberFilter, UUIDFilter
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from annotate import selection
from annotate.errors import BadInput
from annotate.models import Document, Job, Reading, Reason
from annotate.models.audit import Door
from annotate.models.fact_fields import Measure, Status
from annotate.models.review import JudgementState


class Declared(DjangoFilterBackend):
    """The declared filters alone; a value that does not fit is refused with what was expected. Unknown names the endpoint refused before."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            field, messages = next(iter(filterset.errors.items()))
            raise BadInput(messages[0], field=field, expected=expected(filterset.filters[field]))
        return filterset.qs


def expected(each: Filter) -> Any:
    """What a filter takes: one of its choices, else a kind of value."""
    if choices := each.extra.get("choices"):
        return [value for value, _label in choices]
    return next((kind for cls, kind in EXPECTED.items() if isinstance(each, cls)), None)


EXPECTED: dict[type[Filter], str] = {
    UUIDFilter: "uuid", BooleanFilter: "true or false", NumberFilter: "number", DateTimeFilter: "2024-12-03T09:30:00+08:00",
}  # fmt: skip


class Documents(FilterSet):
    collection = UUIDFilter("collection__uuid")
    state = ChoiceFilter(choices=Document.State.choices)
    published = CharFilter("published", "startswith", max_length=10)
    external_id = CharFilter("source__external_id", max_length=200)
    sha256 = CharFilter(max_length=64)
    title = CharFilter("title", "icontains", max_length=300)
    q = CharFilter(method="named", max_length=300)

    def named(self, rows: Any, name: str, value: str) -> Any:
        """With these words in the title or the name of the file."""
        return rows.filter(Q(title__icontains=value) | Q(source__file_name__icontains=value))


class Facts(selection.Facts):
    """The one definition, which the facts page and the exports share: what is asked for is what stands for the caller."""


class Readings(FilterSet):
    collection = UUIDFilter("document__collection__uuid")
    document = UUIDFilter("document__uuid")
    annotator = UUIDFilter("annotator__uuid")
    state = ChoiceFilter(choices=Reading.State.choices)


class Reviews(FilterSet):
    collection = UUIDFilter("reading__document__collection__uuid")
    document = UUIDFilter("reading__document__uuid")
    reading = UUIDFilter("reading__uuid")
    fact = UUIDFilter("fact__uuid")
    annotator = UUIDFilter("reading__annotator__uuid")
    state = ChoiceFilter(choices=JudgementState.choices)
    reason = CharFilter("reason__code", max_length=40)
    changed_since = DateTimeFilter("updated_at", "gte")


class Jobs(FilterSet):
    collection = UUIDFilter("collection__uuid")
    kind = ChoiceFilter(choices=Job.Kind.choices)
    state = ChoiceFilter(choices=Job.State.choices)


class Releases(FilterSet):
    collection = UUIDFilter("collection__uuid")
    withdrawn = BooleanFilter("withdrawn_at", "isnull", exclude=True)


class GoldFacts(FilterSet):
    document_id = UUIDFilter("document_uuid")
    fact_id = UUIDFilter("fact_uuid")
    indicator = CharFilter("indicator", "icontains", max_length=200)
    region_code = CharFilter(max_length=6)
    measure = ChoiceFilter(choices=Measure.choices)
    status = ChoiceFilter(choices=Status.choices)


class Reasons(FilterSet):
    kind = ChoiceFilter(choices=Reason.Kind.choices)


class AuditEvents(FilterSet):
    collection = UUIDFilter("collection_uuid")
    action = CharFilter(max_length=40)
    target_type = CharFilter(max_length=40)
    target_id = CharFilter(max_length=40)
    group = UUIDFilter()
    actor = CharFilter("actor_name", max_length=150)
    door = ChoiceFilter(choices=Door.choices)
    since = DateTimeFilter("at", "gte")
    until = DateTimeFilter("at", "lt")


KINDS: dict[type[Filter], Any] = {UUIDFilter: OpenApiTypes.UUID, BooleanFilter: OpenApiTypes.BOOL, NumberFilter: OpenApiTypes.DOUBLE}


def described(filterset: type[FilterSet], but: tuple[str, ...] = ()) -> list[OpenApiParameter]:
    """The filters as parameters, for an endpoint that is no list."""
    return [_parameter(name, each) for name, each in filterset.base_filters.items() if name not in but]


def _parameter(name: str, each: Filter) -> OpenApiParameter:
    kind = next((KINDS[cls] for cls in type(each).__mro__ if cls in KINDS), OpenApiTypes.STR)
    choices = [value for value, _label in each.extra.get("choices", ())]
    return OpenApiParameter(name, kind, enum=choices or None)
