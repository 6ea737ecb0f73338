"""What all endpoints have in common: they know which parameters they take, and refuse all others by name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from annotate.api.filters import Declared
from annotate.api.pagination import Cursor
from annotate.api.schema import Described
from annotate.api.scopes import HasScope
from annotate.api.serializers import expected
from annotate.errors import BadInput, TooLarge
from annotate.models import User


class ByHeader(DefaultContentNegotiation):
    """The ``Accept`` header alone says what is wanted; ``?format=`` is a parameter like any other unknown one."""

    settings = cast(Any, SimpleNamespace(URL_FORMAT_OVERRIDE=None))


class Endpoint(GenericAPIView):
    """``scope``: what a token needs to change something here. ``parameters``: query parameters a GET takes,
    ``deed_parameters``: those the other methods take."""

    serializer_class: Any
    permission_classes = [IsAuthenticated, HasScope]
    content_negotiation_class = ByHeader
    metadata_class = None  # the API is described in one place, /api/v1/schema
    filter_backends: list[Any] = []
    pagination_class: Any = None
    schema: Any = Described()
    scope: str | None = "manage"
    parameters: tuple[str, ...] = ()
    deed_parameters: tuple[str, ...] = ()
    lookup_field = "uuid"

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.refuse_heavy(request)
        super().initial(request, *args, **kwargs)
        if hasattr(self, str(request.method).lower()):  # else the method is wrong, whatever stands behind it
            self.refuse_unknown(request)

    def refuse_heavy(self, request: Request) -> None:
        """Before anything is read: Django's own limit does not reach a body of JSON."""
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdigit() and int(size) > self.body_limit():
            raise TooLarge(_("The request is too large."), expected=f"at most {self.body_limit()} bytes")

    def body_limit(self) -> int:
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)

    def refuse_unknown(self, request: Request) -> None:
        known = self.known_parameters() if request.method in SAFE_METHODS else set(self.deed_parameters)
        if unknown := sorted(set(request.query_params) - known):
            raise BadInput(_("There is no such parameter here."), field=unknown[0], expected=sorted(known))
        for name, value in request.query_params.items():
            if "\0" in value:
                raise BadInput(_("No text has the character NUL."), field=name)

    def known_parameters(self) -> set[str]:
        return set(self.parameters)

    def get_serializer_context(self) -> dict[str, Any]:
        asked = self.request.query_params.get("fields") if self.request and "fields" in self.known_parameters() else None
        return {**super().get_serializer_context(), "only": asked.split(",") if asked is not None else None}

    def shown(self, row: Any, serializer: Any = None, status: int = 200, **headers: str) -> Response:
        """The answer for one row, by the endpoint's serializer or another."""
        made = (serializer or self.serializer_class)(row, context=self.get_serializer_context())
        return Response(made.data, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def read(self, serializer_class: type[BaseSerializer]) -> dict[str, Any]:
        """The request's body, checked; a refusal says what was expected."""
        serializer = serializer_class(data=self.request.data, context={"request": self.request})
        try:
            serializer.is_valid(raise_exception=True)
        except ValidationError as error:
            setattr(error, "expected", expected(serializer, error))  # noqa: B010  told by ``errors.answer``
            raise
        return cast(dict[str, Any], serializer.validated_data)


class ListEndpoint(Endpoint):
    """A list by pages; ``filterset_class`` says what it can be narrowed by, ``model`` whose it is."""

    filter_backends = [Declared]
    pagination_class = Cursor
    filterset_class: Any = None
    model: type[Model]
    ordering = "-id"
    orderings = {"created": "id", "-created": "-id"}

    def known_parameters(self) -> set[str]:
        filters = set(self.filterset_class.base_filters) if self.filterset_class else set()
        return filters | {"cursor", "page_size", "ordering", "fields"} | set(self.parameters)

    def get_queryset(self) -> QuerySet[Model]:
        """For the description of the API alone, which asks for the model's columns."""
        return self.model._default_manager.none()

    def listed(self, rows: QuerySet[Model]) -> Response:
        serializer: Any = self.get_serializer(self.paginate_queryset(self.filter_queryset(rows)), many=True)
        assert serializer.child.fields  # asked here, so that a wrong ``fields`` is refused for an empty page too
        return self.get_paginated_response(serializer.data)
