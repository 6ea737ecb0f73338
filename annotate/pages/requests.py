"""What a view behind ``login_required`` is given."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from annotate.models import User


class Request(HttpRequest):
    """Somebody is logged in, and the middleware has said whether htmx asks."""

    user: User
    htmx: HtmxDetails
