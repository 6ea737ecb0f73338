"""Installs a lock into ``.venv``: ``python3 -I annotate/installing.py requirements.lock``.

It runs before anything else is there: standard library only, no import of the package, and old Pythons must be able to read it, because it
is what refuses them. The hash of an installed lock is kept in the environment, so that the next start installs nothing.
"""

# ruff: noqa: S603, T201, UP036 -- it prints, starts only itself, and must be readable for the Pythons it refuses

import hashlib
import os
import signal
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOME = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(HOME, "bin", "python")


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Heshi needs Python 3.11 or newer, this is {sys.version.split()[0]}: make PYTHON=python3.12 ...")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # an exception, so that run() ends what it started
    lock = os.path.join(ROOT, sys.argv[1])
    digest = digest_of(lock)
    stamp = os.path.join(HOME, os.path.basename(lock) + ".sha256")
    if works() and read(stamp) == digest:
        return
    make_environment()
    install(lock)
    with open(stamp, "w") as file:
        file.write(digest)


def digest_of(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        sys.exit(f"No lock to install: {error}")


def read(path: str) -> str:
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return ""


def works() -> bool:
    """Whether the environment's Python still starts: the one it was made from may have been removed."""
    try:
        return subprocess.call([PYTHON, "-I", "-c", ""], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_environment() -> None:
    if works():
        return
    if not os.access(ROOT, os.W_OK):
        sys.exit(f"The folder {ROOT} cannot be written: .venv belongs there.")
    made = run([sys.executable, "-m", "venv", "--clear", HOME])
    if made.returncode != 0:
        sys.exit("python -m venv does not work here (on Debian: apt install python3-venv): " + last_line(made.stdout))


def install(lock: str) -> None:
    """By uv where it can be had (seconds), else by pip (a minute): the same files either way, checked by hash."""
    say = os.path.basename(lock)
    print(f"Installing {say} into .venv ...", flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
    if run([*pip, "install", "uv"]).returncode == 0:
        uv = [os.path.join(HOME, "bin", "uv"), "-q", "pip", "install", "--python", PYTHON]
        if run([*uv, "--no-deps", "--require-hashes", "-r", lock]).returncode == 0:
            return
    done = run([*pip, "install", "--no-deps", "--require-hashes", "-r", lock])
    if done.returncode != 0:
        version = sys.version.split()[0]
        sys.exit(f"{say} cannot be installed for Python {version} on {sys.platform}: {last_line(done.stdout)}")


def run(command: "list[str]") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip() and "notice" not in line]
    return next((line for line in lines if line.startswith("ERROR")), lines[-1] if lines else "no message")


if __name__ == "__main__":
    main()
