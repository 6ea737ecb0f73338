"""``manage.py export COLLECTION --format zip --out FILE``: a release as a file or on standard output."""

from __future__ import annotations

import shutil
import sys
import tempfile
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import IO, Any

from django.core.management.base import BaseCommand

from annotate.exports.writing import FORMATS, write
from annotate.management import common


class Command(BaseCommand):
    help = "Write a release: the newest, or the one of --number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collection", help="uuid or name")
        parser.add_argument("--number", help="such as 1.0.0")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--out", default="-", help="a file, or - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        release = common.release(common.collection(options["collection"]), options["number"])
        with tempfile.TemporaryFile() as spool:
            write(release, options["format"], spool)
            spool.seek(0)
            target: Any = nullcontext(sys.stdout.buffer) if options["out"] == "-" else open(options["out"], "wb")  # noqa: SIM115
            with target as file:
                _copy(spool, file)


def _copy(spool: IO[bytes], file: IO[bytes]) -> None:
    shutil.copyfileobj(spool, file)
    file.flush()
