"""The business case: each scenario's range, chance of loss, payback and inputs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dossier import Dossier, Fan, InputFacts, ScenarioFacts, Simulation
from reports.figures import count, day, money, quantity, whole_percent
from reports.wording.fact import Fact
from reports.wording.inputs import distribution_name, input_name, input_unit

LEVELS = ("p5", "p25", "p50", "p75", "p95")


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
    median_word: str
    base_word: str
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
        name=_("Business case"),
        finding=_finding(dossier.scenarios),
        lead=_(
            "The headline of a scenario is its range over many draws, never the base case alone: one outcome "
            "in twenty lies below P5, and one in twenty above P95."
        ),
        empty=_("No scenario is saved yet. The calculator needs four inputs for a first range."),
        headline=_spread(headline) if (headline := headline_scenario(dossier.scenarios)) else None,
        scenarios=tuple(_scenario(scenario) for scenario in dossier.scenarios),
    )


def scenario_finding(scenario: ScenarioFacts) -> str:
    """What a scenario says, in one sentence; the same as on the calculator's own pages."""
    simulation = scenario.simulation
    if simulation is None:
        said = _("%(scenario)s comes to %(amount)s of freed time, without a range")
        if scenario.priced:
            said = _("%(scenario)s comes to %(amount)s in the base case, without a range")
        return said % {"scenario": scenario.name, "amount": money(scenario.base, scenario.currency)}
    loss = simulation.probability_of_loss
    if loss is None:
        said = _("%(scenario)s is worth %(p5)s to %(p95)s of freed time in the first year")
        return said % {"scenario": scenario.name, **_ends(simulation, scenario.currency)}
    if loss >= 0.5:
        said = _("%(scenario)s loses money in %(share)s of the draws")
        return said % {"scenario": scenario.name, "share": whole_percent(loss)}
    said = _("%(scenario)s is worth its cost in %(share)s of the draws")
    return said % {"scenario": scenario.name, "share": whole_percent(1 - loss)}


def _ends(simulation: Simulation, currency: str) -> dict[str, str]:
    return {"p5": money(simulation.p5, currency), "p95": money(simulation.p95, currency)}


def headline_scenario(scenarios: tuple[ScenarioFacts, ...]) -> ScenarioFacts | None:
    """The one that speaks for the project: the first with a chance of loss, else the first with a range, else any."""
    with_loss = (s for s in scenarios if s.simulation and s.simulation.probability_of_loss is not None)
    with_range = (s for s in scenarios if s.simulation)
    return next(with_loss, None) or next(with_range, None) or next(iter(scenarios), None)


def _finding(scenarios: tuple[ScenarioFacts, ...]) -> str:
    scenario = headline_scenario(scenarios)
    return scenario_finding(scenario) if scenario else _("No business case yet")


def _scenario(scenario: ScenarioFacts) -> ScenarioShown:
    fan = _fan(scenario)
    return ScenarioShown(
        name=scenario.name,
        finding=_range_sentence(scenario),
        facts=_facts(scenario),
        spread=_spread(scenario),
        certain="" if scenario.simulation else _("Every input is a single value, so there is no range."),
        fan=fan,
        curve=None if fan else _curve(scenario),
        inputs_title=_("Inputs of %(scenario)s") % {"scenario": scenario.name},
        inputs_columns=(_("Input"), _("Base value"), _("Unit"), _("Range")),
        inputs=_inputs(scenario),
    )


def _range_sentence(scenario: ScenarioFacts) -> str:
    if scenario.simulation is None:
        return scenario_finding(scenario)
    said = _("Value of the freed time in the first year between %(p5)s and %(p95)s")
    if scenario.priced:
        said = _("Net present value between %(p5)s and %(p95)s")
    return said % _ends(scenario.simulation, scenario.currency)


