"""What was measured: the latest run, its outcomes, the result of each principle, and the recorded pilots."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier, PilotFacts, RunFacts
from reports.figures import count, day, interval, moment, percent
from reports.wording.fact import Fact, Measured, measured, outcome_name, weakest_first
from reports.wording.judging import Judging, judging
from reports.wording.principles import level_name

HOW = {
    "executed": gettext_noop("run by Plumbline"),
    "recorded": gettext_noop("recorded by hand"),
    "reported": gettext_noop("reported by tests that ran elsewhere, then graded and in part asked again by Plumbline"),
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
    judging: Judging
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
        name=_("Evaluation"),
        finding=_finding(run),
        lead=_lead(run),
        empty=_(
            "Nothing measured yet: no run has finished and no result was recorded. A run of the starter suite against "
            "an endpoint takes a minute and fills this section."
        ),
        simulated=bool(run and run.simulated),
        whole=measured(run.compliance) if run else None,
        facts=_facts(run),
        outcomes_title=_("How the answers ended"),
        outcomes=outcomes,
        outcomes_alt=_("Answers by outcome: %(outcomes)s.")
        % {"outcomes": ", ".join(f"{outcome.name} {outcome.count_text}" for outcome in outcomes)},
        results_title=_("Principle by principle, the weakest first"),
        results_note=_results_note(results, untested),
        results_columns=(_("Principle"), _("Level"), _("0 to 100\u202f%"), *_rate_columns()),
        results=results,
        judging=judging(dossier),
        pilots_title=_("Recorded pilots"),
        pilots_empty=_("No pilot was recorded by hand."),
        pilots_columns=(_("Pilot"), _("Release"), _("Measured"), *_rate_columns()),
        pilots=tuple(_pilot(pilot) for pilot in dossier.pilots),
    )


def _rate_columns() -> tuple[str, str, str]:
    return _("Complied"), _("Rate"), _("95\u202f% interval")


def _finding(run: RunFacts | None) -> str:
    result = run.compliance if run else None
    if run is None or result is None or result.rate is None or result.low is None or result.high is None:
        return _("Nothing measured yet")
    what = _("%(count)s of %(total)s answers complied")
    if run.release:
        what = _("%(count)s of %(total)s answers of %(release)s complied")
    said = what % {"count": count(result.numerator), "total": count(result.denominator), "release": run.release}
    if run.inconclusive:
        return _("%(finding)s, but too many answers are missing to rely on it") % {"finding": said}
    known = {"finding": said, "rate": percent(result.rate), "interval": interval(result.low, result.high)}
    return _("%(finding)s: %(rate)s, 95\u202f%% interval %(interval)s") % known


def _lead(run: RunFacts | None) -> str:
    if run is None:
        return ""
    outside = [
        (run.errored, _("%(count)s without an answer because of an error")),
        (run.no_answer, _("%(count)s in which the assistant said nothing")),
        (run.unscored, _("%(count)s that no grader could score")),
    ]
    parts = [what % {"count": count(times)} for times, what in outside if times]
    if not parts:
        every = ngettext(
            "%(count)s answer in all, every one of them scored.",
            "%(count)s answers in all, every one of them scored.",
            run.total,
        )
        return every % {"count": count(run.total)}
    some = ngettext(
        "%(count)s answer in all, %(listed)s. These stand outside the rate, and are counted here so that nothing is "
        "hidden.",
        "%(count)s answers in all, %(listed)s. These stand outside the rate, and are counted here so that nothing is "
        "hidden.",
        run.total,
    )
    return some % {"count": count(run.total), "listed": ", ".join(parts)}


def _facts(run: RunFacts | None) -> tuple[Fact, ...]:
    if run is None:
        return ()
    name = _("%(name)s (no. %(number)s)") % {"name": run.name, "number": run.identity}
    facts = [
        (_("Run"), name),
        (_("Release"), run.release),
        (_("Suite"), run.suite),
        (_("Endpoint"), run.endpoint),
        (_("How"), _(HOW.get(run.source, run.source))),
        (_("Finished"), moment(run.finished_at) if run.finished_at else ""),
    ]
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
    said = _("Every principle was measured.")
    if untested:
        without = ngettext(
            "%(count)s principle without a measurement.", "%(count)s principles without a measurement.", untested
        )
        said = without % {"count": count(untested)}
    if not any(row.result.small for row in results):
        return said
    few = _("“Few” stands beside a count under ten, where one answer more or less moves the rate.")
    return f"{said} {few}"


def _pilot(pilot: PilotFacts) -> PilotRow:
    said = _("%(day)s, by %(name)s") if pilot.ended_on == pilot.began_on else _("%(day)s to %(end)s, by %(name)s")
    measured_by = said % {"day": day(pilot.began_on), "end": day(pilot.ended_on), "name": pilot.conducted_by}
    return PilotRow(pilot.name, pilot.population, pilot.release, measured_by, measured(pilot.compliance))
