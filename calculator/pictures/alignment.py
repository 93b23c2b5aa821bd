"""What reaching the target violation rates is worth: the NPV with both rates on the same draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.findings import money_range, whole_percent
from calculator.pictures.frame import Picture, row_label
from ui.charts import COLOURS, figure
from ui.formats import money

ROWS = (("measured", "Measured"), ("target", "Target"))
LEVELS = ("p5", "p25", "p50", "p75", "p95")


def alignment(levels: Mapping[str, Any], gain: Mapping[str, float], currency: str) -> Picture:
    """Two bars of the NPV, P5 to P95 with the middle half thicker, and the difference under them."""
    found = [(name, levels[key]) for key, name in ROWS]
    traces: list[dict[str, Any]] = []
    for row, (_, spread) in enumerate(found):
        traces += [
            _bar(row, spread["p5"], spread["p95"], 7, "/0.3"),
            _bar(row, spread["p25"], spread["p75"], 13, "/0.6"),
        ]
    traces += [_bar(2, gain["p5"], gain["p95"], 7, "/0.3"), _middles([*(one["p50"] for _, one in found), gain["p50"]])]
    words = [f"{name}: {money(one['p50'], currency)}, {money_range(one, currency)}" for name, one in found]
    words.append(f"Difference: {money(gain['p50'], currency)}, {money_range(gain, currency)}")
    layout = {
        "margin": {"t": 8, "r": 16, "l": 16},
        "xaxis": {
            "title": {"text": f"NPV and difference, P5 to P95, {currency}"},
            "tickformat": "~s",
            "nticks": 5,
            "range": _room([*(spread for _, spread in found), gain]),
        },
        "yaxis": {"visible": False, "range": [2.5, -0.8]},
        "annotations": [row_label(text, row, 20) for row, text in enumerate(words)],
    }
    rows = [[name, *(money(spread[level], currency) for level in LEVELS)] for name, spread in found]
    rows.append(["Difference", *(money(gain[level], currency) if level in gain else "–" for level in LEVELS)])
    table = {"head": ["NPV with the rates", *(level.upper() for level in LEVELS)], "rows": rows}
    return Picture(figure(traces, layout), alignment_finding(gain, currency), table, 280, "alignment")


def alignment_finding(gain: Mapping[str, float], currency: str) -> str:
    """The title: the middle and the range of the difference, and how often it is one."""
    sure = gain["probability_positive"]
    if gain["p50"] <= 0:
        return f"The target is worth nothing over what was measured: {money(gain['p50'], currency)} in the middle"
    said = f"Reaching the target is worth {money(gain['p50'], currency)}, {money_range(gain, currency)}"
    return said if sure == 1 else f"{said}, and something in {whole_percent(sure)} of the draws"


def _room(spreads: list[Mapping[str, float]]) -> list[float]:
    low, high = min(one["p5"] for one in spreads), max(one["p95"] for one in spreads)
    margin = 0.04 * ((high - low) or 1.0)
    return [low - margin, high + margin]


def _bar(row: int, low: float, high: float, width: int, share: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [low, high],
        "y": [row, row],
        "line": {"color": COLOURS["accent"] + share, "width": width},
        "hoverinfo": "skip",
    }


def _middles(values: list[float]) -> dict[str, Any]:
    marker = {"color": COLOURS["accent"], "size": 12, "line": {"color": COLOURS["paper"], "width": 2}}
    rows = list(range(len(values)))
    return {"type": "scatter", "mode": "markers", "x": values, "y": rows, "marker": marker, "hoverinfo": "skip"}
