"""The page that a board member reads: the finding, four figures, the rail, the weakest principles and the money."""

from dataclasses import dataclass

from calculator.findings import whole_percent
from reports.dossier import Dossier, PhaseFacts, ResultFacts, RunFacts, ScenarioFacts
from reports.figures import NARROW, count, interval, money, percent, plural
from reports.wording.business import headline_scenario
from reports.wording.fact import Measured, measured, weakest_first

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
    weakest_title: str
    weakest: tuple[WeakPrinciple, ...]
    weakest_empty: str
    weakest_alt: str


def summary(dossier: Dossier) -> Summary:
    """Where the project stands, in one page."""
    run, scenario = dossier.run, headline_scenario(dossier.scenarios)
    weak = _weakest(run.results if run else ())
    return Summary(
        name="Where we stand",
        finding=_finding(dossier),
        lead=dossier.project.purpose,
        figures=(
            _rate_figure(run),
            _loss_figure(scenario),
            _worth_figure(scenario),
            _phase_figure(dossier.phases),
        ),
        rail_title="Roadmap",
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
        return "Nothing measured yet" + (f"; phase {phase.number} is under way" if phase else "")
    said = f"{percent(run.compliance.rate)} of answers complied"
    if phase is None:
        return said
    if phase.blocking_open:
        return f"{said}; {plural(phase.blocking_open, 'criterion', 'criteria')} {_keep(phase)} gate {phase.number} shut"
    if phase.met < phase.total:
        return f"{said}; nothing blocks gate {phase.number}"
    return f"{said}; all criteria of phase {phase.number} are met"


def _keep(phase: PhaseFacts) -> str:
    return "keeps" if phase.blocking_open == 1 else "keep"


def _rate_figure(run: RunFacts | None) -> Figure:
    if run is None or run.compliance.rate is None or run.compliance.low is None or run.compliance.high is None:
        return Figure("–", "answers that complied", "nothing measured yet", False)
    result = run.compliance
    detail = f"{count(result.numerator)} of {count(result.denominator)}"
    if run.errored:
        detail += f", {count(run.errored)} errored"
    if run.no_answer:
        detail += f", {count(run.no_answer)} without an answer"
    if run.unscored:
        detail += f", {count(run.unscored)} unscored"
    said = f"complied, 95{NARROW}% interval {interval(run.compliance.low, run.compliance.high)}"
    return Figure(
        percent(run.compliance.rate), said, detail + (f"; {run.release}" if run.release else ""), run.simulated
    )


def _loss_figure(scenario: ScenarioFacts | None) -> Figure:
    loss = scenario.simulation.probability_of_loss if scenario and scenario.simulation else None
    if scenario is None or loss is None:
        return Figure("–", "chance of losing money", "no scenario with costs and a range yet", False)
    detail = f"{scenario.name}, over {plural(scenario.horizon_months, 'month')}"
    return Figure(whole_percent(loss), "chance of losing money", detail, False)


def _worth_figure(scenario: ScenarioFacts | None) -> Figure:
    if scenario is None:
        return Figure("–", "net present value", "no scenario saved yet", False)
    currency, simulation = scenario.currency, scenario.simulation
    if simulation is None:
        what = "net present value, base case" if scenario.priced else "gross value, base case"
        return Figure(money(scenario.base, currency), what, scenario.name, False)
    what = "net present value, median" if scenario.priced else "freed time in the first year, median"
    spread = f"P5 {money(simulation.p5, currency)} to P95 {money(simulation.p95, currency)}"
    return Figure(money(simulation.p50, currency), what, spread, False)


def _phase_figure(phases: tuple[PhaseFacts, ...]) -> Figure:
    phase = current_phase(phases)
    if phase is None:
        return Figure("–", "criteria met", "the roadmap has not been started", False)
    detail = f"{count(phase.blocking_open)} blocking" if phase.blocking_open else "none blocking"
    if phase.overdue:
        detail += f", {count(phase.overdue)} overdue"
    return Figure(f"{count(phase.met)} of {count(phase.total)}", f"criteria of phase {phase.number} met", detail, False)


def _weakest(results: tuple[ResultFacts, ...]) -> tuple[WeakPrinciple, ...]:
    failing = [entry for entry in weakest_first(results) if entry.compliance.rate != 1]
    return tuple(WeakPrinciple(e.title, e.level, measured(e.compliance, e.worst)) for e in failing[:WEAKEST])


def _weakest_title(run: RunFacts | None, weak: tuple[WeakPrinciple, ...]) -> str:
    what = run.release if run and run.release else "the assistant"
    return f"Where {what} still goes wrong" if weak else "Where it goes wrong"


def _weakest_empty(run: RunFacts | None) -> str:
    if run is None:
        return "Nothing measured yet: run a suite of cases, or record a pilot, and the weakest principles stand here."
    return "No principle that was measured has a failing answer."


def _weakest_alt(weak: tuple[WeakPrinciple, ...]) -> str:
    said = "; ".join(f"{w.title}: {w.result.rate_text}, {w.result.interval_text}, {w.result.count_text}" for w in weak)
    return f"Compliance of the weakest principles with 95 % intervals. {said}."
