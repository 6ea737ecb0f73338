"""What a view behind a login receives."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from annotate.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """For views under ``login_required``: the user is one of ours, and the middleware has said whether htmx asks."""

    user: User
    htmx: HtmxDetails
