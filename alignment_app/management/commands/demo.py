"""``manage.py demo``: the demo workspace; may be run twice, and ``--reset`` starts it over."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from alignment_app.demo import cast, people, story
from workspaces.commands import DatabaseCommand


class Command(DatabaseCommand):
    help = "Makes the demo workspace with random passwords; does nothing where it stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="start the demo over")

    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has accounts that everybody on this machine can use: not with DEBUG off.")
        if not cast.is_enrolled():
            story.tell(self._say)
        elif reset:
            story.start_over(self._say)
        elif not people.read():
            cast.give_new_passwords()
        for person in people.read():
            self.stdout.write(f"{person.email:<34} {person.password:<24} {person.part}, {person.organisation}")

    def _say(self, text: str) -> None:
        """What it is at, beside what it answers."""
        self.stderr.write(f"  {text}", lambda plain: plain)
        self.stderr.flush()
