"""How much of the work the assistant does, month by month, for each use case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from calculator.pictures.frame import TABLE_ROWS, Picture, band, label, month_axis
from ui.charts import COLOURS, figure
from ui.formats import percent

MOST_CURVES = 6
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def adoption(curves: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Picture | None:
    """A line for each use case, with a band from P5 to P95 where its adoption is uncertain; None without use cases.

    Of more use cases than can be told apart the highest and the lowest are drawn; the table holds them all.
    """
    if not curves:
        return None
    shown = _told_apart(curves)
    traces = [
        band(
            [*one["months"], *reversed(one["months"])], [*one["p5"], *reversed(one["p95"])], COLOURS["accent"] + "/0.12"
        )
        for one in shown
        if "p5" in one
    ]
    traces += [_line(one, DASHES[at], names) for at, one in enumerate(shown)]
    last = curves[0]["months"][-1]
    layout = {
        "margin": {"r": 12, "t": 18},
        "xaxis": month_axis(last),
        "yaxis": {
            "title": {"text": "tasks it does, of those it can"},
            "tickformat": ".0%",
            "nticks": 5,
            "range": [0, 1.08],
        },
        "annotations": _end_labels(shown, names),
    }
    return Picture(figure(traces, layout), adoption_finding(curves, names), _table(curves, names), 280, "adoption")


def adoption_finding(curves: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """The title: what the last month reaches, and when nine tenths of it are there."""
    ends = sorted((one["p50"][-1], _name(one, names)) for one in curves)
    last = curves[0]["months"][-1]
    if ends[-1][0] <= 0:
        return f"Nobody uses it within {last} months"
    if len(curves) == 1:
        end, by_month = ends[0][0], list(zip(curves[0]["months"], curves[0]["p50"], strict=True))
        first = next(month for month, share in by_month if share > 0)
        most = next(month for month, share in by_month if share >= 0.9 * end)
        since = f"nearly all of that from month {most}" if most > first else f"from month {first} on"
        return f"The assistant does {percent(end, 0)} of the tasks it can, {since}"
    (low, lowest), (high, highest) = ends[0], ends[-1]
    return f"In month {last} it does {percent(low, 0)} ({lowest}) to {percent(high, 0)} ({highest}) of the tasks it can"


def _told_apart(curves: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if len(curves) <= MOST_CURVES:
        return list(curves)
    ordered = sorted(curves, key=lambda one: one["p50"][-1])
    half = MOST_CURVES // 2
    return [*ordered[:half], *ordered[-half:]]


def _line(one: Mapping[str, Any], dash: str, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines" if len(one["months"]) > 1 else "markers",
        "x": one["months"],
        "y": one["p50"],
        "line": {"color": COLOURS["accent"], "width": 2, "dash": dash},
        "marker": {"color": COLOURS["accent"], "size": 8},
        "hovertemplate": f"{escape(_name(one, names))}, month %{{x}}: %{{y:.0%}}<extra></extra>",
    }


def _end_labels(shown: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each line's name where it ends, pushed apart where two would lie on each other."""
    found, above = [], 2.0
    for one in sorted(shown, key=lambda curve: -curve["p50"][-1]):
        end = one["p50"][-1]
        above = min(end, above - 0.085)
        text = f"{escape(_name(one, names))} {percent(end, 0)}"
        found.append(label(text, colour="ink", x=1, xref="paper", xanchor="right", y=above, yanchor="bottom"))
    return found


def _name(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    name = str(names.get(one["id"], one["id"]))
    return name if len(name) <= 28 else f"{name[:27]}…"


def _table(curves: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, Any]:
    """The middle, with P5 to P95 where there is a band."""
    months = curves[0]["months"]
    step = max(1, round((len(months) - 1) / (TABLE_ROWS - 1)))
    rows = [
        [f"{months[at]}", *(_cell(one, at) for one in curves)]
        for at in sorted({*range(0, len(months), step), len(months) - 1})
    ]
    return {"head": ["Month", *(_name(one, names) for one in curves)], "rows": rows}


def _cell(one: Mapping[str, Any], at: int) -> str:
    middle = percent(one["p50"][at], 0)
    return f"{middle} ({percent(one['p5'][at], 0)} to {percent(one['p95'][at], 0)})" if "p5" in one else middle
