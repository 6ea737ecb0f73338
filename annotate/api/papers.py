"""What judgements rest on, and what is left of every deed: the guideline, the reasons, the audit."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as fields
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import agreement, guideline, permissions
from annotate.api import filters, serializers
from annotate.api.endpoint import Endpoint, ListEndpoint
from annotate.errors import BadInput, NotFound
from annotate.models import AuditEvent, Collection, Reason

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


class ParagraphSerializer(fields.Serializer):
    """How a paragraph of the guideline fares, over the newest documents whose readings are all finished."""

    anchor = fields.CharField()
    rejected = fields.IntegerField(help_text="How often a reason that points to it was given for rejecting.")
    dismissed = fields.IntegerField(help_text="And for dismissing a numeral.")
    disputed = fields.IntegerField(help_text="Facts on which the readers differ in what it rules.")
    compared = fields.IntegerField(help_text="Of so many that two or more readers judged.")


class Paragraphs(Endpoint):
    serializer_class = ParagraphSerializer
    tag = "guideline"

    @extend_schema(responses=ParagraphSerializer(many=True))
    def get(self, request: Request, uuid: UUID) -> Response:
        """Which paragraphs of the guideline make the readers of a collection disagree, the worst first."""
        found = agreement.paragraphs(permissions.find(Collection, self.user, uuid=uuid))
        return Response(ParagraphSerializer(found, many=True).data)


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
