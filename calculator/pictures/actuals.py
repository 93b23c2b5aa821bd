"""What really came of a scenario: drawn over its fan, and what was paid apart from what was freed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from calculator.actuals import Departure, Month, Plan, Reality, calendar_month, departure
from calculator.pictures.fan import cumulative, fan
from calculator.pictures.frame import Picture, label, money_axis
from ui.charts import COLOURS, figure
from ui.formats import money, number

SIDES = {True: "below", False: "above"}
FEWEST_MONTHS = 6


def reality_over_fan(plan: Plan, reality: Reality) -> Picture:
    """The plan's fan for twice the months that have been, with the cumulative net benefit in reality as a line over it.

    Only months without a gap before them are drawn.
    """
    last = min(plan.horizon, max(FEWEST_MONTHS, 2 * reality.complete))
    values = reality.cumulative
    if plan.levels is None:
        planned = list(plan.cumulative[: last + 1])
        drawn, low, high = cumulative(planned, plan.currency), min(planned), max(planned)
    else:
        count = 1 + next(at for at, month in enumerate(plan.months) if month >= last)
        levels = [level[:count] for level in plan.levels]
        drawn, low, high = fan(plan.months[:count], levels, plan.currency, net=True), min(levels[0]), max(levels[-1])
    layout = dict(drawn.spec["layout"])
    axis = money_axis(plan.currency, min(low, *values), max(high, *values))
    layout["yaxis"] = {**layout["yaxis"], **axis, "title": {**layout["yaxis"].get("title", {}), **axis["title"]}}
    left = departure(plan, reality)
    layout["shapes"] = [*layout.get("shapes", []), *_mark(left)]
    layout["annotations"] = [*layout.get("annotations", []), _name(plan, reality, last)]
    spec = {"data": [*drawn.spec["data"], _line(values, plan.currency)], "layout": layout}
    return Picture(spec, reality_title(plan, reality), _over_fan_table(plan, reality), 360, "reality")


def reality_finding(plan: Plan, reality: Reality) -> str:
    """The finding in short: whether reality is inside the fan, else the month in which it left it."""
    found, (name, within, into) = departure(plan, reality), _words(plan)
    if found.state == "nothing":
        return "No month is complete yet, so there is nothing to hold against the plan"
    if found.state == "inside":
        return f"Reality is {within} {name} after {_months(reality.complete)}"
    if found.state == "back":
        return f"Reality came back {into} {name} in month {found.since}; before that it was {SIDES[found.below]} it"
    return f"Reality left {name} in month {found.since}, {SIDES[found.below]} it"


def reality_title(plan: Plan, reality: Reality) -> str:
    """The finding with its amounts: where reality stands, and what the plan said of that month."""
    now, (low, high) = money(reality.cumulative[-1], plan.currency), plan.ends(reality.complete)
    ends = f"{money(low, plan.currency)} to {money(high, plan.currency)}" if plan.levels else money(low, plan.currency)
    said = reality_finding(plan, reality)
    if not reality.complete:
        return said
    when = "" if said.endswith(_months(reality.complete)) else f" after {_months(reality.complete)},"
    return f"{said}: {now}{when} against {ends}"


def cash_and_capacity(months: Sequence[Month], first: date, currency: str) -> Picture:
    """Bars down for cash paid and up for freed capacity, month by month: the two are no sum.

    What was paid once is in the title and in the table, and would dwarf the months.
    """
    monthly = [month for month in months if month.number]
    numbers, when = [month.number for month in monthly], [_when(first, month.number) for month in monthly]
    capacity, cash = [month.capacity for month in monthly], [month.cash for month in monthly]
    traces = [
        _bars(numbers, capacity, when, COLOURS["accent"], "freed capacity", currency),
        _bars(numbers, [-value for value in cash], when, COLOURS["ink-3"], "cash paid", currency),
    ]
    low, high = min(0.0, *(-value for value in cash), *capacity), max(0.0, *capacity)
    room = 0.16 * ((high - low) or 1.0)
    layout: dict[str, Any] = {
        "barmode": "overlay",
        "bargap": 0.45,
        "margin": {"r": 12, "t": 8},
        "xaxis": {
            "title": {"text": "month"},
            "showgrid": False,
            "zeroline": False,
            "dtick": max(1, len(monthly) // 12),
            "range": [0.3, max(FEWEST_MONTHS, numbers[-1]) + 0.7],
        },
        "yaxis": {
            "title": {"text": f"{currency} a month"},
            "tickformat": "~s",
            "nticks": 6,
            "range": [low - room, high + room],
        },
        "annotations": [_corner("freed capacity, no cash", 1.0, "top"), _corner("cash paid", 0.0, "bottom")],
    }
    table = _cash_table(months, first, currency)
    return Picture(figure(traces, layout), cash_finding(months, currency), table, 280, "cash")


def cash_finding(months: Sequence[Month], currency: str) -> str:
    """The title: what was paid, and what was freed, which is something else."""
    once = sum(month.cash for month in months if not month.number)
    paid = money(sum(month.cash for month in months if month.number), currency)
    before = f" after {money(once, currency)} once" if once else ""
    freed = sum(month.capacity for month in months)
    if freed < 0:
        return f"{paid} paid in cash{before}, and time lost worth {money(-freed, currency)}"
    return f"{paid} paid in cash{before}; the time freed is capacity worth {money(freed, currency)}, not cash"


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _when(first: date, month: int) -> str:
    return f"{calendar_month(first, month):%b %Y}" if month else "once, before month 1"


def _line(values: Sequence[float], currency: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(range(len(values))),
        "y": list(values),
        "line": {"color": COLOURS["ink"], "width": 2.5},
        "marker": {"color": COLOURS["ink"], "size": 7},
        "customdata": [money(value, currency) for value in values],
        "hovertemplate": "reality, month %{x}<br>%{customdata}<extra></extra>",
    }


def _words(plan: Plan) -> tuple[str, str, str]:
    """What reality is held against, and how it is within it and comes into it."""
    return ("the fan", "inside", "into") if plan.levels else ("the plan’s line", "on", "to")


def _name(plan: Plan, reality: Reality, last: int) -> dict[str, Any]:
    at, value = reality.complete, reality.cumulative[-1]
    near_the_end = at > last * 0.7
    anchor, shift = ("right", -8) if near_the_end else ("left", 8)
    text = f"reality {money(value, plan.currency)}"
    place = {"x": at, "y": value, "xanchor": anchor, "xshift": shift, "yanchor": "middle"}
    return label(text, colour="ink", bgcolor=COLOURS["paper"] + "/0.8", borderpad=1, **place)


def _mark(left: Departure) -> list[dict[str, Any]]:
    """A line in the month in which reality left the fan."""
    if left.state != "outside":
        return []
    line = {"color": COLOURS["ink-3"], "width": 1, "dash": "dot"}
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": left.since,
            "x1": left.since,
            "y0": 0,
            "y1": 1,
            "line": line,
        }
    ]


def _over_fan_table(plan: Plan, reality: Reality) -> dict[str, Any]:
    head = (
        ["Month", "P5", "P95", "Reality", "Which is"]
        if plan.levels is not None
        else ["Month", "Plan", "Reality", "Which is"]
    )
    rows = []
    for month, value in enumerate(reality.cumulative):
        low, high = plan.ends(month)
        where = "below" if value < low else "above" if value > high else "inside"
        ends = (
            [money(low, plan.currency), money(high, plan.currency)]
            if plan.levels is not None
            else [money(low, plan.currency)]
        )
        rows.append([str(month), *ends, money(value, plan.currency), where])
    return {"head": head, "rows": rows}


def _bars(
    x: Sequence[int], y: Sequence[float], when: Sequence[str], colour: str, name: str, currency: str
) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(x),
        "y": list(y),
        "marker": {"color": colour},
        "customdata": [[a, money(abs(b), currency)] for a, b in zip(when, y, strict=True)],
        "hovertemplate": f"%{{customdata[0]}}<br>{name} %{{customdata[1]}}<extra></extra>",
    }


def _corner(text: str, y: float, anchor: str) -> dict[str, Any]:
    return label(text, x=0, xref="paper", xanchor="left", y=y, yref="paper", yanchor=anchor)


def _cash_table(months: Sequence[Month], first: date, currency: str) -> dict[str, Any]:
    rows = [
        [_when(first, month.number), money(month.cash, currency), money(month.capacity, currency), number(month.hours)]
        for month in months
    ]
    return {"head": ["Month", "Cash paid", "Freed capacity", "Net hours"], "rows": rows}
