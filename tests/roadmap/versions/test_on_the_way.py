"""What leads people from one word to the next, and what they need not say twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.services import Content, add_release
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver
from roadmap.services.words import bring_back
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import in_days, own, prove, say_met, settle
from tests.roadmap.gating import REJECT, approvers, ask, open_gate, phase_of, vote

pytestmark = pytest.mark.django_db
NEXT = "Next for your word:"


def page_of(cast: Cast, client_for: SignIn, find: Find, code: str) -> str:
    url = reverse("roadmap:criterion_detail", args=[cast.project.path, find(code).pk])
    return client_for(cast.editor).get(url).content.decode()


def following(page: str) -> str:
    return page.split(NEXT)[1].split("</a>")[0].split(">")[-1] if NEXT in page else ""


def test_after_a_word_the_page_leads_to_the_next_that_waits(cast: Cast, client_for: SignIn, find: Find) -> None:
    for code in ("P1.3", "P1.6", "P1.8", "P2.8"):
        prove(find(code), cast.editor)
        own(find(code), cast.editor)
    say_met(find("P1.6"), cast.editor)
    assert following(page_of(cast, client_for, find, "P1.6")) == "P1.8 Supplier terms are understood"
    say_met(find("P1.8"), cast.editor)
    assert following(page_of(cast, client_for, find, "P1.8")) == "P1.3 The system is in the inventory and classed"
    say_met(find("P1.3"), cast.editor)
    assert following(page_of(cast, client_for, find, "P1.3")) == ""  # P2.8 waits for the phase before


def test_no_row_offers_a_word_that_an_earlier_phase_keeps_back(cast: Cast, client_for: SignIn, find: Find) -> None:
    prove(find("P2.8"), cast.editor)
    own(find("P2.8"), cast.editor)
    rows = reverse("roadmap:phase_detail", args=[cast.project.path, phase_of(cast.project, 2).pk])
    browser = client_for(cast.editor)
    assert ">Confirm</a>" not in browser.get(rows).content.decode()
    settle(cast.project, cast.owner, phase=1)
    assert ">Confirm</a>" in browser.get(rows).content.decode()


def test_who_asks_again_finds_what_was_asked_before(cast: Cast, client_for: SignIn) -> None:
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    vote(ask(cast.project, cast.editor), cast.owner, REJECT)
    url = reverse("roadmap:gate_ask", args=[cast.project.path, phase_of(cast.project, 1).pk])
    page = client_for(cast.editor).get(url).content.decode()
    assert "Forty colleagues in the service desk</textarea>" in page
    assert 'value="600"' in page


def test_a_project_with_releases_is_asked_for_one_of_them(cast: Cast, client_for: SignIn) -> None:
    settle(cast.project, cast.owner, phase=1)
    url = reverse("roadmap:gate_ask", args=[cast.project.path, phase_of(cast.project, 1).pk])
    browser = client_for(cast.editor)
    optional = 'Release <span class="field__optional">optional</span>'
    assert optional in browser.get(url).content.decode()
    add_release(cast.project, cast.editor, "Release 1", Content(model="m"))
    assert optional not in browser.get(url).content.decode()
    answer = browser.post(url, {"scope": "The desk", "until": in_days(60)})
    assert answer.status_code == 422
    assert "Choose the release that this is about." in answer.content.decode()


def test_a_record_writes_the_last_day_of_a_waiver_like_every_other_day(
    cast: Cast, client_for: SignIn, find: Find
) -> None:
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    bring_back(find("P1.4"), cast.owner)
    until = timezone.localdate() + timedelta(days=30)
    waiver = ask_criterion_waiver(find("P1.4"), cast.editor, reason="Next month.", until=until)
    decide_criterion_waiver(find("P1.4"), waiver, cast.owner, granted=True)
    request = ask(cast.project, cast.editor)
    url = reverse("roadmap:gate_record", args=[cast.project.path, request.pk])
    page = client_for(cast.viewer).get(url).content.decode()
    assert page.count(f"until {until:%-d %b %Y}") == 2  # in the table of criteria and among the waivers
    assert until.isoformat() not in page


def test_the_day_to_ask_again_is_named_where_the_leave_lasts_that_long(cast: Cast, client_for: SignIn) -> None:
    for number in (1, 2, 3):
        open_gate(cast, number)
    settle(cast.project, cast.owner, phase=4)
    approvers(cast)
    url = reverse("roadmap:phase_detail", args=[cast.project.path, phase_of(cast.project, 4).pk])
    said = {}
    for days in (200, 90):
        request = ask(cast.project, cast.editor, 4, reason="Again.", days=days)
        vote(request, cast.owner)
        vote(request, cast.evaluator)
        said[days] = "To be asked for again by" in client_for(cast.viewer).get(url).content.decode()
    assert said == {200: True, 90: False}


@pytest.mark.parametrize("name", ["own_create", "own_change", "own_retire"])
def test_not_even_a_wrong_form_for_an_own_criterion_is_read_from_who_does_not_lead(
    cast: Cast, client_for: SignIn, find: Find, name: str
) -> None:
    more = [] if name == "own_create" else [find("P1.1").pk]
    url = reverse(f"roadmap:{name}", args=[cast.project.path, *more])
    answer = client_for(cast.owner).post(url, {})
    assert answer.status_code == 403
    assert "alignment lead" in answer.content.decode()
