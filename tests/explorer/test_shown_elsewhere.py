"""What the frame, the search over everything and the home page show of this room."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from explorer import receivers, selectors, shown
from explorer.models import SpecPin, SpecVersion
from tests.conftest import Cast
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def test_the_loop_begins_with_the_principles_of_the_pinned_version(cast: Cast) -> None:
    station = shown.principle_station(cast.project)

    assert (station.label, station.detail, station.state) == ("Principles", "0 of 59 decided", "open")
    assert shown.principle_count(cast.project) == "59"


def test_the_frame_asks_for_the_version_once(cast: Cast, django_assert_num_queries: object) -> None:
    project = Project.objects.select_related("organisation").get(pk=cast.project.pk)
    with django_assert_num_queries(3):  # type: ignore[operator] # the versions once, the principles, the stances
        shown.principle_station(project)
        shown.principle_count(project)


def test_before_anything_is_loaded_the_frame_and_the_page_say_so(cast: Cast, client_for: ClientFor) -> None:
    SpecPin.objects.all().delete()
    SpecVersion.objects.all().delete()
    project = Project.objects.get(pk=cast.project.pk)

    assert shown.principle_station(project).state == "open"
    assert shown.principle_count(project) == ""
    response = client_for(cast.viewer).get(reverse("explorer:principle_list", args=[cast.project.path]))
    assert response.status_code == 200
    assert "No version of the Model Spec is loaded" in response.content.decode()
    assert (
        client_for(cast.viewer).get(reverse("workspaces:search", args=[cast.project.path]), {"q": "lie"}).status_code
        == 200
    )
    assert Client().get("/").status_code == 200


def test_a_new_project_brings_the_catalogue_back(cast: Cast) -> None:
    SpecPin.objects.all().delete()
    SpecVersion.objects.all().delete()
    receivers.pin_newest(project=cast.project, actor=cast.owner)

    assert selectors.version_for(Project.objects.get(pk=cast.project.pk)).label == "2025-12-18"


def test_the_search_over_everything_finds_principles(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.viewer).get(reverse("workspaces:search", args=[cast.project.path]), {"q": "untrusted"})

    assert "Ignore untrusted data by default" in page.content.decode()
    assert (
        reverse("explorer:section_detail", args=[cast.project.path, "2025-12-18", "ignore_untrusted_data"])
        in page.content.decode()
    )


def test_the_home_page_counts_what_is_loaded(kitchen: SpecVersion) -> None:
    page = Client().get("/").content.decode()

    assert "3</b><span>principles in 3 levels of authority" in page
    assert "3</b><span>published versions" in page
    assert "1 that nobody overrides" in page
    assert "Model Spec, 5 January 2026" in page
