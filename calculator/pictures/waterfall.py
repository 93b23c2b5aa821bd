"""From gross to net: what the freed time is worth, what violations and the programme take, and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from calculator.pictures.frame import Picture, row_height, row_label
from ui.charts import COLOURS, figure
from ui.formats import MINUS, money


@dataclass(frozen=True)
class Step:
    """One bar: an amount that is added, negative where it is taken away; or a total that stands on zero.

    `takes` is how a sentence names it that says what took the most.
    """

    name: str
    amount: float
    takes: str = ""
    total: bool = False


def steps_of(answer: Mapping[str, Any], means: Mapping[str, float] | None) -> list[Step]:
    """The steps over the horizon, undiscounted: the mean of the draws, which adds up, or base where nothing was drawn.

    Without `means`, as in what was stored before they were kept, the programme is one step.
    """
    base, simulated = answer["base"], answer.get("monte_carlo")
    gross, violations, net = (
        simulated[name]["mean"] if simulated else base[name]
        for name in ("gross_benefit", "violation_cost", "net_benefit")
    )
    if simulated is None:
        tokens = sum(one["tokens_cost"] for one in base["per_use_case"].values())
        fixed = base["fixed_cost_month"] * (len(base["cash_flow"]) - 1)
        means = {"tokens": tokens, "fixed": fixed, "one_off": base["one_off_cost"]}
    if means is None:
        costs = [Step("Programme", -(gross - violations - net), "the programme takes")]
    else:
        costs = [
            Step("Tokens", -means["tokens"], "tokens take"),
            Step("Programme, monthly", -means["fixed"], "the programme’s monthly cost takes"),
            Step("Programme, once", -means["one_off"], "what the programme costs once takes"),
        ]
    return [
        Step("Freed time, gross", gross, total=True),
        Step("Violations", -violations, "violations take"),
        *(step for step in costs if step.amount),
        Step("Net", net, total=True),
    ]


def waterfall(answer: Mapping[str, Any], means: Mapping[str, float] | None, currency: str) -> Picture:
    """The steps from gross to net, one under the other."""
    steps, drawn = steps_of(answer, means), "monte_carlo" in answer
    starts = _starts(steps)
    rows = list(range(len(steps)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": rows,
        "base": starts,
        "x": [step.amount for step in steps],
        "marker": {"color": [COLOURS["accent"] + ("" if step.total else "/0.4") for step in steps]},
        "hoverinfo": "skip",
    }
    of_what = "mean of the draws" if drawn else "base"
    layout = {
        "bargap": 0.62,
        "margin": {"t": 12, "r": 12},
        "xaxis": {"title": {"text": f"{of_what}, over the horizon, {currency}"}, "tickformat": "~s", "nticks": 5},
        "yaxis": {"visible": False, "range": [len(steps) - 0.5, -0.9]},
        "annotations": [
            row_label(f"{step.name}: {money(step.amount, currency)}", row) for row, step in enumerate(steps)
        ],
        "shapes": _joints(steps, starts),
    }
    table = {
        "head": ["Step", f"{of_what[0].upper()}{of_what[1:]}", "Left after it"],
        "rows": [
            [step.name, money(step.amount, currency), money(start + step.amount, currency)]
            for step, start in zip(steps, starts, strict=True)
        ],
    }
    title = waterfall_finding(steps, currency, drawn=drawn)
    return Picture(figure([bars], layout), title, table, row_height(len(steps)), "waterfall")


def waterfall_finding(steps: list[Step], currency: str, *, drawn: bool) -> str:
    """The title: what is left, and which step takes most of what went."""
    gross, net = (money(step.amount, currency) for step in (steps[0], steps[-1]))
    if steps[0].amount < 0:
        said = f"the time is worth {gross}, and all in all {net}"
    elif steps[-1].amount < 0:
        said = f"{gross} of freed time ends in a loss of {net.removeprefix(MINUS)}"
    else:
        said = f"{net} is left of {gross}"
    said = f"On average {said}" if drawn else f"{said[0].upper()}{said[1:]}"
    taken = min(steps[1:-1], key=lambda step: step.amount)
    return f"{said}; {taken.takes} the most, {money(-taken.amount, currency)}" if taken.amount < 0 else said


def _starts(steps: list[Step]) -> list[float]:
    """Where each bar begins: a step where the one before ended, a total at zero."""
    ends = list(accumulate(step.amount for step in steps[:-1]))
    return [0.0, *ends[:-1], 0.0]


def _joints(steps: list[Step], starts: list[float]) -> list[dict[str, Any]]:
    """A thin line from the end of each bar down to the next one."""
    ends = [start + step.amount for step, start in zip(steps, starts, strict=True)]
    line = {"color": COLOURS["ink-3"], "width": 1}
    return [
        {"type": "line", "x0": end, "x1": end, "y0": row + 0.19, "y1": row + 0.81, "line": line}
        for row, end in enumerate(ends[:-1])
    ]
