"""What really came of a scenario, month by month, against what it said; plain Python, no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np

PROGRAMME = ""  # no use case has this id
ONE_OFF = 0  # the month of what was paid once, before month 1
TOLERANCE = 1e-9

Place = tuple[int, str]


@dataclass(frozen=True)
class Entry:
    """What a month brought in one use case, or what it cost outside of them all (the programme: cost alone).

    `hours` are net hours freed, `volume` assisted tasks, `violations` those that escaped.
    """

    month: int
    use_case: str
    cost: float
    hours: float | None = None
    volume: float | None = None
    violations: float | None = None

    @property
    def place(self) -> Place:
        return self.month, self.use_case

    @property
    def numbers(self) -> tuple[float | None, ...]:
        return self.hours, self.volume, self.violations, self.cost


@dataclass(frozen=True)
class PlannedUseCase:
    """What turns the actuals of a use case into money: the scenario's own numbers, at base."""

    id: str
    start_month: int
    hourly_cost: float
    realisation: float
    cost_per_violation: float
    baseline_rate: float

    def capacity(self, entry: Entry) -> float:
        """Freed hours at what they are worth; lost time counts in full."""
        hours = entry.hours or 0.0
        return self.hourly_cost * (self.realisation * hours if hours >= 0 else hours)

    def violations_cost(self, entry: Entry) -> float:
        """Violations beyond what people let escape anyway, at the scenario's price."""
        return ((entry.violations or 0.0) - self.baseline_rate * (entry.volume or 0.0)) * self.cost_per_violation


@dataclass(frozen=True)
class Plan:
    """What reality is held against: one version of a scenario. `levels` is its fan, None where nothing is uncertain."""

    currency: str
    horizon: int
    priced: bool
    one_off: float
    use_cases: tuple[PlannedUseCase, ...]
    months: Sequence[int]
    levels: Sequence[Sequence[float]] | None
    cumulative: Sequence[float]

    def ends(self, month: int) -> tuple[float, float]:
        """P5 and P95 of the cumulative net benefit in a month; the line itself where there is no fan."""
        if self.levels is None:
            return self.cumulative[month], self.cumulative[month]
        low, high = (float(np.interp(month, self.months, self.levels[at])) for at in (0, -1))
        return low, high


@dataclass(frozen=True)
class Month:
    """One month as it was. Cash is what was paid; freed capacity is no cash."""

    number: int
    cash: float
    capacity: float
    hours: float
    volume: float
    violations: float
    violations_cost: float
    missing: tuple[str, ...] = ()

    @property
    def net(self) -> float:
        return self.capacity - self.violations_cost - self.cash


@dataclass(frozen=True)
class Reality:
    """All entered months in order, and the cumulative net benefit for as long as no month has a gap.

    `cumulative` begins with month 0. `one_off_as_planned` says that nobody entered what was paid once. `unplanned` are
    use cases with actuals that the plan does not have.
    """

    months: list[Month]
    cumulative: list[float]
    one_off_as_planned: bool
    unplanned: list[str] = field(default_factory=list)

    @property
    def complete(self) -> int:
        """The last month up to which everything is entered."""
        return len(self.cumulative) - 1

    @property
    def cash(self) -> float:
        return sum(month.cash for month in self.months)

    @property
    def capacity(self) -> float:
        return sum(month.capacity for month in self.months)


@dataclass(frozen=True)
class Departure:
    """Where reality stands towards the fan. `since` is the month in which it left, or came back, or None."""

    state: Literal["nothing", "inside", "outside", "back"]
    since: int | None = None
    below: bool = False


def plan_of(inputs: Mapping[str, Any], results: Mapping[str, Any], *, priced: bool) -> Plan:
    """The plan that a saved version holds."""
    base, answer = results["answer"]["base_inputs"], results["answer"]["base"]
    fan = results["fan"]
    return Plan(
        currency=inputs.get("currency", "EUR"),
        horizon=int(inputs["horizon_months"]),
        priced=priced,
        one_off=answer["one_off_cost"],
        use_cases=tuple(_planned(one, base) for one in inputs.get("use_cases", [])),
        months=fan["months"] if fan else range(len(answer["cumulative"])),
        levels=fan["levels"] if fan else None,
        cumulative=answer["cumulative"],
    )


