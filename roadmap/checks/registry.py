"""Which criteria the product decides, wholly or in part, and which need a person.

A check is bound to the wording of `auto` in the shipped template: where a project says something else under the same
code, a person decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from roadmap.checks import alignment, harm, measuring, money, people, planning, watching
from roadmap.checks.facts import Facts
from roadmap.checks.results import CheckResult
from roadmap.models import Criterion
from roadmap.template.reading import shipped_template

Decided = Literal["product", "in part", "person"]


@dataclass(frozen=True)
class Check:
    """`rest` says what is left for evidence where the check is only part of the criterion; empty where it is all."""

    run: Callable[[Facts], CheckResult]
    rest: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.rest


CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "P1.1": Check(people.answerable),
        "P1.2": Check(alignment.purpose_written, "the exclusions"),
        "P1.4": Check(money.baseline_frozen, "the measure of success with its threshold"),
        "P1.5": Check(alignment.every_principle_decided),
        "P1.7": Check(harm.harms_are_rated, "that every group is named, and the impact screening"),
        "P2.1": Check(planning.plan_fixed_first),
        "P2.2": Check(measuring.cases_cover_principles),
        "P2.3": Check(measuring.runs_can_be_repeated, "that stored replies match their hashes"),
        "P2.4": Check(planning.marks_reached),
        "P2.5": Check(measuring.attacked_on_purpose, "the results, and the findings as risks"),
        "P2.6": Check(measuring.fairness_and_privacy, "the agreed margin"),
        "P2.7": Check(planning.grader_was_graded),
        "P2.10": Check(money.recomputed_as_measured),
        "P3.1": Check(measuring.no_failure_lost, "the later run behind each fix"),
        "P3.2": Check(watching.nothing_got_worse),
        "P3.3": Check(alignment.new_version_worked_through),
        "P3.4": Check(watching.changes_were_approved, "the records of changes and their tests"),
        "P3.5": Check(money.costed_after_the_pilot, "the record of the drill"),
        "P3.6": Check(money.actuals_entered, "the decision to go on, change or stop"),
        "P4.1": Check(watching.right_numbers_are_watched, "the monitoring plan, and who is called"),
        "P4.2": Check(watching.tested_again_on_time),
        "P4.3": Check(watching.records_are_whole, "the agreed time of keeping, and the retrieval test"),
        "P4.4": Check(harm.none_past_their_clock, "the rehearsal, and the procedure with its clocks"),
        "P4.7": Check(measuring.reproduced_by_an_outsider, "the report and its findings"),
        "P4.9": Check(measuring.model_in_use_was_evaluated, "when the supplier was last looked at"),
    }
)


def check_for(criterion: Criterion) -> Check | None:
    """What decides about the criterion by itself, or None where a person does."""
    check = CHECKS.get(criterion.code)
    if check is None or criterion.auto != _shipped_words().get(criterion.code):
        return None
    return check


def decided_by(code: str) -> Decided:
    """Who decides about a criterion of the shipped template."""
    check = CHECKS.get(code)
    if check is None:
        return "person"
    return "product" if check.is_whole else "in part"


@cache
def _shipped_words() -> dict[str, str]:
    return {criterion.code: criterion.auto for criterion in shipped_template().criteria}
