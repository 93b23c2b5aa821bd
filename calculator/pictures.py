"""The charts of this room: each a Plotly figure, a title that says the finding, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from calculator import findings
from calculator.fields import field_of
from ui.charts import COLOURS, figure
from ui.formats import money

MOST_BARS = 10
BAR_HEIGHTS = ((3, 200), (5, 280), (7, 360), (8, 400))
TABLE_ROWS = 13


@dataclass(frozen=True)
class Picture:
    """What `{% chart %}` needs."""

    spec: dict[str, Any]
    title: str
    table: dict[str, Any]
    height: int
    key: str


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
        _band([*months, *back], [*low, *reversed(high)], f"{edge}/0.13"),
        _band([*months, *back], [*lower, *reversed(upper)], f"{edge}/0.2"),
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
    layout = {
        "margin": {"r": 12, "t": 26},
        "xaxis": {"title": {"text": "month"}, "showgrid": False, "range": [0, months[-1]], "zeroline": False},
        "yaxis": _money_axis(currency, min(low), max(high)),
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


def _money_axis(currency: str, low: float, high: float) -> dict[str, Any]:
    """From the lowest to the highest amount and zero, with room for a label at either end."""
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.09 * ((high - low) or 1.0)
    title = {"text": f"cumulative, {currency}"}
    return {"title": title, "tickformat": "~s", "nticks": 6, "range": [low - room, high + room]}


def _band(x: list[int], y: list[float], colour: str) -> dict[str, Any]:
    line = {"width": 0}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": colour,
        "line": line,
        "hoverinfo": "skip",
    }


def _end_labels(horizon: int, levels: Sequence[Sequence[float]], currency: str) -> list[dict[str, Any]]:
    """P95, P50 and P5 where their lines end; the middle one is left out where it would lie on another."""
    ends = {"P95": levels[4][-1], "P50": levels[2][-1], "P5": levels[0][-1]}
    span = max(max(levels[4]) - min(levels[0]), 1e-9)
    crowded = (ends["P95"] - ends["P50"]) / span < 0.1
    return [
        {
            "x": horizon,
            "y": value,
            "text": f"{name} {money(value, currency)}",
            "showarrow": False,
            "xanchor": "right",
            "yanchor": "top" if name == "P5" else "bottom",
            "font": {"size": 12, "color": COLOURS["ink"]},
        }
        for name, value in ends.items()
        if name != "P50" or not crowded
    ]


def _mark_payback(layout: dict[str, Any], horizon: int, payback: Mapping[str, float | None]) -> None:
    """The months from the early payback, P5, to the late one, P95, shaded to the horizon where that never comes."""
    if payback["p5"] is None:
        return
    early, late = payback["p5"], payback["p95"]
    end = horizon if late is None else late
    words = f"payback, P5–P95: month {early:.0f} to {'never' if late is None else f'{late:.0f}'}"
    layout["shapes"].append(
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": early,
            "x1": end,
            "y0": 0,
            "y1": 1,
            "fillcolor": COLOURS["ink-3"] + "/0.09",
            "line": {"width": 0},
            "layer": "below",
        }
    )
    layout["annotations"].append(
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "right",
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "text": words,
            "showarrow": False,
            "font": {"size": 12, "color": COLOURS["ink-2"]},
        }
    )


def _fan_table(months: Sequence[int], levels: Sequence[Sequence[float]], currency: str) -> dict[str, Any]:
    step = max(1, round((len(months) - 1) / (TABLE_ROWS - 1)))
    shown = sorted({*range(0, len(months), step), len(months) - 1})
    rows = [[f"{months[at]}", *(money(level[at], currency) for level in levels)] for at in shown]
    return {"head": ["Month", "P5", "P25", "P50", "P75", "P95"], "rows": rows}


def tornado(found: Mapping[str, Any], currency: str, names: Mapping[str, str]) -> Picture:
    """The inputs that move the NPV most, each from its P10 to its P90 with all others at base."""
    bars, base = found["bars"], found["base_npv"]
    shown = bars[:MOST_BARS]
    rows = list(range(len(shown)))
    traces = [
        _bars(rows, shown, base, "p10", COLOURS["accent"] + "/0.4"),
        _bars(rows, shown, base, "p90", COLOURS["accent"]),
    ]
    layout = {
        "barmode": "overlay",
        "bargap": 0.62,
        "margin": {"t": 30, "r": 12},
        "xaxis": {
            "title": {"text": f"NPV, {currency}"},
            "tickformat": "~s",
            "nticks": 5,
            "zeroline": False,
        },
        "yaxis": {"visible": False, "range": [len(shown) - 0.5, -0.9]},
        "annotations": [*_row_labels(shown, names), *_tornado_key(base, currency)],
        "shapes": [
            {
                "type": "line",
                "x0": base,
                "x1": base,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": COLOURS["ink-3"], "width": 1},
            }
        ],
    }
    return Picture(
        spec=figure(traces, layout),
        title=findings.tornado_finding(bars, currency, names),
        table=_tornado_table(bars, currency, names),
        height=next((height for most, height in BAR_HEIGHTS if len(shown) <= most), 480),
        key="tornado",
    )


def _bars(rows: list[int], bars: Sequence[Mapping[str, Any]], base: float, end: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": rows,
        "base": base,
        "x": [bar[f"npv_at_{end}"] - base for bar in bars],
        "marker": {"color": colour},
        "hoverinfo": "skip",
    }


def _row_labels(bars: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The input's name above its bar, with the values at both ends."""
    return [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": row,
            "yshift": 15,
            "showarrow": False,
            "text": f"{escape(findings.input_label(bar['input'], names))}, {bar['p10']:.3g} … {bar['p90']:.3g}",
            "font": {"size": 12, "color": COLOURS["ink"]},
        }
        for row, bar in enumerate(bars)
    ]


def _tornado_key(base: float, currency: str) -> list[dict[str, Any]]:
    return [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "right",
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"pale at P10, full at P90, line {money(base, currency)}",
            "font": {"size": 12, "color": COLOURS["ink-2"]},
        }
    ]


def _tornado_table(bars: Sequence[Mapping[str, Any]], currency: str, names: Mapping[str, str]) -> dict[str, Any]:
    rows = [
        [
            f"{findings.input_label(bar['input'], names)} ({field_of(bar['input']).unit.replace('money', currency)})",
            f"{bar['p10']:.4g}",
            f"{bar['p90']:.4g}",
            money(bar["npv_at_p10"], currency),
            money(bar["npv_at_p90"], currency),
            money(bar["swing"], currency),
        ]
        for bar in bars
    ]
    return {"head": ["Input", "P10", "P90", "NPV at P10", "NPV at P90", "Swing"], "rows": rows}


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
    layout = {
        "xaxis": {"title": {"text": "month"}, "showgrid": False, "range": [0, months[-1]], "zeroline": False},
        "yaxis": _money_axis(currency, min(flow), max(flow)),
    }
    end = money(flow[-1], currency)
    step = max(1, round(len(months) / TABLE_ROWS))
    table = {
        "head": ["Month", "Cumulative"],
        "rows": [[f"{month}", money(flow[month], currency)] for month in months[::step]],
    }
    return Picture(figure([line], layout), f"{end} after {months[-1]} months, without a range", table, 280, "fan")
