"""What was measured: the latest run, its outcomes, the result of each principle, and the recorded pilots."""

from dataclasses import dataclass

from reports.dossier import Dossier, PilotFacts, PrincipleFacts, RunFacts
from reports.figures import NARROW, count, day, interval, moment, percent, plural
from reports.wording.fact import Fact, Measured, measured, outcome_name
from reports.wording.principles import level_name


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
    """A pilot that was recorded by hand."""

    name: str
    release: str
    recorded: str
    result: Measured
    simulated: bool


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
    results = _results(dossier.principles)
    untested = len(dossier.principles) - len(results)
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
        pilots_columns=("Pilot", "Release", "Recorded", "Complied", "Rate", f"95{NARROW}% interval"),
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
    said = f"{plural(run.total, 'answer')} in all"
    said += f", {count(run.errored)} without an answer because of an error" if run.errored else ""
    said += f", {count(run.unscored)} that no grader could score" if run.unscored else ""
    return (
        f"{said}. Errors and unscored answers stand outside the rate, and are counted here so that nothing is hidden."
    )


def _facts(run: RunFacts | None) -> tuple[Fact, ...]:
    if run is None:
        return ()
    how = "run by Plumbline" if run.source == "executed" else "recorded by hand"
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


def _results(principles: tuple[PrincipleFacts, ...]) -> tuple[ResultRow, ...]:
    tested = [p for p in principles if p.result and p.result.rate is not None]
    tested.sort(key=lambda p: ((p.result.rate if p.result else 1) or 0, p.title))
    return tuple(
        ResultRow(p.identifier, p.title, p.level, level_name(p.level), measured(p.result, p.worst)) for p in tested
    )


def _results_note(results: tuple[ResultRow, ...], untested: int) -> str:
    said = f"{plural(untested, 'principle')} without a measurement." if untested else "Every principle was measured."
    few = sum(1 for row in results if row.result.small)
    return (
        f"{said} “Few” stands beside a count under ten, where one answer more or less moves the rate." if few else said
    )


def _pilot(pilot: PilotFacts) -> PilotRow:
    when = day(pilot.recorded_at) if pilot.recorded_at else ""
    recorded = ", ".join(part for part in (when, pilot.recorded_by) if part)
    return PilotRow(pilot.name, pilot.release, recorded, measured(pilot.compliance), pilot.simulated)
