"""The history of a section over the versions: the rows a principle's page shows, and the page with the words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from explorer.comparison.history import history_of
from explorer.models import SpecVersion
from tests.conftest import Cast
from tests.explorer.versions import LATER, import_later
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


@pytest.fixture
def project(cast: Cast, kitchen: SpecVersion, tmp_path: Path) -> Project:
    """Four editions: the kitchen's, a later one, the same again with another section changed, and one without taste."""
    SpecVersion.objects.filter(label="2025-10-27").delete()
    import_later(tmp_path, "2026-03-09")
    stove = LATER + "\nAnd the stove.\n"
    import_later(tmp_path, "2026-04-01", stove)
    import_later(tmp_path, "2026-05-01", stove.replace("{#taste authority", "{#tasting authority"))
    return Project.objects.select_related("organisation").get(pk=cast.project.pk)


def page(cast: Cast, client: Client, identifier: str, label: str = "2026-03-09", **query: str) -> str:
    address = reverse("explorer:section_history", args=[cast.project.path, label, identifier])
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def test_every_version_says_what_it_did(project: Project) -> None:
    assert [(row.version.label, row.says) for row in history_of(project, "taste")] == [
        ("2026-05-01", "removed"),
        ("2026-04-01", "unchanged"),
        ("2026-03-09", "retitled, reworded, re-ranked"),
        ("2026-01-05", "added"),
        ("2025-12-18", "not in it"),
    ]
    assert [row.says for row in history_of(project, "do_not_lie")] == [
        *("not in it", "not in it", "not in it", "removed", "the oldest one here"),
    ]


def test_a_row_holds_the_titles_the_levels_and_the_way_to_the_comparison(project: Project) -> None:
    row = history_of(project, "taste")[2]

    assert row.old is not None
    assert row.new is not None
    assert (row.old.title, row.new.title) == ("Taste as you go", "Taste before serving")
    assert (row.old.authority, row.new.authority) == ("guideline", "user")
    assert row.address.endswith("/explore/compare/?old=2026-01-05&new=2026-03-09#change-taste")


def test_the_history_is_read_in_two_queries(project: Project, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        rows = history_of(project, "taste")
        assert all(row.says and row.address is not None for row in rows)


def test_the_rows_are_shown_on_a_principles_page(project: Project) -> None:
    html = render_to_string("explorer/history.html", {"project": project, "history": history_of(project, "taste")})

    assert "Retitled, reworded, re-ranked" in html
    assert "before: Taste as you go" in html
    assert html.count("<li") == 5


def test_the_page_shows_the_words_step_by_step(cast: Cast, client_for: ClientFor, project: Project) -> None:
    html = page(cast, client_for(cast.viewer), "taste")

    assert "<h1>Removed in 1 May 2026</h1>" in html
    assert "<ins>and </ins>never the ladle<ins> that stirs</ins>" in html
    assert "<del>Taste as you go</del> <ins>Taste before serving</ins>" in html
    assert html.index("1 May 2026") < html.index("9 March 2026") < html.index("18 December 2025")
    assert "words__side" in page(cast, client_for(cast.viewer), "taste", view="side")


@pytest.mark.parametrize(
    ("identifier", "finding"),
    [
        ("wash", "Unchanged since it was added in 5 Jan 2026"),
        ("pans", "Changed once since it was added in 9 Mar 2026, last in 1 Apr 2026"),
        ("knives", "Removed in 9 Mar 2026"),
    ],
)
def test_the_title_is_the_finding(
    cast: Cast, client_for: ClientFor, project: Project, identifier: str, finding: str
) -> None:
    assert f"<h1>{finding}</h1>" in page(cast, client_for(cast.viewer), identifier)


def test_an_outline_says_why_it_shows_no_words(cast: Cast, client_for: ClientFor) -> None:
    html = page(cast, client_for(cast.viewer), "do_not_lie", "2025-12-18")

    assert "<h1>Changed once since 27 Oct 2025, last in 18 Dec 2025</h1>" in html
    assert "of an outline only the hash of each text is here" in html


def test_a_section_or_version_that_is_not_there_is_not_found(cast: Cast, client_for: ClientFor) -> None:
    for label, identifier in (("2025-12-18", "nothing"), ("1999-01-01", "do_not_lie")):
        address = reverse("explorer:section_history", args=[cast.project.path, label, identifier])
        assert client_for(cast.viewer).get(address).status_code == 404
