"""Each kind of report as people order it in a browser, wait for it, download it and check it."""

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
PROJECT = "/p/meridian/support-assistant"
# Kind → the field that says what it is about, and words that its PDF must hold.
ORDERS = {
    "Evaluation report": ("Run", "184 of 198"),
    "Business case": ("Scenario", "Support desk"),
    "Gate record": ("Gate request", "Sven Lindahl"),
    "Framework statement": ("Framework", "ISO/IEC 42001"),
}


def test_each_kind_is_ordered_awaited_downloaded_and_still_stands(page: Page, site: Site, tmp_path: Path) -> None:
    sign_in(page, site)
    for kind, (field, words) in ORDERS.items():
        page.goto(f"{site.base}{PROJECT}/reports/new/")
        page.get_by_role("radio", name=re.compile(f"^{kind}")).check()
        subject = page.get_by_label(field, exact=True)
        wanted = subject.locator("option").filter(has_text=SUBJECTS[kind]).first.get_attribute("value")
        subject.select_option(wanted)
        text = order_and_read(page, tmp_path / "report.pdf")
        assert words in text, kind
    page.goto(f"{site.base}{PROJECT}/reports/check/")
    page.get_by_label("Report", exact=True).set_input_files(tmp_path / "report.pdf")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The project stands as this report prints it")


def test_a_dossier_speaks_german(page: Page, site: Site, tmp_path: Path) -> None:
    sign_in(page, site)
    page.goto(f"{site.base}{PROJECT}/reports/new/")
    page.get_by_label("Language").select_option("de")
    text = order_and_read(page, tmp_path / "dossier.pdf")
    assert "92,9" in text
    assert "Seite" in text


def test_a_portfolio_is_ordered_where_the_portfolio_is(page: Page, site: Site, tmp_path: Path) -> None:
    sign_in(page, site)
    page.goto(f"{site.base}/o/meridian/portfolio/")
    page.get_by_role("button", name=re.compile("PDF")).click()
    text = download(page, tmp_path / "portfolio.pdf")
    assert "Support assistant" in text


# What is chosen in the field: part of the option's text.
SUBJECTS = {
    "Evaluation report": "Release 4",
    "Business case": "Support desk",
    "Gate record": "Approve pilot",
    "Framework statement": "ISO",
}


def order_and_read(page: Page, target: Path) -> str:
    page.get_by_role("button", name="Make it", exact=True).click()
    return download(page, target)


def download(page: Page, target: Path) -> str:
    """Waits on the list until the newest report can be downloaded; gives the text of its pages in one line."""
    newest = page.locator(".report").first
    expect(newest.get_by_role("link", name=re.compile("^Download"))).to_be_visible(timeout=60_000)
    with page.expect_download() as started:
        newest.get_by_role("link", name=re.compile("^Download")).click()
    started.value.save_as(target)
    words = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(target.read_bytes())).pages)
    return re.sub(r"\s+", " ", words)
