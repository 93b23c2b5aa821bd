"""Waivers of criteria: asked for by one, granted by the responsibility that the criterion names, over on their day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roadmap.errors import ChangeRefused, NotYours
from roadmap.services.responsibilities import accept, end, give
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver
from roadmap.state_selectors import criterion_states
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn, StateOf
from tests.roadmap.doing import take_on
from workspaces.errors import OwnRequest
from workspaces.models import Waiver
from workspaces.waivers import decide_waiver

pytestmark = pytest.mark.django_db


def asked(cast: Cast, find: Find, code: str = "P2.2", days: int = 30) -> Waiver:
    until = timezone.localdate() + timedelta(days=days)
    return ask_criterion_waiver(find(code), cast.editor, reason="Cases are being written.", until=until)


def test_the_named_responsibility_grants_and_the_state_says_until_when(cast: Cast, find: Find, state: StateOf) -> None:
    take_on(cast.project, cast.owner, cast.viewer, "risk_owner")
    waiver = asked(cast, find)
    assert state("P2.2").key == "open"
    decide_criterion_waiver(find("P2.2"), waiver, cast.viewer, granted=True)
    found = state("P2.2")
    assert (found.key, found.by, found.until) == ("waived", "Acme Viewer", waiver.until)
    assert "Cases are being written." in found.reason
    later = criterion_states(cast.project, waiver.until + timedelta(days=1))[find("P2.2").pk]
    assert later.key == "open"
    assert later.reason.startswith("The waiver ended on")


def test_nobody_without_it_may_decide_and_an_owners_grant_does_not_count(
    cast: Cast, find: Find, state: StateOf
) -> None:
    waiver = asked(cast, find)
    with pytest.raises(NotYours, match="Only the risk owner"):
        decide_criterion_waiver(find("P2.2"), waiver, cast.owner, granted=True)
    decide_waiver(waiver, cast.owner, granted=True)  # on the page of all waivers, as an owner may
    assert state("P2.2").key == "open"
    assert "Acme Owner granted a waiver without being its risk owner" in state("P2.2").reason


def test_whoever_asked_does_not_decide(cast: Cast, find: Find) -> None:
    take_on(cast.project, cast.owner, cast.editor, "risk_owner")
    with pytest.raises(OwnRequest):
        decide_criterion_waiver(find("P2.2"), asked(cast, find), cast.editor, granted=True)


def test_what_nobody_may_waive_and_what_lasts_too_long_is_refused(cast: Cast, find: Find) -> None:
    with pytest.raises(ChangeRefused, match="Nobody may waive"):
        asked(cast, find, "P1.1")
    with pytest.raises(ChangeRefused, match="90 days at most"):
        asked(cast, find, days=91)


def test_asking_and_granting_on_the_pages(cast: Cast, find: Find, client_for: SignIn, state: StateOf) -> None:
    take_on(cast.project, cast.owner, cast.viewer, "risk_owner")
    where = [cast.project.path, find("P2.2").pk]
    ask, decide = (
        reverse("roadmap:criterion_waiver", args=where),
        reverse("roadmap:criterion_waiver_decide", args=where),
    )
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    browser = client_for(cast.editor)
    assert browser.post(ask, {"reason": "", "until": until}).status_code == 422
    assert browser.post(ask, {"reason": "Soon.", "until": until}).status_code == 303
    assert browser.post(ask, {"reason": "Soon.", "until": until}).status_code == 409
    assert browser.post(decide, {"decision": "grant"}).status_code == 403
    granting = client_for(cast.viewer)
    assert (
        "Acme Editor asks to waive it" in granting.get(reverse("roadmap:criterion_detail", args=where)).content.decode()
    )
    assert granting.post(decide, {"decision": "refuse", "note": ""}).status_code == 422
    assert granting.post(decide, {"decision": "grant"}).status_code == 303
    assert state("P2.2").key == "waived"
    listed = granting.get(reverse("workspaces:waivers", args=[cast.project.path])).content.decode()
    assert reverse("roadmap:criterion_detail", args=where) in listed


def test_a_responsibility_counts_from_its_acceptance_to_its_end(cast: Cast, client_for: SignIn) -> None:
    page = reverse("roadmap:responsibilities", args=[cast.project.path])
    held = give(cast.project, cast.owner, role="risk_owner", person=cast.viewer)
    with pytest.raises(NotYours):
        accept(held, cast.owner)
    assert "Nobody has accepted a responsibility yet" in client_for(cast.viewer).get(page).content.decode()
    accepting = reverse("roadmap:responsibility_accept", args=[cast.project.path, held.pk])
    assert client_for(cast.owner).post(accepting).status_code == 403
    assert client_for(cast.viewer).post(accepting).status_code == 303
    assert client_for(cast.viewer).post(accepting).status_code == 409
    assert "1 of 8 responsibilities are accepted" in client_for(cast.viewer).get(page).content.decode()
    end(held, cast.owner)
    assert "Nobody has accepted a responsibility yet" in client_for(cast.viewer).get(page).content.decode()


def test_only_owners_give_responsibilities_and_only_to_members(cast: Cast, client_for: SignIn) -> None:
    page = reverse("roadmap:responsibilities", args=[cast.project.path])
    posted = {"role": "risk_owner", "person": cast.viewer.pk}
    assert client_for(cast.editor).post(page, posted).status_code == 403
    browser = client_for(cast.owner)
    assert browser.post(page, posted | {"person": cast.stranger.pk}).status_code == 422
    assert browser.post(page, posted).status_code == 303
    assert browser.post(page, posted).status_code == 409
