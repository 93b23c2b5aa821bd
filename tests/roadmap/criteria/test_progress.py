"""How far the phases are, and that asking costs the same however much there is."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roadmap.models import Confirmation, Exclusion, Phase
from roadmap.selectors import current_phase, days_away, phases_of, progress_of, rail_of, unconfirmed
from roadmap.services import update_criterion
from roadmap.services.words import bring_back, exclude
from roadmap.state_selectors import stated_criteria
from tests.conftest import Cast
from tests.roadmap.conftest import Find
from tests.roadmap.doing import prove, say_met, settle, take_on
from tests.roadmap.gating import open_gate
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
    take_on(cast.project, cast.owner, cast.owner, "executive_sponsor")
    prove(find("P1.6"), cast.owner)
    prove(find("P1.7"), cast.owner)
    say_met(find("P1.7"), cast.owner)
    exclude(find("P1.3"), cast.owner, "Bought as a service.")
    first = progress_of(cast.project)[0]
    assert (first.met, first.total, first.ready, first.not_applicable, first.blocking_open) == (1, 8, 1, 1, 5)


def test_overdue_is_what_is_unsettled_after_its_day(cast: Cast, find: Find) -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    prove(find("P1.6"), cast.owner)
    prove(find("P1.7"), cast.owner)
    say_met(find("P1.7"), cast.owner)
    for code, due in (("P1.1", yesterday), ("P1.6", yesterday), ("P1.7", yesterday), ("P1.5", today)):
        update_criterion(find(code), actor=cast.owner, due_on=due)
    assert progress_of(cast.project, today)[0].overdue == 2


@pytest.mark.usefixtures("phase_1_settled")
def test_the_project_stands_in_the_first_phase_that_something_blocks(cast: Cast) -> None:
    assert current_phase(cast.project) == phases_of(cast.project).get(number=2)
    assert [entry.state for entry in progress_of(cast.project)] == ["done", "now", "later", "later"]


def test_with_nothing_blocking_the_gate_still_has_to_be_asked_for(cast: Cast) -> None:
    settle(cast.project, cast.owner, phase=1)
    assert current_phase(cast.project) == phases_of(cast.project).get(number=1)
    assert progress_of(cast.project)[0].finding == "Nothing blocking stands before ‘Approve pilot’"


def test_with_every_gate_open_the_last_phase_is_where_it_stands(cast: Cast) -> None:
    for number in (1, 2, 3, 4):
        open_gate(cast, number)
    assert current_phase(cast.project) == phases_of(cast.project).get(number=4)
    assert progress_of(cast.project)[3].finding == "Nothing blocking stands before ‘Periodic renewal’"


def test_one_blocking_criterion_is_one(cast: Cast, find: Find) -> None:
    settle(cast.project, cast.owner, phase=1)
    bring_back(find("P1.4"), cast.owner)
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
    codes = [entry.criterion.code for entry in stated_criteria(cast.project, timezone.localdate())]
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


@pytest.mark.parametrize("ask", [progress_of, rail_of, current_phase, unconfirmed])
def test_asking_costs_the_same_at_ten_times_the_criteria(
    cast: Cast, find: Find, ask: Callable[[Project], object]
) -> None:
    prove(find("P1.1"), cast.owner)
    ask(cast.project)  # the versions of the specification are known to the project from here on
    with CaptureQueriesContext(connection) as few:
        ask(cast.project)
    for phase in phases_of(cast.project):
        one = phase.criteria.get(position=1)
        for number in range(100, 190):
            one.pk, one.code, one.position = None, f"P{phase.number}.{number}", number
            one.save(force_insert=True)
            Confirmation.objects.create(criterion=one)
            Exclusion.objects.create(criterion=one, reason="Too many.")
            if number < 110:
                prove(one, cast.owner)
    with CaptureQueriesContext(connection) as many:
        ask(cast.project)
    assert len(many) == len(few)
    assert len(many) <= 30
