"""Which facts somebody asks for: the one definition of the filters and orders that the facts page, the API and the exports share.

Values asked for are those that stand for the person who asks (``standing``), so no filter tells what that person may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django import forms
from django.db.models import Exists, Expression, F, FloatField, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet, NumberFilter, UUIDFilter
from django_filters.constants import EMPTY_VALUES

from annotate import permissions, standing
from annotate.errors import BadInput
from annotate.keyset import Order, Stretch, stretch
from annotate.models import Adjudication, Fact, Review, User
from annotate.models.fact_fields import VALUE_FIELDS, FactFields, Measure, Qualifier, Status

FLAGS = ("damaged", "repaired", "year_inferred", "region_ambiguous")
FIELDS = {field.name: field for field in FactFields._meta.local_fields}
UNSAID = tuple(name for name in VALUE_FIELDS if FIELDS[name].null)
STATES = tuple(zip(standing.STATES, (_("proposed"), _("accepted"), _("corrected"), _("rejected")), strict=True))
YES_OR_NO = (("", _("any")), ("true", _("yes")), ("false", _("no")))
LEAST = -1.7e308  # where a number is not said, in an order by numbers


def number(name: str, user: User) -> Expression:
    """A standing decimal as a number; null where nothing is said."""
    return Cast(NullIf(standing.stands(name, user), Value("")), FloatField())


class Standing:
    """Of a filter: it asks for a standing value, the whole of it, a part, or its beginning, as ``lookup_expr`` says."""

    field_name: str
    lookup_expr: str
    parent: Any

    def filter(self, rows: Any, value: Any) -> Any:
        if value in EMPTY_VALUES:
            return rows
        name = f"stood_{self.field_name}"
        return rows.alias(**{name: standing.stands(self.field_name, self.parent.user)}).filter(**{f"{name}__{self.lookup_expr}": value})


class Said(Standing, CharFilter):
    pass


class SaidChoice(Standing, ChoiceFilter):
    pass


class SaidNumber(NumberFilter):
    """A standing decimal, compared as a number."""

    def filter(self, rows: Any, value: Any) -> Any:
        if value in EMPTY_VALUES:
            return rows
        name = f"counted_{self.field_name}"
        return rows.alias(**{name: number(self.field_name, self.parent.user)}).filter(**{f"{name}__{self.lookup_expr}": float(value)})


class SaidPlace(NumberFilter):
    """A standing offset."""

    def filter(self, rows: Any, value: Any) -> Any:
        if value in EMPTY_VALUES:
            return rows
        if value != int(value) or not 0 <= value < 2**31:
            return rows.none()
        name = f"stood_{self.field_name}"
        return rows.alias(**{name: standing.stands(self.field_name, self.parent.user)}).filter(**{name: int(value)})


def says(name: str, lookup: str = "exact") -> Said:
    field = FIELDS[name]
    return Said(name, lookup, max_length=getattr(field, "max_length", None) or 200, label=field.verbose_name)


def chooses(name: str, choices: Any) -> SaidChoice:
    return SaidChoice(name, choices=choices, label=FIELDS[name].verbose_name)


class Facts(FilterSet):
    """Every field of a fact, what machine and people said of it, and where it stands. Needs ``request.user``."""

    collection = UUIDFilter("collection__uuid", label=_("collection"))
    document = UUIDFilter("document__uuid", label=_("document"))
    title = CharFilter("document__title", "icontains", max_length=300, label=_("title"))
    published = CharFilter("document__published", "startswith", max_length=10, label=_("published"))
    origin = ChoiceFilter(choices=Fact.Origin.choices, label=_("origin"))
    state = ChoiceFilter(choices=STATES, method="in_state", label=_("judgement"))
    adjudicated = BooleanFilter(method="by_decision", label=_("adjudicated"), widget=forms.Select(choices=YES_OR_NO))
    judged_by = CharFilter(method="by_judge", max_length=150, label=_("judged by"))

    start = SaidPlace("start", label=_("start"))
    end = SaidPlace("end", label=_("end"))
    text = says("text", "icontains")
    value = SaidNumber("value", label=_("value"))
    value_from = SaidNumber("value", "gte", label=_("value from"))
    value_to = SaidNumber("value", "lte", label=_("value to"))
    value_max = SaidNumber("value_max", label=_("upper value"))
    unit = says("unit")
    measure = chooses("measure", Measure.choices)
    indicator = says("indicator", "icontains")
    indicator_canonical = says("indicator_canonical")
    subject = says("subject", "icontains")
    region = says("region", "icontains")
    region_code = says("region_code", "startswith")
    place = says("place", "icontains")
    period_start = says("period_start", "startswith")
    period_end = says("period_end", "startswith")
    period_from = Said("period_start", "gte", max_length=7, label=_("period from"))
    period_to = Said("period_end", "lte", max_length=7, label=_("period to"))
    status = chooses("status", Status.choices)
    qualifier = chooses("qualifier", Qualifier.choices)
    base = says("base")
    value_base = SaidNumber("value_base", label=_("value in the base unit"))
    value_base_from = SaidNumber("value_base", "gte", label=_("value in the base unit from"))
    value_base_to = SaidNumber("value_base", "lte", label=_("value in the base unit to"))
    unit_base = says("unit_base")
    unsaid = ChoiceFilter(method="without", label=_("says nothing of"), choices=[(n, FIELDS[n].verbose_name) for n in UNSAID])
    observation_id = says("observation_id")

    producer = CharFilter(method="of_candidate", max_length=60, label=_("producer"))
    producer_version = CharFilter(method="of_candidate", max_length=40, label=_("producer's version"))
    confidence_from = NumberFilter(method="at_least_sure", min_value=0, max_value=1, label=_("confidence from"))
    confidence_to = NumberFilter(method="at_most_sure", min_value=0, max_value=1, label=_("confidence to"))
    flag = ChoiceFilter(method="flagged", choices=[(name, name) for name in (*FLAGS, "none")], label=_("flag"))
    finding = CharFilter(method="found", max_length=60, label=_("finding"))

    def __init__(self, data: Any = None, *rest: Any, **named: Any) -> None:
        """Of the many filters only those that are asked for are made."""
        self.__dict__["base_filters"] = {name: known for name, known in type(self).base_filters.items() if name in (data or ())}
        super().__init__(data, *rest, **named)

    @property
    def user(self) -> User:
        user: User = self.request.user
        return user

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.alias(standing_state=standing.standing_state(self.user)).filter(standing_state=value)

    def by_decision(self, rows: Any, name: str, value: bool) -> Any:
        decided = Q(permissions.there_is(standing.decisions(self.user)))
        return rows.filter(decided if value else ~decided)

    def by_judge(self, rows: Any, name: str, value: str) -> Any:
        """By user name; decisions count as judgements."""
        judged = Q(permissions.there_is(standing.judgements(self.user).filter(reading__annotator__username=value)))
        return rows.filter(judged | Q(permissions.there_is(standing.decisions(self.user).filter(adjudicator__username=value))))

    def without(self, rows: Any, name: str, value: str) -> Any:
        return rows.alias(stood_unsaid=standing.stands(value, self.user)).filter(stood_unsaid__isnull=True)

    def of_candidate(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Exists(standing.proposals(self.user).filter(**{name: value})))

    def at_least_sure(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(Exists(standing.proposals(self.user).filter(confidence__fact__gte=float(value))))

    def at_most_sure(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(Exists(standing.proposals(self.user).filter(confidence__fact__lte=float(value))))

    def flagged(self, rows: Any, name: str, value: str) -> Any:
        proposals = standing.proposals(self.user)
        return rows.filter(Exists(proposals.filter(flags=[]) if value == "none" else _holding(proposals, "flags", f'"{value}"')))

    def found(self, rows: Any, name: str, value: str) -> Any:
        """By the check's name; ``any`` or ``none``."""
        proposals = standing.proposals(self.user)
        if value in ("any", "none"):
            none = Q(findings=[])
            return rows.filter(Exists(proposals.filter(none if value == "none" else ~none)))
        return rows.filter(Exists(_holding(proposals, "findings", f'"check": "{value}"')))


