"""Name and purpose of a project: saved, and two people at once see both sides."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast
from workspaces.errors import ProjectMoved
from workspaces.models import AuditEntry, Project, User
from workspaces.services import change_project, fingerprint_of

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def test_settings_are_saved_with_a_trail(cast: Cast, client_for: ClientFor) -> None:
    address = reverse("workspaces:project_settings", args=[cast.project.path])
    client, seen = client_for(cast.editor), fingerprint_of(cast.project)
    assert f'value="{seen}"' in client.get(address).content.decode()
    assert client.post(address, {"name": "Renamed", "purpose": "Answers mail.", "seen": seen}).status_code == 303
    assert Project.objects.get(pk=cast.project.pk).name == "Renamed"
    assert AuditEntry.objects.get(action="project.changed").details["after"]["name"] == "Renamed"
    assert client.post(address, {"name": "", "purpose": "", "seen": seen}).status_code == 422


def test_the_second_of_two_people_sees_both_sides_and_can_store_theirs(cast: Cast, client_for: ClientFor) -> None:
    address = reverse("workspaces:project_settings", args=[cast.project.path])
    seen = fingerprint_of(cast.project)
    first, second = client_for(cast.editor), client_for(cast.owner)
    first.post(address, {"name": "Theirs", "purpose": "", "seen": seen})
    response = second.post(address, {"name": "Mine", "purpose": "", "seen": seen})
    page = response.content.decode()
    assert response.status_code == 409
    assert "<td>Theirs</td><td>Mine</td>" in page
    standing = fingerprint_of(Project.objects.get(pk=cast.project.pk))
    assert f'value="{standing}"' in page
    assert second.post(address, {"name": "Mine", "purpose": "", "seen": standing}).status_code == 303


def test_the_service_itself_refuses_to_write_over_what_it_has_not_read(cast: Cast) -> None:
    old = Project.objects.select_related("organisation").get(pk=cast.project.pk)
    change_project(cast.project, name="Theirs", purpose="", actor=cast.editor)
    with pytest.raises(ProjectMoved):
        change_project(old, name="Mine", purpose="", actor=cast.owner)
