"""Programs that speak for the cast."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from annotate import governing

API = "/api/v1/"


class Program:
    """Calls the API below ``/api/v1/`` for one person, by token or session; answers are DRF's test responses."""

    def __init__(self, client):
        self.client = client

    def __getattr__(self, method):
        def call(path, data=None, **options):
            options.setdefault("format", "json") if method != "get" else None
            return getattr(self.client, method)(API + path, data, **options)

        return call


@pytest.fixture
def program():
    """``program(user, "read", "review")``: with a token of these scopes (all of them where none is named)."""

    def make(user, *scopes):
        token, secret = governing.make_token(
            user=user, name="test", scopes=scopes or ("read", "review", "manage"), actor=user, door="command"
        )
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        made = Program(client)
        made.token, made.secret = token, secret
        return made

    return make


@pytest.fixture
def error():
    """``error(response, status, code)`` asserts the one shape and returns what stands in it."""

    def check(response, status, code=None):
        assert response.status_code == status, response.content.decode()[:500]
        body = response.json()
        assert set(body) == {"error"}
        assert {"code", "message", "field", "expected"} <= set(body["error"])
        assert body["error"]["message"]
        if code:
            assert body["error"]["code"] == code
        return body["error"]

    return check