def _facts(scenario: ScenarioFacts) -> tuple[Fact, ...]:
    simulation, currency = scenario.simulation, scenario.currency
    facts = []
    if simulation is not None:
        facts.append(Fact(_("Median"), money(simulation.p50, currency)))
        if simulation.mean is not None:
            facts.append(Fact(_("Mean"), money(simulation.mean, currency)))
        if simulation.probability_of_loss is not None:
            facts.append(Fact(_("Chance of loss"), whole_percent(simulation.probability_of_loss)))
    name = _("Net present value, base case") if scenario.priced else _("Gross value over the horizon, base case")
    facts.append(Fact(name, money(scenario.base, currency)))
    if scenario.priced:
        paid = _("never within the horizon")
        if scenario.payback_month is not None:
            paid = _month(scenario.payback_month)
        facts.append(Fact(_("Payback, base case"), paid))
    if scenario.value_of_alignment is not None:
        facts.append(Fact(_("Worth of reaching the target"), money(scenario.value_of_alignment, currency)))
    months = ngettext("%(count)s month", "%(count)s months", scenario.horizon_months)
    facts.append(Fact(_("Horizon"), months % {"count": count(scenario.horizon_months)}))
    if simulation is not None:
        said = _("%(count)s draws, seed %(seed)s") % {"count": count(simulation.draws), "seed": simulation.seed}
        facts.append(Fact(_("Simulation"), said))
    facts.append(Fact(_("Saved"), _saved(scenario)))
    return tuple(facts)


def _saved(scenario: ScenarioFacts) -> str:
    said = _("version %(version)s, %(day)s")
    if scenario.saved_by:
        said = _("version %(version)s, %(day)s by %(name)s")
    return said % {"version": scenario.version, "day": day(scenario.saved_at), "name": scenario.saved_by}


def _month(month: int) -> str:
    return _("month %(month)s") % {"month": count(month)}


