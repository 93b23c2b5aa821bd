"""The page that compares two versions: the finding, the changes with their words, the filters, and bad addresses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from explorer.models import SpecVersion
from explorer.services import import_files, pin_version
from explorer.spec_markdown import SpecFiles, read_document
from tests.conftest import Cast
from tests.explorer.kitchen import KITCHEN
from tests.explorer.versions import LATER, import_later
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
BOTH = {"old": "2026-01-05", "new": "2026-03-09"}


@pytest.fixture
def page(cast: Cast, client_for: ClientFor, kitchen: SpecVersion, tmp_path: Path) -> Callable[..., str]:
    """The page with these parameters, as a viewer sees it."""
    import_later(tmp_path)
    client, address = client_for(cast.viewer), reverse("explorer:compare", args=[cast.project.path])

    def get(status: int = 200, **query: str) -> str:
        response = client.get(address, query)
        assert response.status_code == status
        return response.content.decode()

    return get


def test_the_title_is_the_finding_and_the_strip_counts_each_kind(page: Callable[..., str]) -> None:
    html = page(**BOTH)

    finding = "1 principle added, 1 removed, 1 retitled, 1 reworded, 1 re-ranked between 5 Jan 2026 and 9 Mar 2026"
    assert f"<h1>{finding}</h1>" in html
    assert "kind=reranked" in html
    assert "<b>1</b><span>section re-ranked</span>" in html


def test_a_change_shows_both_titles_both_levels_and_the_words(page: Callable[..., str]) -> None:
    html = page(**BOTH)
    taste = html[html.index('id="change-taste"') : html.index('id="change-knives"')]

    assert "<del>Taste as you go</del> <ins>Taste before serving</ins>" in taste
    assert taste.index('level guideline">Guideline') < taste.index('level user">User')
    assert "<ins>and </ins>never the ladle<ins> that stirs</ins>" in taste
    assert "<details open>" in taste
    for label in BOTH.values():
        assert f"/explore/v/{label}/taste/" in taste


def test_what_came_and_what_went_link_to_the_one_version_that_has_them(page: Callable[..., str]) -> None:
    html = page(**BOTH)
    gone = html[html.index('id="change-knives"') :]

    assert "/explore/v/2026-01-05/knives/" in gone
    assert "/explore/v/2026-03-09/knives/" not in html
    assert "/explore/v/2026-01-05/pans/" not in html


def test_principles_come_before_sections_without_a_level(page: Callable[..., str], tmp_path: Path) -> None:
    import_later(tmp_path, "2026-04-01", LATER.replace("How  a cook\nworks here.", "How everybody works here."))
    html = page(old="2026-01-05", new="2026-04-01")

    assert ", and 1 section without a level changed between" in html
    assert html.index(">3 principles</h2>") < html.index(">1 section without a level</h2>")
    assert html.index('id="change-taste"') < html.index('id="change-kitchen"')


def test_blanks_alone_are_no_change(page: Callable[..., str]) -> None:
    assert "change-kitchen" not in page(**BOTH)


def test_a_kind_leaves_the_others_out_and_keeps_the_finding(page: Callable[..., str]) -> None:
    html = page(**BOTH, kind="removed")

    assert "change-knives" in html
    assert "change-taste" not in html
    assert "1 principle added" in html
    assert "show all again" in html


def test_side_by_side_shows_the_old_words_beside_the_new(page: Callable[..., str]) -> None:
    html = page(**BOTH, view="side")
    taste = html[html.index('id="change-taste"') : html.index('id="change-knives"')]
    _, left, right = taste.split('<div class="words__side">')

    assert "<ins>" not in left
    assert "<del>" not in right


def test_a_document_cannot_smuggle_markup_into_the_words(page: Callable[..., str], tmp_path: Path) -> None:
    import_later(tmp_path, "2026-04-02", LATER.replace("Before food", "<img src=x onerror=alert(1)> Before food"))

    assert "<img" not in page(old="2026-03-09", new="2026-04-02")


def test_without_a_choice_the_two_newest_are_compared(page: Callable[..., str], cast: Cast) -> None:
    pin_version(cast.project, SpecVersion.objects.get(label="2026-03-09"), cast.owner)

    assert "between 5 Jan 2026 and 9 Mar 2026</h1>" in page()


def test_a_project_that_lags_behind_sees_its_version_against_the_newest(page: Callable[..., str]) -> None:
    assert "between 18 Dec 2025 and 9 Mar 2026</h1>" in page()


def test_the_same_version_twice_differs_in_nothing(page: Callable[..., str]) -> None:
    assert "<h1>9 Mar 2026 is compared with itself</h1>" in page(old="2026-03-09", new="2026-03-09")


def test_an_outline_shows_that_words_changed_and_why_it_cannot_show_them(page: Callable[..., str]) -> None:
    html = page(old="2025-10-27", new="2025-12-18")

    changed = "1 principle added, 5 reworded, and 2 sections without a level changed"
    assert f"<h1>{changed} between 27 Oct 2025 and 18 Dec 2025</h1>" in html
    assert "2025-10-27 and 2025-12-18 are here as outlines" in html
    assert "words not known here" in html
    assert 'class="words' not in html


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"old": "1999-01-01"}, "No version is called 1999-01-01."),
        ({"new": "<b>\0x"}, "No version is called"),
        ({"kind": "eaten"}, "There is no kind of change called eaten."),
        ({"view": "upside"}, "The words cannot be shown as upside."),
    ],
)
def test_a_wrong_address_is_answered_beside_its_cause(
    page: Callable[..., str], query: dict[str, str], words: str
) -> None:
    html = page(422, **BOTH | query)

    assert words in html
    assert "<b>\0x" not in html


def test_with_one_version_the_page_says_what_it_is_for(cast: Cast, client_for: ClientFor) -> None:
    SpecVersion.objects.filter(label="2025-10-27").delete()
    address = reverse("explorer:compare", args=[cast.project.path])

    owner, viewer = (client_for(person).get(address).content.decode() for person in (cast.owner, cast.viewer))
    assert "There is nothing to compare yet" in owner
    assert "Import a version" in owner
    assert "Import a version" not in viewer


def test_another_organisations_version_is_not_there(
    cast: Cast, client_for: ClientFor, page: Callable[..., str]
) -> None:
    import_files(SpecFiles(KITCHEN + "\nTheirs.", None, "2026-09-09"), read_document(KITCHEN), cast.other_organisation)

    assert "No version is called 2026-09-09." in page(422, new="2026-09-09")


def test_the_number_of_queries_does_not_grow_with_the_document(
    cast: Cast, client_for: ClientFor, tmp_path: Path, django_assert_max_num_queries: object, kitchen: SpecVersion
) -> None:
    many = "".join(f"\n# Rule {n} {{#rule_{n} authority=user}}\n\nText {n}.\n" for n in range(100))
    import_later(tmp_path, "2026-05-01", KITCHEN + many)
    import_later(tmp_path, "2026-05-02", LATER + many.replace("Text", "Words"))
    client, address = client_for(cast.viewer), reverse("explorer:compare", args=[cast.project.path])
    import_later(tmp_path)

    def queries(**query: str) -> int:
        with django_assert_max_num_queries(100) as counted:  # type: ignore[operator]
            assert client.get(address, query).status_code == 200
        return len(counted)

    queries(**BOTH)
    assert queries(**BOTH) == queries(old="2026-05-01", new="2026-05-02")
