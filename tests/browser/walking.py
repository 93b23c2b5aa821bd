"""People of a walk through the product, each with a browser of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page

from tests import processes
from tests.browser.conftest import Site
from tests.browser.library import ORGANISATION

PROJECT = f"/p/{ORGANISATION}/enquiry-desk"


@dataclass(frozen=True)
class Person:
    """One of the four, signed in, with a browser of their own. `keys` are those of phases, criteria and the run."""

    name: str
    page: Page
    base: str
    keys: dict[str, int]

    def open(self, path: str) -> Page:
        """A page of the project, or of the whole product where the path begins with a slash."""
        self.page.goto(self.base + (path if path.startswith("/") else f"{PROJECT}/{path}"))
        return self.page

    def phase(self, number: int) -> Page:
        return self.open(f"roadmap/phases/{self.keys[f'phase {number}']}/")

    def criterion(self, code: str) -> Page:
        return self.open(f"roadmap/criteria/{self.keys[code]}/")

    def task(self, title: str) -> Page:
        """Follows what waits for them."""
        self.open("/tasks/").get_by_role("link", name=title).first.click()
        return self.page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@dataclass(frozen=True)
class Four:
    lead: Person
    evaluator: Person
    risk: Person
    sponsor: Person

    def __iter__(self) -> Iterator[Person]:
        return iter((self.lead, self.evaluator, self.risk, self.sponsor))


def called(site: Site, what: str) -> str:
    """Something of `tests.browser.library` on the data of the running product; what it printed."""
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", f"from tests.browser import library\nlibrary.{what}()"],
        cwd=processes.ROOT,
        env=environment | {"DATA_DIR": str(site.data), "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return made.stdout


def days_ahead(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()
