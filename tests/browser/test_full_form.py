"""The full form by keyboard: a scenario of two use cases is built, its answer moves with the keys, and it is saved."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser

CALCULATOR = "/p/meridian/support-assistant/calculator"


def type_into(page: Page, field: str, text: str) -> None:
    """Tabs on from where the keyboard is until the field is reached, and types."""
    for _ in range(400):
        if page.evaluate("document.activeElement.id") == field:
            page.keyboard.press("Control+a")
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {field}")


def press(page: Page, button: Locator) -> None:
    button.focus()
    page.keyboard.press("Enter")


def test_two_use_cases_are_built_by_keyboard_and_the_answer_moves(page: Page, site: Site) -> None:
    sign_in(page, site, "Lea Brandt")
    page.goto(f"{site.base}{CALCULATOR}/full/")
    answer, finding = page.locator("#full-answer"), page.get_by_role("heading", level=1)
    expect(answer).to_contain_text("the answer then stands here")
    type_into(page, "id_name", "Two desks by keyboard")
    type_into(page, "u1-name", "chat")
    type_into(page, "u1-tasks_per_month-value", "8000")
    type_into(page, "u1-minutes_per_task-value", "12")
    type_into(page, "u1-hourly_cost-value", "40")
    expect(finding).to_contain_text("of freed time in the first year")
    expect(answer.locator(".answer-panel")).not_to_contain_text("chance of loss")
    expect(page.locator("#u1-words")).to_contain_text("8 000 tasks a month")

    press(page, page.get_by_role("button", name="Copy chat"))
    expect(page.locator("#u2-name")).to_be_focused()
    expect(page.locator("#u1")).not_to_have_attribute("open", "")
    page.keyboard.press("Control+a")
    page.keyboard.type("mail")
    type_into(page, "u2-tasks_per_month-value", "1000")
    expect(page.locator("#pairs-words")).to_have_text("4 correlations")
    expect(page.locator("#pairs-body")).to_contain_text("with mail: time saved on an assisted task")

    press(page, page.locator("#programme-1 > summary"))
    type_into(page, "s-integration_one_off-value", "30000")
    expect(answer.locator(".answer-panel")).to_contain_text("chance of loss")
    before = answer.locator(".figure b").first.inner_text()
    type_into(page, "s-other_one_off-value", "90000")
    expect(answer.locator(".figure b").first).not_to_have_text(before)
    expect(page.locator("#programme-1-words")).to_have_text("€120.0 k in all")

    page.reload()
    expect(page.locator("#u2-tasks_per_month-value")).to_have_value("1000")
    press(page, page.get_by_role("button", name="Save to the project"))
    page.wait_for_url(re.compile(r"/calculator/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Two desks by keyboard")
    page.goto(f"{site.base}{CALCULATOR}/full/")
    expect(page.locator("#id_name")).to_have_value("")


def test_another_distribution_and_a_wrong_number_are_shown_in_place(page: Page, site: Site) -> None:
    sign_in(page, site, "Lea Brandt")
    page.goto(f"{site.base}{CALCULATOR}/full/")
    page.get_by_role("textbox", name="Time per task today", exact=True).fill("12")
    kind = page.get_by_label("Time per task today: how it is given")
    kind.focus()
    page.keyboard.type("PERT")
    expect(page.get_by_label("Time per task today: max")).to_have_value("12")
    expect(kind).to_be_focused()
    page.get_by_label("Time per task today: max").fill("30")
    picture = page.locator("#u1-minutes_per_task-picture svg")
    expect(picture).to_have_count(1)
    page.get_by_label("Time per task today: min").fill("13")
    expect(page.locator("#u1-minutes_per_task-said")).to_contain_text("min must not be above mode")
    expect(page.get_by_label("Time per task today: min")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#u1-words")).to_have_text("1 to put right")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.get_by_label("Time per task today: min").fill("8")
    expect(page.locator("#u1-minutes_per_task-said")).to_be_empty()
    expect(page.get_by_label("Time per task today: min")).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("is discarded")).to_be_visible()


def test_enter_computes_and_saves_nothing(page: Page, site: Site) -> None:
    sign_in(page, site, "Lea Brandt")
    page.goto(f"{site.base}{CALCULATOR}/full/")
    field = page.get_by_role("textbox", name="Tasks", exact=True)
    field.fill("77")
    field.press("Enter")
    expect(page.locator("#u1-words")).to_contain_text("77 tasks a month")
    assert page.url.endswith("/calculator/full/")
    page.get_by_role("button", name="Discard it").click()


def test_the_form_works_without_scripts(page: Page, site: Site) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain, site, "Paul Farkas")
    plain.goto(f"{site.base}{CALCULATOR}/full/")
    plain.get_by_role("textbox", name="Tasks", exact=True).fill("500")
    plain.get_by_label("Tasks: how it is given").select_option("uniform")
    plain.locator("#u1-tasks_per_month").get_by_role("button", name="Show").click()
    plain.get_by_label("Tasks: max").fill("900")
    plain.get_by_role("button", name="Add a use case").click()
    expect(plain.locator("#u2")).to_have_attribute("open", "")
    expect(plain.locator("#u1-tasks_per_month-max")).to_have_value("900")
    plain.get_by_role("button", name="Remove Use case 2").click()
    expect(plain.locator("#u2")).to_have_count(0)
    plain.get_by_role("button", name="Discard it").click()
    context.close()
