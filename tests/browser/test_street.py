"""The main job from end to end, as a person does it in a browser."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
PROJECT = "/p/meridian/support-assistant"


def test_from_sign_in_to_the_pdf_that_holds_the_rate_of_the_run(page: Page, site: Site) -> None:
    email, password = first_account(site)
    page.goto(site.base)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail", exact=True).fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Support assistant").first.click()

    page.get_by_role("link", name=re.compile("^Explore")).click()
    page.get_by_role("link", name="Principles", exact=True).first.click()
    page.get_by_role("link", name="Assume best intentions").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Assume best intentions")

    fill_the_calculator(page, site)
    move_a_criterion(page, site)
    numerator, denominator = start_a_run_and_watch_it(page, site)
    text = make_a_dossier(page, site)
    assert f"{numerator} of {denominator}" in text
    assert "Release 5" in text


def first_account(site: Site) -> tuple[str, str]:
    found = re.search(r"(\S+@meridian\.example)\s+(\S+)", site.log.read_text(encoding="utf-8"))
    assert found is not None
    return found[1], found[2]


def fill_the_calculator(page: Page, site: Site) -> None:
    page.goto(f"{site.base}{PROJECT}/calculator/quick/")
    answer = page.locator("#quick-answer")
    before = answer.inner_text()
    page.get_by_label("People", exact=False).first.fill("4321")
    expect(answer).not_to_contain_text(before.splitlines()[0])
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert page.locator(".main-svg").first.evaluate("node => getComputedStyle(node).position") == "absolute"
    page.get_by_label("Name").fill("Browser scenario")
    page.get_by_role("button", name="Save to the project").click()
    page.wait_for_url(re.compile(r"/calculator/\d+/$"))
    page.goto(f"{site.base}{PROJECT}/calculator/")
    expect(page.get_by_role("link", name="Browser scenario").first).to_be_visible()


def move_a_criterion(page: Page, site: Site) -> None:
    page.goto(f"{site.base}{PROJECT}/search/?q=P1.7")
    page.get_by_role("link", name=re.compile(r"^P1\.7")).first.click()
    page.get_by_text("Take the confirmation back").click()
    page.get_by_label("Why").fill("Two harms were forgotten.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".status.ready").first).to_be_visible()
    page.get_by_role("button", name="Confirm that it is met").click()
    expect(page.locator(".status.met").first).to_be_visible()
    page.goto(f"{site.base}{PROJECT}/search/?q=told")
    expect(page.get_by_role("heading", level=1)).to_contain_text("result")


def start_a_run_and_watch_it(page: Page, site: Site) -> tuple[str, str]:
    page.goto(f"{site.base}{PROJECT}/evaluations/runs/new/")
    page.get_by_label("Release").fill("Release 5")
    suite = page.get_by_label("Suite")
    wanted = suite.locator("option").filter(has_text="Principles in force").first.get_attribute("value")
    suite.select_option(wanted)
    page.get_by_label("Endpoint").select_option(index=0)
    page.wait_for_timeout(1_500)  # the estimate that follows the keys starts late
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Start the run").click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=30_000)
    found = re.search(r"(\d+) of (\d+)", page.get_by_role("heading", level=1).inner_text())
    assert found is not None
    assert int(found[2]) >= 20
    expect(page.get_by_text("simulated").first).to_be_visible()
    return found[1], found[2]


def make_a_dossier(page: Page, site: Site) -> str:
    page.goto(f"{site.base}{PROJECT}/reports/")
    ready = page.get_by_role("link", name=re.compile("^Download"))
    before = ready.count()
    page.get_by_role("button", name="Make dossier").click()
    expect(ready).to_have_count(before + 1, timeout=30_000)
    with page.expect_download() as download:
        ready.first.click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    words = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", words)


def test_the_street_works_without_scripts(site: Site, page: Page) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain, site, "Paul Farkas")
    plain.goto(f"{site.base}{PROJECT}/calculator/quick/")
    plain.get_by_label("People", exact=False).first.fill("77")
    plain.get_by_role("button", name="Calculate").click()
    expect(plain.get_by_label("People", exact=False).first).to_have_value("77")
    plain.goto(f"{site.base}{PROJECT}/roadmap/evidence/new/?kind=note")
    plain.get_by_label("Title").fill("Written without scripts")
    plain.get_by_label("What it says").fill("A plain form is enough.")
    plain.get_by_role("button", name="Add it").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Written without scripts")
    context.close()


def test_ctrl_k_leads_to_the_search(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"{site.base}{PROJECT}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("lie")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("for “lie”")
