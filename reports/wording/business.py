"""The business case: each scenario's range, chance of loss, payback and inputs."""

from dataclasses import dataclass

from calculator.fields import field_of
from calculator.findings import fan_finding, input_label, loss_sentence, whole_percent
from reports.dossier import Dossier, InputFacts, ScenarioFacts, Simulation
from reports.figures import count, day, money, plural, quantity
from reports.wording.fact import Fact


@dataclass(frozen=True)
class Spread:
    """The range over all draws: numbers for the picture and their words; no base where it is another quantity."""

    p5: float
    p50: float
    p95: float
    base: float | None
    p5_text: str
    p50_text: str
    p95_text: str
    base_text: str
    zero_text: str
    alt: str


@dataclass(frozen=True)
class Curve:
    """Cumulative cash flow of the base case by month, from 0; `low` and `high` include zero."""

    title: str
    note: str
    points: tuple[float, ...]
    low: float
    high: float
    low_text: str
    high_text: str
    start_text: str
    end_text: str
    end_value_text: str
    payback_month: int | None
    alt: str


@dataclass(frozen=True)
class FanShown:
    """Cumulative flow by month over all draws, as five lines from P5 to P95; `low` and `high` include zero."""

    title: str
    note: str
    months: tuple[int, ...]
    levels: tuple[tuple[float, ...], ...]
    low: float
    high: float
    low_text: str
    high_text: str
    start_text: str
    end_text: str
    end_texts: tuple[str, ...]
    alt: str


@dataclass(frozen=True)
class InputRow:
    """One input with its base value, its unit, and what is known of its range."""

    label: str
    path: str
    base: str
    unit: str
    spread: str


@dataclass(frozen=True)
class ScenarioShown:
    """One scenario."""

    name: str
    finding: str
    facts: tuple[Fact, ...]
    spread: Spread | None
    certain: str
    fan: FanShown | None
    curve: Curve | None
    inputs_title: str
    inputs_columns: tuple[str, ...]
    inputs: tuple[InputRow, ...]


@dataclass(frozen=True)
class Business:
    """The section on money."""

    name: str
    finding: str
    lead: str
    empty: str
    headline: Spread | None
    scenarios: tuple[ScenarioShown, ...]


def business_case(dossier: Dossier) -> Business:
    """What the assistant is worth, with the range and the chance of loss."""
    return Business(
        name="Business case",
        finding=_finding(dossier.scenarios),
        lead="The headline of a scenario is its range over many draws, never the base case alone: one outcome "
        "in twenty lies below P5, and one in twenty above P95.",
        empty="No scenario is saved yet. The calculator needs four inputs for a first range.",
        headline=_spread(headline) if (headline := headline_scenario(dossier.scenarios)) else None,
        scenarios=tuple(_scenario(scenario) for scenario in dossier.scenarios),
    )


def scenario_finding(scenario: ScenarioFacts) -> str:
    """What a scenario says, in one sentence; the same as on the calculator's own pages."""
    simulation = scenario.simulation
    if simulation is None:
        what = "in the base case, without a range" if scenario.priced else "of freed time, without a range"
        return f"{scenario.name} comes to {money(scenario.base, scenario.currency)} {what}"
    if simulation.probability_of_loss is None:
        return f"{scenario.name} is worth {_from_to(simulation, scenario.currency)} of freed time in the first year"
    return loss_sentence(scenario.name, simulation.probability_of_loss)


def _from_to(simulation: Simulation, currency: str) -> str:
    return f"{money(simulation.p5, currency)} to {money(simulation.p95, currency)}"


def headline_scenario(scenarios: tuple[ScenarioFacts, ...]) -> ScenarioFacts | None:
    """The one that speaks for the project: the first with a chance of loss, else the first with a range, else any."""
    with_loss = (s for s in scenarios if s.simulation and s.simulation.probability_of_loss is not None)
    with_range = (s for s in scenarios if s.simulation)
    return next(with_loss, None) or next(with_range, None) or next(iter(scenarios), None)


def _finding(scenarios: tuple[ScenarioFacts, ...]) -> str:
    scenario = headline_scenario(scenarios)
    return scenario_finding(scenario) if scenario else "No business case yet"


def _scenario(scenario: ScenarioFacts) -> ScenarioShown:
    fan = _fan(scenario)
    return ScenarioShown(
        name=scenario.name,
        finding=_range_sentence(scenario),
        facts=_facts(scenario),
        spread=_spread(scenario),
        certain="" if scenario.simulation else "Every input is a single value, so there is no range.",
        fan=fan,
        curve=None if fan else _curve(scenario),
        inputs_title=f"Inputs of {scenario.name}",
        inputs_columns=("Input", "Base value", "Unit", "Range"),
        inputs=_inputs(scenario),
    )


def _range_sentence(scenario: ScenarioFacts) -> str:
    simulation, currency = scenario.simulation, scenario.currency
    if simulation is None:
        return scenario_finding(scenario)
    what = "Net present value" if scenario.priced else "Value of the freed time in the first year"
    return f"{what} between {money(simulation.p5, currency)} and {money(simulation.p95, currency)}"


