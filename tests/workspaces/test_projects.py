"""Projects through their pages: who sees them, who may start and change them."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Cast
from ui import registries
from ui.registries import Waiting
from workspaces import services
from workspaces.models import AuditEntry, Project, User

ClientFor = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@contextmanager
def registered(entries: Callable[[], Iterator[Waiting]]) -> Iterator[None]:
    """As if a room above had told that this waits, of those people who are asked for."""

    def source(projects: Collection[Any], people: Collection[Any]) -> Iterator[Waiting]:
        asked = {person.pk for person in people}
        return (entry for entry in entries() if entry.person in asked)

    registries.waiting.append(source)
    try:
        yield
    finally:
        registries.waiting.remove(source)


def test_the_list_shows_projects_of_own_organisations_only(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.viewer).get("/projects/").content.decode()
    assert "Support assistant" in page
    assert "Their project" not in page


def test_a_stranger_finds_no_project_and_a_member_does(cast: Cast, client_for: ClientFor) -> None:
    assert client_for(cast.stranger).get("/p/acme/support/").status_code == 404
    assert client_for(cast.viewer).get("/p/acme/support/").status_code == 200


def test_nobody_signed_in_is_led_to_the_sign_in(client: Client, cast: Cast) -> None:
    response = client.get("/p/acme/support/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/p/acme/support/"


def test_a_fragment_request_without_a_session_moves_the_whole_page(client: Client, cast: Cast) -> None:
    response = client.get("/p/acme/support/search/?q=x", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.headers["HX-Redirect"].startswith("/accounts/login/")
    assert response.content == b""


def test_an_editor_starts_a_project_and_the_trail_tells(cast: Cast, client_for: ClientFor) -> None:
    response = client_for(cast.editor).post("/o/acme/projects/new/", {"name": "Contract drafting", "purpose": ""})
    assert (response.status_code, response.headers["Location"]) == (303, "/p/acme/contract-drafting/")
    entry = AuditEntry.objects.get(action="project.created", details__slug="contract-drafting")
    assert entry.actor == cast.editor


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Claims_desk 2", "claims-desk-2"),
        ("1_000", "1-000"),
        ("__", "project"),
        ("½ _ day", "12-day"),
        ("照会", "project"),
    ],
)
def test_whatever_a_project_is_called_it_has_an_address_that_opens(
    cast: Cast, client_for: ClientFor, name: str, address: str
) -> None:
    client = client_for(cast.editor)
    response = client.post("/o/acme/projects/new/", {"name": name})
    assert (response.status_code, response.headers["Location"]) == (303, f"/p/acme/{address}/")
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_second_project_of_the_same_name_gets_its_own_address(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    places = [client.post("/o/acme/projects/new/", {"name": "Twin"}).headers["Location"] for _ in range(2)]
    assert places == ["/p/acme/twin/", "/p/acme/twin-2/"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "nul\0byte", "lone \ud800 surrogate"])
def test_a_bad_name_is_refused_beside_the_field_and_kept(cast: Cast, client_for: ClientFor, name: str) -> None:
    before = Project.objects.count()
    body = b"name=" + b"%ED%A0%80" if "surrogate" in name else None
    client = client_for(cast.editor)
    if body:
        response = client.post("/o/acme/projects/new/", body, content_type="application/x-www-form-urlencoded")
        assert response.status_code in (303, 422)  # the decoder may have replaced the bytes already
    else:
        response = client.post("/o/acme/projects/new/", {"name": name, "purpose": "kept words"})
        assert response.status_code == 422
        assert "field__error" in response.content.decode()
        assert "kept words" in response.content.decode()
        assert Project.objects.count() == before


def test_a_viewer_may_not_start_or_change_a_project(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    assert client.post("/o/acme/projects/new/", {"name": "No"}).status_code == 403
    refused = client.post("/p/acme/support/settings/", {"name": "No"})
    assert refused.status_code == 403
    assert "this needs editor or owner" in refused.content.decode()


def test_extra_fields_change_nothing(cast: Cast, client_for: ClientFor) -> None:
    fields = {
        "name": "Renamed",
        "slug": "stolen",
        "organisation": cast.other_organisation.pk,
        "created_by": 1,
        "seen": services.fingerprint_of(cast.project),
    }
    client_for(cast.editor).post("/p/acme/support/settings/", fields)
    cast.project.refresh_from_db()
    assert (cast.project.name, cast.project.slug) == ("Renamed", "support")
    assert cast.project.organisation == cast.organisation


def test_the_overview_leads_to_the_next_step_of_the_loop(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.viewer).get(f"/p/{cast.project.path}/").content.decode()
    here = re.search(r'<a class="here" href="([^"]+)"[^>]*>([^<]+)<br><small>([^<]+)</small>', page)
    assert here is not None
    url, label, detail = here.groups()
    assert f'<a class="button primary" href="{url}">Next: {label}, {detail}</a>' in page


def test_the_overview_shows_what_waits_for_whoever_looks(cast: Cast, client_for: ClientFor) -> None:
    def waivers() -> Iterator[Waiting]:
        for number in range(4):
            yield Waiting(
                cast.owner.pk, cast.project.pk, "waiver", f"Waiver {number} asked", "", "/somewhere/", f"w{number}"
            )

    with registered(waivers):
        owner, viewer = (client_for(person).get(f"/p/{cast.project.path}/") for person in (cast.owner, cast.viewer))
    page = owner.content.decode()
    assert "4 things wait for you" in page
    assert ">All 4</a>" in page
    assert [f"Waiver {number} asked" in page for number in range(4)] == [True, True, True, False]
    assert "wait for you" not in viewer.content.decode()


@pytest.mark.parametrize("address", ["portfolio/", "people/", "reports/", "reports/portfolio/"])
def test_every_page_of_an_organisation_leads_to_the_others(address: str, cast: Cast, client_for: ClientFor) -> None:
    def ways(person: User) -> list[str]:
        page = client_for(person).get(f"/o/acme/{address}").content.decode()
        row = page.split('<nav class="tabs" aria-label="Acme">', 1)[1].split("</nav>")[0]
        assert row.count("aria-current") == 1
        return re.findall(r">([^<]+)</a>", row)

    open_to_all = ["Portfolio", "People", "Reports", "Look and templates"]
    assert ways(cast.viewer) == open_to_all
    assert ways(cast.owner) == [*open_to_all, "Webhooks", "What was done"]
