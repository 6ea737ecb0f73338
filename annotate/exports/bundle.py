"""The whole release with its papers as one ZIP, the same bytes each time it is made."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

from annotate.exports.csv_file import csv_stream
from annotate.exports.jsonl_file import jsonl_stream
from annotate.exports.papers import as_json, data_card, data_package
from annotate.exports.rows import gold_rows
from annotate.models import Release


def write_bundle(release: Release, file: IO[bytes], *, changes: dict[str, int], agreement: dict[str, float | None]) -> dict[str, str]:
    """Write ``facts.csv``, ``facts.jsonl``, ``datapackage.json``, ``README.md`` and ``SHA256SUMS``; returns the SHA-256 of each file.

    Times in the archive are the release's own, so that a release made again gives the same bytes.
    """
    known: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, release, "facts.csv", csv_stream(gold_rows(release), "plain"), known)
        _add(archive, release, "facts.jsonl", jsonl_stream(release), known)
        _add(archive, release, "datapackage.json", [as_json(data_package(release, known))], known)
        _add(archive, release, "README.md", [data_card(release, changes, agreement).encode("utf-8")], known)
        _add(archive, release, "SHA256SUMS", _sums(known), {})
    return {name: digest for name, (_size, digest) in known.items()}


def _add(archive: zipfile.ZipFile, release: Release, name: str, blocks: Iterable[bytes], known: dict[str, tuple[int, str]]) -> None:
    entry = zipfile.ZipInfo(name, release.created_at.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as target:
        for block in blocks:
            target.write(block)
            digest.update(block)
            size += len(block)
    known[name] = (size, digest.hexdigest())


def _sums(known: dict[str, tuple[int, str]]) -> Iterator[bytes]:
    for name, (_size, digest) in known.items():
        yield f"{digest}  {name}\n".encode()
