"""``Idempotency-Key`` on whatever makes something: the same request sent again by the same person is answered as before, and does nothing."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import idempotency
from annotate.errors import BadInput

HEADER = "Idempotency-Key"
PARAMETER = OpenApiParameter(
    HEADER,
    {"type": "string", "pattern": "^[!-~]{1,200}$"},
    OpenApiParameter.HEADER,
    description="Chosen by you, kept for a day: the same request with the same key is answered as before, and makes nothing new.",
)


def idempotent(post: Callable[..., Response] | None = None, *, shown_once: str = "") -> Any:
    """Of a method that makes something. ``shown_once``: the field of the answer that holds a secret; asked again it is null."""
    if post is None:
        return functools.partial(idempotent, shown_once=shown_once)

    @functools.wraps(post)
    def once(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        if HEADER not in request.headers:
            return post(self, request, *args, **kwargs)
        made: list[Response] = []

        def deed() -> idempotency.Told:
            made.append(post(self, request, *args, **kwargs))
            body = json.loads(JSONRenderer().render(made[0].data)) if made[0].data is not None else None
            return made[0].status_code, {**(body or {}), shown_once: None} if shown_once else body

        (status, body), again = idempotency.once(user=self.user, key=_key(request), asked=_digest(request), deed=deed)
        if not again:
            return made[0]
        answer = Response(body, status=status, headers={"Idempotent-Replayed": "true"})
        if isinstance(body, dict) and "revision" in body:
            answer["ETag"] = f'"{body["revision"]}"'
        return answer

    once.idempotent = True  # type: ignore[attr-defined]
    return once


def _key(request: Request) -> str:
    key = request.headers[HEADER]
    if not re.fullmatch(r"[!-~]{1,200}", key):
        raise BadInput(_("Expected 1 to 200 visible ASCII characters."), field=HEADER)
    return key


def _digest(request: Request) -> str:
    """Of what is asked for: a form that is sent again has other boundaries, and the same fields."""
    whole = [request.method, request.get_full_path(), _told(request.data)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def _told(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {str(name): _told(data[name]) for name in data}
    if isinstance(data, list):
        return [_told(each) for each in data]
    if isinstance(data, UploadedFile):
        digest = hashlib.sha256()
        for chunk in data.chunks():
            digest.update(chunk)
        data.seek(0)
        return [data.name, digest.hexdigest()]
    return data
