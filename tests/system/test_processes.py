"""Knowing processes again, and ending whole groups."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate import processes
from tests.system.running import wait_for

pytestmark = pytest.mark.system
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
FORKS = "import os, time; os.fork(); print(flush=True); time.sleep(60)"
FAMILY = "import subprocess, time; subprocess.Popen(['sleep', '60']); print(flush=True); time.sleep(60)"


@pytest.fixture
def run() -> Iterator[object]:
    started = []

    def start(code: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", code]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True, env={**os.environ, **environment})
        assert process.stdout is not None
        process.stdout.readline()
        started.append(process)
        return process

    yield start
    for process in started:
        for pid in processes.members(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.wait()


def test_a_group_ends_whole_and_a_stubborn_one_is_killed(run) -> None:
    family, stubborn = run(FAMILY), run(STUBBORN)
    assert len(processes.members(family.pid)) == 2
    assert processes.end_groups([family.pid, stubborn.pid], grace=1) == [stubborn.pid]
    assert processes.members(family.pid) == processes.members(stubborn.pid) == []


def test_a_remembered_process_is_known_again_until_it_ends(run, tmp_path: Path) -> None:
    process, file = run(FAMILY), tmp_path / "one.pid"
    processes.remember(file, process.pid)
    assert processes.recall(file, "NO=mark") == process.pid
    processes.end_groups([process.pid], grace=5)
    assert processes.recall(file, "NO=mark") is None


def test_a_number_that_belongs_to_somebody_else_is_left_alone(run, tmp_path: Path) -> None:
    file = tmp_path / "one.pid"
    file.write_text(f"{run(FAMILY).pid} born at another time\n")
    assert processes.recall(file, "NO=mark") is None
    for text in ("", "nonsense", "999999999 never\n"):
        file.write_text(text)
        assert processes.recall(file, "NO=mark") is None


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel keeps names on Linux")
def test_children_whose_leader_died_are_known_by_the_name_they_took(run, tmp_path: Path) -> None:
    process, file = run("from annotate import processes; processes.take_name('heshi-of-a-folder'); " + FORKS), tmp_path / "one.pid"
    processes.remember(file, process.pid)
    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: not processes.lives(process.pid), 5, "the leader's end")
    assert processes.recall(file, "heshi-elsewhere") is None
    assert processes.recall(file, "heshi-of-a-fold") == process.pid
