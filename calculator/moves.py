"""NPVs of a scenario with one input moved and all others at base, many inputs in one evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from calculator.cashflow import inputs_under
from calculator.distributions import Draws
from calculator.fields import ADOPTION_FIELDS, DISCOUNT_RATE, USE_CASE_FIELDS, owner_of
from calculator.scenario import Scenario
from calculator.vector_form import (
    PRICE,
    Inputs,
    adoption_shape,
    discount,
    logistic_shape,
    net_present_value,
    over_months,
    per_task,
    programme_present_value,
)

Npvs = Callable[[Draws], Draws]  # a value for each input → the NPV with that input alone moved there

NAMES = [*(field.name for field in USE_CASE_FIELDS), *(f"adoption.{field.name}" for field in ADOPTION_FIELDS)]
PRICE_NAME = PRICE.removeprefix("programme.")
CURVE = ("adoption.month_half", "adoption.ramp_months")  # the only inputs that change the shape of the curve


class OneAtATime:
    """Knows what of the base result stays as it is when one input moves, and computes only the rest anew."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.base = scenario.base()
        self._fixed: Inputs = {path: np.asarray(value) for path, value in self.base.items()}
        self._discount = discount(self._fixed, scenario.horizon_months)
        self._use_cases = {one.path: one for one in scenario.use_cases}
        self._months_pv: dict[str, float] = {}
        self._worth: dict[str, float] = {}
        self._millions_of_tokens = 0.0  # discounted, over all use cases
        for path, use_case in self._use_cases.items():
            given = inputs_under(path, self._fixed)
            months_pv = over_months(adoption_shape(use_case, given, scenario.horizon_months), self._discount)
            tasks = per_task(given, self._fixed[PRICE])
            self._months_pv[path] = float(months_pv)
            self._worth[path] = float(tasks.value * months_pv)
            self._millions_of_tokens += float(tasks.volume * given["tokens_per_task"] / 1e6 * months_pv)
        self._programme = float(programme_present_value(inputs_under("programme", self._fixed), self._discount))
        self._worth_beside = {
            path: self._programme + sum(worth for other, worth in self._worth.items() if other != path)
            for path in self._use_cases
        }

    def base_npv(self) -> float:
        return self._programme + sum(self._worth.values())

    def moving(self, paths: Sequence[str]) -> Npvs:
        """The NPVs as a function of where each of these inputs, alone, is moved to."""
        makers = {"programme": self._moving_programme, DISCOUNT_RATE.name: self._moving_discount}
        kinds = [path.partition(".")[0] for path in paths]
        parts = []
        for kind in dict.fromkeys(kinds):
            rows = [row for row, one in enumerate(kinds) if one == kind]
            part = makers.get(kind, self._moving_use_cases)([paths[row] for row in rows])
            parts.append((np.array(rows), part))

        def npvs(moved: Draws) -> Draws:
            found = np.empty(len(paths))
            for rows, part in parts:
                found[rows] = part(moved[rows])
            return found

        return npvs

    def _moving_use_cases(self, paths: Sequence[str]) -> Npvs:
        """One row for each path, with the inputs of the use case that it belongs to."""
        owners, rows = [owner_of(path) for path in paths], np.arange(len(paths))
        names = [path.removeprefix(f"{owner}.") for path, owner in zip(paths, owners, strict=True)]
        inputs = {one: [self.base.get(f"{one}.{name}", 1.0) for name in NAMES] for one in self._use_cases}
        table = np.array([inputs[owner] for owner in owners]).T.copy()
        given, own = dict(zip(NAMES, table, strict=True)), np.array([NAMES.index(name) for name in names])
        others = np.array([self._worth_beside[owner] for owner in owners])
        months_pv = np.array([self._months_pv[owner] for owner in owners])
        bent = np.flatnonzero([name in CURVE for name in names])
        starts = np.array([self._use_cases[owner].start_month for owner in owners])
        since_start = np.arange(1.0, self.scenario.horizon_months + 1)[:, None] - starts[bent]

        def npvs(moved: Draws) -> Draws:
            table[own, rows] = moved
            if bent.size:
                shape = logistic_shape(since_start, *(given[name][bent] for name in CURVE))
                months_pv[bent] = over_months(shape, self._discount)
            return np.asarray(others + per_task(given, self._fixed[PRICE]).value * months_pv)

        return npvs

    def _moving_programme(self, paths: Sequence[str]) -> Npvs:
        """What the programme costs; the price of tokens acts on every use case, and on each in proportion."""
        given, rows = dict(inputs_under("programme", self._fixed)), np.arange(len(paths))
        names = sorted({path.removeprefix("programme.") for path in (*paths, PRICE)})
        table = np.array([np.full(len(paths), given[name]) for name in names])
        given |= dict(zip(names, table, strict=True))
        own, price = [names.index(path.removeprefix("programme.")) for path in paths], given[PRICE_NAME]
        worth = sum(self._worth.values())

        def npvs(moved: Draws) -> Draws:
            table[own, rows] = moved
            dearer = self._millions_of_tokens * (price - self.base[PRICE])
            return worth - dearer + programme_present_value(given, self._discount)

        return npvs

    def _moving_discount(self, paths: Sequence[str]) -> Npvs:
        return lambda moved: net_present_value(self.scenario, {**self._fixed, paths[0]: moved})
