"""Why two scenarios differ: the difference of their base NPVs, split over the inputs that are not the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Literal

import numpy as np

from calculator.cashflow import cash_flow
from calculator.errors import CalculatorError
from calculator.scenario import Scenario, UseCase

PRICE_OF_TOKENS = "programme.price_per_million_tokens"
MOST_SHARED = 8  # up to so many groups every order is tried: 2^8 mixtures

Method = Literal["shapley", "one_by_one"]
Chosen = frozenset[str]


class CannotBeExplained(CalculatorError):
    """The two have no difference that could be split; the text says why."""


@dataclass(frozen=True)
class Part:
    """What one group of inputs contributes: its key, and the exact amount.

    The key is the path of an input, of a use case that only one of the two has, or of an adoption curve whose kind
    differs (its kind, its half and its ramp go together).
    """

    key: str
    amount: Fraction


@dataclass(frozen=True)
class Explanation:
    """Base NPV before and after, and the parts whose sum is exactly the difference.

    With `shapley` a part is the mean over every order in which the groups could be changed, largest first; with
    `one_by_one` the groups were changed in this order, the one first that alone moves the NPV of the first most.
    """

    before: float
    after: float
    parts: tuple[Part, ...]
    method: Method

    @property
    def difference(self) -> Fraction:
        return Fraction(self.after) - Fraction(self.before)


def explain(first: Scenario, second: Scenario) -> Explanation:
    """Splits the difference of the base NPVs of two scenarios, from the first to the second.

    Raises:
        CannotBeExplained: currencies or horizons differ, or a mixture of the two is beyond what a number holds.
    """
    if first.currency != second.currency:
        raise CannotBeExplained(
            f"Their amounts are in {first.currency} and {second.currency}, so they are not subtracted."
        )
    if first.horizon_months != second.horizon_months:
        raise CannotBeExplained(
            f"They run over {first.horizon_months} and {second.horizon_months} months, so they are not subtracted."
        )
    mixtures = _Mixtures(first, second)
    groups = sorted(mixtures.groups)
    method: Method = "shapley" if len(groups) <= MOST_SHARED else "one_by_one"
    parts = _shapley(mixtures, groups) if method == "shapley" else _one_by_one(mixtures, groups)
    return Explanation(mixtures.npv(frozenset()), mixtures.npv(frozenset(groups)), parts, method)


def _shapley(mixtures: _Mixtures, groups: Sequence[str]) -> tuple[Part, ...]:
    """The mean of what a group adds over all orders: each set before it weighs |S|! (n − |S| − 1)! / n!."""
    count, found = len(groups), []
    for group in groups:
        others = [other for other in groups if other != group]
        amount = Fraction(0)
        for size in range(count):
            weight = Fraction(math.factorial(size) * math.factorial(count - size - 1), math.factorial(count))
            sets = [frozenset(chosen) for chosen in combinations(others, size)]
            amount += weight * sum(mixtures.exact(chosen | {group}) - mixtures.exact(chosen) for chosen in sets)
        found.append(Part(group, amount))
    return tuple(sorted(found, key=lambda part: (-abs(part.amount), part.key)))


def _one_by_one(mixtures: _Mixtures, groups: Sequence[str]) -> tuple[Part, ...]:
    start = mixtures.exact(frozenset())
    alone = {group: abs(mixtures.exact(frozenset({group})) - start) for group in groups}
    chosen: Chosen = frozenset()
    found = []
    for group in sorted(groups, key=lambda group: (-alone[group], group)):
        before, chosen = mixtures.exact(chosen), chosen | {group}
        found.append(Part(group, mixtures.exact(chosen) - before))
    return tuple(found)


class _Mixtures:
    """Base NPVs of scenarios that take some groups of inputs from the second and the rest from the first.

    A use case is computed again only where one of its own groups, the programme's or the discount rate's changes.
    """

    def __init__(self, first: Scenario, second: Scenario) -> None:
        self._months = first.horizon_months
        self._sides = (_Side(first), _Side(second))
        self.groups = _groups(*self._sides)
        self._own = {group: _owner(group) for group in self.groups}
        self._use_cases = dict.fromkeys([*self._sides[0].use_cases, *self._sides[1].use_cases])
        self._worth: dict[tuple[str, Chosen], float] = {}
        self._known: dict[Chosen, float] = {}

    def exact(self, chosen: Chosen) -> Fraction:
        return Fraction(self.npv(chosen))

    def npv(self, chosen: Chosen) -> float:
        if chosen not in self._known:
            own: dict[str, set[str]] = {}
            for group in chosen:
                own.setdefault(self._own[group], set()).add(group)
            shared = own.get("", set())
            with np.errstate(all="ignore"):
                worth = [self._part(one, frozenset(shared | own.get(one, set()))) for one in ("", *self._use_cases)]
            if not math.isfinite(sum(worth)):
                raise CannotBeExplained("A mixture of the two is beyond what a number holds.")
            self._known[chosen] = sum(worth)
        return self._known[chosen]

    def _part(self, owner: str, chosen: Chosen) -> float:
        """The present value of one use case, or of the programme, where of its groups and the shared ones these are
        taken from the second."""
        if (owner, chosen) not in self._worth:
            self._worth[owner, chosen] = self._present_value(owner, chosen)
        return self._worth[owner, chosen]

    def _present_value(self, owner: str, chosen: Chosen) -> float:
        """The programme without use cases, or a use case under a programme that costs nothing but its tokens."""
        values = self._values(owner, chosen)
        use_case = self._use_case(owner, chosen) if owner else None
        if owner:
            free = [path for path in values if path.startswith("programme.") and path != PRICE_OF_TOKENS]
            values |= dict.fromkeys(free, 0.0)
        use_cases = () if use_case is None else (use_case,)
        return cash_flow(Scenario("", "", self._months, use_cases, {}), values).npv

    def _values(self, owner: str, chosen: Chosen) -> dict[str, float]:
        """The inputs of the programme and of this use case, each from the side that the mixture takes it from."""
        first, second = self._sides
        values = first.values[""] | first.values.get(owner, second.values.get(owner, {}))
        for group in chosen:
            values |= {path: second.base[path] for path in self.groups[group] if path in second.base}
        return values

    def _use_case(self, path: str, chosen: Chosen) -> UseCase | None:
        one, other = (side.use_cases.get(path) for side in self._sides)
        if one is None or other is None:
            return other if path in chosen else one
        start = other if f"{path}.start_month" in chosen else one
        curve = other if f"{path}.adoption" in chosen else one
        return UseCase(one.id, start.start_month, curve.adoption)


class _Side:
    """One of the two scenarios: its numbers at base, all of them and by the use case that they belong to."""

    def __init__(self, scenario: Scenario) -> None:
        self.base = scenario.base()
        self.use_cases = {one.path: one for one in scenario.use_cases}
        self.values: dict[str, dict[str, float]] = {"": {}}
        for path, value in self.base.items():
            self.values.setdefault(_owner(path), {})[path] = value


def _groups(first: _Side, second: _Side) -> dict[str, tuple[str, ...]]:
    """What differs at base, and the paths that each group takes from the second scenario."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys({*first.use_cases} ^ {*second.use_cases}, ())
    bent = set()
    for path in {*first.use_cases} & {*second.use_cases}:
        one, other = first.use_cases[path], second.use_cases[path]
        if one.start_month != other.start_month:
            found[f"{path}.start_month"] = ()
        if one.adoption != other.adoption:
            bent.add(path)
            names = [name for name in second.base if name.startswith(f"{path}.adoption.")]
            found[f"{path}.adoption"] = tuple(name for name in names if not name.endswith(".plateau"))
    for path in {*first.base} & {*second.base}:
        curve = path.startswith(f"{_owner(path)}.adoption.") and not path.endswith(".plateau")
        if first.base[path] != second.base[path] and not (curve and _owner(path) in bent):
            found[path] = (path,)
    return found


def _owner(path: str) -> str:
    """The path of the use case that an input or a group belongs to; empty for the programme and the discount rate."""
    return ".".join(path.split(".")[:2]) if path.startswith("use_cases.") else ""


def rounded(amounts: Sequence[Fraction]) -> list[int]:
    """Whole numbers for the amounts whose sum is the whole number of their sum: each the step of a rounded total."""
    totals, total = [0], Fraction(0)
    for amount in amounts:
        total += amount
        totals.append(round(total))
    return [after - before for before, after in pairwise(totals)]
