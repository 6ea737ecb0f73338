"""``manage.py export COLLECTION --format zip --out FILE``: a release, or the facts that a person selects, as a file or on standard output."""

from __future__ import annotations

import shutil
import sys
import tempfile
from argparse import ArgumentParser
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from annotate.errors import HeshiError
from annotate.exports.table import FactTable, GoldTable, Table
from annotate.exports.texts_file import texts_stream
from annotate.exports.writing import FORMATS, OF_SELECTION, stream, write
from annotate.management import common
from annotate.models import Collection
from annotate.selection import checked


class Command(BaseCommand):
    help = "Write a release (the newest, or the one of --number), or with --as the facts as they stand for a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collection", help="uuid or name")
        parser.add_argument("--number", help="of a release, such as 1.0.0")
        parser.add_argument("--as", dest="person", metavar="USERNAME", help="what this member may see, instead of a release")
        parser.add_argument(
            "--where", action="append", default=[], metavar="FILTER=VALUE", help="with --as: such as region_code=370283; may be repeated"
        )
        parser.add_argument("--format", choices=list(FORMATS), default="csv")
        parser.add_argument("--texts", action="store_true", help="the texts instead, as JSON Lines that can be imported again")
        parser.add_argument("--out", default="-", help="a file, or - for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        form = options["format"]
        if options["texts"]:
            _texts(common.collection(options["collection"]), options["out"])
            return
        try:
            table = _table(common.collection(options["collection"]), options)
            if isinstance(table, FactTable) and form not in OF_SELECTION:
                raise CommandError(f"--format: a selection is written as one of {', '.join(OF_SELECTION)}")
            _write(table, form, options["out"])
        except HeshiError as error:
            raise CommandError(f"{error.field}: {error.message}" if error.field else error.message) from error


def _table(collection: Collection, options: dict[str, Any]) -> Table:
    if options["person"] is None:
        if options["where"]:
            raise CommandError("--where: expected --as with the name of a member")
        return GoldTable(common.release(collection, options["number"]))
    asked = dict(each.partition("=")[::2] for each in options["where"])
    person = common.actor(options["person"])
    checked(person, asked)
    return FactTable(collection, person, asked)


def _texts(collection: Collection, out: str) -> None:
    if out == "-":
        sys.stdout.buffer.writelines(texts_stream(collection))
        return
    with open(out, "wb") as file:
        file.writelines(texts_stream(collection))


def _write(table: Table, form: str, out: str) -> None:
    if out == "-":
        _send(table, form, sys.stdout.buffer)
        return
    with open(out, "wb") as file:
        write(table, form, file)


def _send(table: Table, form: str, pipe: IO[bytes]) -> None:
    """A pipe cannot be gone back in, which a workbook or an archive needs."""
    if FORMATS[form].lines:
        pipe.writelines(stream(table, form))
    else:
        with tempfile.TemporaryFile() as spool:
            write(table, form, spool)
            spool.seek(0)
            shutil.copyfileobj(spool, pipe)
    pipe.flush()
