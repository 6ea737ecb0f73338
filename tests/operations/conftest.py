"""An installation with one of everything in it, and a folder of files of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from tests.security.conftest import build


@pytest.fixture(autouse=True)
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """MEDIA_ROOT. What was remembered between scrapes is forgotten."""
    cache.clear()
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def world(maria: Any, alice: Any, carol: Any, victor: Any, collection: Any, make_document: Any, media: Path) -> Any:
    (media / "imports").mkdir(parents=True)
    (media / "imports" / "一.zip").write_bytes(bytes(range(256)) * 5000)
    return build("甲", collection, maria, alice, alice, carol, make_document)
