"""``manage.py up``: everything a trial run needs, from one command."""

import io
import os
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from alignment_app import first_database, preflight
from alignment_app.celery import make_broker_folders
from alignment_app.demo import people as demo_people
from alignment_app.supervisor import Part, Supervisor
from ui.assets import missing_typefaces

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Migrates, loads the demo, and starts web, worker and scheduler on this machine until Ctrl-C."
    requires_system_checks = []  # they touch the database, whose faults are told here in one line

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--no-demo", action="store_true", help="do not make the demo workspace")

    def handle(self, *args: Any, port: int, no_demo: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            preflight.check_port(HOST, port)
            preflight.check_data_folder()
            with preflight.only_one_here():
                preflight.check_database()
                self._prepare(no_demo)
                self._run(port, started)
        except preflight.CannotStart as error:
            sys.exit(f"plumbline: {error}")
        except DatabaseError as error:
            sys.exit(f"plumbline: the database refused: {str(error).strip().splitlines()[0]}")

    def _prepare(self, no_demo: bool) -> None:
        if first_database.is_empty():
            self._say("First start: makes the database.")
            first_database.lay_tables()
        call_command("migrate", verbosity=0, interactive=False)  # and what follows every migration
        make_broker_folders()
        if settings.DEBUG and not no_demo:
            call_command("demo", stdout=io.StringIO(), stderr=self.stdout)  # who is in it is said below

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()

    def _run(self, port: int, started: float) -> None:
        assistant = settings.SIMULATED_ASSISTANT_URL
        parts = []
        if not assistant:
            assistant_port = _free_port()
            assistant = f"http://{HOST}:{assistant_port}/v1"
            parts.append(_python("assistant", "evaluations.simulated_assistant", "--port", str(assistant_port)))
        parts += [
            _python("web", "gunicorn", *_gunicorn(port), vital=True),
            _python("worker", "celery", "-A", "alignment_app", "worker", "--concurrency", "2", *_QUIET_WORKER),
            _python("scheduler", "celery", "-A", "alignment_app", "beat", "--schedule", "", "--pidfile", ""),
        ]
        if missing_typefaces():
            command = [sys.executable, "manage.py", "prepare_assets"]
            parts.append(Part("typefaces", command, once=True))
        supervisor = Supervisor(
            parts, Path(settings.DATA_DIR) / "log", {"SIMULATED_ASSISTANT_URL": assistant, "PYTHONUNBUFFERED": "1"}
        )
        supervisor.run(lambda: self._welcome(port, started), f"http://{HOST}:{port}/livez")
        self.stdout.write("Stopped.")

    def _welcome(self, port: int, started: float) -> None:
        say = self.stdout.write
        say(f"\n  Plumbline is ready: http://{HOST}:{port}/   ({time.monotonic() - started:.1f} s)\n")
        people = demo_people.read() if settings.DEBUG else []
        if people:
            say("  Demo accounts (this machine only; the sign-in page also offers to continue as each of them):\n")
            for person in people:
                say(f"    {person.email:<34} {person.password:<24} {person.part}, {person.organisation}")
        say("\n  Ctrl-C stops everything.\n")
        self.stdout.flush()


_QUIET_WORKER = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO")


def _python(name: str, module: str, *arguments: str, vital: bool = False) -> Part:
    return Part(name, [sys.executable, "-m", module, *arguments], vital=vital)


def _gunicorn(port: int) -> list[str]:
    options = {
        "--bind": f"{HOST}:{port}",
        "--worker-class": "gthread",
        "--workers": "1",
        "--threads": "8",
        "--graceful-timeout": "10",
        "--log-level": "warning",
    }
    return ["alignment_app.wsgi:application", *(word for pair in options.items() for word in pair)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
