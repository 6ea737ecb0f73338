"""How the API is described: every operation says which errors it gives, each in the one shape."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import is_list_serializer
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_field, inline_serializer
from rest_framework import serializers

from annotate.api.examples import EXAMPLES
from annotate.api.idempotent import PARAMETER

# Several records have a ``state`` or a ``kind``: each set of them gets the record's name. It stands here because it goes with the serializers.
spectacular_settings.ENUM_NAME_OVERRIDES = {  # type: ignore[attr-defined]
    "JudgementState": "annotate.models.review.JudgementState",
    "DocumentState": "annotate.models.corpus.Document.State",
    "ReadingState": "annotate.models.review.Reading.State",
    "JobState": "annotate.models.job.Job.State",
    "JobKind": "annotate.models.job.Job.Kind",
    "CauseKind": "annotate.models.review.Override.Kind",
    "ReasonKind": "annotate.models.review.Reason.Kind",
    "ConflictKind": "annotate.models.observation.ConflictMark.Kind",
    "StandingState": "annotate.standing.STATES",
}


ABOUT = """\
Everything that the pages can do. Send `Authorization: Bearer heshi_…`; a token is made under your name in the pages and shown once. What it may do
is what was ticked: `read` to look, `review` to judge in your own readings and to decide, `manage` for all else. Your roles bind it besides.

The whole way: `POST collections`, `PUT collections/{id}/members/{user}` (or an invitation, which is taken up by `POST me/memberships`),
`POST imports` (a file; `GET jobs/{id}` tells how far it is) or `POST documents` (one text), `GET collections/{id}/progress` until nothing waits;
`POST readings` for the next document, `GET readings/{id}/desk` for its facts and numerals, `PUT readings/{id}/reviews/{fact}` for each,
`POST readings/{id}/facts` for a missed one, `POST readings/{id}/dismissals` for what is none, `POST readings/{id}/finish`;
`GET collections/{id}/disputes` and `PUT facts/{id}/adjudication` where two readers differ; `POST releases`, `GET releases/{id}/csv`.

* Offsets count Unicode code points of the raw text, half open. Numbers of facts are decimals in strings; months are `2024-09`.
* Messages are Chinese unless `Accept-Language: en` is sent; programs go by `code`, `field` and `expected`.
* Lists come in pages: `results`, and the addresses `next` and `previous`, null at the ends. `fields=id,state` leaves out the rest.
* A write says what was seen by `If-Match` (a judgement also by `revision`); where another stands by now, the answer has both values.
* `Idempotency-Key` on a POST: the same request sent again is answered as before and makes nothing new.
* Every refusal has one shape, `error`; 429 says in `Retry-After` how many seconds to wait.
"""
spectacular_settings.DESCRIPTION = ABOUT  # type: ignore[attr-defined]


@extend_schema_field({})
class Anything(serializers.JSONField):
    """Whatever JSON can say, null included."""


REFUSED = inline_serializer(
    "Refused",
    {
        "field": serializers.CharField(allow_null=True, help_text="Dotted path of the field, null for the whole."),
        "message": serializers.CharField(),
    },
)
ERROR = inline_serializer(
    "Error",
    {
        "error": inline_serializer(
            "ErrorDetail",
            {
                "code": serializers.CharField(help_text="A name for programs: bad_input, stale, not_found ..."),
                "message": serializers.CharField(help_text="A sentence for people, in the language asked for."),
                "field": serializers.CharField(allow_null=True, help_text="The field or parameter that is meant; null where none is."),
                "expected": Anything(help_text="What would have been right, where it can be said."),
                "place": serializers.CharField(
                    allow_null=True, help_text="Where the field was sent: path, query, header or body; null where none is."
                ),
                "fields": serializers.ListField(child=REFUSED, required=False, help_text="Every refused field, where there are several."),
                "current": Anything(required=False, help_text="stale: the values that stand."),
                "yours": Anything(required=False, help_text="stale: the values that were sent."),
                "revision": serializers.IntegerField(required=False, help_text="stale: the revision that stands."),
                "may_insist": serializers.BooleanField(required=False, help_text="A check objects: sent again with `insist` it is taken."),
                "said": serializers.CharField(required=False, help_text="What the text says where a check objects."),
                "facts": serializers.ListField(child=serializers.UUIDField(), required=False, help_text="finish: facts still open."),
                "numerals": Anything(required=False, help_text="finish: numerals still open, each [start, end]."),
            },
        )
    },
)
SAMPLES = [
    OpenApiExample(
        "an unknown filter",
        {
            "error": {
                "code": "bad_input",
                "message": "There is no such parameter here.",
                "field": "owner__password",
                "expected": ["state"],
                "place": "query",
            }
        },
        response_only=True,
        status_codes=["4XX"],
    )
]


FIELDS = OpenApiParameter("fields", OpenApiTypes.STR, description="Only these fields, parted by commas.")


class Described(AutoSchema):
    """Adds to each operation the errors, and to each list the parameters that all lists have."""

    def get_override_parameters(self) -> list[Any]:
        orderings = getattr(self.view, "orderings", None)
        if getattr(getattr(self.view, self.method.lower(), None), "idempotent", False):
            return [PARAMETER]
        if self.method == "GET" and "fields" in getattr(self.view, "parameters", ()):
            return [FIELDS]
        if self.method != "GET" or not orderings:
            return []
        return [
            OpenApiParameter("ordering", OpenApiTypes.STR, enum=sorted(orderings), description="Newest first unless asked otherwise."),
            FIELDS,
        ]

    def _is_list_view(self, serializer: Any = None) -> bool:
        """A list endpoint's pages, and whatever else answers with several of a kind at once."""
        return (self.method == "GET" and hasattr(self.view, "orderings")) or is_list_serializer(serializer)

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", super().get_tags()[0])]

    def get_summary(self) -> str | None:
        return self.get_description().strip().split("\n")[0].rstrip(".:")[:120] or None

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        bodies["4XX"] = {**self._get_response_for_code(ERROR, "4XX", ["application/json"], direction), "description": "Refused, and why"}
        return bodies

    def _get_examples(self, serializer: Any, direction: Any, media_type: str, status_code: str | None = None, extras: Any = None) -> Any:
        """Those that stand beside the method, else the serializer's own."""
        found = super()._get_examples(serializer, direction, media_type, status_code, extras)
        child = getattr(serializer, "child", serializer)
        name = child.__name__ if isinstance(child, type) else type(child).__name__
        if found or name not in EXAMPLES or "json" not in media_type:
            return found
        example = OpenApiExample("example", EXAMPLES[name], media_type=media_type, status_codes=[status_code] if status_code else None)
        return super()._get_examples(serializer, direction, media_type, status_code, [example])

    def get_examples(self) -> list[OpenApiExample]:
        return [*super().get_examples(), *SAMPLES]


class Bearer(OpenApiAuthenticationExtension):
    target_class = "annotate.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from the account page, with the scopes `read`, `review` and `manage` that were given to it.",
        }
