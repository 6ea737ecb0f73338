"""Lost updates: a writer says which revision it saw, by ``If-Match`` or in the body; who says nothing saw none."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.errors import BadInput, Stale

IF_MATCH = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description='The revision you saw, such as "3".')


def revision_of(request: Request, asked: Mapping[str, Any]) -> int:
    """The revision the caller saw, as ``If-Match`` or ``asked["revision"]`` says; 0 where it saw no judgement."""
    field = "If-Match" if "If-Match" in request.headers else "revision"
    said = request.headers["If-Match"].strip() if field == "If-Match" else str(asked.get("revision") or 0)
    named = re.fullmatch(r'"?([0-9]{1,9})"?', said, re.ASCII)
    if named is None:
        raise BadInput(_("This names no revision."), field=field, expected='"3"')
    return int(named[1])


def tagged(answer: Response) -> Response:
    """The answer with its revision as its entity tag."""
    answer["ETag"] = f'"{answer.data["revision"]}"'
    return answer


def tag_of(shown: Any) -> str:
    """The entity tag of a record without revisions: of what is shown of it."""
    return '"' + hashlib.sha256(JSONRenderer().render(shown)).hexdigest()[:16] + '"'


def with_tag(answer: Response) -> Response:
    answer["ETag"] = tag_of(answer.data)
    return answer


def require_unchanged(request: Request, shown: Any, yours: Any) -> None:
    """Where ``If-Match`` says what the caller saw: Stale, with both values, if something else stands there by now. Inside the transaction that has
    locked the record."""
    said = request.headers.get("If-Match")
    if said is None or said.strip() == "*" or tag_of(shown) in (each.strip().removeprefix("W/") for each in said.split(",")):
        return
    current, sent = (json.loads(JSONRenderer().render(each) or b"null") for each in (shown, yours))
    raise Stale(_("Somebody saved before: look at what stands there."), field="If-Match", current=current, yours=sent, tag=tag_of(shown))


IF_UNCHANGED = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The entity tag you saw: where something else stands by now, 412 with both values.",
)
