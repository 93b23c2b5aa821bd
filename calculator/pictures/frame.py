"""What the charts of this room have in common: the picture itself, axes of money, words at the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ui.charts import COLOURS

TABLE_ROWS = 13
FEW_MONTHS = 10  # so few get a tick each, lest half months stand between them
ROW_HEIGHTS = ((3, 200), (5, 280), (7, 360), (8, 400))


@dataclass(frozen=True)
class Picture:
    """What `{% chart %}` needs."""

    spec: dict[str, Any]
    title: str
    table: dict[str, Any]
    height: int
    key: str


def row_height(rows: int) -> int:
    """Pixels for so many bars with a line of words above each."""
    return next((height for most, height in ROW_HEIGHTS if rows <= most), 480)


def month_axis(last: int) -> dict[str, Any]:
    whole = {"dtick": 1} if last <= FEW_MONTHS else {}
    return {"title": {"text": "month"}, "showgrid": False, "range": [0, last], "zeroline": False, **whole}


def money_axis(currency: str, low: float, high: float) -> dict[str, Any]:
    """From the lowest to the highest amount and zero, with room for a label at either end."""
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.09 * ((high - low) or 1.0)
    title = {"text": f"cumulative, {currency}"}
    return {"title": title, "tickformat": "~s", "nticks": 6, "range": [low - room, high + room]}


def label(text: str, *, colour: str = "ink-2", **place: Any) -> dict[str, Any]:
    """Words on a chart; the place is given as Plotly wants it.

    They are aligned as they are anchored, for Plotly measures them before the font has come.
    """
    font, align = {"size": 12, "color": COLOURS[colour]}, place.get("xanchor", "center")
    return {"text": text, "showarrow": False, "font": font, "align": align, **place}


def row_label(text: str, row: int, shift: int = 17) -> dict[str, Any]:
    """Words above a horizontal bar, on paper so that no line runs through them."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": row, "yshift": shift}
    return label(text, colour="ink", bgcolor=COLOURS["paper"] + "/0.8", borderpad=0, **place)


def corner(text: str) -> dict[str, Any]:
    """Words above the chart, at its right end."""
    return label(text, x=1, xref="paper", xanchor="right", y=1, yref="paper", yanchor="bottom")


def band(x: list[Any], y: list[float], colour: str) -> dict[str, Any]:
    """A filled shape without an edge."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
