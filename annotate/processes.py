"""What the operating system knows about processes: who is alive, since when, and how to end a whole group."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
LONGEST_NAME = 15
"""Bytes the kernel keeps of a process's name."""


def end_with_parent(number: int) -> None:
    """Ask the kernel to send this process a signal when its parent dies. Linux only; elsewhere the next start ends what was left behind."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, number)


def take_name(name: str) -> None:
    """What ``ps`` and ``top`` call this process and those it forks, until one of them executes another program. Linux only."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_NAME, name.encode()[:LONGEST_NAME])


class Process(NamedTuple):
    pid: int
    group: int
    born: str
    name: str


def processes(pid: int | None = None) -> Iterator[Process]:
    """The living (zombies are not), all or the one. ``born`` differs between two processes that had the same number."""
    if sys.platform == "linux":
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        for number in [pid] if pid else [int(name) for name in os.listdir("/proc") if name.isdigit()]:
            with contextlib.suppress(OSError):
                # the name in brackets may hold blanks and brackets: count from its end
                head, _bracket, tail = Path(f"/proc/{number}/stat").read_text().rpartition(")")
                fields = tail.split()
                if fields[0] not in "ZX":
                    yield Process(number, int(fields[2]), f"{boot} {fields[19]}", head.partition("(")[2])
        return
    chosen = ["-p", str(pid)] if pid else ["-A"]
    told = subprocess.run(["/bin/ps", "-o", "pid=,pgid=,stat=,lstart=", *chosen], capture_output=True, text=True, check=False).stdout  # noqa: S603
    for line in told.splitlines():
        number, group, state, born = line.split(maxsplit=3)
        if not state.startswith("Z"):
            yield Process(int(number), int(group), born.strip(), "")


def lives(pid: int) -> bool:
    return any(processes(pid))


def members(group: int) -> list[int]:
    return [process.pid for process in processes() if process.group == group]


def remember(file: Path, pid: int) -> None:
    """Write down the leader of a group so that a later run can know it again."""
    born = next((process.born for process in processes(pid)), "")
    file.write_text(f"{pid} {born}\n")


def recall(file: Path, name: str) -> int | None:
    """The remembered group, if anything of it lives: its leader, or members that have taken ``name`` (Linux).

    None where the number now belongs to somebody else.
    """
    try:
        number, _blank, born = file.read_text().strip().partition(" ")
        group = int(number)
    except (OSError, ValueError):
        return None
    if any(process.born == born for process in processes(group)) or any(
        process.name == name for process in processes() if process.group == group
    ):
        return group
    return None


def end_groups(groups: Iterable[int], grace: float) -> list[int]:
    """TERM to every process of the groups, KILL to those that are left after ``grace`` seconds. Returns the groups that had to be killed."""
    groups = list(groups)
    left = _send(groups, signal.SIGTERM, grace)
    _send(left, signal.SIGKILL, 5)
    return left


def _send(groups: list[int], number: int, grace: float) -> list[int]:
    """Returns the groups of which something still lives after ``grace`` seconds."""
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: no permission to signal zombies
            os.killpg(group, number)
    deadline = time.monotonic() + grace
    while (left := [group for group in groups if members(group)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left
