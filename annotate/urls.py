"""Every address of Heshi."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("annotate.api.urls")),
    path("", include("annotate.health")),
    path("", include("annotate.pages.urls")),
]
