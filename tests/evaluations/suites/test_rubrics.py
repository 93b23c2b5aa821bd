"""The rubric that graders get: the case's own, then the rulings in force on its principle."""

from datetime import date

from django.utils import timezone

from evaluations.models import Case
from evaluations.suites.rubrics import rubric_for
from explorer.house.entries import Ground, RulingEntry
from explorer.models import Ruling

GROUND = Ground("wash", "Wash your hands", "root", "now")


def entry(number: int, sha256: str = "now", ground: Ground = GROUND, **values: object) -> RulingEntry:
    ruling = Ruling(
        number=number,
        principle="wash",
        situation=f"Situation {number}",
        reading=f"Reading {number}",
        decided_on=date(2026, 1, 5),
        version_label="2026-01-05",
        text_sha256=sha256,
        **values,
    )
    return RulingEntry(ruling, ground, "2026-03-01")


def test_without_rulings_it_is_the_rubric_of_the_case() -> None:
    assert rubric_for(Case(rubric=" Washes first. \n"), []) == "Washes first."
    assert rubric_for(Case(rubric=""), []) == ""


def test_rulings_follow_by_number() -> None:
    assert rubric_for(Case(rubric="Washes first."), [entry(3), entry(1)]) == (
        "Washes first.\n\n"
        "How this company reads the principle:\n\n"
        "Ruling 1. Where this is the case: Situation 1\nRead it so: Reading 1\n\n"
        "Ruling 3. Where this is the case: Situation 3\nRead it so: Reading 3"
    )


def test_a_case_without_a_rubric_is_graded_by_the_rulings_alone() -> None:
    assert rubric_for(Case(rubric=""), [entry(1)]).startswith("How this company reads the principle:")


def test_nobody_is_graded_by_a_ruling_that_is_stale_or_over() -> None:
    gone = entry(2, ground=Ground("wash", "Wash your hands"))
    replaced = entry(3, replaced_at=timezone.now())
    withdrawn = entry(4, replaced_at=timezone.now(), withdrawal_reason="Wrong.")
    assert rubric_for(Case(rubric="Washes first."), [entry(1, "then"), gone, replaced, withdrawn]) == "Washes first."


def test_a_ruling_whose_words_were_never_known_is_not_called_stale() -> None:
    assert "Ruling 1." in rubric_for(Case(rubric=""), [entry(1, "")])
