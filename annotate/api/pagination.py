"""Pages by cursor: the thousandth page costs what the first does, and what is added meanwhile moves nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from annotate.errors import BadInput


class Cursor(CursorPagination):
    """``results`` with ``next`` and ``previous`` addresses; ``page_size`` up to 500; newest first unless the endpoint says otherwise.

    ``ordering`` takes what the endpoint declares as ``orderings``, a name with its unique column.
    """

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "-id"

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and 1 <= int(asked) <= self.max_page_size):
            raise BadInput(_("This is no size of a page."), field=self.page_size_query_param, expected=f"1-{self.max_page_size}")
        return int(asked)

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        asked = request.query_params.get("ordering")
        if asked is None:
            return (view.ordering,)
        if asked not in view.orderings:
            raise BadInput(_("There is no such order."), field="ordering", expected=sorted(view.orderings))
        return (view.orderings[asked],)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        try:
            page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        except (NotFound, ValueError, OverflowError, ValidationError) as error:
            raise BadInput(_("This cursor is none of ours."), field=self.cursor_query_param) from error
        return page


class Stretches(Cursor):
    """The same for a list in any of the orders that several rows may share: ``view.stretch(rows, cursor, size)`` takes the stretch."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        self.base_url = request.build_absolute_uri()
        self.found = view.stretch(queryset, request.query_params.get(self.cursor_query_param) or None, self.get_page_size(request))
        return list(self.found.rows)

    def get_next_link(self) -> str | None:
        return self._link(self.found.following)

    def get_previous_link(self) -> str | None:
        return self._link(self.found.previous)

    def _link(self, cursor: str | None) -> str | None:
        return replace_query_param(self.base_url or "", self.cursor_query_param, cursor) if cursor else None


def linked(request: Request, shown: Any, following: UUID | str | int | None) -> Response:
    """An answer with the address to go on at, where there may be more."""
    answer = Response(shown)
    if following is not None:
        asked = {**request.query_params.dict(), "after": following}
        answer.headers["Link"] = f'<{request.build_absolute_uri(request.path)}?{urlencode(asked)}>; rel="next"'
    return answer
