"""``manage.py sweep``: enqueue what a lost broker or worker left unfinished, now; a worker's own clock does it every few seconds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from annotate import tasks


class Command(BaseCommand):
    help = "Enqueues every document that waits or whose worker was lost."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{tasks.sweep()} documents enqueued")
