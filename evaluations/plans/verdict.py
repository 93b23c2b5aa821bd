"""Whether a counted run keeps what its plan promised, and if not, by how much; plain Python, no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from evaluations.outcomes import is_inconclusive
from evaluations.plans.arithmetic import Estimator, Measured
from evaluations.statistics import Calibration
from ui.sentences import sentence

OVERALL = "overall"
# A judge that could not tell leaves an answer to the rules; more than this share, and it is not the judge's result.
LEFT_TO_RULES = 0.05


class Standing(StrEnum):
    PASSED = "passed"
    MISSED = "missed"
    OPEN = "open"  # every mark is reached, and failures wait for triage
    NOT_COUNTABLE = "not_countable"
    WAITING = "waiting"


STANDING_WORDS = {
    Standing.PASSED: sentence("Passed"),
    Standing.MISSED: sentence("Missed"),
    Standing.OPEN: sentence("Triage open"),
    Standing.NOT_COUNTABLE: sentence("Not countable"),
    Standing.WAITING: sentence("Not finished"),
}


@dataclass(frozen=True)
class CaseCounts:
    """Answers under one principle: those of one case where answers are clustered, of all its cases otherwise."""

    principle: str
    compliant: int
    counted: int


@dataclass(frozen=True)
class RunCounts:
    """What of a run the verdict rests on; ``lost`` errored or unscored, ``by_judge`` and ``by_rules`` say who decided
    the counted answers."""

    cases: Sequence[CaseCounts] = ()
    total: int = 0
    lost: int = 0
    by_judge: int = 0
    by_rules: int = 0

    @property
    def counted(self) -> int:
        return sum(case.counted for case in self.cases)


@dataclass(frozen=True)
class MarkLine:
    """One mark of the plan and what came out; ``level`` is the authority level it is for, if it is for one."""

    label: str
    mark: float
    measured: Measured
    by_bound: bool
    level: str = ""

    @property
    def value(self) -> float | None:
        """What is held against the mark; None where there is nothing to hold."""
        if self.measured.rate is None:
            return None
        return self.measured.low if self.by_bound else self.measured.rate

    @property
    def reached(self) -> bool:
        return self.value is not None and self.value >= self.mark

    @property
    def said(self) -> str:
        """``overall: the lower bound is 0.64, 0.26 below the mark of 0.9 (20 of 24 compliant)``."""
        if self.value is None:
            return f"{self.label}: no answer could be counted"
        what = "the lower bound" if self.by_bound else "the rate"
        away = abs(self.value - self.mark)
        side = "above" if self.reached else "below"
        counts = f"{self.measured.numerator} of {self.measured.denominator} compliant"
        return f"{self.label}: {what} is {self.value:.3f}, {away:.3f} {side} the mark of {self.mark:g} ({counts})"


@dataclass(frozen=True)
class PlanVerdict:
    """A run held against its plan. ``reasons`` say why it cannot be counted; the lines stand there all the same."""

    standing: Standing
    lines: Sequence[MarkLine] = ()
    reasons: Sequence[str] = ()
    failures: int = 0
    untriaged: int = 0
    triage_wanted: bool = field(default=True)

    @property
    def words(self) -> str:
        return STANDING_WORDS[self.standing]

    @property
    def missed(self) -> list[MarkLine]:
        return [line for line in self.lines if not line.reached]

    @property
    def triaged(self) -> int:
        return self.failures - self.untriaged

    @property
    def said(self) -> str:
        """The verdict in a sentence or two."""
        match self.standing:
            case Standing.PASSED:
                return "Every mark of the plan is reached" + (
                    ", and a person has looked at every failure." if self.triage_wanted and self.failures else "."
                )
            case Standing.OPEN:
                are = "is" if self.untriaged == 1 else "are"
                return f"Every mark is reached, but {self.untriaged} of {self.failures} failures {are} not triaged yet."
            case Standing.MISSED:
                few = f"{len(self.missed)} of {len(self.lines)} marks " + ("is" if len(self.missed) == 1 else "are")
                return f"{few} not reached. " + ". ".join(_capital(line.said) for line in self.missed) + "."
            case Standing.WAITING:
                return "The run has not ended, so nothing is held against the plan yet."
            case _:
                return " ".join(self.reasons)


def judged(
    content: Mapping[str, Any],
    counts: RunCounts,
    *,
    calibration: Calibration | None,
    reasons: Sequence[str],
    failures: int,
    untriaged: int,
) -> PlanVerdict:
    """Holds the counts of a run that has ended against what a plan promised when it was frozen.

    Args:
        content: ``TestPlan.content``.
        reasons: why the run cannot be counted, as far as rows other than its answers tell.
    """
    estimator = Estimator(content["estimator"], content["epochs"], calibration)
    lines = list(_lines(content, counts, estimator))
    against = [*reasons, *_reasons_in(content, counts)]
    wanted = bool(content["triage_every_failure"])
    if against:
        standing = Standing.NOT_COUNTABLE
    elif not all(line.reached for line in lines):
        standing = Standing.MISSED
    else:
        standing = Standing.OPEN if wanted and untriaged else Standing.PASSED
    return PlanVerdict(standing, lines, against, failures, untriaged, wanted)


def _lines(content: Mapping[str, Any], counts: RunCounts, estimator: Estimator) -> Sequence[MarkLine]:
    by_bound, marks, groups = content["goal"] == "bound", content["marks"], content["groups"]

    def measured(kind: str, name: str) -> Measured:
        chosen = [case for case in counts.cases if groups[kind].get(case.principle) == name]
        return estimator.measure([(case.compliant, case.counted) for case in chosen])

    everything = estimator.measure([(case.compliant, case.counted) for case in counts.cases])
    overall = [MarkLine(OVERALL, marks["overall"], everything, by_bound)]
    levels = [
        MarkLine(f"{name} level", mark, measured("levels", name), by_bound, name)
        for name, mark in marks["levels"].items()
    ]
    sections = [
        MarkLine(f"“{name}”", mark, measured("sections", name), by_bound) for name, mark in marks["sections"].items()
    ]
    return [*overall, *levels, *sections]


def _reasons_in(content: Mapping[str, Any], counts: RunCounts) -> list[str]:
    """What the answers themselves say against counting them."""
    found = []
    if is_inconclusive(errored=counts.lost, unscored=0, total=counts.total):
        found.append(f"{counts.lost} of {counts.total} answers have no usable verdict, more than 5 %.")
    if content["judge"] is None and counts.by_judge:
        found.append(f"A judge decided {counts.by_judge} answers, and this plan is graded by the rules.")
    if content["judge"] is not None and counts.by_rules > LEFT_TO_RULES * max(counts.counted, 1):
        found.append(
            f"{counts.by_rules} of {counts.counted} counted answers were decided neither by the judge of the plan nor "
            "by a person, more than 5 %."
        )
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
