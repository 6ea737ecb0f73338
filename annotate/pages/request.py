"""What a view behind a login receives."""

from __future__ import annotations

from django.http import HttpRequest

from annotate.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """For views under ``login_required``: the user is one of ours."""

    user: User
