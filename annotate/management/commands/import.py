"""``manage.py import COLLECTION PATH... --actor NAME``: files, folders or standard input (``-``, as JSON Lines) into a collection."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotate import importing, jobs
from annotate.errors import HeshiError
from annotate.imports.reading import ENDINGS
from annotate.management import common
from annotate.models import Job
from annotate.models.audit import Door


class Command(BaseCommand):
    help = "Take files in. Exit status 0: all went in or were there; 1: something was refused (each is named); 2: bad arguments."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collection", help="uuid or name")
        parser.add_argument("paths", nargs="+", help=f"files ({' '.join(ENDINGS)}), folders, or - for JSON Lines on standard input")
        parser.add_argument("--actor", required=True, help="the account in whose name it is done")
        parser.add_argument("--published", help="date of publication of documents that bring none")

    def handle(self, *args: Any, **options: Any) -> None:
        collection, actor = common.collection(options["collection"]), common.actor(options["actor"])
        refused = 0
        for name, data in _files(options["paths"]):
            try:
                job = importing.ask(
                    collection=collection, file_name=name, data=data, actor=actor, door=Door.COMMAND, published=options["published"]
                )
            except HeshiError as error:
                self.stderr.write(f"{name}: {error.message}")
                refused += 1
                continue
            refused += self._finish(job, name)
        if refused:
            sys.exit(1)

    def _finish(self, job: Job, name: str) -> int:
        progress = common.Progress(name)
        going = True
        while going:
            going = jobs.work(job.pk)
            job.refresh_from_db()
            progress.show(job.done)
        progress.end()
        for refusal in job.refusals:
            self.stderr.write(f"{refusal['place']}: {refusal['reason']}")
        if job.failure:
            self.stderr.write(f"{name}: {job.failure}")
        self.stdout.write(f"{name}: {job.options['added']} added, {job.options['duplicates']} there already, {len(job.refusals)} not taken")
        return len(job.refusals) - job.options["duplicates"] + bool(job.failure)


def _files(paths: list[str]) -> Iterator[tuple[str, bytes]]:
    for said in paths:
        path = Path(said)
        if said == "-":
            yield "standard-input.jsonl", sys.stdin.buffer.read()
        elif path.is_dir():
            yield from ((str(one.relative_to(path)), one.read_bytes()) for one in sorted(path.rglob("*")) if one.suffix.lower() in ENDINGS)
        elif path.is_file():
            yield path.name, path.read_bytes()
        else:
            raise CommandError(f"{said}: expected a file, a folder or -", returncode=2)
