"""Every page of the demo, wide and narrow, light and dark: no violation of the policy, nothing that runs out of the
page, nothing that an accessibility check calls serious. The pictures are kept in ``screenshots/``."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, listen, new_context, sign_in
from tests.processes import ROOT

pytestmark = pytest.mark.browser
PROJECT = "/p/meridian/support-assistant"
EMPTY = "/p/halden/dispatch-helper"
MODULES = ["", "explore/", "calculator/", "roadmap/", "evaluations/", "reports/"]
PICTURES = ROOT / "screenshots"
PAGES = [
    "/projects/",
    "/tasks/",
    "/notifications/",
    "/notifications/settings/",
    "/account/",
    "/accounts/password/change/",
    "/o/meridian/portfolio/",
    "/o/meridian/people/",
    "/o/meridian/reports/",
    "/o/meridian/reports/portfolio/",
    "/o/meridian/webhooks/",
    "/o/meridian/activity/",
    "/o/meridian/projects/new/",
    *(f"{PROJECT}/{module}" for module in MODULES),
    f"{PROJECT}/settings/",
    f"{PROJECT}/tasks/",
    f"{PROJECT}/webhooks/",
    f"{PROJECT}/search/?q=honest",
    f"{PROJECT}/explore/topics/what-it-is/?broken=contract&policy=binds&products=house",
    f"{PROJECT}/explore/topics/chain-of-command/?essay=limit&channel=markup",
    f"{PROJECT}/explore/topics/how-it-evolves/",
    f"{PROJECT}/explore/topics/intellectual-freedom/",
    f"{PROJECT}/explore/topics/intellectual-freedom/?plan=d&nutrition=d&fifteen=c&teens=a",
    f"{PROJECT}/explore/principles/",
    f"{PROJECT}/explore/v/2025-12-18/do_not_lie/",
    f"{PROJECT}/explore/v/2025-12-18/do_not_lie/history/",
    f"{PROJECT}/explore/chain-of-command/",
    f"{PROJECT}/explore/versions/",
    f"{PROJECT}/explore/compare/",
    f"{PROJECT}/explore/import/",
    f"{PROJECT}/calculator/quick/",
    f"{PROJECT}/calculator/full/",
    f"{PROJECT}/calculator/new/",
    f"{PROJECT}/calculator/baseline/",
    f"{PROJECT}/calculator/compare/",
    f"{PROJECT}/calculator/compare/?s=1&s=2",
    f"{PROJECT}/calculator/2/versions/",
    f"{PROJECT}/calculator/2/versions/1/",
    f"{PROJECT}/calculator/1/versions/1/freeze/",
    f"{PROJECT}/calculator/2/duplicate/",
    f"{PROJECT}/calculator/2/measurements/?use_case=chat",
    f"{PROJECT}/calculator/2/actuals/",
    f"{PROJECT}/calculator/2/actuals/3/",
    f"{PROJECT}/calculator/2/actuals/import/",
    f"{PROJECT}/calculator/1/actuals/",
    f"{PROJECT}/calculator/evidence/",
    f"{PROJECT}/roadmap/criteria/",
    f"{PROJECT}/roadmap/evidence/",
    f"{PROJECT}/evaluations/runs/",
    f"{PROJECT}/evaluations/runs/new/",
    f"{PROJECT}/evaluations/pilots/new/",
    f"{PROJECT}/evaluations/review/",
    f"{PROJECT}/evaluations/review/new/",
    f"{PROJECT}/evaluations/pilots/import/",
    f"{PROJECT}/reports/preview/",
    f"{PROJECT}/no/such/page/",
]
# One example of each page that is reached by a number: where it is linked from, and how its address looks.
LINKED = [
    (f"{PROJECT}/evaluations/", r"/evaluations/runs/\d+/$"),
    (f"{PROJECT}/evaluations/", r"/evaluations/suites/\d+/$"),
    (f"{PROJECT}/calculator/", r"/calculator/\d+/$"),
    (f"{PROJECT}/roadmap/", r"/roadmap/phases/\d+/$"),
    (f"{PROJECT}/roadmap/", r"/roadmap/criteria/\d+/$"),
    (f"{PROJECT}/reports/", r"/reports/\d+/$"),
]
PUBLIC = [
    "/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/signup/",
    "/calculator/",
    "/calculator/evidence/",
    "/chain-of-command/",
]
# Explorer addresses follow the loaded version; the page that lists them says which one it is.
KINDS = [("light", 1440), ("dark", 1440), ("light", 360), ("dark", 360)]


@pytest.mark.parametrize(("scheme", "width"), KINDS)
def test_every_page_is_whole(browser: Browser, site: Site, scheme: str, width: int) -> None:
    context = new_context(browser, scheme, width)
    page = context.new_page()
    complaints = listen(page)
    faults = [fault for path in PUBLIC for fault in faults_of(page, site, path, scheme, width)]
    sign_in(page, site)
    paths = PAGES + [linked(page, site, start, pattern) for start, pattern in LINKED]
    faults += [fault for path in paths for fault in faults_of(page, site, path, scheme, width)]
    page.context.clear_cookies()
    sign_in(page, site, "Nora Vik")
    faults += [fault for module in MODULES for fault in faults_of(page, site, f"{EMPTY}/{module}", scheme, width)]
    context.close()
    # The page that is not there is on the list on purpose, and Chromium says so.
    faults += [text for text in complaints if "/no/such/page/" not in text]
    assert not faults, "\n".join(faults)


def linked(page: Page, site: Site, start: str, pattern: str) -> str:
    page.goto(site.base + start)
    for link in page.locator("main a[href]").all():
        path = urlsplit(str(link.get_attribute("href"))).path
        if re.search(pattern, path):
            return path
    raise AssertionError(f"no link like {pattern} on {start}")


def faults_of(page: Page, site: Site, path: str, scheme: str, width: int) -> list[str]:
    """What is wrong with one page, in words."""
    page.goto(site.base + path)
    if page.locator("[data-chart]").count():
        page.wait_for_selector("[data-chart][data-drawn]", timeout=15_000)
    where, found = f"{path} ({scheme}, {width})", []
    page.screenshot(path=picture(path, scheme, width), full_page=True)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if too_wide > 0:
        found.append(f"{where}: {too_wide} px too wide")
    if page.locator("h1").count() != 1:
        found.append(f"{where}: {page.locator('h1').count()} main headings")
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in {"serious", "critical"}:
            targets = [" ".join(node["target"]) for node in violation["nodes"][:3]]
            found.append(f"{where}: {violation['id']} at {targets}")
    return found


def picture(path: str, scheme: str, width: int) -> Path:
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
    folder = PICTURES / f"{width}-{scheme}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"
