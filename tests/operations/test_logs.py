"""What the logs say, and what they never say."""

from __future__ import annotations

import io
import json
import logging.config
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.settings import api_settings

from annotate import inviting, logs
from annotate.models import User
from annotate.models.audit import Door
from tests.system.running import ROOT, environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The JSON lines that were logged so far, through a handler made as the settings make it."""
    made = logs.configuration("json", "INFO")
    made["handlers"]["console"]["stream"] = written = io.StringIO()
    logging.config.dictConfig(made)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def test_a_request_is_a_line_with_its_route(lines, client: Client) -> None:
    client.get("/login/", headers={"User-Agent": "A-Browser/1.0"})
    client.get("/nowhere/?q=secret")
    client.get("/healthz")
    said = [line for line in lines() if line["logger"] == "heshi.requests"]
    assert [(line["method"], line["route"], line["status"]) for line in said] == [("GET", "login/", 200), ("GET", "(no route)", 404)]
    assert all(isinstance(line["ms"], int) and line["level"] == "info" and line["timestamp"].endswith("Z") for line in said)


def test_no_secret_name_or_address_gets_into_a_line(lines, maria: User) -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    secret = inviting.login_link(user=maria, actor=maria, door=Door.COMMAND)
    for _try in range(2):  # the second finds it used, and Django warns of it
        client.post(f"/enter/{secret}/", headers={"User-Agent": "A-Browser/1.0"})
        client.logout()
    client.post("/login/", {"username": maria.username, "password": "a wrong password"})
    client.get("/api/v1/collections/", headers={"Authorization": "Bearer heshi_a_token_of_somebody"})
    said = lines()
    assert {line["route"] for line in said if "route" in line} >= {"enter/<str:secret>/", "login/"}
    assert any(line["logger"] == "django.request" for line in said)
    text = json.dumps(said, ensure_ascii=False)
    for private in (secret, maria.username, "203.0.113.7", "A-Browser", "a wrong password", "heshi_a_token"):
        assert private not in text


def test_an_error_is_one_line_with_its_calls_and_without_their_values(lines) -> None:
    secret = "of-a-variable"
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("heshi.anything").exception("it failed")
    (line,) = lines()
    assert line["event"] == "it failed"
    assert "ValueError: broken" in line["exception"]
    assert secret not in line["exception"].replace('secret = "of-a-variable"', "")


def test_the_environment_chooses_the_form_and_a_strange_one_is_named(tmp_path) -> None:
    def start(form: str) -> subprocess.CompletedProcess[str]:
        env = environment(DATA_DIR=tmp_path, SECRET_KEY="k" * 40, LOG_FORMAT=form)
        code = "import annotate.settings as s, logging.config as c, logging; c.dictConfig(s.LOGGING); logging.warning('hear')"
        return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert json.loads(start("json").stderr)["event"] == "hear"
    assert "WARNING root hear" in start("").stderr
    assert "LOG_FORMAT: expected text or json" in start("xml").stderr


@pytest.mark.parametrize(("proxies", "seen"), [(0, "10.0.0.1"), (1, "203.0.113.7"), (2, "198.51.100.9")])
def test_behind_proxies_the_client_is_whom_the_outermost_of_ours_saw(rf, monkeypatch, proxies: int, seen: str) -> None:
    from annotate.proxies import client_address

    monkeypatch.setattr(api_settings, "NUM_PROXIES", proxies)
    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.9, 203.0.113.7"}, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == seen
