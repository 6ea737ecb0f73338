"""``manage.py backup FILE``: everything in one archive, while Heshi runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotate import backing_up
from annotate.errors import HeshiError


class Command(BaseCommand):
    help = "Write all tables and files into one archive, which a restore on SQLite or PostgreSQL takes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backing_up.back_up(options["file"])
        except HeshiError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{options['file']}: {rows} rows of {len(manifest['tables'])} tables, {len(manifest['files'])} files")