def _spread(scenario: ScenarioFacts) -> Spread | None:
    simulation, currency = scenario.simulation, scenario.currency
    if simulation is None:
        return None
    p5, p50, p95, zero = (money(x, currency) for x in (simulation.p5, simulation.p50, simulation.p95, 0))
    base = money(scenario.base, currency) if scenario.priced else ""
    said = _("Value of the freed time in the first year of %(scenario)s: P5 %(p5)s, median %(p50)s, P95 %(p95)s.")
    if scenario.priced:
        said = _("Net present value of %(scenario)s: P5 %(p5)s, median %(p50)s, P95 %(p95)s, base case %(base)s.")
    return Spread(
        p5=simulation.p5,
        p50=simulation.p50,
        p95=simulation.p95,
        base=scenario.base if scenario.priced else None,
        p5_text=p5,
        p50_text=p50,
        p95_text=p95,
        base_text=base,
        median_word=_("median"),
        base_word=_("base case") if scenario.priced else "",
        zero_text=zero,
        alt=said % {"scenario": scenario.name, "p5": p5, "p50": p50, "p95": p95, "base": base},
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
    named = {"scenario": scenario.name, "months": count(fan.months[-1])}
    return FanShown(
        title=fan_finding(scenario, fan),
        note=_(
            "%(what)s by month, not discounted: the line is the median, the inner band holds half of the draws, the "
            "outer band nine in ten."
        )
        % {"what": _what(scenario)},
        months=fan.months,
        levels=fan.levels,
        low=low,
        high=high,
        low_text=money(low, currency),
        high_text=money(high, currency),
        start_text=_("start"),
        end_text=_month(fan.months[-1]),
        end_texts=ends[::2],
        alt=ngettext(
            "%(what)s of %(scenario)s after %(months)s month: P5 %(p5)s, P25 %(p25)s, median %(p50)s, P75 %(p75)s, "
            "P95 %(p95)s.",
            "%(what)s of %(scenario)s after %(months)s months: P5 %(p5)s, P25 %(p25)s, median %(p50)s, P75 %(p75)s, "
            "P95 %(p95)s.",
            fan.months[-1],
        )
        % {"what": _what(scenario), **named, **dict(zip(LEVELS, ends, strict=True))},
    )


def _what(scenario: ScenarioFacts) -> str:
    return _("Cumulative cash flow") if scenario.priced else _("Cumulative value of the freed time")


def fan_finding(scenario: ScenarioFacts, fan: Fan) -> str:
    """The title of the fan: where the middle draw ends, or when it is paid back for good."""
    middle, horizon, currency = fan.levels[2], fan.months[-1], scenario.currency
    if not scenario.priced:
        said = _("By month %(month)s half of the draws have freed time worth more than %(amount)s")
        return said % {"month": count(horizon), "amount": money(middle[-1], currency)}
    below = [month for month, value in zip(fan.months, middle, strict=True) if value < 0]
    if not below:
        return _("The middle of the draws is never below zero")
    if below[-1] == horizon:
        said = ngettext(
            "After %(months)s month the middle of the draws still lacks %(amount)s",
            "After %(months)s months the middle of the draws still lacks %(amount)s",
            horizon,
        )
        return said % {"months": count(horizon), "amount": money(-middle[-1], currency)}
    back = next(month for month in fan.months if month > below[-1])
    return _("The middle of the draws is above zero from month %(month)s") % {"month": count(back)}


def _curve(scenario: ScenarioFacts) -> Curve | None:
    points = scenario.cumulative
    if len(points) < 2:
        return None
    low, high = min(0.0, *points), max(0.0, *points)
    if low == high:
        return None
    months, month = len(points) - 1, scenario.payback_month
    end, lowest = money(points[-1], scenario.currency), money(low, scenario.currency)
    named = {"what": _what(scenario), "scenario": scenario.name, "months": count(months), "end": end, "low": lowest}
    title = _curve_title(scenario, months, end)
    return Curve(
        title=title,
        note=_("%(what)s by month, every input at its median, not discounted.") % {"what": _what(scenario)},
        points=points,
        low=low,
        high=high,
        low_text=lowest,
        high_text=money(high, scenario.currency),
        start_text=_("start"),
        end_text=_month(months),
        end_value_text=end,
        payback_month=month,
        alt=ngettext(
            "%(what)s of %(scenario)s, base case: lowest %(low)s, %(end)s after %(months)s month. %(title)s.",
            "%(what)s of %(scenario)s, base case: lowest %(low)s, %(end)s after %(months)s months. %(title)s.",
            months,
        )
        % {**named, "title": title},
    )


def _curve_title(scenario: ScenarioFacts, months: int, end: str) -> str:
    if scenario.priced and scenario.payback_month is not None:
        return _("The base case is paid back in month %(month)s") % {"month": count(scenario.payback_month)}
    if scenario.priced:
        said = ngettext(
            "The base case is not paid back within %(months)s month",
            "The base case is not paid back within %(months)s months",
            months,
        )
    else:
        said = ngettext(
            "After %(months)s month the freed time is worth %(end)s",
            "After %(months)s months the freed time is worth %(end)s",
            months,
        )
    return said % {"months": count(months), "end": end}


def _inputs(scenario: ScenarioFacts) -> tuple[InputRow, ...]:
    cases = {entry.path.split(".")[1] for entry in scenario.inputs if entry.path.startswith("use_cases.")}
    return tuple(
        InputRow(
            label=input_name(entry.path, several=len(cases) > 1),
            path=entry.path,
            base=quantity(entry.base),
            unit=input_unit(entry.path, scenario.currency),
            spread=_range(entry),
        )
        for entry in scenario.inputs
    )


def _range(entry: InputFacts) -> str:
    known = {name: quantity(value) for name, value in entry.parameters}
    if not entry.distribution or entry.distribution == "point":
        return _("certain")
    if entry.distribution == "beta_counts" and {"k", "n"} <= known.keys():
        return _("measured, %(k)s of %(n)s") % known
    if {"min", "mode", "max"} <= known.keys():
        return _("%(min)s to %(max)s, most likely %(mode)s") % known
    if {"p50", "p90"} <= known.keys():
        return _("median %(p50)s, nine in ten below %(p90)s") % known
    said = ", ".join(f"{name} {value}" for name, value in known.items())
    return f"{distribution_name(entry.distribution)}: {said}"
