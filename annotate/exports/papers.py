"""The papers that go with a release: data dictionary, Frictionless Data Package, data card. All from the one definition of the columns."""

from __future__ import annotations

import csv
import functools
import json
from pathlib import Path
from typing import Any

from annotate.exports.changes_file import NAMES as CHANGE_NAMES
from annotate.exports.columns import COLUMNS, Column
from annotate.models import Release
from annotate.models.fact_fields import Measure, Qualifier, Status

TABLE = Path(__file__).resolve().parent.parent / "tables" / "columns.csv"
ENUMS = {"measure": Measure.values, "status": Status.values, "qualifier": Qualifier.values}
PATTERNS = {"region_code": r"\d{6}", "published": r"\d{4}-\d{2}(-\d{2})?", "observation_id": r"[0-9a-f]{16}"}
REQUIRED = ("fact_id", "document_id", "start", "end", "text", "sentence", "value", "measure", "indicator", "status", "qualifier", "release")
WORDS = ("text", "sentence")


def dictionary(columns: tuple[Column, ...] = COLUMNS) -> tuple[dict[str, str], ...]:
    """One row a column, in the order of the files: name, type (of Table Schema), en, zh. KeyError for a column that nobody has described."""
    rows = _described()
    return tuple(rows[column.name] for column in columns)


@functools.cache
def _described() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def table_schema(*, erased: bool = False) -> dict[str, Any]:
    """The columns as a Frictionless Table Schema; where text was ``erased``, its columns may be empty."""
    return {"fields": [_field(row, erased) for row in dictionary()], "missingValues": [""], "primaryKey": ["fact_id"]}


def _field(row: dict[str, str], erased: bool) -> dict[str, Any]:
    name = row["name"]
    constraints: dict[str, Any] = {}
    if name in REQUIRED and not (erased and name in WORDS):
        constraints["required"] = True
    if name in ENUMS:
        constraints["enum"] = list(ENUMS[name])
    if name in PATTERNS:
        constraints["pattern"] = PATTERNS[name]
    field: dict[str, Any] = {"name": name, "type": row["type"], "description": row["en"]}
    return field | ({"constraints": constraints} if constraints else {})


def data_package(release: Release, files: dict[str, tuple[int, str]]) -> dict[str, Any]:
    """``datapackage.json`` of a release; ``files``: file name to (bytes, SHA-256)."""
    size, digest = files["facts.csv"]
    resource = {
        "name": "facts", "path": "facts.csv", "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "bytes": size, "hash": f"sha256:{digest}",
        "schema": table_schema(erased=release.take_downs().exists()),
    }  # fmt: skip
    return {
        "profile": "tabular-data-package",
        "name": f"heshi-{release.collection.uuid}",
        "id": str(release.uuid),
        "title": release.coverage["collection"],
        "description": release.notes or release.coverage["description"],
        "version": release.number,
        "created": release.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": [resource, _changes(files)],
    }


def _changes(files: dict[str, tuple[int, str]]) -> dict[str, Any]:
    size, digest = files["changes.csv"]
    fields = [{"name": name, "type": "string"} for name in CHANGE_NAMES]
    return {
        "name": "changes", "path": "changes.csv", "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "bytes": size, "hash": f"sha256:{digest}", "schema": {"fields": fields, "missingValues": [""]},
    }  # fmt: skip


def data_card(release: Release) -> str:
    """``README.md`` of a release: what is in it, how it came about, how far readers agreed, what it leaves out."""
    coverage = release.coverage
    agreement = {name: "not to be computed" if alpha is None else f"{alpha:.3f}" for name, alpha in coverage.get("agreement", {}).items()}
    lines = [
        f"# {coverage['collection']} {release.number}",
        release.notes or coverage["description"],
        "## What it holds",
        f"{coverage['facts']} statistical facts of {coverage['documents']} documents read to the end "
        f"({coverage['documents_unfinished']} more were not finished and are not in it).",
        "## How it came about",
        f"Extractor {release.extractor_version} (tables {release.tables_digest[:12]}) proposed, people judged by guideline "
        f"{release.guideline_version}; a fact is in it where all readers required agree, or where somebody who had not read the document decided.",
        *_taken_down(release),
        "## What is left out",
        _listed(coverage["left_out"]) or "Nothing that was judged.",
        "## Let in by a manager",
        _listed(coverage.get("admitted", {})) or "Nothing.",
        "## Against the release before",
        _listed(coverage["changes"]) or "The same data.",
        "## Agreement between readers",
        _listed(agreement) or "No document has two finished readings.",
        "## Columns",
        "\n".join(f"- `{row['name']}` ({row['type']}): {row['en']} {row['zh']}" for row in dictionary()),
    ]
    return "\n\n".join(line for line in lines if line) + "\n"


def _taken_down(release: Release) -> list[str]:
    """What was erased since, and the digests of the files as they were; nothing where all stands."""
    gone: list[Any] = list(release.take_downs())
    if not gone:
        return []
    return [
        "## Taken down",
        f"The text of {sum(each.facts for each in gone)} facts was erased after this release was frozen: their `title`, `text` and `sentence` are empty "
        f"and their `flags` say `taken_down`; all values stand. These files are therefore not those that were frozen, and cannot be made again; they are "
        "the same bytes each time from now on. The digests of the frozen files prove an old copy:",
        "\n".join(f"- {each.document.uuid} ({each.facts} facts), {each.taken_at:%Y-%m-%d}: {each.reason}" for each in gone),
        _listed(release.digests),
    ]


def _listed(entries: dict[str, Any]) -> str:
    """In the order of their names: PostgreSQL keeps an order of its own."""
    return "\n".join(f"- {name.replace('_', ' ')}: {value}" for name, value in sorted(entries.items()) if value != 0)


def as_json(paper: dict[str, Any]) -> bytes:
    """Readable, and the same bytes each time."""
    return (json.dumps(paper, ensure_ascii=False, indent=2, sort_keys=False) + "\n").encode("utf-8")
