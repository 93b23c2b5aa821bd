"""The quick depth: four inputs, the defaults of a kind of work, and an answer with its range."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from calculator.cashflow import cash_flow
from calculator.evidence import KindOfWork, Pert, as_distribution, defaults, rows_words
from calculator.scenario import read_scenario
from calculator.simulation import fan_months, payback_percentiles, percentiles, simulate
from ui.formats import percent

WEEKS_IN_A_MONTH = 52 / 12
SAVED_WITH_PLATEAU = 0.3  # judgement of the method page: who saves more also adopts more


@dataclass(frozen=True)
class QuickInputs:
    """What the form asks: people, weekly hours of one person on this work, cost of an hour; money once it is known."""

    kind: str
    people: int
    hours: float
    hourly_cost: float
    currency: str = "EUR"
    licence: float | None = None
    one_off: float | None = None
    horizon: int = 36

    @property
    def priced(self) -> bool:
        """Whether what the programme costs is known: before that there is no payback, NPV or chance of loss."""
        return self.licence is not None and self.one_off is not None

    @property
    def work(self) -> KindOfWork:
        return defaults().kinds[self.kind]

    def as_dict(self) -> dict[str, str | int | float | None]:
        return asdict(self)


@dataclass(frozen=True)
class Assumption:
    """Something the person did not type: what, how much, and where it comes from. `default` is its key on the evidence
    page, where it stands with the findings behind it."""

    what: str
    value: str
    source: str
    judgement: bool = True
    default: str = ""


@dataclass(frozen=True)
class QuickAnswer:
    """The answer. Ranges are P5, P50, P95 of the draws; hours and gross value of the first year, ramp-up included."""

    inputs: QuickInputs
    hours_year1: dict[str, float]
    gross_year1: dict[str, float]
    base_hours_year: float  # at the adoption of the last month, all inputs at their medians
    base_gross_year: float
    hours_per_seat_week: float
    fan: list[list[float]]
    months: list[int]
    npv: dict[str, float] | None
    probability_of_loss: float | None
    payback: dict[str, float | None] | None


def quick_scenario(inputs: QuickInputs, name: str = "Quick estimate") -> dict[str, object]:
    """The same in the scenario format: a task is one hour of the work, and every person has a seat."""
    shipped, work = defaults(), inputs.work
    path = f"use_cases.{work.key}"
    programme: dict[str, object] = {"seats": inputs.people}
    if inputs.licence is not None:
        programme["licence_per_seat_month"] = inputs.licence
    if inputs.one_off is not None:
        programme["integration_one_off"] = inputs.one_off
    return {
        "name": name,
        "currency": inputs.currency,
        "horizon_months": inputs.horizon,
        "use_cases": [
            {
                "id": work.key,
                "tasks_per_month": inputs.people * inputs.hours * WEEKS_IN_A_MONTH,
                "minutes_per_task": 60,
                "time_saved_share": as_distribution(work.time_saved),
                "hourly_cost": inputs.hourly_cost,
                "realisation": as_distribution(shipped.realisation),
                "adoption": {
                    "plateau": as_distribution(shipped.plateau),
                    "month_half": shipped.month_half,
                    "ramp_months": shipped.ramp_months,
                },
            }
        ],
        "programme": programme,
        "correlations": [{"a": f"{path}.time_saved_share", "b": f"{path}.adoption.plateau", "rho": SAVED_WITH_PLATEAU}],
    }


def quick_answer(inputs: QuickInputs) -> QuickAnswer:
    """Base numbers and 20,000 draws of the quick scenario."""
    scenario = read_scenario(quick_scenario(inputs))
    flow = cash_flow(scenario, scenario.base())
    hours_year = 12 * float(flow.monthly("net_hours")[-1])
    outcomes = simulate(scenario, fan=True)
    return QuickAnswer(
        inputs=inputs,
        hours_year1=percentiles(outcomes.hours_year1),
        gross_year1=percentiles(outcomes.gross_year1),
        base_hours_year=hours_year,
        base_gross_year=12 * float(flow.monthly("labour_value")[-1]),
        hours_per_seat_week=hours_year / 52 / inputs.people,
        fan=outcomes.fan(),
        months=fan_months(inputs.horizon),
        npv=percentiles(outcomes.npv) if inputs.priced else None,
        probability_of_loss=outcomes.probability_of_loss if inputs.priced else None,
        payback=payback_percentiles(outcomes.payback) if inputs.priced else None,
    )


def assumptions(inputs: QuickInputs) -> list[Assumption]:
    """Everything in the answer that was not typed."""
    shipped, work = defaults(), inputs.work
    ninety = shipped.month_half + shipped.ramp_months
    shape = f"half of the plateau after {shipped.month_half:g} months, {percent(0.9, 0)} after {ninety:g}"
    return [
        Assumption(
            "Time saved on an assisted hour",
            in_words(work.time_saved),
            rows_words(work.rows),
            default=work.key,
        ),
        Assumption(
            "People’s hours that reach the assistant at the plateau",
            in_words(shipped.plateau),
            "few studies",
            default="plateau",
        ),
        Assumption("Way to the plateau", shape, "one published curve, S36", default="way"),
        Assumption(
            "Freed time that becomes value",
            in_words(shipped.realisation),
            "no good evidence exists",
            default="realisation",
        ),
        Assumption("Those who save more adopt more", f"correlation {SAVED_WITH_PLATEAU}", "no study"),
        Assumption("Horizon", f"{inputs.horizon} months", "yours to change, beside the costs", judgement=False),
        Assumption("Weeks of work in a year", "52", "give fewer hours a week to allow for leave", judgement=False),
        Assumption("Checking and rework", "inside the time saved", "most trials time the whole task", judgement=False),
        Assumption(
            "Violations", "not priced", "no default exists: commit to a cost in a full scenario", judgement=False
        ),
        Assumption("Discounting", f"{percent(0)}, constant prices", "set a rate in a full scenario", judgement=False),
    ]


def in_words(pert: Pert) -> str:
    """A PERT over a share, as people read it."""
    low, mode, high = (percent(value, 0) for value in pert)
    return f"{low} to {high}, most likely {mode}"
