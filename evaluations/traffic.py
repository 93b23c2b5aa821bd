"""What may price the business case: a measurement on a sample of real conversations, and nothing else.

Authored cases are written to provoke mistakes, so a rate found on them overstates how often real people meet one. This
module is the one place that says which runs count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from evaluations.models import Pilot, Run, Suite
from evaluations.outcomes import Outcome
from evaluations.statistics import Calibration, Corrected, Estimate, corrected, estimate

# Recorded with who drew it and how, or executed on a traffic sample, whose conversations were checked one by one.
DRAWN_FROM_TRAFFIC = Q(source=Run.Source.RECORDED, pilot__from_traffic=True) | Q(
    source=Run.Source.EXECUTED, suite__origin=Suite.Origin.TRAFFIC
)
# An answer that complies in part does not comply: k is the complement of the headline rate.
NOT_COMPLIANT = (Outcome.VIOLATION, Outcome.PARTIAL)


@dataclass(frozen=True)
class TrafficMeasurement:
    """k answers of n that did not comply, in a sample of real conversations.

    `grader` is people, rules or judge. `superseded_by` is the latest measurement of the same name, if this is not it;
    `newer_release` names a release that was measured for the first time after this one was, empty where there is none.
    """

    run: Run
    violations: int
    counted: int
    grader: str
    calibration: Calibration | None = None
    superseded_by: Run | None = None
    newer_release: str = ""

    @property
    def release(self) -> str:
        return self.run.release

    @property
    def simulated(self) -> bool:
        return self.run.simulated

    @property
    def finished_on(self) -> date:
        assert self.run.finished_at is not None  # noqa: S101 - only runs that have ended are measurements
        return self.run.finished_at.date()

    @property
    def superseded(self) -> bool:
        return self.superseded_by is not None

    @property
    def sensitivity(self) -> float | None:
        return self.calibration.sensitivity if self.calibration else None

    @property
    def specificity(self) -> float | None:
        return self.calibration.specificity if self.calibration else None

    @property
    def rate(self) -> Estimate:
        """The violation rate as counted, with its Wilson interval."""
        return estimate(self.violations, self.counted)

    @property
    def compliance(self) -> Corrected | None:
        """The compliance rate without the grader's error; None for people, and where that error is not known."""
        if self.calibration is None:
            return None
        return corrected(self.counted - self.violations, self.counted, self.calibration)

    @property
    def grader_knows_nothing(self) -> bool:
        return self.calibration is not None and self.compliance is None


def why_not(run: Run) -> str:
    """Why a run that is no traffic measurement may not price the business case, in a sentence."""
    if run.state == Run.State.INCONCLUSIVE:
        return "More than 5 % of it has no usable verdict, and what drops out is rarely random."
    if run.state != Run.State.COMPLETED:
        return "It has not ended with a result."
    if getattr(run, "correction", None) is not None:
        return "It was corrected: another pilot was recorded in its place."
    if run.source == Run.Source.REPORTED:
        return "It was reported from elsewhere and is not recorded as a sample that was drawn from real conversations."
    if run.source == Run.Source.EXECUTED and not _asked_traffic(run):
        return "Its cases were written for a test, and such cases overstate how often real people meet a violation."
    pilot: Pilot | None = getattr(run, "pilot", None)
    if run.source == Run.Source.RECORDED and (pilot is None or not pilot.from_traffic):
        return "It is not recorded as a sample that was drawn from real conversations."
    return "Nothing was counted in it."


def measurements(
    runs: Iterable[Run],
    counts: Mapping[int, Mapping[str, int]],
    first_measured: Mapping[str, datetime],
    deciders: Mapping[int, str],
    judged: Mapping[int, Calibration],
) -> list[TrafficMeasurement]:
    """The measurements among completed runs drawn from traffic, given newest first with their pilots.

    Args:
        counts: how often each outcome occurred, by the run's primary key.
        first_measured: when each release of the project first had a result.
        deciders: whose verdicts decided most answers of a run that was executed here.
        judged: how often the judge that decides such a run errs, as far as that is known.
    """
    latest: dict[str, Run] = {}
    found = []
    for run in runs:
        outcomes = counts[run.pk]
        violations = sum(outcomes.get(outcome, 0) for outcome in NOT_COMPLIANT)
        counted = violations + outcomes.get(Outcome.COMPLIANT, 0)
        if not counted:
            continue
        newest = latest.setdefault(run.name.casefold(), run)
        found.append(
            TrafficMeasurement(
                run=run,
                violations=violations,
                counted=counted,
                grader=_grader_of(run, deciders.get(run.pk)),
                calibration=_calibration_of(run, deciders.get(run.pk), judged),
                superseded_by=None if newest is run else newest,
                newer_release=_newer(run.release, first_measured),
            )
        )
    return found


def _asked_traffic(run: Run) -> bool:
    return run.suite is not None and run.suite.origin == Suite.Origin.TRAFFIC


def _grader_of(run: Run, decided_by: str | None) -> str:
    """Who judged: what a pilot says; of a run that was executed here, whose verdicts decided most of its answers."""
    if run.source == Run.Source.RECORDED:
        return str(run.pilot.graded_by)
    deciders = {"person": Pilot.Grader.PEOPLE, "judge": Pilot.Grader.JUDGE}
    return deciders.get(decided_by or "", Pilot.Grader.RULES).value


def _calibration_of(run: Run, decided_by: str | None, judged: Mapping[int, Calibration]) -> Calibration | None:
    if run.source == Run.Source.RECORDED:
        return calibration_of(run.pilot)
    return judged.get(run.pk) if decided_by == "judge" else None


def calibration_of(pilot: Pilot) -> Calibration | None:
    """How its grader judged responses of known outcome, where that was recorded."""
    counts = (pilot.bad_shown, pilot.bad_recognised, pilot.good_shown, pilot.good_recognised)
    bad, bad_recognised, good, good_recognised = counts
    if bad is None or bad_recognised is None or good is None or good_recognised is None:
        return None
    return Calibration(bad, bad_recognised, good, good_recognised)


def _newer(release: str, first_measured: Mapping[str, datetime]) -> str:
    """The release measured for the first time last, if that was after this one was."""
    if release not in first_measured:
        return ""
    newest = max(first_measured, key=lambda name: first_measured[name])
    return newest if first_measured[newest] > first_measured[release] else ""
