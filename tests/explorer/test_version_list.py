"""The list of versions: what each brought, which one the project works with, and who may import."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from explorer.models import SpecPin, SpecVersion
from explorer.services import import_files, pin_version
from explorer.spec_markdown import SpecFiles, read_document
from tests.conftest import Cast
from tests.explorer.kitchen import KITCHEN
from tests.explorer.versions import LATER, import_later
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def page(cast: Cast, client: Client) -> str:
    response = client.get(reverse("explorer:version_list", args=[cast.project.path]))
    assert response.status_code == 200
    return response.content.decode()


def test_each_version_says_what_it_brought_and_leads_to_the_comparison(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion, tmp_path: Path
) -> None:
    import_later(tmp_path)
    html = page(cast, client_for(cast.viewer))

    assert "2 versions newer than the one in use" in html
    assert "compare/?old=2026-01-05&amp;new=2026-03-09" in html
    assert "1 principle added, 1 removed, 1 retitled, 1 reworded, 1 re-ranked" in html
    assert "1 principle added, 5 reworded, and 2 sections without a level changed" in html  # the two outlines that ship
    assert "The oldest one here" in html
    assert html.index("9 March 2026") < html.index("5 January 2026") < html.index("18 December 2025")


def test_the_version_in_use_is_named_and_the_others_can_be_chosen_by_an_editor(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion
) -> None:
    pin_version(cast.project, kitchen, cast.owner)
    html = page(cast, client_for(cast.editor))

    assert "Support assistant works with the newest of 3 versions" in html
    assert html.count("In use here") == 1
    assert html.count("Work with this version") == 2
    assert "Work with this version" not in page(cast, client_for(cast.viewer))


def test_only_an_owner_is_led_to_the_import(cast: Cast, client_for: ClientFor) -> None:
    address = reverse("explorer:spec_import", args=[cast.project.path])

    assert address in page(cast, client_for(cast.owner))
    assert "An owner of the organisation can import a version" in page(cast, client_for(cast.editor))
    assert address not in page(cast, client_for(cast.editor))


def test_a_version_of_the_organisations_own_is_marked_and_unseen_by_others(cast: Cast, client_for: ClientFor) -> None:
    import_files(SpecFiles(KITCHEN, None, "ours"), read_document(KITCHEN), cast.organisation)

    assert "for Acme alone" in page(cast, client_for(cast.viewer))
    theirs = client_for(cast.stranger).get(reverse("explorer:version_list", args=[cast.other_project.path]))
    assert "ours" not in theirs.content.decode()


def test_before_anything_is_loaded_the_page_says_what_to_do(cast: Cast, client_for: ClientFor) -> None:
    SpecPin.objects.all().delete()
    SpecVersion.objects.all().delete()

    assert "No version of the Model Spec is loaded" in page(cast, client_for(cast.viewer))


def test_ten_versions_cost_no_more_queries_than_three(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion, tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    client = client_for(cast.editor)

    def queries() -> int:
        with django_assert_max_num_queries(100) as counted:  # type: ignore[operator]
            page(cast, client)
        return len(counted)

    queries()
    before = queries()
    for day in range(1, 8):
        import_later(tmp_path, f"2026-06-0{day}", f"{LATER}\nDay {day}.\n")
    assert queries() == before
