"""A hundred answers reviewed by keyboard alone: no mouse, no page loaded anew between two of them."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests import processes
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
ANSWERS = 100
# A queue of its own, made through the service: the demo is shared by all browser tests.
MAKE = """
from django.db.models import Count
from evaluations.models import Sample
from evaluations.services.reviews import QueueValues, make_queue
from workspaces.models import Project, User

project = Project.objects.get(organisation__slug="meridian", slug="support-assistant")
whole = project.runs.filter(source="executed", state="completed").annotate(answers=Count("samples"))
run = whole.order_by("-answers", "pk").first()
samples = Sample.objects.filter(run=run, state="finished").exclude(response="").order_by("pk")
keep = set(samples.values_list("pk", flat=True)[:{answers}])
lead = User.objects.get(email="lea.brandt@meridian.example")
values = QueueValues(run=run, name="By keyboard", rule="random", percent=100, ratings_per_item=1)
queue = make_queue(project, lead, values, seed=1)
queue.items.filter(kind="counted").exclude(sample__in=keep).delete()
print("QUEUE", queue.pk, queue.items.filter(kind="counted").count(), queue.items.filter(kind="warm_up").count())
"""


def own_queue(site: Site) -> tuple[int, int, int]:
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE.format(answers=ANSWERS)],
        cwd=processes.ROOT,
        env=environment | {"DATA_DIR": str(site.data), "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"QUEUE (\d+) (\d+) (\d+)", made.stdout)
    assert found is not None, made.stderr
    return int(found[1]), int(found[2]), int(found[3])


def test_a_hundred_answers_are_reviewed_by_keyboard_alone(page: Page, site: Site) -> None:
    queue, answers, warm_ups = own_queue(site)
    assert (answers, warm_ups) == (ANSWERS, 10)
    sign_in(page, site, "Tomáš Novák")
    page.goto(f"{site.base}/p/meridian/support-assistant/evaluations/review/{queue}/rate/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("wait for you")
    page.locator("[data-begin]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-review-status]")).to_contain_text("Warm-up 1 of 10")
    page.evaluate("window.sameDocument = true")
    status = page.locator("[data-review-status]")
    for number in range(1, warm_ups + 1):
        expect(status).to_contain_text(f"Warm-up {number} of 10")
        page.keyboard.press("1" if number % 2 else "2")
        expect(page.get_by_text("s known.", exact=False).first).to_be_visible()
        page.keyboard.press("j")
    expect(status).to_contain_text("0 rated")
    try_the_other_keys(page)
    rated = 0
    while "/answers/" in page.url and rated < 120:
        page.keyboard.press("1234t"[rated % 5])
        rated += 1
        page.wait_for_function(
            "n => !location.pathname.includes('/answers/')"
            " || document.querySelector('[data-review-status]')?.textContent.includes(`${n} rated`)",
            arg=rated,
        )
        if "/answers/" in page.url:
            assert page.evaluate("window.sameDocument") is True
            assert page.evaluate("document.activeElement.matches('[data-review]')") is True
    assert rated == ANSWERS + ANSWERS // 20  # the hidden repeats look like any other answer
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing is left for you here")


def try_the_other_keys(page: Page) -> None:
    """A note, undo, back and forth, and the help; the counts stand as before afterwards."""
    status = page.locator("[data-review-status]")
    first = page.url
    page.keyboard.press("n")
    page.keyboard.type("It is 1 of 2: the rest is missing")
    expect(page.locator("[data-review-note]")).to_have_value("It is 1 of 2: the rest is missing")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(status).to_contain_text("1 rated")
    page.keyboard.press("k")
    expect(page.get_by_text("You said: partial")).to_be_visible()
    assert page.url == first
    expect(page.locator("[data-review-note]")).to_have_value("It is 1 of 2: the rest is missing")
    page.keyboard.press("j")
    expect(page.get_by_text("You said: partial")).to_have_count(0)
    page.keyboard.press("u")
    expect(status).to_contain_text("0 rated")
    assert page.url == first
    page.keyboard.press("?")
    expect(page.locator("[data-review-help] dl")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("[data-review-help] dl")).to_be_hidden()
