"""Four people take a project through all four phases: every word at a criterion or a gate is given on its page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, listen, new_context
from tests.browser.library import ORGANISATION, PASSWORD, PEOPLE, email
from tests.browser.walking import Four, Person, called, days_ahead

pytestmark = pytest.mark.browser

# Of an invalid form the browser itself says so in its console, and of what is not theirs to send.
EXPECTED = re.compile(r"status of (403|422)")
CONDITION, SECOND_LOOK = "Put a notice on the desk.", "The readings of one week were counted twice."
SCOPE = "Two people at the enquiry desk, mornings only"
GIVEN = (
    ("Project owner", "Maren Holt"),
    ("Alignment lead", "Maren Holt"),
    ("Risk owner", "Ilse Brandt"),
    ("Executive sponsor", "Oskar Lund"),
    ("Independent reviewer", "Tariq Aziz"),
)


@pytest.fixture
def four(browser: Browser, site: Site) -> Iterator[Four]:
    """The four at their own screens, the sponsor at a phone; fails when a script broke or the policy was violated."""
    called(site, "enrol")
    looks = {"lead": ("light", 1440), "evaluator": ("dark", 1440), "risk": ("light", 1440), "sponsor": ("dark", 360)}
    contexts = {part: new_context(browser, *look) for part, look in looks.items()}
    keys: dict[str, int] = {}
    people = {part: Person(PEOPLE[part][0], context.new_page(), site.base, keys) for part, context in contexts.items()}
    complaints = [listen(person.page) for person in people.values()]
    for part, person in people.items():
        person.open("/accounts/login/")
        person.page.get_by_label("E-mail", exact=True).fill(email(part))
        person.page.get_by_label("Password", exact=True).fill(PASSWORD)
        person.press("Sign in")
        person.page.wait_for_url(f"{site.base}/projects/")
    yield Four(**people)
    for context in contexts.values():
        context.close()
    assert [said for heard in complaints for said in heard if not EXPECTED.search(said)] == []


def test_four_people_take_a_project_through_all_four_phases(four: Four, site: Site, tmp_path: Path) -> None:
    start_the_roadmap(four.lead)
    told = re.search(r"KEYS (.*)", called(site, "prepare"))
    assert told is not None
    four.lead.keys.update(json.loads(told[1]))
    refused_with_everything_that_is_open(four.lead)
    name_who_is_responsible(four)
    share_out_the_criteria(four)
    prove_by_hand(four.lead, tmp_path)

    confirm_as_task(four.risk, "P1.7")
    set_aside(four.lead, "P1.9", "Everybody at the desk has run it for a year.")
    confirm_phase(four.lead, 1)
    gate = ask_past_a_refusal(four)
    requester_does_not_decide(four.lead, gate)
    approve(four.sponsor, "Approve pilot", condition=CONDITION)
    expect_open(approve(four.risk, "Approve pilot"), "Approve pilot")

    set_aside(four.sponsor, "P2.8", "It only drafts; a person sends every answer.")
    called(site, "set_aside_by_the_deputy")  # who did it themselves would not count
    confirm_as_task(four.evaluator, "P2.5")
    confirm_phase(four.lead, 2)
    fulfil_the_condition(four.lead)
    ask(four.lead, 2)
    approve(four.evaluator, "Approve wider use")
    expect_open(approve(four.risk, "Approve wider use"), "Approve wider use")
    reopen_and_ask_again(four)

    confirm_phase(four.lead, 3)
    ask(four.lead, 3)
    reject(four.sponsor, "Approve production scale", "Not before the holidays.")
    ask_for_the_same(four.lead, 3)
    approve(four.sponsor, "Approve production scale")
    expect_open(approve(four.risk, "Approve production scale"), "Approve production scale")

    waive(four, "P4.8")
    repeat_a_run(four.evaluator)
    confirm_as_task(four.evaluator, "P4.7")
    confirm_phase(four.lead, 4)
    ask(four.lead, 4)
    approve(four.sponsor, "Periodic renewal")
    expect_open(approve(four.evaluator, "Periodic renewal"), "Periodic renewal")
    everybody_sees_where_it_stands(four)
    assert "Traceback" not in site.log.read_text(encoding="utf-8")


def start_the_roadmap(lead: Person) -> None:
    page = lead.open("/projects/")
    page.get_by_role("link", name="Start the first project").click()
    page.get_by_label("Name").fill("Enquiry desk")
    page.get_by_label("Purpose").fill("Drafts answers to enquiries at the desk; nothing about loans that are overdue.")
    lead.press("Start the project")
    page = lead.open("roadmap/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("7 blocking")


def refused_with_everything_that_is_open(lead: Person) -> None:
    page = lead.phase(1)
    page.get_by_role("link", name="Ask for this gate").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("cannot be asked for yet")
    for code in ("P1.1", "P1.2", "P1.3", "P1.7"):
        expect(page.get_by_role("link", name=re.compile(rf"^{re.escape(code)} "))).to_be_visible()
    expect(page.get_by_role("button", name="Freeze the state and ask")).to_have_count(0)


def name_who_is_responsible(four: Four) -> None:
    page = four.lead.open("roadmap/responsibilities/")
    for role, name in GIVEN:
        page.get_by_label("Responsibility", exact=True).select_option(label=role)
        page.get_by_label("Person").select_option(label=name)
        four.lead.press("Give it")
        expect(page.get_by_text(f"{name} can accept it now.")).to_be_visible()
    for person in four:
        for role, _ in [given for given in GIVEN if given[1] == person.name]:
            page = person.task(f"Accept the responsibility “{role}”")
            page.get_by_role("button", name="Accept", exact=True).first.click()
            expect(page.get_by_text("You have accepted it.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("5 of 8 responsibilities are accepted")


def share_out_the_criteria(four: Four) -> None:
    """All of them to the lead at once; then what others answer for."""
    page = four.lead.open("roadmap/criteria/")
    page.get_by_label("Choose all on this page").check()
    change_owner(page, four.lead, 36)
    for code, person in (("P1.7", four.risk), ("P2.5", four.evaluator), ("P4.7", four.evaluator)):
        page.get_by_label(f"Choose {code}", exact=True).check()
        change_owner(page, person, 1)


def change_owner(page: Page, person: Person, number: int) -> None:
    page.locator("#id_batch_owner").select_option(label=person.name)
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_text(f"{number} criteri{'on' if number == 1 else 'a'} changed.")).to_be_visible()


def prove_by_hand(lead: Person, folder: Path) -> None:
    """A file, the decisions on principles, and a link that shows two things."""
    file = folder / "scope.txt"
    file.write_text("For enquiries at the desk. Not for loans, not for fines, not for children.", encoding="utf-8")
    page = add_evidence(lead, "P1.2", "file", "Scope of the desk", "Document")
    page.get_by_label("File").set_input_files(file)
    lead.press("Add it")
    add_evidence(lead, "P1.2", "stances", "Decisions in October", "Decisions on principles")
    lead.press("Add it")
    expect(page.locator(".status.ready").first).to_be_visible()
    page = add_evidence(lead, "P1.3", "link", "Register of systems", "Inventory record")
    page.get_by_label("Address").fill("https://library.example/register/14")
    lead.press("Add it")
    page.get_by_text("Use evidence that is there already").click()
    page.locator("#id_use_evidence").select_option(label="Register of systems")
    page.locator("#id_use_proves").select_option(label="Record of a decision")
    lead.press("Use it")
    expect(page.locator(".status.ready").first).to_be_visible()


def add_evidence(lead: Person, code: str, kind: str, title: str, proves: str) -> Page:
    page = lead.criterion(code)
    page.get_by_role("link", name=kind, exact=True).click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Proves").select_option(label=proves)
    return page


def confirm_as_task(person: Person, code: str) -> None:
    page = person.task(f"{code} waits for your word")
    person.press("Confirm that it is met")
    expect(page.locator(".status.met").first).to_be_visible()


def set_aside(person: Person, code: str, why: str) -> None:
    page = person.criterion(code)
    page.get_by_text("Say that it does not apply").click()
    page.get_by_label("Why it does not apply").fill(why)
    person.press("Set it aside")
    expect(page.locator(".status.not_applicable").first).to_be_visible()
    expect(page.get_by_text(why).first).to_be_visible()


def confirm_phase(lead: Person, number: int) -> None:
    """One word after the other, from the first that waits to the last of the phase."""
    page = lead.phase(number)
    page.get_by_role("link", name="Confirm", exact=True).first.click()
    following = page.get_by_role("link", name=re.compile(rf"^P{number}\."))
    while True:
        lead.press("Confirm that it is met")
        expect(page.locator(".status.met").first).to_be_visible()
        onward = page.locator("#word ~ p", has=following).locator("a")
        if not onward.count():
            break
        title = onward.inner_text()
        onward.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(lead.phase(number).get_by_role("heading", level=1)).to_contain_text("Nothing blocking")


def ask(lead: Person, number: int, *, again: str = "") -> str:
    """Asks for the gate of the phase; gives the path of the request."""
    page = ask_form(lead, number, again=again)
    lead.press("Freeze the state and ask")
    expect(page.get_by_text("Its approvers can decide now.")).to_be_visible()
    return urlsplit(page.url).path


def ask_for_the_same(lead: Person, number: int) -> None:
    """What was asked before stands in the form."""
    page = lead.phase(number)
    page.get_by_role("link", name="Ask for this gate").click()
    expect(page.get_by_label("Scope")).to_have_value(SCOPE)
    lead.press("Freeze the state and ask")
    expect(page.get_by_text("Its approvers can decide now.")).to_be_visible()


def ask_form(lead: Person, number: int, *, again: str = "") -> Page:
    page = lead.phase(number)
    page.get_by_role("link", name=re.compile("^(Ask for this gate|Ask again)$")).click()
    page.get_by_label("Release").select_option(label="Release 4")
    page.get_by_label("Scope").fill(SCOPE)
    page.get_by_label("Volume").fill("300")
    page.get_by_label("Until").fill(days_ahead(120))
    if again:
        page.get_by_label("Why it is asked for again").fill(again)
    return page


def ask_past_a_refusal(four: Four) -> str:
    """While the lead fills in the form, the risk owner takes a word back: the request is refused and says which."""
    page = ask_form(four.lead, 1)
    theirs = four.risk.phase(1)
    theirs.get_by_role("link", name="Harms are listed and the limit of tolerance is set").click()
    theirs.get_by_text("Take the confirmation back").click()
    theirs.get_by_label("Why", exact=True).fill("One group is missing.")
    four.risk.press("Take it back")
    four.lead.press("Freeze the state and ask")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was asked")
    expect(page.get_by_text("Still open and blocking: P1.7 Harms are listed")).to_be_visible()
    confirm_as_task(four.risk, "P1.7")
    return ask(four.lead, 1)


def requester_does_not_decide(lead: Person, gate: str) -> None:
    page = lead.open(f"{gate}decide/")
    expect(page.get_by_text("You asked for this gate, so others decide on it.")).to_be_visible()
    expect(page.get_by_role("button", name="Record my vote")).to_have_count(0)
    token = next(one["value"] for one in page.context.cookies() if "csrf" in one["name"])
    forced = page.context.request.post(
        page.url,
        form={"csrfmiddlewaretoken": token, "decision": "approve", "brief": "0" * 64},
        headers={"Referer": page.url},
    )
    assert forced.status == 403
    assert "You asked for this gate" in forced.text()


def brief(person: Person, gate: str) -> Page:
    """From what waits for them to the decision brief, which fits the screen."""
    page = person.task(f"Decide on ‘{gate}’")
    expect(page.get_by_role("heading", name="You are asked to allow")).to_be_visible()
    expect(page.get_by_text(SCOPE).first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    return page


def approve(person: Person, gate: str, *, condition: str = "") -> Page:
    page = brief(person, gate)
    return vote(person, page, condition=condition)


def vote(person: Person, page: Page, *, condition: str = "") -> Page:
    page.get_by_label("Approve with conditions" if condition else "Approve", exact=True).check()
    if condition:
        page.locator("summary", has_text="Conditions").click()
        page.get_by_label("Condition 1").fill(condition)
        page.locator("#id_due_1").fill(days_ahead(14))
    person.press("Record my vote")
    expect(page.get_by_text("Your vote is recorded.")).to_be_visible()
    return page


def reject(person: Person, gate: str, why: str) -> None:
    page = brief(person, gate)
    page.get_by_label("Reject", exact=True).check()
    person.press("Record my vote")
    expect(page.get_by_text("Say why it is rejected.")).to_be_visible()
    page.get_by_label("A word on it").fill(why)
    person.press("Record my vote")
    expect(page.get_by_role("heading", level=1)).to_contain_text("rejected")


def expect_open(page: Page, gate: str) -> None:
    """The record of a request that was approved just now."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("approved")
    expect(page.get_by_text("2 of 2 approvals")).to_be_visible()
    expect(page.get_by_text("snapshot and briefs have the hashes that were kept")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^Phase \d$")).click()
    expect(page.get_by_role("heading", name=f"‘{gate}’ is open")).to_be_visible()


def fulfil_the_condition(lead: Person) -> None:
    """The condition of the first gate keeps the second one closed until it is fulfilled."""
    page = lead.phase(2)
    page.get_by_role("link", name="Ask for this gate").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("cannot be asked for yet")
    expect(page.get_by_text(CONDITION)).to_be_visible()
    page = lead.task("Fulfil a condition of ‘Approve pilot’")
    page.get_by_text("Say that it is fulfilled").click()
    page.get_by_label("How it was fulfilled").fill("It stands there since Monday.")
    lead.press("It is fulfilled")
    expect(page.get_by_text("All conditions are fulfilled")).to_be_visible()


def reopen_and_ask_again(four: Four) -> None:
    """A gate that was open closes for a reason, takes the next one with it, and is asked for with a reason."""
    page = four.risk.phase(2)
    page.get_by_role("link", name=re.compile("^1, approved")).click()
    page.get_by_text("Reopen the phase").click()
    why = page.locator("#id_reopen_form_why")
    why.fill(" ")
    four.risk.press("Reopen phase 2")
    expect(page.locator("#id_reopen_form_why_error")).to_be_visible()
    why.fill(SECOND_LOOK)
    four.risk.press("Reopen phase 2")
    expect(page.get_by_text(SECOND_LOOK)).to_be_visible()
    expect(four.lead.phase(3).get_by_text("‘Approve wider use’ has to be approved first.")).to_be_visible()
    page = ask_form(four.lead, 2, again=" ")
    four.lead.press("Freeze the state and ask")
    expect(page.get_by_text("This gate was open before: say why it is asked for again.")).to_be_visible()
    page.get_by_label("Why it is asked for again").fill("Counted anew.")
    four.lead.press("Freeze the state and ask")
    expect(page.get_by_text("Its approvers can decide now.")).to_be_visible()
    page = brief(four.risk, "Approve wider use")
    expect(page.get_by_role("heading", name=re.compile("since", re.IGNORECASE))).to_be_visible()
    vote(four.risk, page)
    expect_open(approve(four.evaluator, "Approve wider use"), "Approve wider use")


def waive(four: Four, code: str) -> None:
    """The lead asks, and cannot decide; the risk owner grants."""
    page = four.lead.criterion(code)
    page.get_by_text("Ask for a waiver").click()
    page.locator("#id_waiver_reason").fill("The supplier tries the way back in spring.")
    page.locator("#id_waiver_until").fill(days_ahead(60))
    four.lead.press("Ask the risk owner")
    expect(page.get_by_text("Risk owner decides on it, and not whoever asked.")).to_be_visible()
    expect(page.get_by_role("button", name="Decide", exact=True)).to_have_count(0)
    page = four.risk.task("Decide on the waiver for")
    page.locator("#id_decision_decision").select_option(label="Grant")
    four.risk.press("Decide")
    expect(page.locator(".status.waived").first).to_be_visible()


def repeat_a_run(evaluator: Person) -> None:
    """Somebody outside of the project repeats a run, by the product's own worker."""
    page = evaluator.open(f"evaluations/runs/{evaluator.keys['run']}/")
    evaluator.press("Repeat")
    expect(page.get_by_text("an earlier run of the same inputs")).to_be_attached()
    expect(page.locator("#live[hx-get]")).to_have_count(0, timeout=30_000)  # it looks again until the run has ended


def everybody_sees_where_it_stands(four: Four) -> None:
    for person in four:
        page = person.open(f"/o/{ORGANISATION}/portfolio/")
        row = page.get_by_role("row").filter(has_text="Enquiry desk")
        expect(row.locator(".portfolio__now")).to_contain_text("Nothing blocking before ‘Periodic renewal’")
        assert row.locator("a", has_text="differs").count() == 0
