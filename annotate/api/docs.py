"""The description of the API, and Swagger UI from our own static files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """OpenAPI 3.1, as YAML or (``Accept: application/json``) JSON."""

    http_method_names = ["get", "head"]


class Swagger(LoginRequiredMixin, SpectacularSwaggerSplitView):
    """Start-up script and style come as files, so that the policy for scripts stays as strict as everywhere."""

    url_name = "api:schema"
    template_name = "api/docs.html"
    permission_classes: list[Any] = []
    http_method_names = ["get", "head"]
