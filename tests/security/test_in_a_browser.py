"""The strict policy in a real Chromium: Swagger UI and the admin work under it, and ask nobody else for anything."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def look(live_server):
    """``look(user, address, ...)``: what Chromium says of each address."""
    pytest.importorskip("playwright", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine")

    def opened(user, *addresses):
        client = Client()
        client.force_login(user)
        script = Path(__file__).with_name("look.py")
        done = subprocess.run(
            [sys.executable, script, program, live_server.url, client.cookies["sessionid"].value, *addresses],
            capture_output=True, text=True, timeout=180, check=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    return opened


def test_swagger_ui_works_from_our_own_files(alice, look):
    told = look(alice, "/api/v1/docs")["/api/v1/docs"]
    assert told["told"] == []
    assert told["operations"] > 30


def test_the_admin_works_under_the_policy(maria, document, look):
    maria.is_staff = maria.is_superuser = True
    maria.save()
    fact = document.facts.first()
    addresses = (
        "/admin/",
        "/admin/annotate/fact/",
        f"/admin/annotate/fact/{fact.pk}/change/",
        "/admin/annotate/release/",
        "/admin/annotate/collection/add/",
    )
    for address, told in look(maria, *addresses).items():
        assert told["told"] == [], address
