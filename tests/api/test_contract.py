"""The whole description against a running server with real data in it: schemathesis asks whatever the schema allows and much that it does not, as a
manager and as an annotator, and finds no defect, no answer that is not described, and none that differs from its description.

It is heavy, and runs where the program is: in the PATH, or as SCHEMATHESIS (``pip install schemathesis`` in an environment of its own).
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.running import environment, free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SCHEMATHESIS") or shutil.which("schemathesis")
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance", "response_schema_conformance",
    "unsupported_method", "ignored_auth",
)  # fmt: skip
SECONDS = int(os.environ.get("CONTRACT_SECONDS", "60"))  # of each run
RUNS = [("maria", "examples,fuzzing"), ("alice", "examples,fuzzing"), ("maria", "coverage")]
"""As whom, and how: by chance, and (some two thousand requests) at the edges of every field, one after the other."""

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.system,
    pytest.mark.skipif(PROGRAM is None, reason="the program schemathesis is not installed"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """A server on the sample corpus: its address, and what contract_data.py says of each person."""
    folder = tmp_path_factory.mktemp("contract")
    settings = environment(
        DATA_DIR=folder, SECRET_KEY="k" * 50, DJANGO_SETTINGS_MODULE="tests.api.contract_settings", LOG_LEVEL="ERROR", PYTHONUNBUFFERED="1"
    )

    def run(*command: str) -> str:
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=settings, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    run("manage.py", "migrate", "--verbosity", "0")
    told = json.loads(run("-m", "tests.api.contract_data").splitlines()[-1])
    port = free_port()
    with (folder / "server.log").open("wb") as log:
        serving = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", str(port)], cwd=ROOT, env=settings, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: _answers(address, told["maria"]["token"]), 60, "the server answers")
        yield address, told
    finally:
        serving.terminate()
        serving.wait(20)


def _answers(address: str, token: str) -> bool:
    try:
        return bool(_asked(f"{address}/api/v1/me", token))
    except OSError:
        return False


def _asked(address: str, token: str) -> Any:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}", "Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _named(schema: dict[str, Any], things: dict[str, str]) -> str:
    """schemathesis's configuration: for the parameters of each address something that is there."""
    operations = []
    for path in schema["paths"]:
        parts = path.split("/")
        said = {}
        for before, part in itertools.pairwise(parts):
            named = re.fullmatch(r"\{(\w+)\}", part)
            if named and before in things:
                said[f"path.{named[1]}"] = things[before]
        if said:
            values = ", ".join(f'"{name}" = "{value}"' for name, value in said.items())
            operations.append(f'[[operations]]\ninclude-path = "{path}"\nparameters = {{ {values} }}\n')
    return "\n".join(operations)


@pytest.mark.parametrize(("person", "phases"), RUNS)
def test_nothing_is_answered_that_is_not_described(server: tuple[str, dict[str, Any]], person: str, phases: str, tmp_path: Path) -> None:
    address, told = server
    token = told[person]["token"]
    schema = _asked(f"{address}/api/v1/schema", token)
    (tmp_path / "schema.json").write_text(json.dumps(schema), "utf-8")
    (tmp_path / "schemathesis.toml").write_text(_named(schema, told[person]["parameters"]), "utf-8")
    seconds = SECONDS * (2 if phases == "coverage" else 1)
    command = [
        str(PROGRAM), "--config-file", "schemathesis.toml", "run", "schema.json", "--url", address, "--header", f"Authorization: Bearer {token}",
        "--checks", ",".join(CHECKS), "--phases", phases, "--max-examples", "8", "--max-time", str(seconds), "--no-shrink",
        "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", "--seed", "1", "--request-timeout", "30",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS * 4 + 300, check=False)
    assert done.returncode == 0, done.stdout[-20_000:]
