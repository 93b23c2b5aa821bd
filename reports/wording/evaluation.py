"""What was measured: the latest run, its outcomes, the result of each principle, and the recorded pilots."""

from dataclasses import dataclass

from reports.dossier import Dossier, PilotFacts, RunFacts
from reports.figures import NARROW, count, day, interval, moment, percent, plural
from reports.wording.fact import Fact, Measured, measured, outcome_name, weakest_first
from reports.wording.principles import level_name

HOW = {
    "executed": "run by Plumbline",
    "recorded": "recorded by hand",
    "reported": "reported by tests that ran elsewhere, then graded and in part asked again by Plumbline",
}


@dataclass(frozen=True)
class OutcomeShare:
    """How many answers ended one way; `share` of all answers sizes its part of the bar."""

    outcome: str
    name: str
    count_text: str
    share: float


@dataclass(frozen=True)
class ResultRow:
    """One principle's result."""

    identifier: str
    title: str
    level: str
    level_name: str
    result: Measured


@dataclass(frozen=True)
class PilotRow:
    """A pilot that people ran and recorded."""

    name: str
    population: str
    release: str
    measured: str
    result: Measured


@dataclass(frozen=True)
class Evaluation:
    """The section on what was measured."""

    name: str
    finding: str
    lead: str
    empty: str
    simulated: bool
    whole: Measured | None
    facts: tuple[Fact, ...]
    outcomes_title: str
    outcomes: tuple[OutcomeShare, ...]
    outcomes_alt: str
    results_title: str
    results_note: str
    results_columns: tuple[str, ...]
    results: tuple[ResultRow, ...]
    pilots_title: str
    pilots_empty: str
    pilots_columns: tuple[str, ...]
    pilots: tuple[PilotRow, ...]


def evaluation(dossier: Dossier) -> Evaluation:
    """What the latest finished run and the recorded pilots say."""
    run = dossier.run
    outcomes = _outcomes(run)
    results = _results(run)
    tested = {row.identifier for row in results}
    untested = sum(1 for principle in dossier.principles if principle.identifier not in tested)
    return Evaluation(
        name="Evaluation",
        finding=_finding(run),
        lead=_lead(run),
        empty="Nothing measured yet: no run has finished and no result was recorded. A run of the starter suite "
        "against "
        "an endpoint takes a minute and fills this section.",
        simulated=bool(run and run.simulated),
        whole=measured(run.compliance) if run else None,
        facts=_facts(run),
        outcomes_title="How the answers ended",
        outcomes=outcomes,
        outcomes_alt="Answers by outcome: " + ", ".join(f"{o.name} {o.count_text}" for o in outcomes) + ".",
        results_title="Principle by principle, the weakest first",
        results_note=_results_note(results, untested),
        results_columns=("Principle", "Level", f"0 to 100{NARROW}%", "Complied", "Rate", f"95{NARROW}% interval"),
        results=results,
        pilots_title="Recorded pilots",
        pilots_empty="No pilot was recorded by hand.",
        pilots_columns=("Pilot", "Release", "Measured", "Complied", "Rate", f"95{NARROW}% interval"),
        pilots=tuple(_pilot(pilot) for pilot in dossier.pilots),
    )


def _finding(run: RunFacts | None) -> str:
    result = run.compliance if run else None
    if run is None or result is None or result.rate is None or result.low is None or result.high is None:
        return "Nothing measured yet"
    of = f" of {run.release}" if run.release else ""
    what = f"{count(result.numerator)} of {count(result.denominator)} answers{of} complied"
    if run.inconclusive:
        return f"{what}, but too many answers are missing to rely on it"
    return f"{what}: {percent(result.rate)}, 95{NARROW}% interval {interval(result.low, result.high)}"


def _lead(run: RunFacts | None) -> str:
    if run is None:
        return ""
    outside = [
        (run.errored, "without an answer because of an error"),
        (run.no_answer, "in which the assistant said nothing"),
        (run.unscored, "that no grader could score"),
    ]
    parts = [f"{count(times)} {what}" for times, what in outside if times]
    if not parts:
        return f"{plural(run.total, 'answer')} in all, every one of them scored."
    listed = ", ".join([f"{plural(run.total, 'answer')} in all", *parts])
    return f"{listed}. These stand outside the rate, and are counted here so that nothing is hidden."


def _facts(run: RunFacts | None) -> tuple[Fact, ...]:
    if run is None:
        return ()
    how = HOW.get(run.source, run.source)
    facts = [("Run", f"{run.name} (no. {run.identity})"), ("Release", run.release), ("Suite", run.suite)]
    facts += [("Endpoint", run.endpoint), ("How", how)]
    facts.append(("Finished", moment(run.finished_at) if run.finished_at else ""))
    return tuple(Fact(label, value) for label, value in facts if value)


def _outcomes(run: RunFacts | None) -> tuple[OutcomeShare, ...]:
    if run is None or not run.total:
        return ()
    return tuple(
        OutcomeShare(o.outcome, outcome_name(o.outcome), count(o.count), o.count / run.total)
        for o in run.outcomes
        if o.count
    )


def _results(run: RunFacts | None) -> tuple[ResultRow, ...]:
    return tuple(
        ResultRow(e.identifier, e.title, e.level, level_name(e.level), measured(e.compliance, e.worst))
        for e in weakest_first(run.results if run else ())
    )


def _results_note(results: tuple[ResultRow, ...], untested: int) -> str:
    said = f"{plural(untested, 'principle')} without a measurement." if untested else "Every principle was measured."
    few = sum(1 for row in results if row.result.small)
    return (
        f"{said} “Few” stands beside a count under ten, where one answer more or less moves the rate." if few else said
    )


def _pilot(pilot: PilotFacts) -> PilotRow:
    when = day(pilot.began_on)
    if pilot.ended_on != pilot.began_on:
        when += f" to {day(pilot.ended_on)}"
    measured_by = f"{when}, by {pilot.conducted_by}"
    return PilotRow(pilot.name, pilot.population, pilot.release, measured_by, measured(pilot.compliance))
