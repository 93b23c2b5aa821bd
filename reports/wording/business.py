"""The business case: each scenario's range, chance of loss, payback and inputs."""

from dataclasses import dataclass

from reports.dossier import Dossier, InputFacts, ScenarioFacts
from reports.figures import count, day, money, percent, plural, quantity
from reports.wording.fact import Fact


@dataclass(frozen=True)
class Spread:
    """The range of the net present value: numbers for the picture and their words."""

    p5: float
    p50: float
    p95: float
    base: float
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
    payback_text: str
    alt: str


@dataclass(frozen=True)
class InputRow:
    """One input with its base value and what is known of its range."""

    path: str
    base: str
    spread: str


@dataclass(frozen=True)
class ScenarioShown:
    """One scenario."""

    name: str
    finding: str
    facts: tuple[Fact, ...]
    spread: Spread | None
    certain: str
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
    scenarios: tuple[ScenarioShown, ...]


def business_case(dossier: Dossier) -> Business:
    """What the assistant is worth, with the range and the chance of loss."""
    return Business(
        name="Business case",
        finding=_finding(dossier.scenarios),
        lead="The headline of a scenario is its range over many draws, never the base case alone: one outcome "
        "in twenty lies below P5, and one in twenty above P95.",
        empty="No scenario is saved yet. The calculator needs four inputs for a first range.",
        scenarios=tuple(_scenario(scenario) for scenario in dossier.scenarios),
    )


def _finding(scenarios: tuple[ScenarioFacts, ...]) -> str:
    if not scenarios:
        return "No business case yet"
    first = scenarios[0]
    if first.simulation is None:
        return f"{first.name} is worth {money(first.base_npv, first.currency)} in the base case, without a range"
    return f"{first.name} loses money in {percent(first.simulation.probability_of_loss)} of drawn futures"


def _scenario(scenario: ScenarioFacts) -> ScenarioShown:
    simulation = scenario.simulation
    if simulation is None:
        finding = f"{money(scenario.base_npv, scenario.currency)} in the base case"
    else:
        low, high = money(simulation.p5, scenario.currency), money(simulation.p95, scenario.currency)
        finding = f"Between {low} and {high}, median {money(simulation.p50, scenario.currency)}"
    return ScenarioShown(
        name=scenario.name,
        finding=finding,
        facts=_facts(scenario),
        spread=_spread(scenario),
        certain="Every input is a single value, so there is no range.",
        curve=_curve(scenario),
        inputs_title=f"Inputs of {scenario.name}",
        inputs_columns=("Input", "Base value", "Range"),
        inputs=tuple(_input(entry) for entry in scenario.inputs),
    )


def _facts(scenario: ScenarioFacts) -> tuple[Fact, ...]:
    payback = "never within the horizon" if scenario.payback_month is None else f"month {count(scenario.payback_month)}"
    facts = [
        Fact("Net present value, base case", money(scenario.base_npv, scenario.currency)),
        Fact("Payback, base case", payback),
        Fact("Horizon", plural(scenario.horizon_months, "month")),
        Fact("Saved", f"version {scenario.version}, {day(scenario.saved_at)} by {scenario.saved_by}"),
    ]
    if scenario.value_of_alignment is not None:
        facts.insert(2, Fact("Worth of reaching the target", money(scenario.value_of_alignment, scenario.currency)))
    if scenario.simulation is not None:
        mean = money(scenario.simulation.mean, scenario.currency)
        draws = f"{count(scenario.simulation.draws)} draws, seed {scenario.simulation.seed}"
        facts += [
            Fact("Chance of loss", percent(scenario.simulation.probability_of_loss)),
            Fact("Mean", mean),
            Fact("Simulation", draws),
        ]
    return tuple(facts)


def _spread(scenario: ScenarioFacts) -> Spread | None:
    simulation = scenario.simulation
    if simulation is None:
        return None
    p5, p50, p95, base, zero = (
        money(value, scenario.currency)
        for value in (simulation.p5, simulation.p50, simulation.p95, scenario.base_npv, 0)
    )
    return Spread(
        p5=simulation.p5,
        p50=simulation.p50,
        p95=simulation.p95,
        base=scenario.base_npv,
        p5_text=p5,
        p50_text=p50,
        p95_text=p95,
        base_text=base,
        zero_text=zero,
        alt=f"Net present value of {scenario.name}: P5 {p5}, median {p50}, P95 {p95}, base case {base}.",
    )


def _curve(scenario: ScenarioFacts) -> Curve | None:
    points = scenario.cumulative
    if len(points) < 2:
        return None
    low, high = min(0.0, *points), max(0.0, *points)
    if low == high:
        return None
    end = money(points[-1], scenario.currency)
    month = scenario.payback_month
    back = f"paid back in month {count(month)}" if month is not None else "not paid back"
    title = f"The base case is {back}" + ("" if month is not None else f" within {plural(len(points) - 1, 'month')}")
    return Curve(
        title=title,
        note="Cumulative cash flow by month, every input at its median, not discounted",
        points=points,
        low=low,
        high=high,
        low_text=money(low, scenario.currency),
        high_text=money(high, scenario.currency),
        start_text="start",
        end_text=f"month {count(len(points) - 1)}",
        end_value_text=end,
        payback_month=month,
        payback_text=back if month is not None else "",
        alt=f"Cumulative cash flow of {scenario.name}, base case: lowest {money(low, scenario.currency)}, "
        f"{end} at month {count(len(points) - 1)}, {back}.",
    )


def _input(entry: InputFacts) -> InputRow:
    return InputRow(entry.path, quantity(entry.base), _range(entry))


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
