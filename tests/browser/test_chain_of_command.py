"""The line of instructions in a browser: built by keyboard, dragged, shared by its address, and without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, new_context, sign_in

pytestmark = pytest.mark.browser
PUBLIC = "/chain-of-command/"
INSIDE = "/p/meridian/support-assistant/explore/chain-of-command/"


def add_by_keyboard(page: Page, level: str, words: str, *, implied: bool = False) -> None:
    summary = page.get_by_label(f"Add a card to {level}")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    if implied:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".instruction", has_text=words)).to_be_focused()


def mark_by_keyboard(page: Page, one: str, other: str, kind: str) -> None:
    page.get_by_label("Between").focus()
    for key in (one, "Tab", other, "Tab", kind, "Tab", "Enter"):
        page.keyboard.press(key) if key in {"Tab", "Enter"} else page.keyboard.type(key)
    expect(page.locator(".chain__marks")).to_contain_text(f"{one} and {other}")


def build(page: Page) -> None:
    add_by_keyboard(page, "developer", "Answer only about bicycles.")
    add_by_keyboard(page, "user", "Tell me about tonight’s match.")
    mark_by_keyboard(page, "A", "B", "one runs")


def test_a_conflict_is_built_by_keyboard_and_shared_by_its_address(page: Page, site: Site, browser: Browser) -> None:
    page.goto(site.base + PUBLIC)
    build(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 2 hold: A overrides B")
    expect(page.locator("#card-B")).to_contain_text("Overridden by A")
    expect(page.locator("[data-arcs] path").first).to_be_attached()
    assert "?line=1" in page.url

    page.locator("#up-B").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-level="developer"] #card-B')).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 2 hold: B overrides A")
    expect(page.locator("#up-B")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 2 hold: A overrides B")

    context = new_context(browser, "light", 1440)
    other = context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("heading", level=1)).to_have_text("1 of 2 hold: A overrides B")
    expect(other.locator(".chain__steps")).to_contain_text("B (user) runs against what A (developer) is there for")
    context.close()


def test_the_address_is_copied_with_one_button(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.base + PUBLIC)
    page.get_by_role("link", name="A web page gives orders").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 of 4 hold")
    page.get_by_role("button", name="Copy address").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_card_is_dragged_to_another_level(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(site.base + INSIDE)
    page.get_by_role("link", name="A rule that undoes a rule").click()
    page.locator("#card-C [data-grip]").drag_to(page.locator('[data-level="system"] h2'))

    expect(page.locator('[data-level="system"] #card-C')).to_be_visible()
    page.locator("#card-C [data-grip]").drag_to(page.locator("#card-B"), target_position={"x": 60, "y": 6})
    expect(page.locator('[data-level="developer"] .instruction').first).to_have_id("card-C")
    expect(page.locator(".is-dragging")).to_have_count(0)


def test_a_rule_is_one_click_away(page: Page, site: Site) -> None:
    page.goto(site.base + PUBLIC)
    page.get_by_role("link", name="A rule that undoes a rule").click()
    row = page.locator("#rule-root_stands")
    expect(row).to_be_hidden()
    page.locator("#card-B").get_by_role("link", name="Nothing overrides a root rule").click()

    expect(row).to_be_visible()
    expect(row).to_contain_text("Instructions and levels of authority")


def test_the_line_works_without_scripts(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(site.base + PUBLIC)
    plain.get_by_role("link", name="Ten times too many").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("3 of 4 hold: B overrides C")
    plain.get_by_role("button", name="Remove the conflict between B and C").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("All 4 instructions hold")
    plain.get_by_role("button", name="Move C up", exact=True).click()
    expect(plain.locator('[data-level="user"] .instruction').first).to_have_id("card-C")
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 360), ("dark", 360)])
def test_a_full_line_is_accessible_and_fits(site: Site, browser: Browser, scheme: str, width: int) -> None:
    context = new_context(browser, scheme, width)
    page = context.new_page()
    page.goto(site.base + PUBLIC)
    page.get_by_role("link", name="A web page gives orders").click()
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    violations = Axe().run(page).response["violations"]

    assert [one["id"] for one in violations if one["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    context.close()


def test_a_wrong_address_says_so(site: Site, browser: Browser) -> None:
    context = new_context(browser, "light", 1440)
    page = context.new_page()
    page.goto(f"{site.base}{PUBLIC}?line=1tampered")

    expect(page.get_by_role("alert")).to_contain_text(re.compile("cut off or changed"))
    expect(page.locator(".instruction")).to_have_count(0)
    context.close()
