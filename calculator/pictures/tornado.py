"""The inputs that move the NPV most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from calculator import findings
from calculator.fields import field_of
from calculator.pictures.frame import Picture, corner, row_height, row_label
from calculator.tables import figure_words
from ui.charts import COLOURS, figure
from ui.formats import money

MOST_BARS = 10
LABEL_LENGTH = 40  # what fits on a phone beside the values; the table has the whole name


def tornado(found: Mapping[str, Any], currency: str, names: Mapping[str, str]) -> Picture:
    """Each of those inputs from its P10 to its P90 with all others at base."""
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
        "xaxis": {"title": {"text": f"NPV, {currency}"}, "tickformat": "~s", "nticks": 5, "zeroline": False},
        "yaxis": {"visible": False, "range": [len(shown) - 0.5, -0.9]},
        "annotations": [
            *_row_labels(shown, names),
            corner(f"pale at P10, full at P90, line {money(base, currency)}"),
        ],
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
        height=row_height(len(shown)),
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
    found = []
    for row, bar in enumerate(bars):
        name = escape(_short(findings.input_label(bar["input"], names)))
        found.append(row_label(f"{name}, {_short_number(bar['p10'])} … {_short_number(bar['p90'])}", row))
    return found


def _short(name: str) -> str:
    return name if len(name) <= LABEL_LENGTH else f"{name[:LABEL_LENGTH].rstrip()}…"


def _short_number(value: float) -> str:
    """Three figures, which is what a bar can bear."""
    return figure_words(float(f"{value:.3g}"))


def _tornado_table(bars: Sequence[Mapping[str, Any]], currency: str, names: Mapping[str, str]) -> dict[str, Any]:
    rows = [
        [
            f"{findings.input_label(bar['input'], names)} ({field_of(bar['input']).unit.replace('money', currency)})",
            figure_words(bar["p10"]),
            figure_words(bar["p90"]),
            money(bar["npv_at_p10"], currency),
            money(bar["npv_at_p90"], currency),
            money(bar["swing"], currency),
        ]
        for bar in bars
    ]
    return {"head": ["Input", "P10", "P90", "NPV at P10", "NPV at P90", "Swing"], "rows": rows}
