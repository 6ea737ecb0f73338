"""Two saves at the same moment, sent to two web servers over one database: one wins, the other is told both values; nothing is lost unseen."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.system.conftest import ON_BOTH
from tests.system.running import HERE, ROOT, Server, Workshop

pytestmark = [pytest.mark.system, pytest.mark.heavy]
TEXTS = ["".join(f"全县新建第{reader}类道路{n}.{reader}公里。" for n in range(11, 31)) for reader in (1, 2)]
FORGED = "a" * 32  # a double-submitted token needs no secret of the server's


@dataclass(frozen=True)
class Told:
    """What one of the two was answered."""

    status: int
    body: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found.get("error", found)


@dataclass(frozen=True)
class Scene:
    servers: list[Server]
    cast: dict[str, Any]

    def api(self, server: int, who: str, method: str, path: str, body: Any, seen: str | None) -> Told:
        headers = {"Authorization": f"Bearer {self.cast[who]['token']}", "Content-Type": "application/json"}
        return self._ask(server, method, f"/api/v1/{path}", json.dumps(body), headers | ({"If-Match": seen} if seen else {}))

    def page(self, server: int, who: str, path: str, body: str, kind: str = "application/json") -> Told:
        cookies = f"sessionid={self.cast[who]['session']}; csrftoken={FORGED}"
        return self._ask(server, "POST", path, body, {"Cookie": cookies, "X-CSRFToken": FORGED, "Content-Type": kind})

    def _ask(self, server: int, method: str, path: str, body: str, headers: dict[str, str]) -> Told:
        connection = http.client.HTTPConnection("127.0.0.1", self.servers[server].port, timeout=60)
        try:
            connection.request(method, path, body.encode(), {"Accept-Language": "en", **headers})
            answer = connection.getresponse()
            return Told(answer.status, answer.read().decode())
        finally:
            connection.close()

    # What a person does in one window or by one program: by the API under If-Match, on the desk, on the page of a dispute.

    def judges_by_api(self, server: int, fact: str, revision: int, indicator: str) -> Told:
        body = {"state": "accepted", "values": {"indicator": indicator}}
        path = f"readings/{self.cast['reading']}/reviews/{fact}"
        return self.api(server, "alice", "PUT", path, body, f'"{revision}"')

    def judges_on_page(self, server: int, fact: str, revision: int, indicator: str) -> Told:
        body = {"fact": fact, "state": "accepted", "revision": revision, "values": {"indicator": indicator}}
        return self.page(server, "alice", f"/review/{self.cast['reading']}/judge/", json.dumps(body))


@pytest.fixture
def scene(workshop: Workshop) -> Iterator[Scene]:
    command = [sys.executable, str(HERE / "rivals.py")]
    said = subprocess.run(
        command, cwd=ROOT, env=workshop.environment, check=True, input=json.dumps(TEXTS), text=True, stdout=subprocess.PIPE
    ).stdout
    servers = [Server(workshop), Server(workshop)]
    for server in servers:
        server.start()
    yield Scene(servers, json.loads(said.splitlines()[-1]))
    for server in servers:
        server.clear()


def together(*deeds: Callable[[], Told]) -> list[Told]:
    """Done by a thread each, let go at once."""
    gate, answers = threading.Barrier(len(deeds)), [Told(0, "")] * len(deeds)

    def do(place: int) -> None:
        gate.wait(30)
        answers[place] = deeds[place]()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def one_wins(answers: list[Told], won: int = 200) -> tuple[Told, Told]:
    """The winner and the other one."""
    statuses = sorted(answer.status for answer in answers)
    assert statuses in ([won, 409], [won, 412]), [(answer.status, answer.body[:300]) for answer in answers]
    first, second = sorted(answers, key=lambda answer: answer.status)
    return first, second


@ON_BOTH
def test_two_windows_of_one_reader_save_the_same_judgement(scene: Scene, workshop: Workshop) -> None:
    """By the API and by the API, by the desk and by the desk, by both: the first judgement of a fact, and its change."""
    doors = [
        (scene.judges_by_api, scene.judges_by_api),
        (scene.judges_on_page, scene.judges_on_page),
        (scene.judges_by_api, scene.judges_on_page),
    ]
    facts = scene.cast["facts"]["read"]
    assert len(facts) >= 12
    for place, fact in enumerate(facts):
        for revision in (0, 1):
            names = [f"左{revision}", f"右{revision}"]
            left, right = doors[place % len(doors)]
            answers = together(
                lambda left=left, fact=fact, revision=revision, name=names[0]: left(0, fact, revision, name),
                lambda right=right, fact=fact, revision=revision, name=names[1]: right(1, fact, revision, name),
            )
            won, lost = one_wins(answers)
            winner, loser = names if answers[0] is won else names[::-1]
            told = lost.json
            assert (told["code"], told["revision"]) == ("stale", revision + 1)
            assert (told["current"]["indicator"], told["yours"]["indicator"]) == (winner, loser)
            query = "SELECT r.indicator, r.revision FROM annotate_review r JOIN annotate_fact f ON f.id = r.fact_id"
            stands = workshop.rows(f"{query} WHERE replace(CAST(f.uuid AS text), '-', '') = '{fact.replace('-', '')}'")
            assert stands == [(winner, revision + 1)]
    saves = workshop.rows("SELECT count(*) FROM annotate_auditevent WHERE action = 'review.accepted' AND door <> 'command'")[0][0]
    assert saves == 2 * len(facts), "an audit line for each that won, none for the others"


@ON_BOTH
def test_two_people_decide_the_same_fact(scene: Scene) -> None:
    """Carol by the API under If-Match, Maria on the page of the dispute; and both by the API."""

    def by_api(server: int, who: str, fact: str, revision: int, indicator: str) -> Told:
        body = {"state": "accepted", "values": {"indicator": indicator}}
        return scene.api(server, who, "PUT", f"facts/{fact}/adjudication", body, f'"{revision}"')

    def on_page(server: int, fact: str, revision: int) -> Told:
        form = urlencode({"take": "reject", "reason": "duplicate", "revision": revision})
        return scene.page(server, "maria", f"/adjudication/{fact}/decide/", form, "application/x-www-form-urlencoded")

    for fact in scene.cast["facts"]["decided"][:4]:
        for revision in (0, 1):
            won, lost = one_wins(
                together(
                    lambda fact=fact, revision=revision: by_api(0, "carol", fact, revision, f"卡罗尔{revision}"),
                    lambda fact=fact, revision=revision: by_api(1, "maria", fact, revision, f"玛丽亚{revision}"),
                )
            )
            told = lost.json
            assert {told["current"]["indicator"], told["yours"]["indicator"]} == {f"卡罗尔{revision}", f"玛丽亚{revision}"}
            assert told["current"]["indicator"] == won.json["values"]["indicator"]
    for fact in scene.cast["facts"]["decided"][4:10]:
        api, page = together(lambda fact=fact: by_api(0, "carol", fact, 0, "卡罗尔"), lambda fact=fact: on_page(1, fact, 0))
        assert (api.status, page.status) in ((200, 409), (412, 302)), (api, page.status, page.body[:300])
        if page.status == 409:
            assert 'id="stale"' in page.body
            assert "Saving again keeps your values" in page.body
        else:
            assert (api.json["current"]["state"], api.json["yours"]["indicator"]) == ("rejected", "卡罗尔")


@ON_BOTH
def test_two_programs_change_the_same_collection(scene: Scene, workshop: Workshop) -> None:
    """A record without revisions: If-Match names what was seen of it."""
    path = f"collections/{scene.cast['collection']}"
    for turn in range(6):
        seen = _tag(scene, path)
        won, lost = one_wins(
            together(
                *(
                    lambda side=side, seen=seen, turn=turn: scene.api(side, "maria", "PATCH", path, {"description": f"{side} {turn}"}, seen)
                    for side in (0, 1)
                )
            )
        )
        assert (lost.status, lost.json["code"]) == (412, "stale")
        stands = won.json["description"]
        assert lost.json["current"]["description"] == stands
        assert lost.json["yours"]["description"] != stands
        assert workshop.rows("SELECT description FROM annotate_collection") == [(stands,)]


def _tag(scene: Scene, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", scene.servers[0].port, timeout=60)
    try:
        connection.request("GET", f"/api/v1/{path}", headers={"Authorization": f"Bearer {scene.cast['maria']['token']}"})
        answer = connection.getresponse()
        answer.read()
        return answer.headers["ETag"]
    finally:
        connection.close()
