"""Moving a status from a row of a list."""

import pytest
from django.urls import reverse

from roadmap.models import Criterion, CriterionChange
from roadmap.services import update_criterion
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def url(criterion: Criterion, query: str = "") -> str:
    address = reverse("roadmap:criterion_status", args=[criterion.phase.project.path, criterion.pk])
    return f"{address}?{query}" if query else address


def test_without_scripts_the_list_opens_again_at_the_row(cast: Cast, client_for: SignIn, find: Find) -> None:
    criterion = find("P1.2")
    update_criterion(criterion, actor=cast.editor, note="Kept", owner=cast.owner)
    phase = reverse("roadmap:phase_detail", args=[cast.project.path, criterion.phase.pk])
    answer = client_for(cast.editor).post(url(criterion, "status=open&order=code"), {"status": "ready", "version": 2})
    assert (answer.status_code, answer["Location"]) == (303, f"{phase}?status=open&order=code#P1.2")
    moved = find("P1.2")
    assert (moved.status, moved.note, moved.owner) == ("ready", "Kept", cast.owner)


def test_with_htmx_the_list_comes_back_with_its_new_counts(cast: Cast, client_for: SignIn, find: Find) -> None:
    answer = client_for(cast.editor).post(url(find("P1.2")), {"status": "met", "version": 1}, headers=HTMX)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'id="content"' in page
    assert "<h1>6 blocking criteria stand before ‘Approve pilot’</h1>" in page
    assert "P1.2: met." in page


def test_from_the_index_it_comes_back_to_the_index(cast: Cast, client_for: SignIn, find: Find) -> None:
    browser, index = client_for(cast.editor), reverse("roadmap:index", args=[cast.project.path])
    plain = browser.post(url(find("P1.2"), "from=index"), {"status": "met", "version": 1})
    assert plain["Location"] == f"{index}#P1.2"
    page = browser.post(url(find("P1.3"), "from=index"), {"status": "met", "version": 1}, headers=HTMX)
    assert "criteria met in all four phases" in page.content.decode()


def test_the_filter_is_kept_through_a_move_and_nothing_else_is(cast: Cast, client_for: SignIn, find: Find) -> None:
    query = "owner=nobody&next=//evil.example&blocking=on"
    answer = client_for(cast.editor).post(url(find("P1.2"), query), {"status": "met", "version": 1})
    assert answer["Location"].endswith("?owner=nobody&blocking=on#P1.2")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_move_from_an_old_page_gets_both_states(
    cast: Cast, client_for: SignIn, find: Find, headers: dict[str, str]
) -> None:
    update_criterion(find("P1.2"), actor=cast.owner, status="ready")
    browser = client_for(cast.editor)
    answer = browser.post(url(find("P1.2")), {"status": "met", "version": 1}, headers=headers)
    assert answer.status_code == 409
    assert [(row.label, row.theirs, row.yours) for row in answer.context["versus"].rows] == [("Status", "Ready", "Met")]
    assert find("P1.2").status == "ready"
    again = browser.post(answer.context["versus"].action, dict(answer.context["versus"].hidden))
    assert again.status_code == 303
    assert find("P1.2").status == "met"


def test_not_applicable_asks_for_its_reason_on_the_criterions_page(cast: Cast, client_for: SignIn, find: Find) -> None:
    answer = client_for(cast.editor).post(url(find("P1.2")), {"status": "not_applicable", "version": 1})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason": ["Say why it does not apply."]}
    assert find("P1.2").status == "open"


def test_a_later_phase_cannot_be_met_by_a_direct_request(cast: Cast, client_for: SignIn, find: Find) -> None:
    answer = client_for(cast.owner).post(url(find("P3.1")), {"status": "met", "version": 1}, headers=HTMX)
    assert answer.status_code == 422
    assert "once the phases before it are through" in answer.content.decode()
    assert find("P3.1").status == "open"


@pytest.mark.parametrize("posted", [{}, {"status": ""}, {"status": "x", "version": "1"}, {"version": "1"}])
def test_a_broken_move_is_refused(cast: Cast, client_for: SignIn, find: Find, posted: dict[str, str]) -> None:
    assert client_for(cast.editor).post(url(find("P1.2")), posted).status_code == 422
    assert not CriterionChange.objects.exists()


def test_a_status_is_not_moved_by_looking(cast: Cast, client_for: SignIn, find: Find) -> None:
    assert client_for(cast.editor).get(url(find("P1.2"))).status_code == 405
