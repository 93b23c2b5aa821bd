"""Many people at the same moment, each on a connection of their own: the database decides, on SQLite and PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.models import Case, Suite
from evaluations.services import add_house_case
from explorer.models import Ruling
from explorer.services import (
    ClauseValues,
    change_house_clause,
    close_mark,
    mark_regression,
    record_ruling,
    replace_ruling,
)
from tests.conftest import Cast
from tests.evaluations.house import a_clause, case_values
from tests.explorer.house import ruling_values
from tests.explorer.stances import fresh

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("migrated_again")]
PEOPLE = 5


def at_once(do: Callable[[int], Any]) -> list[Any]:
    """What each person got: a result, or the error that met them."""
    start, found = threading.Barrier(PEOPLE), []

    def go(number: int) -> None:
        try:
            start.wait()
            found.append(do(number))
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def kinds(found: list[Any]) -> Counter[str]:
    return Counter(type(each).__name__ for each in found)


def test_rulings_are_numbered_without_gaps_and_replaced_once(cast: Cast) -> None:
    def record(_: int) -> list[int]:
        project = fresh(cast.project)
        return [record_ruling(project, cast.editor, "do_not_lie", ruling_values()).number for _ in range(3)]

    found = at_once(record)
    assert sorted(number for numbers in found for number in numbers) == list(range(1, 3 * PEOPLE + 1))
    first = Ruling.objects.get(number=1)
    found = at_once(
        lambda number: replace_ruling(
            fresh(cast.project),
            cast.editor,
            Ruling.objects.get(pk=first.pk),
            ruling_values(reading=f"Reading {number}"),
        )
    )
    assert kinds(found) == {"Ruling": 1, "HouseRuleChanged": PEOPLE - 1}
    assert Ruling.objects.count() == 3 * PEOPLE + 1


def test_clauses_of_one_title_get_names_of_their_own_and_one_change_wins(cast: Cast) -> None:
    clauses = at_once(lambda _: a_clause(cast))
    assert len({clause.identifier for clause in clauses}) == PEOPLE
    one = clauses[0].identifier

    def change(number: int) -> Any:
        values = ClauseValues("do_not_lie", f"Title {number}", "user", "Text.")
        return change_house_clause(fresh(cast.project), cast.editor, one, values, seen=1)

    assert kinds(at_once(change)) == {"HouseClause": 1, "HouseRuleChanged": PEOPLE - 1}


def test_cases_share_a_suite_and_its_next_version(cast: Cast) -> None:
    clause = a_clause(cast).identifier
    for version in (1, 2):
        found = at_once(lambda _: add_house_case(fresh(cast.project), cast.editor, clause, case_values()))
        assert kinds(found) == {"Case": PEOPLE}
        assert Suite.objects.filter(origin="house").count() == version
        assert Case.objects.filter(suite__origin="house", suite__version=version).count() == version * PEOPLE
        Suite.objects.update(frozen_at=timezone.now())


def test_a_violation_is_marked_once_and_closed_once(cast: Cast) -> None:
    found = at_once(lambda _: mark_regression(fresh(cast.project), cast.editor, "do_not_lie", "It lies."))
    assert kinds(found) == {"KnownViolation": 1, "AlreadyMarked": PEOPLE - 1}
    mark = next(each for each in found if not isinstance(each, Exception))
    found = at_once(lambda number: close_mark(fresh(cast.project), cast.editor, mark, f"Note {number}"))
    assert kinds(found) == {"KnownViolation": 1, "HouseRuleChanged": PEOPLE - 1}
