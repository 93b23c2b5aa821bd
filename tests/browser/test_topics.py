"""The four topics walked by keyboard alone: focus goes where the answer is, and the address keeps it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, new_context, sign_in

pytestmark = pytest.mark.browser
TOPICS = "/p/meridian/support-assistant/explore/"


@pytest.fixture
def front(page: Page, site: Site) -> Page:
    sign_in(page, site)
    page.goto(f"{site.base}{TOPICS}")
    return page


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the target has the focus, which a person with a keyboard could do as well."""
    for _ in range(150):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target} by keyboard")


def open_by_key(page: Page, name: str) -> None:
    tab_to(page, page.locator("main").get_by_role("link", name=name, exact=True).first)
    page.keyboard.press("Enter")


def choose(page: Page, name: str, value: str, submit: str) -> None:
    """Goes through the group with the arrow keys until the value is chosen, then sends the form."""
    group = page.locator(f'input[name="{name}"]')
    tab_to(page, group.first)
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if page.locator(f'input[name="{name}"]:checked').get_attribute("value") == value:
            break
        page.keyboard.press("ArrowDown")
    if submit:
        tab_to(page, page.get_by_role("button", name=submit))
        page.keyboard.press("Enter")


def picked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_all_four_topics_can_be_walked_by_keyboard(front: Page) -> None:
    page = front
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    read_what_it_is(page)
    open_by_key(page, "The chain of command")
    walk_the_chain(page)
    open_by_key(page, "Aids to reading it, and how it evolves")
    sort_the_findings(page)
    open_by_key(page, "A case of intellectual freedom")
    play_the_rounds(page)


def read_what_it_is(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("not how it does")
    saying = page.locator("summary", has_text="a usage policy")
    tab_to(page, saying)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Usage policies bind people")).to_be_visible()
    choose(page, "broken", "distance", "")
    choose(page, "policy", "spec", "")
    choose(page, "products", "house", "Check my answers")
    expect(page.get_by_role("heading", name="2 of 3 right")).to_be_focused()
    assert picked(page) == {"broken": "distance", "policy": "spec", "products": "house"}


def walk_the_chain(page: Page) -> None:
    for step, holder in (
        ("essay", "limit"),
        ("channel", "plain"),
        ("praise", "candour"),
        ("language", "polish"),
        ("meter", "reading"),
        ("neighbours", "privacy"),
    ):
        choose(page, step, holder, "Show what holds")
        expect(page.locator(f"#{step}-heading")).to_be_focused()
    expect(page.get_by_role("heading", name="You predicted all 6 as the rules decide")).to_be_visible()


def sort_the_findings(page: Page) -> None:
    # Other tests of this site may have imported versions by now: the picture holds as many as the list beside it.
    versions = page.get_by_role("list", name="Versions, the newest first").get_by_role("listitem")
    expect(versions.nth(6)).to_be_visible()
    expect(page.locator(".timeline__stop")).to_have_count(versions.count() - 1)  # the list's first is today
    choose(page, "dropped", "regression", "")
    choose(page, "new", "gap", "")
    choose(page, "overdue", "decide", "Check my answers")
    expect(page.get_by_role("heading", name="All 3 right")).to_be_focused()


def play_the_rounds(page: Page) -> None:
    for number, (name, answer) in enumerate((("plan", "d"), ("nutrition", "d"), ("fifteen", "c"), ("teens", "a")), 1):
        choose(page, name, answer, "Ship it")
        expect(page.locator("#round-heading")).to_be_focused()
        expect(page.locator(".answer")).to_have_count(4)
        if number < 4:
            tab_to(page, page.locator("main").get_by_role("link", name=re.compile(f"^Round {number + 1}: ")))
            page.keyboard.press("Enter")
            expect(page.get_by_text(f"Round {number + 1} of 4")).to_be_visible()
    expect(page.get_by_role("heading", name="3 of 4 times you picked the answer that holds up")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Answer A is the one to ship")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Which answer would you ship?")).to_be_visible()


def test_the_topics_work_without_scripts_and_on_a_phone(site: Site, page: Page) -> None:
    assert page.context.browser is not None
    context = page.context.browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    plain = context.new_page()
    sign_in(plain, site)
    plain.goto(f"{site.base}{TOPICS}topics/intellectual-freedom/")
    plain.get_by_text("Answer B").click()
    plain.get_by_role("button", name="Ship it").click()
    expect(plain.get_by_role("heading", name="Answer B is the one to ship")).to_be_visible()
    plain.goto(f"{site.base}{TOPICS}topics/chain-of-command/")
    plain.get_by_text("Talk about tariffs, invoices and meters only.").last.click()
    plain.get_by_role("button", name="Show what holds").click()
    expect(plain.get_by_text("1 of 6 taken, 1 as the rules decide")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
def test_no_answer_makes_a_page_wider_than_its_window(site: Site, page: Page, width: int) -> None:
    assert page.context.browser is not None
    context = new_context(page.context.browser, "light", width)
    narrow = context.new_page()
    sign_in(narrow, site)
    for path in (
        "topics/what-it-is/?broken=contract&policy=spec&products=root",
        "topics/chain-of-command/?essay=essay&channel=markup&praise=comfort",
        "topics/how-it-evolves/?dropped=noise&new=drop&overdue=delete",
        "topics/intellectual-freedom/?plan=a&nutrition=b&fifteen=c&teens=d&round=teens",
    ):
        narrow.goto(f"{site.base}{TOPICS}{path}")
        wide = narrow.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    context.close()
