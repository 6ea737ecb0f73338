"""Every address of Heshi."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.defaults import page_not_found

from annotate.api.errors import no_such_address

API = "api/v1/"

urlpatterns = [
    path("admin/", admin.site.urls),
    path(API, include("annotate.api.urls")),
    path("", include("annotate.health")),
    path("", include("annotate.pages.urls")),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page for people, the API's own shape for programs."""
    answer = no_such_address if request.path.startswith(f"/{API}") else page_not_found
    return answer(request, exception)
