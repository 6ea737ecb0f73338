"""Every address of Heshi."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.defaults import bad_request, page_not_found, server_error

from annotate.api.errors import defect, no_such_address, no_such_request

API = "api/v1/"

urlpatterns = [
    path("admin/", admin.site.urls),
    path(API, include("annotate.api.urls")),
    path("", include("annotate.health")),
    path("", include("annotate.pages.urls")),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page for people, the API's own shape for programs."""
    answer = no_such_address if _of_a_program(request) else page_not_found
    return answer(request, exception)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refuses before an endpoint is reached, or while it reads the body."""
    answer = no_such_request if _of_a_program(request) else bad_request
    return answer(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    return defect(request) if _of_a_program(request) else server_error(request)


def _of_a_program(request: HttpRequest) -> bool:
    return request.path.startswith(f"/{API}")
