"""How the draws of the NPV lie, with the part that loses marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.findings import whole_percent
from calculator.pictures.frame import Picture, corner, label
from ui.charts import COLOURS, figure
from ui.formats import money, percent

LOSS_SEEN = 0.05  # from here on one draw in twenty loses, and the title says how much


def histogram(bins: Mapping[str, Any], simulated: Mapping[str, Any], currency: str) -> Picture:
    """Bins between P1 and P99. Those below zero are vermilion and hatched, with their share beside them."""
    counts, draws = bins["counts"], simulated["n"]
    lows = [bins["start"] + bins["width"] * place for place in range(len(counts))]
    losing = [low < 0 for low in lows]
    bars = {
        "type": "bar",
        "x": [low + bins["width"] / 2 for low in lows],
        "y": [count / draws for count in counts],
        "width": bins["width"],
        "marker": {
            "color": [COLOURS["violation"] if lost else COLOURS["accent"] + "/0.55" for lost in losing],
            "line": {"color": COLOURS["paper"], "width": 1},
            "pattern": {"shape": ["/" if lost else "" for lost in losing], "size": 5, "fillmode": "overlay"},
        },
        "customdata": [
            [money(low, currency), money(low + bins["width"], currency), percent(count / draws)]
            for low, count in zip(lows, counts, strict=True)
        ],
        "hovertemplate": "%{customdata[0]} to %{customdata[1]}<br>%{customdata[2]} of the draws<extra></extra>",
    }
    layout = {
        "margin": {"t": 44, "r": 12},
        "bargap": 0,
        "xaxis": {"title": {"text": f"NPV, {currency}"}, "tickformat": "~s", "nticks": 6, "showgrid": False},
        "yaxis": {"title": {"text": "share of the draws"}, "tickformat": ".0%", "nticks": 4, "rangemode": "tozero"},
        "annotations": [*_halves(simulated["probability_of_loss"]), *_beyond(bins, draws)],
        "shapes": [_zero_line()] if any(losing) and not all(losing) else [],
    }
    return Picture(
        figure([bars], layout), histogram_finding(simulated, currency), _table(bins, draws, currency), 320, "npv"
    )


def histogram_finding(simulated: Mapping[str, Any], currency: str) -> str:
    """The title: how many draws lose, and what one in twenty comes to or below."""
    loss, low = simulated["probability_of_loss"], simulated["npv"]["p5"]
    losing = f"{whole_percent(loss)} of the draws lose money" if loss else "No draw loses money"
    if loss >= LOSS_SEEN:
        return f"{losing}; one in twenty loses {money(-low, currency)} or more"
    return f"{losing}; one in twenty brings {money(low, currency)} or less"


def _halves(loss: float) -> list[dict[str, Any]]:
    """The share on each side of zero, above the chart and in the order of the axis."""
    top: dict[str, Any] = {"xref": "paper", "y": 1.09, "yref": "paper", "yanchor": "bottom"}
    found = []
    if loss > 0:
        found.append(label(f"▨ {whole_percent(loss)} lose", colour="violation", x=0, xanchor="left", **top))
    if loss < 1:
        found.append(label(f"{whole_percent(1 - loss)} gain or break even", x=1, xanchor="right", **top))
    return found


def _beyond(bins: Mapping[str, Any], draws: int) -> list[dict[str, Any]]:
    outside = bins["below"] + bins["above"]
    return [corner(f"P1 to P99; {percent(outside / draws)} lie outside")] if outside else []


def _zero_line() -> dict[str, Any]:
    line = {"color": COLOURS["ink-3"], "width": 1}
    return {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _table(bins: Mapping[str, Any], draws: int, currency: str) -> dict[str, Any]:
    start, width, counts = bins["start"], bins["width"], bins["counts"]
    rows = [
        [
            f"{money(start + width * at, currency)} to {money(start + width * (at + 1), currency)}",
            percent(count / draws),
        ]
        for at, count in enumerate(counts)
    ]
    if bins["below"]:
        rows.insert(0, [f"below {money(start, currency)}", percent(bins["below"] / draws)])
    if bins["above"]:
        rows.append([f"{money(start + width * len(counts), currency)} or more", percent(bins["above"] / draws)])
    return {"head": ["NPV", "Share of the draws"], "rows": rows}
