"""What ``make up`` does before anything is installed."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.running import ROOT

pytestmark = pytest.mark.system
SCRIPT = ROOT / "annotate" / "installing.py"
UNKNOWN = "a-package-that-is-not-there==1.0 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script and a lock that needs nothing."""
    (tmp_path / "annotate").mkdir()
    shutil.copy(SCRIPT, tmp_path / "annotate")
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    return tmp_path


def install(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Without a package index, so that nothing depends on the network."""
    command = [sys.executable, "-I", "annotate/installing.py", "requirements.lock"]
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.heavy
def test_a_lock_is_installed_once_and_again_when_it_changes(checkout: Path) -> None:
    first, second = install(checkout), install(checkout)
    assert (first.returncode, first.stdout) == (0, "Installing requirements.lock into .venv ...\n")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    (checkout / "requirements.lock").write_text("# nothing, said otherwise\n")
    assert install(checkout).stdout == first.stdout


@pytest.mark.heavy
def test_a_lock_that_does_not_fit_is_one_line_and_is_tried_again(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(UNKNOWN)
    for _again in range(2):
        ended = install(checkout)
        assert ended.returncode == 1
        assert ended.stderr.count("\n") == 1
        assert "requirements.lock cannot be installed for Python" in ended.stderr


@pytest.mark.heavy
def test_an_environment_whose_python_went_away_is_made_anew(checkout: Path) -> None:
    install(checkout)
    for python in (checkout / ".venv" / "bin").glob("python*"):
        python.unlink()
    assert install(checkout).returncode == 0
    assert install(checkout).stdout == ""


def test_old_pythons_can_read_the_line_that_refuses_them() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 7))
    assert "sys.version_info < (3, 11)" in SCRIPT.read_text("utf-8")


def test_every_runtime_package_is_locked_for_development_in_the_same_version() -> None:
    def pins(name: str) -> set[str]:
        return {line.split()[0] for line in (ROOT / name).read_text().splitlines() if line[:1].isalnum()}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")
