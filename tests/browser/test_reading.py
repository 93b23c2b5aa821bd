"""Reading the specification by keyboard: search as one types, facets, and an upload compared word by word."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in
from tests.explorer.kitchen import KITCHEN

pytestmark = pytest.mark.browser

EXPLORE = "/p/meridian/support-assistant/explore"


def test_search_follows_the_keys_and_the_results_are_walked_without_a_mouse(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"{site.base}{EXPLORE}/principles/")
    page.keyboard.press("/")
    page.keyboard.type("sycoph")
    expect(page.locator("#browse mark").first).to_have_text(re.compile("sycoph", re.IGNORECASE))
    expect(page).to_have_url(re.compile(r"q=sycoph"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-keys-item]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("sycophantic"))
    page.wait_for_load_state()  # the keys are a script's, and scripts come last
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(re.compile("sycophantic"))
    page.wait_for_load_state()
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("sycophantic"))


def test_samples_are_read_one_after_the_other_with_the_keys_of_the_list(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"{site.base}/p/meridian/support-assistant/evaluations/runs/")
    page.get_by_role("link", name=re.compile("Principles in force")).first.click()
    page.get_by_role("link", name="violation").first.click()
    expect(page.locator("[data-keys-item]").first).to_be_visible()
    page.wait_for_load_state()
    first, second = (page.locator("[data-keys-item]").nth(at).inner_text() for at in (0, 1))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for key, heading in (("j", first), ("k", second), ("", first)):
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        page.wait_for_load_state()
        if key:
            page.keyboard.press(key)


def test_facets_narrow_the_list_in_place_and_the_address_keeps_them(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"{site.base}{EXPLORE}/principles/")
    page.get_by_role("link", name=re.compile("^System")).click()
    expect(page.get_by_role("status")).to_have_text("3 of 58 principles")
    expect(page).to_have_url(re.compile("level=system"))
    page.reload()
    expect(page.get_by_role("status")).to_have_text("3 of 58 principles")


def test_a_version_is_uploaded_looked_at_imported_and_compared_word_by_word(
    page: Page, site: Site, tmp_path: Path
) -> None:
    sign_in(page, site)
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    first.write_text(KITCHEN, encoding="utf-8")
    second.write_text(KITCHEN.replace("Before food, after money.", "Before food and after touching money."), "utf-8")
    for path, label in ((first, "2026-01-05"), (second, "2026-02-05")):
        page.goto(f"{site.base}{EXPLORE}/import/")
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_label(re.compile("Label")).fill(label)
        page.get_by_role("button", name=re.compile("Read|Preview|Look")).click()
        expect(page.get_by_text("Wash your hands").or_(page.get_by_text("3 principles")).first).to_be_visible()
        page.get_by_role("button", name=re.compile("^Import")).click()
        page.wait_for_url(re.compile(f"/v/{label}/"))
    page.goto(f"{site.base}{EXPLORE}/compare/?old=2026-01-05&new=2026-02-05")
    expect(page.get_by_role("heading", level=1)).to_contain_text("reworded")
    expect(page.locator("ins").filter(has_text="and").first).to_be_visible()