for _filter in Facts.base_filters.values():
    if isinstance(_filter, ChoiceFilter):
        _filter.extra["empty_label"] = _("any")


def _holding(rows: QuerySet[Any], name: str, piece: str) -> QuerySet[Any]:
    """Those whose JSON list, as text, holds the piece; both databases write it alike."""
    return rows.alias(as_text=Cast(name, TextField())).filter(as_text__contains=piece)


def _text(name: str) -> Callable[[User], tuple[Expression, ...]]:
    return lambda user: (Coalesce(standing.stands(name, user), Value("")),)


def _number(name: str) -> Callable[[User], tuple[Expression, ...]]:
    return lambda user: (Coalesce(number(name, user), Value(LEAST)),)


def _confidence(user: User) -> tuple[Expression, ...]:
    sure = standing.proposals(user).annotate(sure=Cast(KeyTextTransform("fact", "confidence"), FloatField())).values("sure")
    return (Coalesce(Subquery(sure[:1]), Value(LEAST)),)


ORDERS: dict[str, Callable[[User], tuple[str | Expression, ...]]] = {
    "created": lambda user: (),
    "document": lambda user: ("document_id", "start"),
    "published": lambda user: (Coalesce(F("document__published"), Value("")),),
    "value": _number("value"),
    "value_base": _number("value_base"),
    "confidence": _confidence,
    "state": lambda user: (standing.standing_state(user),),
    **{
        name: _text(name)
        for name in ("indicator", "unit", "measure", "subject", "region", "region_code", "period_start", "period_end", "status")
    },
}
ORDERINGS = tuple(f"{sign}{name}" for name in ORDERS for sign in ("", "-"))


def order(asked: str, user: User) -> Order:
    """One of ORDERINGS, a minus for descending. BadInput for any other."""
    if asked not in ORDERINGS:
        raise BadInput(gettext("There is no such order."), field="ordering", expected=list(ORDERINGS))
    return Order(ORDERS[asked.removeprefix("-")](user), asked.startswith("-"))


