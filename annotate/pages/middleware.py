"""One place where a named error of the doers becomes a page, a fragment or JSON, as the request wants it."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from annotate.errors import HeshiError
from annotate.permissions import one_look


class AnswerErrors:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_look() if request.method in ("GET", "HEAD") else nullcontext():
            response = self.get_response(request)
        if getattr(request, "axes_locked_out", False):
            return render(request, "locked.html", status=response.status_code)
        if (
            _wants_fragment(request)
            and response.status_code == 302
            and response.headers["Location"].startswith(reverse(settings.LOGIN_URL))
        ):
            return HttpResponseClientRefresh()  # a session that ended meanwhile: the whole page goes to the login, not a part of it
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer(request, error) if isinstance(error, HeshiError) else None


def answer(request: HttpRequest, error: HeshiError) -> HttpResponse:
    """JSON for scripts that ask for it, a note over the page for htmx, else a page of its own."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"error": as_json(error)}, status=error.status)
    if _wants_fragment(request):
        fragment = render(request, "note.html", {"level": "error", "text": error.message}, status=error.status)
        fragment["HX-Retarget"], fragment["HX-Reswap"] = "#notes", "innerHTML"
        return fragment
    page = {"error": error, "title": title_of(error), "back": _back(request)}
    return render(request, "error.html", page, status=error.status)


def _wants_fragment(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def as_json(error: HeshiError) -> dict[str, Any]:
    return {"code": error.code, "message": error.message, "field": error.field, **error.extra}


def title_of(error: HeshiError) -> str:
    titles = {403: _("Not allowed"), 404: _("Not found"), 409: _("Something stands against it"), 413: _("Too large")}
    return titles.get(error.status, _("That did not work"))


def _back(request: HttpRequest) -> str | None:
    """The page the request came from, where it is one of ours and another than this."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return None
    parts = urlsplit(referer)
    return None if parts.path == request.path and request.method == "GET" else parts._replace(scheme="", netloc="").geturl()
