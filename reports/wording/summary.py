"""The page that a board member reads: the finding, four figures, the rail, the weakest principles and the money."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dossier import Dossier, PhaseFacts, ResultFacts, RunFacts, ScenarioFacts
from reports.figures import count, interval, money, percent, whole_percent
from reports.wording.business import headline_scenario
from reports.wording.fact import Measured, measured, out_of, weakest_first
from reports.wording.gate_states import GateStates, gate_states
from reports.wording.spec_map import MapShown, map_of

WEAKEST = 6


@dataclass(frozen=True)
class Figure:
    """One large number with its meaning and its source."""

    value: str
    label: str
    detail: str
    simulated: bool


@dataclass(frozen=True)
class WeakPrinciple:
    """A principle that the latest run found wanting."""

    title: str
    level: str
    result: Measured


@dataclass(frozen=True)
class Summary:
    """The summary page; `weakest_alt` says the chart in words."""

    name: str
    finding: str
    lead: str
    figures: tuple[Figure, ...]
    rail_title: str
    gates: GateStates
    spec_map: MapShown | None
    weakest_title: str
    weakest: tuple[WeakPrinciple, ...]
    weakest_empty: str
    weakest_alt: str


def summary(dossier: Dossier) -> Summary:
    """Where the project stands, in one page."""
    run, scenario = dossier.run, headline_scenario(dossier.scenarios)
    weak = _weakest(run.results if run else ())
    return Summary(
        name=_("Where we stand"),
        finding=_finding(dossier),
        lead=dossier.project.purpose,
        figures=(
            _rate_figure(run),
            _loss_figure(scenario),
            _worth_figure(scenario),
            _phase_figure(dossier.phases),
        ),
        rail_title=_("Roadmap"),
        gates=gate_states(dossier),
        spec_map=map_of(dossier),
        weakest_title=_weakest_title(run, weak),
        weakest=weak,
        weakest_empty=_weakest_empty(run),
        weakest_alt=_weakest_alt(weak),
    )


def current_phase(phases: tuple[PhaseFacts, ...]) -> PhaseFacts | None:
    """The phase under way."""
    return next((phase for phase in phases if phase.current), None)


def _finding(dossier: Dossier) -> str:
    phase = current_phase(dossier.phases)
    run = dossier.run
    if run is None or run.compliance.rate is None:
        if phase is None:
            return _("Nothing measured yet")
        return _("Nothing measured yet; phase %(phase)s is under way") % {"phase": phase.number}
    rate = percent(run.compliance.rate)
    if phase is None:
        return _("%(rate)s of answers complied") % {"rate": rate}
    return _keeping(phase) % {"rate": rate, "count": count(phase.blocking_open), "phase": phase.number}


def _keeping(phase: PhaseFacts) -> str:
    """The sentence on the rate and on what keeps the phase's gate shut, with its places open."""
    if phase.blocking_open:
        return ngettext(
            "%(rate)s of answers complied; %(count)s criterion keeps gate %(phase)s shut",
            "%(rate)s of answers complied; %(count)s criteria keep gate %(phase)s shut",
            phase.blocking_open,
        )
    if phase.met < phase.total:
        return _("%(rate)s of answers complied; nothing blocks gate %(phase)s")
    return _("%(rate)s of answers complied; all criteria of phase %(phase)s are met")


def _rate_figure(run: RunFacts | None) -> Figure:
    result = run.compliance if run else None
    if run is None or result is None or result.rate is None or result.low is None or result.high is None:
        return Figure("–", _("answers that complied"), _("nothing measured yet"), False)
    detail = [out_of(result.numerator, result.denominator)]
    if run.errored:
        detail.append(_("%(count)s errored") % {"count": count(run.errored)})
    if run.no_answer:
        detail.append(_("%(count)s without an answer") % {"count": count(run.no_answer)})
    if run.unscored:
        detail.append(_("%(count)s unscored") % {"count": count(run.unscored)})
    said = _("complied, 95\u202f%% interval %(interval)s") % {"interval": interval(result.low, result.high)}
    listed = ", ".join(detail) + (f"; {run.release}" if run.release else "")
    return Figure(percent(result.rate), said, listed, run.simulated)


def _loss_figure(scenario: ScenarioFacts | None) -> Figure:
    loss = scenario.simulation.probability_of_loss if scenario and scenario.simulation else None
    if scenario is None or loss is None:
        return Figure("–", _("chance of losing money"), _("no scenario with costs and a range yet"), False)
    detail = ngettext(
        "%(scenario)s, over %(count)s month", "%(scenario)s, over %(count)s months", scenario.horizon_months
    )
    said = detail % {"scenario": scenario.name, "count": count(scenario.horizon_months)}
    return Figure(whole_percent(loss), _("chance of losing money"), said, False)


def _worth_figure(scenario: ScenarioFacts | None) -> Figure:
    if scenario is None:
        return Figure("–", _("net present value"), _("no scenario saved yet"), False)
    currency, simulation = scenario.currency, scenario.simulation
    if simulation is None:
        what = _("net present value, base case") if scenario.priced else _("gross value, base case")
        return Figure(money(scenario.base, currency), what, scenario.name, False)
    what = _("net present value, median") if scenario.priced else _("freed time in the first year, median")
    ends = {"p5": money(simulation.p5, currency), "p95": money(simulation.p95, currency)}
    spread = _("P5 %(p5)s to P95 %(p95)s") % ends
    return Figure(money(simulation.p50, currency), what, spread, False)


def _phase_figure(phases: tuple[PhaseFacts, ...]) -> Figure:
    phase = current_phase(phases)
    if phase is None:
        return Figure("–", _("criteria met"), _("the roadmap has not been started"), False)
    detail = _("none blocking")
    if phase.blocking_open:
        detail = _("%(count)s blocking") % {"count": count(phase.blocking_open)}
    if phase.overdue:
        detail += ", " + _("%(count)s overdue") % {"count": count(phase.overdue)}
    label = _("criteria of phase %(phase)s met") % {"phase": phase.number}
    return Figure(out_of(phase.met, phase.total), label, detail, False)


def _weakest(results: tuple[ResultFacts, ...]) -> tuple[WeakPrinciple, ...]:
    failing = [entry for entry in weakest_first(results) if entry.compliance.rate != 1]
    return tuple(WeakPrinciple(e.title, e.level, measured(e.compliance, e.worst)) for e in failing[:WEAKEST])


def _weakest_title(run: RunFacts | None, weak: tuple[WeakPrinciple, ...]) -> str:
    if not weak:
        return _("Where it goes wrong")
    if run and run.release:
        return _("Where %(release)s still goes wrong") % {"release": run.release}
    return _("Where the assistant still goes wrong")


def _weakest_empty(run: RunFacts | None) -> str:
    if run is None:
        return _(
            "Nothing measured yet: run a suite of cases, or record a pilot, and the weakest principles stand here."
        )
    return _("No principle that was measured has a failing answer.")


def _weakest_alt(weak: tuple[WeakPrinciple, ...]) -> str:
    said = "; ".join(f"{w.title}: {w.result.rate_text}, {w.result.interval_text}, {w.result.count_text}" for w in weak)
    return _("Compliance of the weakest principles with 95 %% intervals. %(principles)s.") % {"principles": said}
