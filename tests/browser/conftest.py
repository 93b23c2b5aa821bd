"""The whole product from its one command, and a real Chromium to walk through it."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import processes

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """A running Plumbline with its demo."""

    base: str
    data: Path
    log: Path


FIRST_LOOKS = ("/", "/chain-of-command/", "/accounts/login/")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("up")
    port = processes.free_port()
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    log = data / "up.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port)],
            cwd=processes.ROOT,
            env=environment | {"DATA_DIR": str(data / "var"), "DEBUG": "1"},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        processes.wait_for(lambda: b"Ctrl-C" in log.read_bytes(), f"the product to start, see {log}", 90)
        for path in FIRST_LOOKS:  # the first request of a process loads what the others find loaded
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).close()
        yield Site(f"http://127.0.0.1:{port}", data / "var", log)
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is missing; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when the policy was violated or a script broke."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    complaints = listen(opened)
    yield opened
    context.close()
    assert complaints == []


def listen(page: Page) -> list[str]:
    """Collects what the browser complains about: violations of the policy, broken scripts, missing files."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{page.url}: {message.text}") if message.type in {"error", "warning"} else None
        ),
    )
    return complaints


def sign_in(page: Page, site: Site, name: str = "Lea Brandt") -> None:
    page.goto(f"{site.base}/accounts/login/")
    page.get_by_role("button", name=re.compile(f"Continue as {name}")).click()
    page.wait_for_url(f"{site.base}/projects/")


def new_context(browser: Browser, scheme: str, width: int) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
