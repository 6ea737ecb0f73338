"""Filters and search in lists of millions: what has no index is looked for in a stretch of the newest rows, and in older ones by a link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import permissions
from annotate.admin.paginating import MOST
from annotate.admin.scoped import MyCollections, person
from annotate.models import Collection

BY_INDEX = ("in", "disputed", "before", "o", "p", "e")
"""Parameters of a list that make nobody walk through its table."""


class Stretch(admin.SimpleListFilter):
    """Of the person's rows, in the collection that was chosen, the newest MOST, or those before a key; beside a list that is filtered or searched."""

    title = gettext_lazy("looked through")
    parameter_name = "before"
    end: int | None = None

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[Any, Any]]:
        self.walks = any(request.GET[name] for name in request.GET if name not in BY_INDEX) and "disputed" not in request.GET
        return []

    def has_output(self) -> bool:
        return self.walks

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        before = self.value()
        if before and not (before.isascii() and before.isdigit() and len(before) < 19):
            raise IncorrectLookupParameters(f"before: {before}")
        behind = {"pk__lt": int(before)} if before else {}
        ends = _rows(queryset, request).filter(**behind).order_by("-pk").values_list("pk", flat=True)[MOST - 1 : MOST + 1]
        self.end = ends[0] if len(ends) > 1 else None
        return queryset.filter(**behind, **({"pk__gte": self.end} if self.end else {}))

    def choices(self, changelist: Any) -> Iterator[Any]:
        chosen = self.value() is not None
        yield {"selected": not chosen, "query_string": _address(changelist), "display": _("the newest %(count)d") % {"count": MOST}}
        if chosen:
            yield {"selected": True, "query_string": _address(changelist, before=self.value()), "display": _("older ones")}
        if self.end:
            yield {"selected": False, "query_string": _address(changelist, before=self.end), "display": _("the next older ones")}


def _rows(queryset: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """All rows of the collections that are looked at, whether they are shown or not."""
    homes = Collection.objects.all() if person(request).is_superuser else permissions.collections(person(request))
    keys = {str(uuid): key for key, uuid in homes.values_list("pk", "uuid")}
    asked = keys.get(request.GET.get(MyCollections.parameter_name, ""))
    way = permissions.COLLECTION_OF[queryset.model]
    return queryset.model._default_manager.filter(**{f"{way}__in": [asked] if asked else list(keys.values())})


def _address(changelist: Any, **asked: Any) -> str:
    return str(changelist.get_query_string(asked, remove=["p", *([] if asked else ["before"])]))
