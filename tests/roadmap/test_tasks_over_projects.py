"""What waits over many projects goes by words at one price, and each project is looked into as it comes into view."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap.models import Criterion
from roadmap.services import update_criterion
from roadmap.services.starting import start_roadmap
from tests.conftest import Cast
from tests.roadmap.conftest import SignIn
from tests.roadmap.doing import prove, say_met
from workspaces.models import Project
from workspaces.services import create_project

pytestmark = pytest.mark.django_db
PAGE = reverse("workspaces:tasks")


def another(cast: Cast, name: str) -> Project:
    """A project of the organisation in which the editor owns a criterion, one confirmed, and one that is late."""
    project = create_project(cast.organisation, name=name, actor=cast.owner)
    if not Criterion.objects.filter(phase__project=project).exists():
        start_roadmap(project, cast.owner)
    return project


def owned(project: Project, cast: Cast, code: str) -> Criterion:
    criterion = Criterion.objects.select_related("phase__project__organisation").get(phase__project=project, code=code)
    return update_criterion(criterion, actor=cast.owner, owner=cast.editor)


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PAGE).status_code == 200
    return len(captured)


def test_the_page_takes_as_many_queries_for_ten_times_the_projects(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.editor)
    for number in range(2):
        owned(another(cast, f"Desk {number}"), cast, "P1.1")
    queries(client)
    few = queries(client)
    for number in range(2, 20):
        owned(another(cast, f"Desk {number}"), cast, "P1.1")
    assert queries(client) == few


def test_over_several_projects_it_goes_by_words_and_a_look_into_one_finds_what_is_stale(
    cast: Cast, client_for: SignIn
) -> None:
    project, client = another(cast, "Desk"), client_for(cast.editor)
    owned(project, cast, "P1.1")
    owned(project, cast, "P2.1")  # a later phase, and not due
    kept = owned(project, cast, "P1.6")
    evidence = prove(kept, cast.editor)
    say_met(kept, cast.editor)
    evidence.uses.all().delete()
    page = client.get(PAGE).content.decode()
    into = reverse("workspaces:project_tasks", args=[project.path])
    assert "P1.1 has no word yet" in page
    assert ("P2.1" in page, "P1.6 is stale" in page) == (False, False)
    assert f'hx-get="{into}"' in page
    assert "See whether they still hold" in page
    rows = client.get(into, headers={"HX-Request": "true"}).content.decode()
    assert "P1.6 is stale" in rows
    assert "<html" not in rows


def test_nothing_in_a_project_is_said_where_it_was_looked_up(cast: Cast, client_for: SignIn) -> None:
    into = reverse("workspaces:project_tasks", args=[cast.project.path])
    assert (
        "Nothing waits for you here."
        in client_for(cast.editor).get(into, headers={"HX-Request": "true"}).content.decode()
    )
