"""A phase's page: its gate, its criteria, and the filter."""

import pytest
from django.urls import reverse

from roadmap.models import Phase
from roadmap.services import update_criterion
from roadmap.services.words import exclude
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import prove, take_on

pytestmark = pytest.mark.django_db


def url(cast: Cast, number: int = 1) -> str:
    phase = Phase.objects.get(project=cast.project, number=number)
    return reverse("roadmap:phase_detail", args=[cast.project.path, phase.pk])


def listed(page: str) -> list[str]:
    return [piece.split('"')[0] for piece in page.split('class="criterion" id="')[1:]]


def test_a_phase_shows_its_gate_and_who_decides(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.viewer).get(url(cast, 4)).content.decode()
    assert "‘Periodic renewal’, for Executive sponsor, Independent reviewer; 2 approvals" in page
    assert "none from whoever asks; again every 180 days" in page
    assert "Plan this phase" not in page


def test_a_later_phase_says_what_has_to_be_through_first(cast: Cast, client_for: SignIn) -> None:
    assert "nothing here can be met before" in client_for(cast.viewer).get(url(cast, 2)).content.decode()
    assert "nothing here can be met before" not in client_for(cast.viewer).get(url(cast, 1)).content.decode()


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("status=ready", ["P1.7"]),
        ("owner=me", ["P1.7"]),
        ("owner=nobody&blocking=on&order=code", ["P1.1", "P1.2", "P1.3", "P1.4", "P1.5", "P1.6"]),
        ("status=met", []),
        ("order=code", [f"P1.{number}" for number in range(1, 10)]),
        ("", [f"P1.{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9)]),
    ],
)
def test_the_list_is_narrowed_to(cast: Cast, client_for: SignIn, find: Find, query: str, codes: list[str]) -> None:
    criterion = update_criterion(find("P1.7"), actor=cast.editor, owner=cast.viewer)
    prove(criterion, cast.editor)
    page = client_for(cast.viewer).get(f"{url(cast)}?{query}").content.decode()
    assert listed(page) == codes
    if not codes:
        assert "Show all 9" in page


def test_the_owner_filter_finds_a_person(cast: Cast, client_for: SignIn, find: Find) -> None:
    update_criterion(find("P1.5"), actor=cast.editor, owner=cast.owner)
    assert listed(client_for(cast.viewer).get(f"{url(cast)}?owner={cast.owner.pk}").content.decode()) == ["P1.5"]


def test_what_blocks_comes_first_and_what_is_settled_after(cast: Cast, client_for: SignIn, find: Find) -> None:
    take_on(cast.project, cast.owner, cast.editor, "executive_sponsor")
    exclude(find("P1.1"), cast.editor, "One person does it all.")
    page = client_for(cast.viewer).get(url(cast)).content.decode()
    assert listed(page) == ["P1.2", "P1.3", "P1.4", "P1.5", "P1.6", "P1.7", "P1.1", "P1.8", "P1.9"]
    assert page.index("Keeps the gate closed") < page.index("Blocking, and settled") < page.index("Does not block")


@pytest.mark.parametrize("query", ["status=done", "owner=0", "owner=x", "order=%00", "owner=99999999999999999999"])
def test_a_filter_that_makes_no_sense_is_named_and_everything_is_shown(
    cast: Cast, client_for: SignIn, query: str
) -> None:
    answer = client_for(cast.viewer).get(f"{url(cast)}?{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert len(listed(page)) == 9
    assert 'class="field__error"' in page


def test_a_stranger_is_no_choice_in_the_owner_filter(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.viewer).get(f"{url(cast)}?owner={cast.stranger.pk}").content.decode()
    assert "Umbra" not in page
    assert 'class="field__error"' in page