REACH = 5_000
"""Facts that are looked at for one page; in a longer list only an order by index is given."""
INDEXED = ("created", "document")
LAST = {"region_code": "999999", "period_end": "9999-99"}
"""Fields that have an index, and a value behind all others: what is asked for is the beginning of a value, and reaches up to there."""


def listed(
    user: User, rows: QuerySet[Fact], asked: Mapping[str, Any], ordering: str, cursor: str | None, size: int, *, within: QuerySet[Fact]
) -> Stretch:
    """One stretch of the selected ``rows``, whatever the number of facts ``within`` which they were sought: a code or month, or the beginning of one, is
    found by index, and for the rest at most REACH facts are looked at; the cursor goes on from there. BadInput: an order that a list so long is not
    given in."""
    by = order(ordering, user)
    within = _at(within, asked)
    said = _said_by_anybody(within, asked)
    if not _are_many(within, asked, said):
        return stretch(rows.filter(said), by, cursor, size)
    if ordering.removeprefix("-") not in INDEXED:
        raise BadInput(
            gettext("More than %(count)d facts are not sorted by this: ask for a document, a region code or a month first.") % {"count": REACH},
            field="ordering", expected=[f"{sign}{name}" for name in INDEXED for sign in ("", "-")],
        )  # fmt: skip
    return stretch(rows, by, cursor, size, among=within, reach=REACH)


def count(rows: QuerySet[Fact], asked: Mapping[str, Any], most: int, *, within: QuerySet[Fact]) -> int | None:
    """How many facts are selected, ``most`` + 1 where there are more; None where too many would have to be looked at to tell."""
    within = _at(within, asked)
    said = _said_by_anybody(within, asked)
    if set(asked) - {"document"} and _are_many(within, asked, said):
        return None
    return rows.filter(said).order_by()[: most + 1].count()


def _are_many(within: QuerySet[Fact], asked: Mapping[str, Any], said: Q) -> bool:
    """Asked first of what the machine says, which one index tells; only where that is little, of what people say too."""
    whole = {name: str(asked[name]) for name, last in LAST.items() if len(str(asked.get(name) or "")) == len(last)}
    return bool(whole and is_long(within.filter(**whole))) or is_long(within.filter(said))


def is_long(facts: QuerySet[Fact]) -> bool:
    return facts.order_by()[: REACH + 1].count() > REACH


def _at(facts: QuerySet[Fact], asked: Mapping[str, Any]) -> QuerySet[Fact]:
    return facts.filter(document__uuid=asked["document"]) if asked.get("document") else facts


def _said_by_anybody(within: QuerySet[Fact], asked: Mapping[str, Any]) -> Q:
    """The facts for which machine or people said what is asked for, found by index: more than stand, and never fewer. What is said of too many facts
    (a year, a province) narrows nothing."""
    said = Q()
    for name, last in LAST.items():
        if value := str(asked.get(name) or ""):
            there = {f"{name}__range": (value, value + last[len(value) :])}
            if len(value) == len(last) or not is_long(within.filter(**there)):
                people = [model.objects.filter(**there).values("fact") for model in (Review, Adjudication)]
                said &= Q(pk__in=Fact.objects.filter(**there).values("pk").union(*people))
    return said


@dataclass(frozen=True)
class Selection:
    """The facts that fit, and what was asked for in it; ``refused``: a message by each filter whose value does not fit; ``form``: the filters that
    were asked for, filled in."""

    facts: QuerySet[Fact]
    asked: dict[str, str]
    refused: dict[str, str]
    form: Any


def select(user: User, asked: Mapping[str, Any], facts: QuerySet[Fact] | None = None) -> Selection:
    """The facts that the user may see and that fit. ``asked``: values by filter; what is no filter, and what is empty, is let by. A filter whose
    value does not fit selects nothing."""
    known = {name: str(asked[name]) for name in Facts.base_filters if asked.get(name) not in (None, "")}
    facts = standing.told(user) if facts is None else facts
    filters = Facts(known, facts, request=SimpleNamespace(user=user))
    if filters.is_valid():
        whole = {name: value for name, value in known.items() if len(value) == len(LAST.get(name, ""))}
        found = filters.qs.filter(_said_by_anybody(facts.none(), whole))  # a file of them is no walk through all facts either
        return Selection(found, known, {}, filters.form)
    return Selection(facts.none(), known, {name: messages[0] for name, messages in filters.errors.items()}, filters.form)


def checked(user: User, asked: Mapping[str, Any]) -> QuerySet[Fact]:
    """The same for a program: BadInput for what is no filter, and for a value that does not fit."""
    if unknown := sorted(set(asked) - set(Facts.base_filters)):
        raise BadInput(gettext("There is no such parameter here."), field=unknown[0], expected=sorted(Facts.base_filters))
    found = select(user, asked)
    for field, message in found.refused.items():
        raise BadInput(message, field=field, expected=expected(field))
    return found.facts


def expected(field: str) -> list[str] | None:
    """The values that a filter takes, where they are a closed list."""
    choices = Facts.base_filters[field].extra.get("choices")
    return [value for value, _label in choices] if choices else None
