"""The evaluations' part: the latest finished run with its results, and the pilots that people recorded."""

from evaluations import selectors
from evaluations.models import Pilot, Run
from evaluations.outcomes import Outcome
from evaluations.selectors import PrincipleResult, RunSummary
from evaluations.statistics import Estimate
from reports.dossier import Compliance, OutcomeCount, PilotFacts, Provenance, ResultFacts, RunFacts
from reports.figures import day
from workspaces.models import Project

MOST_PILOTS = 50


def run_facts(run: Run) -> RunFacts:
    summary = selectors.summary_of(run)
    return RunFacts(
        identity=run.pk,
        name=run.name,
        release=run.release,
        suite=str(run.suite) if run.suite else "",
        endpoint=str(run.endpoint) if run.endpoint else "",
        source=run.source,
        simulated=run.simulated,
        inconclusive=summary.inconclusive,
        finished_at=run.finished_at,
        compliance=compliance_of(summary),
        outcomes=tuple(
            OutcomeCount(outcome.value, summary.counts[outcome]) for outcome in Outcome if summary.counts.get(outcome)
        ),
        errored=summary.errored,
        unscored=summary.unscored,
        no_answer=summary.no_answer,
        total=summary.total,
        results=tuple(
            ResultFacts(
                result.identifier,
                result.title,
                result.authority,
                compliance_of(result),
                result.outcome or Outcome.UNSCORED.value,
            )
            for result in selectors.results_by_principle(run)
        ),
    )


def pilot_facts(project: Project) -> tuple[PilotFacts, ...]:
    """The recorded pilots, the latest first."""
    runs = selectors.finished_runs_of(project).filter(source=Run.Source.RECORDED).select_related("pilot")
    listed = [(run, _pilot_of(run)) for run in runs[:MOST_PILOTS]]
    summaries = selectors.summaries_of([run for run, _ in listed])
    return tuple(
        PilotFacts(
            identity=run.pk,
            name=run.name,
            release=run.release,
            began_on=pilot.began_on,
            ended_on=pilot.ended_on,
            population=pilot.population,
            conducted_by=pilot.conducted_by,
            compliance=compliance_of(summaries[run.pk]),
        )
        for run, pilot in listed
        if pilot is not None
    )


def run_provenance(run: Run) -> list[Provenance]:
    """The run with the hash of its settings, and the suite that it asked."""
    finished = f"finished {day(run.finished_at)}" if run.finished_at else ""
    rows = [Provenance("Run", f"no. {run.pk}, {run.name}", finished, run.settings_sha256)]
    if run.suite:
        rows.append(Provenance("Suite", run.suite.name, f"version {run.suite.version}", run.suite_sha256))
    return rows


def compliance_of(found: RunSummary | PrincipleResult | Estimate) -> Compliance:
    """A rate with its interval; without a scored answer there is neither."""
    measured = found.rate is not None
    return Compliance(
        numerator=found.numerator,
        denominator=found.denominator,
        rate=found.rate,
        low=found.low if measured else None,
        high=found.high if measured else None,
        small=found.small,
    )


def _pilot_of(run: Run) -> Pilot | None:
    return getattr(run, "pilot", None)
