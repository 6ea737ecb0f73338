"""The bundle's data package, read by the public validator: the ``frictionless`` program, where it is installed (``pip install frictionless``)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from annotate import queueing, releasing
from annotate.exports.bundle import write_bundle
from annotate.reviewing import finishing, judging
from tests.conftest import PARAGRAPH, proposal

PROGRAM = shutil.which("frictionless", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.heavy,
    pytest.mark.skipif(PROGRAM is None, reason="the program frictionless is not installed"),
]


@pytest.fixture
def package(make_document: Any, collection: Any, alice: Any, maria: Any, tmp_path: Path) -> Path:
    """A release's bundle unpacked: a fall, a range, a stock without a start, quotes and line ends in a sentence."""
    raw = PARAGRAPH + '他说："截至11月底,\r\n全市实有企业3.6万户。"'
    facts = [
        proposal(raw, "5.4%") | {"value": "-5.4", "value_base": "-5.4", "measure": "growth", "base": "previous_year"},
        proposal(raw, "1.25万户") | {"value_max": "1.5", "qualifier": "about", "flags": ["year_inferred", "repaired"]},
        proposal(raw, "3.6万户") | {"period_start": None, "period_end": "2024-11", "region_code": None},
    ]
    document = make_document(raw=raw, facts=facts)
    reading = queueing.open_reading(document=document, annotator=alice, door="page")
    for fact in document.facts.all():
        judging.judge(fact=fact, reading=reading, state="accepted", actor=alice, door="page")
    finishing.finish(reading=reading, actor=alice, door="page")
    release = releasing.release(collection=collection, actor=maria, door="page", notes="第一版")
    with (tmp_path / "bundle.zip").open("wb") as file:
        write_bundle(release, file)
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path


def validated(package: Path) -> tuple[bool, list[str]]:
    """Whether the validator finds the package valid, and the kinds of error it names."""
    command = [str(PROGRAM), "validate", "--json", "datapackage.json"]
    done = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=120, check=False)
    report = json.loads(done.stdout)
    assert [task["name"] for task in report["tasks"]] == ["facts", "changes"], done.stdout
    return report["valid"], [error["type"] for task in report["tasks"] for error in task["errors"]]


def test_the_public_validator_finds_the_bundle_valid(package: Path) -> None:
    assert validated(package) == (True, [])


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [("growth", "speed", "constraint-error"), ("2024-11,actual", "2024-13,actual", "type-error"), ("-5.4,", "minus,", "type-error")],
)
def test_it_finds_a_wrong_cell(package: Path, before: str, after: str, error: str) -> None:
    """Its types and lists are those of the fields: a cell that breaks them is no valid one."""
    file = package / "facts.csv"
    data = file.read_bytes().decode()
    assert before in data
    file.write_bytes(data.replace(before, after, 1).encode())
    valid, errors = validated(package)
    assert not valid
    assert error in errors
