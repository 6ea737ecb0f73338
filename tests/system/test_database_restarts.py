"""The database is killed while annotators save: what was acknowledged is there, once, and nobody was told of a save that is not."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from tests.system.running import HERE, ROOT, Server, Workshop, wait_for
from tests.system.servers import Postgres

pytestmark = [pytest.mark.system, pytest.mark.heavy, pytest.mark.parametrize("engine", ["postgresql"], indirect=True)]
FACTS_EACH = 40
TEXTS = ["".join(f"全县新建第{reader}类道路{n}.{reader}公里。" for n in range(11, 11 + FACTS_EACH)) for reader in range(1, 5)]


class Annotator(threading.Thread):
    """Accepts fact after fact by the API, sends again what got no answer, and keeps what was acknowledged."""

    def __init__(self, server: Server, token: str, reading: str, facts: list[str]) -> None:
        super().__init__(daemon=True)
        self.server, self.token, self.reading, self.facts = server, token, reading, facts
        self.acknowledged: dict[str, int] = {}
        self.refused: list[str] = []
        self.again = 0

    def run(self) -> None:
        for fact in self.facts:
            while not self.accept(fact):
                self.again += 1
                time.sleep(0.1)

    def accept(self, fact: str) -> bool:
        try:
            status, answer = self.ask("PUT", f"readings/{self.reading}/reviews/{fact}", {"state": "accepted"})
        except (OSError, http.client.HTTPException):
            return False
        if status == 200:
            self.acknowledged[fact] = answer["revision"]
        elif status < 500:
            self.refused.append(f"{status} {answer}")
        return status < 500

    def ask(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            connection.request(method, f"/api/v1/{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(text) if text.startswith(b"{") else text


@pytest.fixture
def annotators(workshop: Workshop, server: Server) -> list[Annotator]:
    command = [sys.executable, str(HERE / "four_readers.py")]
    done = subprocess.run(
        command, cwd=ROOT, env=workshop.environment, check=True, input=json.dumps(TEXTS), text=True, stdout=subprocess.PIPE
    )
    server.start()
    return [Annotator(server, **told) for told in json.loads(done.stdout)]


@pytest.mark.parametrize("mode", ["immediate", "fast"])
def test_every_acknowledged_judgement_is_there_once(annotators: list[Annotator], workshop: Workshop, postgres: Postgres, mode: str) -> None:
    assert [len(one.facts) for one in annotators] == [FACTS_EACH] * 4
    for one in annotators:
        one.start()
    wait_for(lambda: sum(len(one.acknowledged) for one in annotators) >= 30, 60, "thirty saves")
    postgres.stop(mode)
    time.sleep(1)
    saved = sum(len(one.acknowledged) for one in annotators)
    assert saved < 4 * FACTS_EACH, "it was stopped in the middle"
    postgres.start()
    for one in annotators:
        one.join(120)
    assert [one.refused for one in annotators] == [[]] * 4
    assert sum(one.again for one in annotators) > 0, "somebody had to send again"
    assert [sorted(one.acknowledged) for one in annotators] == [sorted(one.facts) for one in annotators]
    reviews = dict(workshop.rows("SELECT f.uuid::text, r.revision FROM annotate_review r JOIN annotate_fact f ON f.id = r.fact_id"))
    assert reviews == {fact: revision for one in annotators for fact, revision in one.acknowledged.items()}
    told = workshop.rows("SELECT target_id, count(*) FROM annotate_auditevent WHERE action = 'review.accepted' GROUP BY target_id")
    assert dict(told) == dict.fromkeys(reviews, 1)
