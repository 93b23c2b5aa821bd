"""Cumulative money over the months: the fan of the draws, or one line where nothing is uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from calculator import findings
from calculator.pictures.frame import TABLE_ROWS, Picture, band, corner, label, money_axis, month_axis
from ui.charts import COLOURS, figure
from ui.formats import money


def fan(
    months: Sequence[int],
    levels: Sequence[Sequence[float]],
    currency: str,
    *,
    net: bool,
    payback: Mapping[str, float | None] | None = None,
) -> Picture:
    """Cumulative money month by month: P5–P95, P25–P75 and the middle; for net money with the payback window."""
    low, lower, middle, upper, high = levels
    back = list(reversed(months))
    edge = COLOURS["accent"]
    traces = [
        band([*months, *back], [*low, *reversed(high)], f"{edge}/0.13"),
        band([*months, *back], [*lower, *reversed(upper)], f"{edge}/0.2"),
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(months),
            "y": list(middle),
            "line": {"color": edge, "width": 2.5},
            "customdata": [
                [money(a, currency), money(b, currency), money(c, currency)]
                for a, b, c in zip(low, middle, high, strict=True)
            ],
            "hovertemplate": "month %{x}<br>%{customdata[1]}, %{customdata[0]} to %{customdata[2]}<extra></extra>",
        },
    ]
    layout: dict[str, Any] = {
        "margin": {"r": 12, "t": 26},
        "xaxis": month_axis(months[-1]),
        "yaxis": money_axis(currency, min(low), max(high)),
        "annotations": _end_labels(months[-1], levels, currency),
        "shapes": [],
    }
    if net and payback:
        _mark_payback(layout, months[-1], payback)
    return Picture(
        spec=figure(traces, layout),
        title=findings.fan_finding(levels, months, currency, net=net),
        table=_fan_table(months, levels, currency),
        height=320,
        key="fan",
    )


def _end_labels(horizon: int, levels: Sequence[Sequence[float]], currency: str) -> list[dict[str, Any]]:
    """P95, P50 and P5 where their lines end; the middle one is left out where it would lie on another."""
    ends = {"P95": levels[4][-1], "P50": levels[2][-1], "P5": levels[0][-1]}
    span = max(max(levels[4]) - min(levels[0]), 1e-9)
    crowded = (ends["P95"] - ends["P50"]) / span < 0.1
    return [
        label(
            f"{name} {money(value, currency)}",
            colour="ink",
            x=horizon,
            y=value,
            xanchor="right",
            yanchor="top" if name == "P5" else "bottom",
        )
        for name, value in ends.items()
        if name != "P50" or not crowded
    ]


def _mark_payback(layout: dict[str, Any], horizon: int, payback: Mapping[str, float | None]) -> None:
    """The months from the early payback, P5, to the late one, P95, shaded to the horizon where that never comes."""
    early, late = payback["p5"], payback["p95"]
    if early is None:
        return
    words = f"payback, P5–P95: month {early:.0f} to {'never' if late is None else f'{late:.0f}'}"
    layout["shapes"].append(
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": early,
            "x1": horizon if late is None else late,
            "y0": 0,
            "y1": 1,
            "fillcolor": COLOURS["ink-3"] + "/0.09",
            "line": {"width": 0},
            "layer": "below",
        }
    )
    layout["annotations"].append(corner(words))


def _fan_table(months: Sequence[int], levels: Sequence[Sequence[float]], currency: str) -> dict[str, Any]:
    step = max(1, round((len(months) - 1) / (TABLE_ROWS - 1)))
    shown = sorted({*range(0, len(months), step), len(months) - 1})
    rows = [[f"{months[at]}", *(money(level[at], currency) for level in levels)] for at in shown]
    return {"head": ["Month", "P5", "P25", "P50", "P75", "P95"], "rows": rows}


def cumulative(flow: Sequence[float], currency: str) -> Picture:
    """The cumulative flow of a scenario in which nothing is uncertain: a line without a range."""
    months = list(range(len(flow)))
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": months,
        "y": list(flow),
        "line": {"color": COLOURS["accent"], "width": 2.5},
        "hovertemplate": "month %{x}<br>%{y:,.0f}<extra></extra>",
    }
    layout = {"xaxis": month_axis(months[-1]), "yaxis": money_axis(currency, min(flow), max(flow))}
    end = money(flow[-1], currency)
    step = max(1, round(len(months) / TABLE_ROWS))
    table = {
        "head": ["Month", "Cumulative"],
        "rows": [[f"{month}", money(flow[month], currency)] for month in months[::step]],
    }
    return Picture(figure([line], layout), f"{end} after {months[-1]} months, without a range", table, 280, "fan")
