"""The whole release with its papers as one ZIP, the same bytes each time it is made."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from annotate.exports.changes_file import changes_stream
from annotate.exports.csv_file import csv_stream
from annotate.exports.jsonl_file import jsonl_stream
from annotate.exports.papers import as_json, data_card, data_package
from annotate.exports.rows import gold_rows
from annotate.models import Release

Known = dict[str, tuple[int, str]]  # file name to bytes and SHA-256


def write_bundle(release: Release, file: IO[bytes]) -> dict[str, str]:
    """Write all files of a release and ``SHA256SUMS``; returns the SHA-256 of each file.

    Times in the archive are the release's own, and all that is told stands in its frozen rows, so that a bundle made again gives the same bytes.
    """
    known: Known = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blocks in _files(release, known):
            with archive.open(_entry(release, name), "w", force_zip64=True) as target:
                known[name] = _measured(blocks, target)
        archive.writestr(_entry(release, "SHA256SUMS"), "".join(f"{digest}  {name}\n" for name, (_size, digest) in known.items()))
    return {name: digest for name, (_size, digest) in known.items()}


def digests(release: Release, beat: Callable[[], None] = lambda: None) -> dict[str, str]:
    """The SHA-256 of each file of a release, without writing them; ``beat`` is called at every block."""
    known: Known = {}
    for name, blocks in _files(release, known):
        known[name] = _measured(blocks, beat=beat)
    return {name: digest for name, (_size, digest) in known.items()}


def _files(release: Release, known: Known) -> Iterator[tuple[str, Iterable[bytes]]]:
    """``known`` tells of the files that were taken before: the data package names their sizes and digests."""
    yield "facts.csv", csv_stream(gold_rows(release), "plain")
    yield "facts.jsonl", jsonl_stream(release)
    yield "changes.csv", changes_stream(release)
    yield "datapackage.json", [as_json(data_package(release, known))]
    yield "README.md", [data_card(release).encode("utf-8")]


def _entry(release: Release, name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, release.created_at.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def _measured(blocks: Iterable[bytes], target: IO[bytes] | None = None, beat: Callable[[], None] = lambda: None) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for block in blocks:
        beat()
        if target:
            target.write(block)
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()
