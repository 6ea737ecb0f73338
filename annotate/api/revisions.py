"""Lost updates: a writer says which revision it saw, by ``If-Match`` or in the body; who says nothing saw none."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.errors import BadInput

IF_MATCH = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description='The revision you saw, such as "3".')


def revision_of(request: Request, asked: dict[str, Any]) -> int:
    """The revision the caller saw; 0 where it saw no judgement."""
    header = request.headers.get("If-Match")
    if header is None:
        return int(asked.get("revision") or 0)
    named = re.fullmatch(r'"?([0-9]{1,9})"?', header.strip(), re.ASCII)
    if named is None:
        raise BadInput(_("This header names no revision."), field="If-Match", expected='"3"')
    return int(named[1])


def tagged(answer: Response) -> Response:
    """The answer with its revision as its entity tag."""
    answer["ETag"] = f'"{answer.data["revision"]}"'
    return answer
