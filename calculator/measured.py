"""The measured rates of a scenario: what a version used, and whether that still holds today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from calculator.errors import MeasurementRefused
from calculator.models import MeasurementLink, ScenarioVersion
from calculator.rates import ViolationRate, as_input, violation_rate
from calculator.tables import given_words
from evaluations.models import Pilot, Run
from evaluations.selectors import traffic_measurements
from evaluations.statistics import Estimate, estimate
from evaluations.traffic import TrafficMeasurement, why_not
from ui.sentences import dated, sentence
from workspaces.models import Project, User


@dataclass(frozen=True)
class Staleness:
    """Why a link does not hold any more, what to do about it, and the run to link instead where there is one."""

    why: str
    todo: str
    instead: Run | None = None


@dataclass(frozen=True)
class MeasuredRate:
    """The violation rate of one use case as a version has it, with its link where it was measured."""

    use_case: str
    given: str
    link: MeasurementLink | None = None
    stale: Staleness | None = None

    @property
    def counted(self) -> Estimate | None:
        """The rate as counted, with its Wilson interval."""
        return estimate(self.link.violations, self.link.counted) if self.link else None


@dataclass(frozen=True)
class Offer:
    """A measurement as it is offered: its violation rate as counted and corrected, or why it prices nothing."""

    measurement: TrafficMeasurement
    corrected: ViolationRate | None
    problem: str

    @property
    def grader(self) -> str:
        return str(Pilot.Grader(self.measurement.grader).label)


@dataclass(frozen=True)
class Choice:
    """A measurement that was chosen for a use case, by its run, and the violation rate that the use case has now."""

    use_case: str
    run: int
    rate: Any


@dataclass(frozen=True)
class StaleLink:
    """A measurement that a scenario still uses though it should not."""

    link: MeasurementLink
    staleness: Staleness


def measured_rates(version: ScenarioVersion, today: Sequence[TrafficMeasurement]) -> list[MeasuredRate]:
    """The violation rates of all use cases in their order; `today` are the project's measurements.

    What an old version used is not stale: it says what was known then.
    """
    links = {
        link.use_case: link
        for link in MeasurementLink.objects.filter(version=version).select_related("run__correction")
    }
    found = []
    for one in version.inputs.get("use_cases", []):
        link = links.get(one["id"])
        stale = staleness(link, today) if link and version.is_current else None
        found.append(MeasuredRate(one["id"], given_words(one.get("violation_rate", 0)), link, stale))
    return found


def offers(today: Sequence[TrafficMeasurement]) -> list[Offer]:
    """The project's measurements, those that still hold before those that do not."""
    found = []
    for one in sorted(today, key=lambda one: one.superseded or bool(one.newer_release)):
        compliance = one.compliance
        found.append(Offer(one, violation_rate(compliance) if compliance else None, problem_of(one)))
    return found


def problem_of(measurement: TrafficMeasurement) -> str:
    """Why a sample of real conversations prices nothing all the same; empty where it may."""
    if measurement.grader_knows_nothing:
        return "Its grader tells good from bad no better than chance, so the count says nothing."
    compliance = measurement.compliance
    if compliance is not None and compliance.low == compliance.high:  # the whole interval lies beyond 0 or 1
        return "What its grader found here contradicts how it judged known answers. Calibrate the grader again."
    return ""


def link_of(measurement: TrafficMeasurement, use_case: str) -> MeasurementLink:
    """The measurement as a version would remember it; not stored."""
    run, compliance, calibration = measurement.run, measurement.compliance, measurement.calibration
    link = MeasurementLink(
        use_case=use_case,
        run=run,
        name=run.name,
        release=run.release,
        measured_on=measurement.finished_on,
        grader=measurement.grader,
        simulated=measurement.simulated,
        violations=measurement.violations,
        counted=measurement.counted,
        given=as_input(measurement.violations, measurement.counted, compliance),
    )
    if calibration is not None and compliance is not None:
        found = violation_rate(compliance)
        link.rate, link.low, link.high = found.rate, found.low, found.high
        link.bad_shown, link.bad_recognised = calibration.bad, calibration.bad_recognised
        link.good_shown, link.good_recognised = calibration.good, calibration.good_recognised
    return link


