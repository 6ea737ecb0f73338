"""One's own log-ins: seen by a program too, ended by a person alone, as with tokens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import sessions
from annotate.api.endpoint import Endpoint
from annotate.models.audit import Door


class SessionSerializer(serializers.Serializer):
    """One browser that is logged in. ``name`` is no secret: nobody gets in by it."""

    name = serializers.CharField()
    browser = serializers.CharField()
    logged_in_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(source="expire_date")
    current = serializers.BooleanField(help_text="Whether it is the one that asks.")


class SessionList(serializers.Serializer):
    sessions = SessionSerializer(many=True)


class Sessions(Endpoint):
    serializer_class = SessionList
    scope = None
    tag = "me"

    def get(self, request: Request) -> Response:
        """The browsers on which one is logged in, the newest first."""
        found: list[Any] = list(sessions.of(self.user))
        for session in found:
            session.current = session.session_key == request.session.session_key
        return self.shown({"sessions": found})

    @extend_schema(operation_id="me_sessions_end_others")
    def delete(self, request: Request) -> Response:
        """Log every other browser out."""
        others = sessions.of(self.user).exclude(session_key=request.session.session_key)
        sessions.end(sessions=others, actor=self.user, door=Door.API)
        return Response(status=204)


class Session(Endpoint):
    serializer_class = SessionList
    scope = None
    tag = "me"

    def delete(self, request: Request, name: str) -> Response:
        """Log one browser out."""
        sessions.end(sessions=[sessions.named(self.user, name)], actor=self.user, door=Door.API)
        return Response(status=204)