def _facts(scenario: ScenarioFacts) -> tuple[Fact, ...]:
    simulation, currency = scenario.simulation, scenario.currency
    facts = []
    if simulation is not None:
        facts.append(Fact("Median", money(simulation.p50, currency)))
        if simulation.mean is not None:
            facts.append(Fact("Mean", money(simulation.mean, currency)))
        if simulation.probability_of_loss is not None:
            facts.append(Fact("Chance of loss", whole_percent(simulation.probability_of_loss)))
    name = "Net present value, base case" if scenario.priced else "Gross value over the horizon, base case"
    facts.append(Fact(name, money(scenario.base, currency)))
    if scenario.priced:
        never = "never within the horizon"
        paid = never if scenario.payback_month is None else f"month {count(scenario.payback_month)}"
        facts.append(Fact("Payback, base case", paid))
    if scenario.value_of_alignment is not None:
        facts.append(Fact("Worth of reaching the target", money(scenario.value_of_alignment, currency)))
    facts.append(Fact("Horizon", plural(scenario.horizon_months, "month")))
    if simulation is not None:
        facts.append(Fact("Simulation", f"{count(simulation.draws)} draws, seed {simulation.seed}"))
    by = f" by {scenario.saved_by}" if scenario.saved_by else ""
    facts.append(Fact("Saved", f"version {scenario.version}, {day(scenario.saved_at)}{by}"))
    return tuple(facts)


def _spread(scenario: ScenarioFacts) -> Spread | None:
    simulation, currency = scenario.simulation, scenario.currency
    if simulation is None:
        return None
    p5, p50, p95, zero = (money(x, currency) for x in (simulation.p5, simulation.p50, simulation.p95, 0))
    base = money(scenario.base, currency) if scenario.priced else ""
    what = "Net present value" if scenario.priced else "Value of the freed time in the first year"
    return Spread(
        p5=simulation.p5,
        p50=simulation.p50,
        p95=simulation.p95,
        base=scenario.base if scenario.priced else None,
        p5_text=p5,
        p50_text=p50,
        p95_text=p95,
        base_text=base,
        zero_text=zero,
        alt=f"{what} of {scenario.name}: P5 {p5}, median {p50}, P95 {p95}" + (f", base case {base}." if base else "."),
    )


def _fan(scenario: ScenarioFacts) -> FanShown | None:
    fan, currency = scenario.fan, scenario.currency
    if fan is None or len(fan.months) < 2:
        return None
    values = [value for level in fan.levels for value in level]
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        return None
    ends = tuple(money(level[-1], currency) for level in fan.levels)
    what = "Cumulative cash flow" if scenario.priced else "Cumulative value of the freed time"
    return FanShown(
        title=fan_finding(fan.levels, fan.months, currency, net=scenario.priced),
        note=f"{what} by month, not discounted: the line is the median, the inner band holds half of the draws, the "
        "outer band nine in ten.",
        months=fan.months,
        levels=fan.levels,
        low=low,
        high=high,
        low_text=money(low, currency),
        high_text=money(high, currency),
        start_text="start",
        end_text=f"month {count(fan.months[-1])}",
        end_texts=ends[::2],
        alt=f"{what} of {scenario.name} after {plural(fan.months[-1], 'month')}: P5 {ends[0]}, P25 {ends[1]}, "
        f"median {ends[2]}, P75 {ends[3]}, P95 {ends[4]}.",
    )


def _curve(scenario: ScenarioFacts) -> Curve | None:
    points = scenario.cumulative
    if len(points) < 2:
        return None
    low, high = min(0.0, *points), max(0.0, *points)
    if low == high:
        return None
    months, month = len(points) - 1, scenario.payback_month
    end = money(points[-1], scenario.currency)
    what = "Cumulative cash flow" if scenario.priced else "Cumulative value of the freed time"
    if not scenario.priced:
        title = f"After {plural(months, 'month')} the freed time is worth {end}"
    elif month is not None:
        title = f"The base case is paid back in month {count(month)}"
    else:
        title = f"The base case is not paid back within {plural(months, 'month')}"
    return Curve(
        title=title,
        note=f"{what} by month, every input at its median, not discounted.",
        points=points,
        low=low,
        high=high,
        low_text=money(low, scenario.currency),
        high_text=money(high, scenario.currency),
        start_text="start",
        end_text=f"month {count(months)}",
        end_value_text=end,
        payback_month=month,
        alt=f"{what} of {scenario.name}, base case: lowest {money(low, scenario.currency)}, {end} after "
        f"{plural(months, 'month')}. {title}.",
    )


def _inputs(scenario: ScenarioFacts) -> tuple[InputRow, ...]:
    cases = {entry.path.split(".")[1] for entry in scenario.inputs if entry.path.startswith("use_cases.")}
    names = {case: case for case in cases}
    return tuple(
        InputRow(
            label=input_label(entry.path, names),
            path=entry.path,
            base=quantity(entry.base),
            unit=field_of(entry.path).unit.replace("money", scenario.currency),
            spread=_range(entry),
        )
        for entry in scenario.inputs
    )


def _range(entry: InputFacts) -> str:
    values = dict(entry.parameters)
    if not entry.distribution or entry.distribution == "point":
        return "certain"
    if entry.distribution == "beta_counts" and {"k", "n"} <= values.keys():
        return f"measured, {quantity(values['k'])} of {quantity(values['n'])}"
    if {"min", "mode", "max"} <= values.keys():
        return f"{quantity(values['min'])} to {quantity(values['max'])}, most likely {quantity(values['mode'])}"
    if {"p50", "p90"} <= values.keys():
        return f"median {quantity(values['p50'])}, nine in ten below {quantity(values['p90'])}"
    said = ", ".join(f"{name} {quantity(value)}" for name, value in entry.parameters)
    return f"{entry.distribution.replace('_', ' ')}: {said}"