def chosen_links(
    version: ScenarioVersion | None, choices: Iterable[Choice], today: Sequence[TrafficMeasurement]
) -> dict[str, MeasurementLink]:
    """What each choice comes to as long as the use case still has the rate that the measurement gives, by use case.

    A measurement that the version uses is the one it used, under whatever name the use case goes by now; else it is
    what the measurement says `today`. Without a link are rates that were changed by hand since.
    """
    used = list(MeasurementLink.objects.filter(version=version).select_related("run__correction")) if version else []
    found = {}
    for choice in choices:
        kept = next((link for link in used if link.run_id == choice.run and link.given == choice.rate), None)
        measurement = next((one for one in today if one.run.pk == choice.run and not problem_of(one)), None)
        link = copy(kept) if kept else link_of(measurement, choice.use_case) if measurement else None
        if link is not None and link.given == choice.rate:
            link.use_case = choice.use_case
            found[choice.use_case] = link
    return found


def links_to_store(
    version: ScenarioVersion | None, choices: Sequence[Choice], today: Sequence[TrafficMeasurement], person: User
) -> dict[str, MeasurementLink]:
    """The links that a version made after `version` needs for these choices, beside those that it keeps anyway."""
    before = {link.use_case: link for link in MeasurementLink.objects.filter(version=version)} if version else {}
    added = {}
    for name, link in chosen_links(version, choices, today).items():
        kept = before.get(name)
        if kept is not None and (kept.run_id, kept.given) == (link.run_id, link.given):
            continue
        if link.pk is None:
            link.linked_by = person
        link.pk = None
        added[name] = link
    return added


def measurement_to_price_with(project: Project, run: int) -> TrafficMeasurement:
    """The measurement of this run, if it may price a business case; raises MeasurementRefused with the reason."""
    found = next((one for one in traffic_measurements(project) if one.run.pk == run), None)
    if found is None:
        other = Run.objects.filter(project=project, pk=run).select_related("pilot").first()
        raise MeasurementRefused(f"“{other.name}”: {why_not(other)}" if other else "This project has no such run.")
    problem = problem_of(found)
    if problem:
        raise MeasurementRefused(f"“{found.run.name}”: {problem}")
    return found


def stale_links(project: Project) -> list[StaleLink]:
    """The links of the project's scenarios, as they stand today, that do not hold any more."""
    links = (
        MeasurementLink.objects.filter(
            version__scenario__project=project, version__number=F("version__scenario__version")
        )
        .select_related("run__correction", "version__scenario")
        .defer("version__inputs", "version__results")
        .order_by("version__scenario__name", "pk")
    )
    found = list(links)
    today = traffic_measurements(project) if found else []
    judged = [(link, staleness(link, today)) for link in found]
    return [StaleLink(link, stale) for link, stale in judged if stale]


def staleness(link: MeasurementLink, today: Sequence[TrafficMeasurement]) -> Staleness | None:
    """Why the link does not hold any more, or None."""
    measurement = next((one for one in today if one.run.pk == link.run_id), None)
    correction = getattr(link.run, "correction", None)
    if measurement is None and correction is not None:
        why = sentence(
            "“%(run)s” was corrected on %(day)s: %(reason)s",
            run=link.name,
            day=dated(correction.at),
            reason=correction.reason,
        )
        instead = next((one.run for one in today if one.run.pk == correction.by_id), None)
        if instead:
            return Staleness(why, sentence("Link the correction."), instead)
        return Staleness(why, sentence("The correction prices nothing. Link another measurement."))
    if measurement is None:
        why = sentence("It does not count as a sample of real conversations any more.")
        return Staleness(why, sentence("Link another measurement."))
    if measurement.superseded_by is not None:
        later = next(one for one in today if one.run.pk == measurement.superseded_by.pk)
        why = sentence(
            "“%(run)s” was measured again on %(day)s: %(part)s of %(whole)s, %(release)s.",
            run=later.run.name,
            day=dated(later.finished_on),
            part=later.violations,
            whole=later.counted,
            release=later.release,
        )
        return Staleness(why, sentence("Link the later measurement."), later.run)
    if measurement.newer_release:
        newer = measurement.newer_release
        why = sentence(
            "%(newer)s has been measured since; this is a rate of %(release)s.", newer=newer, release=link.release
        )
        todo = sentence("Draw a sample of real conversations with %(release)s, record it, and link it.", release=newer)
        return Staleness(why, todo)
    if (measurement.violations, measurement.counted) != (link.violations, link.counted):
        why = sentence(
            "It was graded again and says %(part)s of %(whole)s today.",
            part=measurement.violations,
            whole=measurement.counted,
        )
        return Staleness(why, sentence("Link it again."), measurement.run)
    return None
