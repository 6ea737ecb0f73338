"""What judgements rest on, and what is left of every deed: the guideline, the reasons, the audit."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import guideline, permissions
from annotate.api import filters, serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.errors import BadInput, NotFound
from annotate.models import AuditEvent, Reason

LANGUAGES = ("zh", "en")


class Guideline(Endpoint):
    serializer_class = serializers.Guideline
    parameters = ("language",)
    tag = "guideline"

    @extend_schema(parameters=[OpenApiParameter("language", OpenApiTypes.STR, enum=LANGUAGES)])
    def get(self, request: Request) -> Response:
        """The guideline and its version, with which every reading and release is stamped."""
        language = request.query_params.get("language", "zh")
        if language not in LANGUAGES:
            raise BadInput(_("There is no guideline in this language."), field="language", expected=list(LANGUAGES))
        return self.shown({"version": guideline.version(), "language": language, "markdown": guideline.text(language)})


class Reasons(ListEndpoint):
    serializer_class = serializers.ReasonSerializer
    filterset_class = filters.Reasons
    model = Reason
    ordering = "id"
    tag = "guideline"

    def get(self, request: Request) -> Response:
        """Reasons for rejecting a fact or dismissing a numeral."""
        return self.listed(Reason.objects.all())


class Audit(ListEndpoint):
    serializer_class = serializers.AuditEventSerializer
    filterset_class = filters.AuditEvents
    model = AuditEvent
    tag = "audit"

    def get(self, request: Request) -> Response:
        """Who did what, in the collections one manages, and one's own deeds."""
        return self.listed(permissions.visible_events(self.user))


class NotHere(Endpoint):
    """Every other address below the API: a clear 404 of the one shape."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound(_("There is no such endpoint."))

    def refuse_unknown(self, request: Request) -> None:
        pass

    def get(self, request: Request, path: str = "") -> Response:
        raise NotFound(_("There is no such endpoint."))

    post = put = patch = delete = get
