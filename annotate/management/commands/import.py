"""``manage.py import COLLECTION PATH... --actor NAME``: files, folders or standard input (``-``) into a collection."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from annotate import importing, jobs, proposing
from annotate.errors import HeshiError
from annotate.imports.reading import ENDINGS
from annotate.management import common
from annotate.models import Job
from annotate.models.audit import Door

BLOCK = 1 << 20


class Command(BaseCommand):
    help = (
        "Take files in: documents, and facts that others found. Exit status 0: all went in or was there; 1: something was refused (each is named "
        "on standard error); 2: bad arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collection", help="uuid or name")
        parser.add_argument("paths", nargs="+", help=f"files ({' '.join(ENDINGS)}), folders, or - for standard input")
        parser.add_argument("--actor", required=True, help="the account in whose name it is done")
        parser.add_argument(
            "--stdin", default=".jsonl", choices=ENDINGS, help="what standard input holds (JSON Lines where nothing is said)"
        )
        parser.add_argument("--published", help="date of publication of documents that bring none")
        parser.add_argument("--encoding", help="of texts whose encoding is not certain: utf-8, gb18030, big5, utf-16le, utf-16be")
        parser.add_argument("--producer", default="", help="whose facts they are, where the lines do not say it")
        parser.add_argument("--producer-version", default="", help="which version of the producer")
        parser.add_argument("--purpose", default=proposing.CANDIDATES, choices=proposing.PURPOSES, help="as what facts come in")

    def handle(self, *args: Any, **options: Any) -> None:
        collection, actor = common.collection(options["collection"]), common.actor(options["actor"])
        said = {name: options[name] for name in ("published", "encoding", "producer", "purpose")} | {"version": options["producer_version"]}
        refused = 0
        for name, source in _files(options["paths"], options["stdin"]):
            try:
                job = importing.ask(
                    collection=collection, file_name=name, data=source, actor=actor, door=Door.COMMAND, tell=False, **said
                )  # fmt: skip
            except (HeshiError, OSError) as error:
                self.stderr.write(f"{name}: {getattr(error, 'message', None) or error}")
                refused += 1
                continue
            refused += self._finish(job, name)
        if refused:
            sys.exit(1)

    def _finish(self, job: Job, name: str) -> int:
        going = True
        progress: common.Progress | None = None
        while going:
            going = jobs.work(job.pk)
            job.refresh_from_db()
            progress = progress or common.Progress(name, job.total)
            progress.show(job.done)
        if progress:
            progress.end()
        for row in job.refused.order_by("id").iterator():
            field = f" ({row.field})" if row.field else ""
            self.stderr.write(f"{row.place}{field}: {row.reason}")
        if job.failure:
            self.stderr.write(f"{name}: {job.failure}")
        counts = job.options
        facts = f", {counts['facts']} facts" if counts["facts"] else ""
        self.stdout.write(f"{name}: {counts['added']} added{facts}, {counts['duplicates']} there already, {counts['refused']} refused")
        return int(counts["refused"]) + bool(job.failure)


def _files(paths: list[str], stdin: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    for said in paths:
        if said == "-":
            yield f"standard-input{stdin}", _blocks(sys.stdin.buffer)
            continue
        for path, name in _named(Path(said)):
            yield _file(path, name)


def _named(path: Path) -> list[tuple[Path, str]]:
    """The file itself, or those of a folder."""
    try:
        if path.is_dir():
            found = [one for one in sorted(path.rglob("*")) if one.suffix.lower() in ENDINGS and one.is_file()]
            return [(one, str(one.relative_to(path))) for one in found]
        if path.is_file():
            return [(path, path.name)]
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
    raise CommandError(f"{path}: expected a file, a folder or -", returncode=2)


def _file(path: Path, name: str) -> tuple[str, Iterable[bytes]]:
    def blocks() -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from _blocks(file)

    return name, blocks()


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block
