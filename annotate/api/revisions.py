"""Lost updates: a writer says which revision it saw, by ``If-Match`` or in the body; who says nothing saw none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.errors import BadInput

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
