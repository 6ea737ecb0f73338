"""A filter by any value of a fact: one small form beside the list, instead of a list of links for every value that occurs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotate.models.fact_fields import VALUE_FIELDS, FactFields

NOTHING = "-"  # typed for: nothing is said
NUMBERS = ("start", "end")
VALUE = "v_"  # begins the name of a parameter


PARAMETERS = tuple(f"{VALUE}{name}" for name in VALUE_FIELDS)


class ValuesFilter(ListFilter):
    """Exact values by field, ``NOTHING`` for null. ``path`` leads from the row to the values."""

    title = _("values")
    template = "admin/annotate/values_filter.html"
    path = ""

    @classmethod
    def along(cls, path: str) -> type[ValuesFilter]:
        return type("ValuesFilter", (cls,), {"path": path})

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.chosen = any(name in params for name in self.expected_parameters())
        for name in PARAMETERS:
            given = params.pop(name, None)
            said = given[-1] if isinstance(given, list) else given
            if said:
                self.used_parameters[name] = said

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [*PARAMETERS]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """The fields with what was typed, and what else the address asks for."""
        own = (*PARAMETERS, "p")
        yield {
            "fields": [(f"{VALUE}{name}", label_of(name), self.value_of(name)) for name in VALUE_FIELDS],
            "kept": [(name, value) for name, value in changelist.params.items() if name not in own],
            "chosen": self.chosen,
            "without": changelist.get_query_string(remove=PARAMETERS),
        }

    def value_of(self, name: str) -> str:
        return str(self.used_parameters.get(f"{VALUE}{name}", ""))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked: dict[str, Any] = {}
        for name in VALUE_FIELDS:
            if said := self.value_of(name):
                if name in NUMBERS and not (said.isascii() and said.isdigit() and len(said) < 10):
                    raise IncorrectLookupParameters(f"{name}: {said}")
                asked |= {f"{self.path}{name}__isnull": True} if said == NOTHING else {f"{self.path}{name}": said}
        return queryset.filter(**asked)


def label_of(name: str) -> str:
    field: Any = FactFields._meta.get_field(name)
    return str(field.verbose_name)
