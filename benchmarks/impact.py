"""The calculator: an estimate against its bare arithmetic, many draws against few, a request against its answer."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management import call_command
from django.test import Client

from calculator import limits
from calculator.estimate import estimate
from calculator.quick import QuickInputs, quick_answer
from calculator.scenario import read_scenario
from calculator.simulation import EVALUATED_CELLS, draw_inputs
from calculator.vector_form import cash_flows

ROUNDS = 15
SCENARIO = Path(__file__).resolve().parent.parent / "alignment_app" / "demo" / "support_desk.json"
FEW, MANY = 20_000, 100_000
QUICK: dict[str, Any] = {"kind": "support", "people": 120, "hours": 20, "hourly_cost": 38, "currency": "EUR"}
COSTS: dict[str, Any] = {"licence": 25, "one_off": 40_000}


def in_turn(ours: Callable[[], object], yardstick: Callable[[], object]) -> tuple[float, float]:
    """The medians of both, measured in turn after a round that warms up, so that a busy machine slows both."""
    ours(), yardstick()
    rounds: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, seconds in zip((ours, yardstick), rounds, strict=True):
            started = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - started)
    return statistics.median(rounds[0]), statistics.median(rounds[1])


def estimate_against_bare() -> tuple[float, float]:
    """The support desk with 20,000 draws. Bare: the same draws through their inverse distributions, and two vector
    evaluations of the cash flow, with the measured and with the target rates, in the same blocks as the estimate."""
    data = support_desk(FEW)
    scenario = read_scenario(data)
    base = {path: np.asarray(value) for path, value in scenario.base().items() if path not in scenario.uncertain}
    targets = scenario.alignment_target or {}
    target = {f"use_cases.{name}.violation_rate": np.asarray(rate) for name, rate in targets.items()}
    step = EVALUATED_CELLS // (scenario.horizon_months + 1)

    def bare() -> None:
        for rows, drawn in draw_inputs(scenario):
            for start in range(0, rows, step):
                values = base | {path: column[start : start + step] for path, column in drawn.items()}
                for one in (values, values | target):
                    assert cash_flows(scenario, one, min(step, rows - start)).npv.size

    return in_turn(lambda: estimate(data), bare)


def many_draws_against_few() -> tuple[float, float]:
    """Five times the draws against five times the time of the few."""
    many, few = support_desk(MANY), support_desk(FEW)
    ours, once = in_turn(lambda: estimate(many), lambda: estimate(few))
    return ours, once * MANY / FEW


def request_against_answer() -> tuple[float, float]:
    """The fragment that a slider asks the public page for, from the socket's other side, against its estimate."""
    call_command("migrate", verbosity=0)
    limits.ANSWERS_A_MINUTE = 10**6
    client = Client(headers={"host": "localhost", "hx-request": "true"})
    inputs = QuickInputs(**QUICK, **COSTS)

    def request() -> None:
        assert client.get("/calculator/", {**QUICK, **COSTS}).status_code == 200

    return in_turn(request, lambda: quick_answer(inputs))


def support_desk(draws: int) -> dict[str, Any]:
    """The demo's scenario with so many draws."""
    data: dict[str, Any] = json.loads(SCENARIO.read_text(encoding="utf-8"))
    return data | {"monte_carlo": {**data["monte_carlo"], "n": draws}}
