"""Projects through their pages: who sees them, who may start and change them."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Cast
from workspaces import services
from workspaces.models import AuditEntry, Project, User

ClientFor = Callable[[User], Client]
pytestmark = pytest.mark.django_db


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