def _planned(given: Mapping[str, Any], base: Mapping[str, float]) -> PlannedUseCase:
    path = f"use_cases.{given['id']}"
    return PlannedUseCase(
        id=given["id"],
        start_month=int(given.get("start_month", 1)),
        hourly_cost=base[f"{path}.hourly_cost"],
        realisation=base[f"{path}.realisation"],
        cost_per_violation=base[f"{path}.cost_per_violation"],
        baseline_rate=base[f"{path}.baseline_violation_rate"],
    )


def reality_of(plan: Plan, entries: Sequence[Entry]) -> Reality:
    """What the entries come to under the plan; entries beyond its horizon or of unknown use cases are left out."""
    known = {PROGRAMME, *(one.id for one in plan.use_cases)}
    by_place = {entry.place: entry for entry in entries if entry.use_case in known and entry.month <= plan.horizon}
    last = max((month for month, _ in by_place), default=ONE_OFF)
    once = by_place.get((ONE_OFF, PROGRAMME))
    months = [_month(plan, number, by_place) for number in range(1, last + 1)]
    cumulative = [-(once.cost if once else plan.one_off)]
    for month in months:
        if month.missing:
            break
        cumulative.append(cumulative[-1] + month.net)
    if once:
        months.insert(0, Month(ONE_OFF, once.cost, 0.0, 0.0, 0.0, 0.0, 0.0))
    unplanned = sorted({entry.use_case for entry in entries} - known)
    return Reality(months, cumulative, one_off_as_planned=once is None, unplanned=unplanned)


def _month(plan: Plan, number: int, by_place: Mapping[Place, Entry]) -> Month:
    found = [(one, by_place[number, one.id]) for one in plan.use_cases if (number, one.id) in by_place]
    programme = by_place.get((number, PROGRAMME))
    entered = {one.id for one, _ in found}
    missing = [one.id for one in plan.use_cases if one.start_month <= number and one.id not in entered]
    return Month(
        number=number,
        cash=(programme.cost if programme else 0.0) + sum(entry.cost for _, entry in found),
        capacity=sum(one.capacity(entry) for one, entry in found),
        hours=sum(entry.hours or 0.0 for _, entry in found),
        volume=sum(entry.volume or 0.0 for _, entry in found),
        violations=sum(entry.violations or 0.0 for _, entry in found),
        violations_cost=sum(one.violations_cost(entry) for one, entry in found),
        missing=(*missing, *(() if programme else ("the programme",))),
    )


def departure(plan: Plan, reality: Reality) -> Departure:
    """The month in which reality left the fan, P5 to P95, if it is outside of it now; or came back into it."""
    sides = [_side(plan, month, reality.cumulative[month]) for month in range(1, reality.complete + 1)]
    if not sides:
        return Departure("nothing")
    since = len(sides)
    while since > 1 and bool(sides[since - 2]) == bool(sides[-1]):
        since -= 1
    if sides[-1]:
        return Departure("outside", since, below=sides[since - 1] < 0)
    return Departure("back", since, below=sides[since - 2] < 0) if since > 1 else Departure("inside")


def _side(plan: Plan, month: int, value: float) -> int:
    """-1 below the fan, 1 above it, 0 inside."""
    low, high = plan.ends(month)
    slack = TOLERANCE * max(1.0, abs(low), abs(high))
    return -1 if value < low - slack else 1 if value > high + slack else 0


def calendar_month(first: date, month: int) -> date:
    """The first day of a scenario's month; month 1 is `first`."""
    months = first.year * 12 + first.month - 1 + month - 1
    return date(months // 12, months % 12 + 1, 1)


def month_number(first: date, day: date) -> int:
    """Which month of the scenario a day lies in; 1 is the month of `first`, and earlier ones are 0 and less."""
    return (day.year - first.year) * 12 + day.month - first.month + 1
