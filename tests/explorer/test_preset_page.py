"""A preset's page: proposals by section, edited, confirmed with one button, and what was decided before is kept."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from explorer.models import SpecVersion, Stance
from explorer.presets import read_preset
from explorer.services import decide_stance, pin_version
from tests.conftest import Cast
from tests.explorer.stances import cooking, fresh
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
CHAPTER = "best_work"
INSIDE = ("avoid_errors", "avoid_overstepping", "be_creative", "support_programmatic_use")


def address(cast: Cast, preset: str = "customer_service") -> str:
    return reverse("explorer:stance_preset", args=[cast.project.path, preset])


def typed(page: str, chapter: str = CHAPTER) -> dict[str, str]:
    """What a browser would send of the chapter's form, untouched."""
    form = re.search(rf'<section[^>]* id="{chapter}".*?</section>', page, re.S)
    assert form is not None
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        names = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if names["type"] == "hidden" or " checked" in tag:
            found[names["name"]] = unescape(names["value"])
    for name, text in re.findall(r'<textarea name="([^"]+)".*?>\n?(.*?)</textarea>', form[0], re.S):
        found[name] = unescape(text)
    return found


def test_a_section_is_confirmed_as_it_was_proposed(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    page = client.get(address(cast)).content.decode()
    assert "59 proposals of the preset “Customer service” wait for you" in unescape(page)
    assert "Confirm 4 of “Do the best work”" in page

    response = client.post(address(cast), typed(page))
    assert (response.status_code, response.headers["Location"]) == (303, f"{address(cast)}#style")
    stances = {stance.principle: stance for stance in Stance.objects.filter(project=cast.project)}
    assert sorted(stances) == sorted(INSIDE)
    proposals = read_preset("customer_service").proposals
    for identifier, stance in stances.items():
        assert (stance.kind, stance.reason) == (proposals[identifier].kind, proposals[identifier].reason)
        assert (stance.preset, stance.decided_by) == ("customer_service", cast.editor)
    assert AuditEntry.objects.filter(action="stance.decided").count() == 4
    assert "4 principles of “Do the best work” decided" in client.get(address(cast)).content.decode()


def test_a_proposal_can_be_changed_before_it_is_confirmed(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    sent = typed(client.get(address(cast)).content.decode())
    sent |= {"avoid_errors-kind": "tightened", "avoid_errors-wording": "Check sums twice."}
    assert client.post(address(cast), sent).status_code == 303

    changed = Stance.objects.get(project=cast.project, principle="avoid_errors")
    assert (changed.kind, changed.wording, changed.preset) == ("tightened", "Check sums twice.", "")


def test_one_fault_keeps_the_whole_section_back_and_what_was_typed(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    sent = typed(client.get(address(cast)).content.decode())
    sent |= {"avoid_errors-reason": "Words that stay.", "avoid_overstepping-kind": "tightened"}
    response = client.post(address(cast), sent)

    assert response.status_code == 422
    assert not Stance.objects.exists()
    page = response.content.decode()
    assert "Words that stay." in page
    assert "Write the stricter wording that holds here." in page


def test_what_was_decided_otherwise_stays_unless_it_is_ticked(cast: Cast, client_for: ClientFor) -> None:
    decide_stance(fresh(cast.project), cast.owner, "avoid_errors", "adopted", reason="Our own reason.")
    decide_stance(fresh(cast.project), cast.owner, "be_creative", "adopted", reason="We like it.")
    client = client_for(cast.editor)
    page = client.get(address(cast)).content.decode()
    assert "Confirm 2 of “Do the best work”" in page
    assert "Our own reason." in page

    assert client.post(address(cast), typed(page) | {"be_creative-replace": "on"}).status_code == 303
    held = {
        stance.principle: stance.kind for stance in Stance.objects.filter(replaced_at=None, reason__startswith="Our")
    }
    assert held == {"avoid_errors": "adopted"}
    assert Stance.objects.get(principle="be_creative", replaced_at=None).kind == "not_relevant"
    page = client.get(address(cast)).content.decode()
    assert "Replace the ticked ones" in page
    assert client.post(address(cast), typed(page)).status_code == 422


def test_what_somebody_decided_meanwhile_is_shown_beside(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    sent = typed(client.get(address(cast)).content.decode())
    decide_stance(fresh(cast.project), cast.owner, "avoid_errors", "adopted", reason="Meanwhile.")
    response = client.post(address(cast), sent | {"be_creative-reason": "Typed and kept."})

    assert response.status_code == 409
    page = response.content.decode()
    assert "Nothing was stored." in page
    assert "Meanwhile." in page
    assert "Typed and kept." in page
    assert Stance.objects.count() == 1
    again = client.post(address(cast), typed(page))
    assert again.status_code == 303
    assert Stance.objects.get(principle="avoid_errors", replaced_at=None).reason == "Meanwhile."


def test_a_version_that_moved_is_told(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    sent = typed(client.get(address(cast)).content.decode())
    pin_version(fresh(cast.project), SpecVersion.objects.get(label="2025-10-27"), cast.owner)
    response = client.post(address(cast), sent)

    assert response.status_code == 409
    assert "works with 2025-10-27 by now" in response.content.decode()
    assert not Stance.objects.exists()


def test_where_the_preset_has_nothing_to_propose_it_says_so(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion
) -> None:
    cooking(cast, kitchen)
    page = client_for(cast.editor).get(address(cast)).content.decode()

    assert page.count("The preset says nothing about it.") == 3
    assert "Confirm" not in page.replace("confirm the section", "")


def test_a_proposal_to_drop_what_stands_at_root_in_this_version_is_not_made(cast: Cast, client_for: ClientFor) -> None:
    version = SpecVersion.objects.get(label="2025-12-18")
    version.sections.filter(identifier="be_creative").update(authority="platform")
    client = client_for(cast.editor)
    page = client.get(address(cast)).content.decode()

    assert "at level platform takes a waiver" in page
    assert client.post(address(cast), typed(page)).status_code == 303
    assert sorted(Stance.objects.values_list("principle", flat=True)) == sorted(set(INSIDE) - {"be_creative"})


def test_wrong_sections_and_presets_are_refused(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    assert client.get(address(cast, "pirates")).status_code == 404
    for data in ({}, {"section": "nowhere"}, {"section": "a\0b"}, {"section": CHAPTER}):
        assert client.post(address(cast), data).status_code == 422
    sent = typed(client.get(address(cast)).content.decode())
    for name, value in (("seen", "x"), ("kind", "dropped"), ("reason", "a\0b"), ("wording", "x" * 5000)):
        changed = sent | {"avoid_errors-kind": "tightened", "avoid_errors-wording": "w", f"avoid_errors-{name}": value}
        assert client.post(address(cast), changed).status_code == 422, name
    assert not Stance.objects.exists()


def test_viewers_read_the_proposals_and_change_nothing(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    page = client.get(address(cast)).content.decode()
    assert "Confirm 4" not in page
    assert "<textarea" not in page
    assert client.post(address(cast), {"section": CHAPTER}).status_code == 403
    assert client_for(cast.stranger).get(address(cast)).status_code == 404


def test_the_page_takes_as_many_queries_for_59_principles_as_for_three(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion
) -> None:
    client, counts = client_for(cast.editor), []
    for pinned in (False, True):
        if pinned:
            cooking(cast, kitchen)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(cast))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
