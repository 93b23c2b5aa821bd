"""How far the phases are, and that asking costs the same however much there is."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roadmap.models import Criterion, Phase
from roadmap.selectors import blocking_criteria_of, current_phase, days_away, phases_of, progress_of, rail_of
from roadmap.services import update_criterion
from tests.conftest import Cast
from tests.roadmap.conftest import Find
from workspaces.models import Project

pytestmark = pytest.mark.django_db


def test_a_fresh_roadmap_stands_in_phase_1_with_seven_blocking(cast: Cast) -> None:
    progress = progress_of(cast.project)
    assert [(entry.number, entry.met, entry.total, entry.blocking_open) for entry in progress] == [
        (1, 0, 9, 7),
        (2, 0, 10, 10),
        (3, 0, 8, 7),
        (4, 0, 9, 9),
    ]
    assert [entry.state for entry in progress] == ["now", "later", "later", "later"]
    assert progress[0].finding == "7 blocking criteria stand before ‘Approve pilot’"


def test_ready_still_blocks_and_not_applicable_is_left_out_of_the_total(cast: Cast, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.owner, status="ready")
    update_criterion(find("P1.2"), actor=cast.owner, status="met")
    update_criterion(find("P1.3"), actor=cast.owner, status="not_applicable", reason="Bought as a service.")
    first = progress_of(cast.project)[0]
    assert (first.met, first.total, first.ready, first.not_applicable, first.blocking_open) == (1, 8, 1, 1, 5)


def test_overdue_is_what_is_unsettled_after_its_day(cast: Cast, find: Find) -> None:
    today = date(2026, 11, 24)
    for code, status, due in (
        ("P1.1", "open", today - timedelta(days=1)),
        ("P1.2", "ready", today - timedelta(days=1)),
        ("P1.4", "met", today - timedelta(days=1)),
        ("P1.5", "open", today),
    ):
        update_criterion(find(code), actor=cast.owner, status=status, due_on=due)
    assert progress_of(cast.project, today)[0].overdue == 2


@pytest.mark.usefixtures("phase_1_met")
def test_the_project_stands_in_the_first_phase_that_something_blocks(cast: Cast) -> None:
    assert current_phase(cast.project) == phases_of(cast.project).get(number=2)
    assert [entry.state for entry in progress_of(cast.project)] == ["done", "now", "later", "later"]


def test_with_nothing_blocking_the_last_phase_is_where_it_stands(cast: Cast) -> None:
    Criterion.objects.filter(phase__project=cast.project).update(status="met")
    assert current_phase(cast.project) == phases_of(cast.project).get(number=4)
    assert progress_of(cast.project)[3].finding == "Nothing blocking stands before ‘Periodic renewal’"


def test_one_blocking_criterion_is_one(cast: Cast) -> None:
    Criterion.objects.filter(phase__project=cast.project).exclude(code="P1.4").update(status="met")
    assert progress_of(cast.project)[0].finding == "One blocking criterion stands before ‘Approve pilot’"


def test_without_a_roadmap_there_is_no_progress(cast: Cast) -> None:
    Phase.objects.filter(project=cast.project).delete()
    assert progress_of(cast.project) == []
    assert current_phase(cast.project) is None
    assert rail_of(cast.project) == []


def test_the_rail_names_the_first_blockers_and_counts_the_others(cast: Cast) -> None:
    stop = rail_of(cast.project)[1]
    assert [criterion.code for criterion in stop.named] == ["P2.1", "P2.2", "P2.3", "P2.4"]
    assert stop.more == 6


def test_codes_are_ordered_as_numbers(cast: Cast) -> None:
    codes = [criterion.code for criterion in blocking_criteria_of(cast.project)]
    assert codes[codes.index("P2.9") + 1] == "P2.10"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, ""),
        (date(2026, 11, 24), "today"),
        (date(2026, 11, 25), "in 1 day"),
        (date(2026, 12, 4), "in 10 days"),
        (date(2026, 11, 23), "1 day ago"),
    ],
)
def test_distances_are_told_in_words(day: date | None, words: str) -> None:
    assert days_away(day, date(2026, 11, 24)) == words


@pytest.mark.parametrize(
    ("ask", "queries"),
    [
        (progress_of, 1),
        (rail_of, 2),
        (current_phase, 1),
        (lambda project: list(phases_of(project)), 1),
    ],
)
def test_asking_costs_the_same_at_ten_times_the_criteria(
    cast: Cast, ask: Callable[[Project], object], queries: int
) -> None:
    for phase in phases_of(cast.project):
        one = phase.criteria.get(position=1)
        for number in range(100, 190):
            one.pk, one.code, one.position = None, f"P{phase.number}.{number}", number
            one.save(force_insert=True)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask(cast.project)
    assert len(asked) == queries
