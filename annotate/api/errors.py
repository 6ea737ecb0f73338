"""The one place where what went wrong becomes an answer of the API, always of one shape:

``{"error": {"code", "message", "field", "expected", "place", ...}}`` with ``field`` and ``place`` null where no single field is meant. ``fields`` lists every
refused field where there are several; a stale write carries ``current``, ``yours`` and ``revision``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotate.errors import Forbidden, HeshiError, NotFound, Stale

CODES = {
    400: "bad_input", 401: "not_authenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 406: "not_acceptable",
    415: "unsupported_media_type", 429: "throttled",
}  # fmt: skip
HEADERS = ("If-Match", "Idempotency-Key")


class OutOfScope(Forbidden):
    """The token was not given the scope that this deed needs."""

    code = "out_of_scope"


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's ``EXCEPTION_HANDLER``; None where the error is a defect of ours, which Django reports."""
    error = _named(error)
    if isinstance(error, HeshiError):
        set_rollback()
        return _of_ours(error, context)
    if isinstance(error, exceptions.APIException):
        set_rollback()
        return Response(_of_drf(error, context), status=error.status_code, headers=_headers(error))
    return None


def no_such_address(request: HttpRequest, exception: Exception) -> JsonResponse:
    """What does not even lead to an endpoint, in the same shape."""
    return JsonResponse(_shape("not_found", str(exceptions.NotFound.default_detail)), status=404)


def no_such_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    """What Django itself refuses: too many fields, a form that is no form."""
    return JsonResponse(
        _shape("bad_input", _("The request's body cannot be read: %(why)s") % {"why": type(exception).__name__}), status=400
    )


def defect(request: HttpRequest) -> JsonResponse:
    return JsonResponse(_shape("defect", _("The fault is ours and stands in the server's log. What was saved before is safe.")), status=500)


def _named(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return NotFound(str(exceptions.NotFound.default_detail))
    if isinstance(error, PermissionDenied):
        return Forbidden(str(exceptions.PermissionDenied.default_detail))
    return error


def _shape(code: str, message: str, field: str | None = None, **extra: Any) -> dict[str, Any]:
    named = field.encode("utf-8", "backslashreplace").decode() if field else field  # a caller can name a field by half a surrogate pair
    first = {"code": code, "message": message, "field": named, "expected": extra.pop("expected", None), "place": extra.pop("place", None)}
    return {"error": {**first, **extra}}


def _of_ours(error: HeshiError, context: dict[str, Any]) -> Response:
    status, message, field = _status(error, context), error.message, error.field
    if status == 428:
        message, field = _("Something stands here already: say which revision you saw, in “If-Match” or “revision”."), "revision"
    extra = {"place": _place(field, context), **error.extra}
    return Response(_shape(error.code, message, field, **extra), status=status)


def _place(field: str | None, context: dict[str, Any]) -> str | None:
    """Where the field was sent: in the address's path, its query, in a header, or in the body."""
    request = context.get("request")
    if field is None or request is None:
        return None
    if field in (context.get("kwargs") or {}):
        return "path"
    if field in request.query_params:
        return "query"
    return "header" if field in HEADERS else "body"


def _status(error: HeshiError, context: dict[str, Any]) -> int:
    """A revision that came as a precondition is answered as one; who did not say what was seen is told that it must be said."""
    request = context.get("request")
    if not isinstance(error, Stale) or request is None:
        return error.status
    if "If-Match" in request.headers:
        return 412
    said = "revision" in request.query_params or (isinstance(request.data, dict) and "revision" in request.data)
    return error.status if said else 428


def _of_drf(error: exceptions.APIException, context: dict[str, Any]) -> dict[str, Any]:
    code = CODES.get(error.status_code, "error")
    if isinstance(error, exceptions.ParseError):
        return _shape(code, _("The request's body cannot be read: %(why)s") % {"why": error.detail}, expected=_parsed(context))
    if not isinstance(error, exceptions.ValidationError):
        return _shape(code, str(error.detail), expected=_wanted(error, context))
    fields = [{"field": field, "message": message} for field, message in _flat(error.detail)]
    field, message = next(_flat(error.detail), (None, str(error.default_detail)))
    return _shape(code, message, field, expected=getattr(error, "expected", None), place=_place(field, context), fields=fields)


def _wanted(error: exceptions.APIException, context: dict[str, Any]) -> Any:
    """What would have been answered instead of a wrong method, body, answer or no token."""
    view = context.get("view")
    if isinstance(error, exceptions.MethodNotAllowed) and view is not None:
        return [method for method in view.allowed_methods if method not in ("OPTIONS", "HEAD")]
    if isinstance(error, exceptions.UnsupportedMediaType):
        return _parsed(context)
    if isinstance(error, exceptions.NotAcceptable) and view is not None:
        return [renderer.media_type for renderer in view.get_renderers()]
    return "Authorization: Bearer <token>" if error.status_code == 401 else None


def _parsed(context: dict[str, Any]) -> list[str] | None:
    """The kinds of body that the endpoint reads."""
    view = context.get("view")
    return [parser.media_type for parser in view.get_parsers()] if view is not None else None


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str | None, str]]:
    """Every message of a nested refusal with the dotted path of its field; None for what concerns the whole."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            yield from _flat(inner, own)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(inner, path)
    else:
        yield path or None, str(detail)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers
