"""Who asks, where proxies stand between."""

from typing import cast

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


def client_address(request: HttpRequest) -> str:
    """For the throttles of log-in and API: the address that the outermost of our PROXIES saw. What a client says of itself counts for nothing."""
    return str(BaseThrottle().get_ident(cast(Request, request)) or "")
