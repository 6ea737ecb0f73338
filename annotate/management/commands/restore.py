"""``manage.py restore FILE``: an archive of ``manage.py backup`` into this installation, or ``--compare`` with it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotate import backing_up
from annotate.errors import HeshiError
from annotate.supervising import CannotStart, only_one


class Command(BaseCommand):
    help = "Put an archive in the place of an empty installation. Heshi must not run meanwhile. Where anything is wrong nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--replace", action="store_true", help="delete what is here")
        choice.add_argument("--compare", action="store_true", help="change nothing, say which tables differ from the archive")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["compare"]:
                self.compare(options["file"])
            else:
                settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
                with only_one(settings.DATA_DIR / "run"):  # services of other machines it cannot know
                    self.restore(options["file"], options["replace"])
        except CannotStart as error:
            raise CommandError(str(error)) from error
        except HeshiError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(str(error)) from error

    def restore(self, file: Path, replace: bool) -> None:
        manifest = backing_up.restore(file, replace=replace)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"{rows} rows of {len(manifest['tables'])} tables, {len(manifest['files'])} files of {manifest['made_at']} are here"
        )

    def compare(self, file: Path) -> None:
        different = backing_up.differences(file)
        if different:
            raise CommandError(f"different: {', '.join(different)}")
        self.stdout.write("every table is the archive's")
