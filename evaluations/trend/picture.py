"""The trend as a chart: rates of the runs with their intervals, and what others published as reference lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from evaluations.anchors import Anchor, AnchorSet
from evaluations.trend.selectors import Point
from evaluations.wording import interval_words
from ui.charts import COLOURS, figure
from ui.formats import percent

LONGEST_NAME = 16
MOST_TICKS = 12
LABEL_GAP = 0.05  # of the height of the chart: so far labels stand apart


@dataclass(frozen=True)
class Picture:
    """What ``{% chart %}`` needs."""

    spec: dict[str, Any]
    title: str
    table: dict[str, Any]
    height: int = 400
    key: str = "trend"


def trend_picture(points: Sequence[Point], title: str, anchors: Sequence[AnchorSet]) -> Picture:
    """Points in the order of time, joined where the same version of a suite was asked."""
    lowest = min([point.estimate.low for point in points] + [one.rate for each in anchors for one in each.anchors])
    floor = max(0.0, min(0.9, (lowest * 100 // 10) / 10))
    ceiling = 1.02
    traces: list[dict[str, Any]] = [*_lines(points), _marks(points)]
    places = list(range(len(points)))
    every = max(1, -(-len(points) // MOST_TICKS))
    shown = [at for at in places if (len(points) - 1 - at) % every == 0]
    layout: dict[str, Any] = {
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
        "xaxis": {
            "tickvals": shown,
            "ticktext": [_short(points[at].run.release) for at in shown],
            "showgrid": False,
            "zeroline": False,
            "range": [-0.5, max(len(points) - 0.5, 1.5) + (0.2 if anchors else 0)],
        },
        "yaxis": {"range": [floor, ceiling], "tickformat": ".0%", "nticks": 6, "title": {"text": "compliant"}},
        "shapes": [_line(one) for each in anchors for one in each.anchors],
        "annotations": _labels([one for each in anchors for one in each.anchors], ceiling - floor),
    }
    return Picture(figure(traces, layout), title, _table(points, anchors))


def trend_finding(points: Sequence[Point], subject: str) -> str:
    """The last two results in a sentence, and whether their intervals lie apart."""
    if not points:
        return "Nothing was measured here yet"
    last = points[-1]
    now = f"{percent(last.estimate.rate)} compliant in {last.run.release}{subject}"
    if len(points) == 1:
        return f"{now}, the only result so far"
    before = points[-2].estimate
    if (last.estimate.rate or 0) == (before.rate or 0):
        return f"{now}, as in the run before"
    apart = last.estimate.low > before.high or last.estimate.high < before.low
    way = "up" if (last.estimate.rate or 0) > (before.rate or 0) else "down"
    sure = "the intervals lie apart" if apart else "the intervals overlap"
    return f"{now}, {way} from {percent(before.rate)}; {sure}"


def _lines(points: Sequence[Point]) -> list[dict[str, Any]]:
    """A line through the runs that asked the same; another version of the suite starts another line."""
    traces: list[dict[str, Any]] = []
    for suite, group in groupby(enumerate(points), key=lambda item: item[1].run.suite_id):
        members = list(group)
        if suite is None or len(members) < 2:
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [at for at, _ in members],
                "y": [point.estimate.rate for _, point in members],
                "line": {"color": COLOURS["accent"] + "/0.5", "width": 1.5},
                "hoverinfo": "skip",
            }
        )
    return traces


def _marks(points: Sequence[Point]) -> dict[str, Any]:
    """Filled where it was measured, open where it is simulated or inconclusive."""
    rates = [point.estimate.rate or 0.0 for point in points]
    hollow = [point.run.simulated or point.inconclusive for point in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(range(len(points))),
        "y": rates,
        "marker": {
            "size": 10,
            "symbol": ["circle-open" if open_ else "circle" for open_ in hollow],
            "color": COLOURS["accent"],
            "line": {"width": 2, "color": COLOURS["accent"]},
        },
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [point.estimate.high - rate for point, rate in zip(points, rates, strict=True)],
            "arrayminus": [rate - point.estimate.low for point, rate in zip(points, rates, strict=True)],
            "color": COLOURS["accent"] + "/0.45",
            "thickness": 2,
            "width": 4,
        },
        "customdata": [[escape(point.run.release), _day(point), _counted(point)] for point in points],
        "hovertemplate": "%{customdata[0]}, %{customdata[1]}<br>%{y:.1%}, %{customdata[2]}<extra></extra>",
    }


def _line(anchor: Anchor) -> dict[str, Any]:
    line = {"color": COLOURS["ink-3"], "width": 1, "dash": "dot"}
    return {
        "type": "line",
        "layer": "below",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": anchor.rate,
        "y1": anchor.rate,
        "line": line,
    }


def _labels(anchors: Sequence[Anchor], height: float) -> list[dict[str, Any]]:
    """The names at the right end, moved apart where two would stand on each other."""
    placed: list[dict[str, Any]] = []
    at = 2.0
    for anchor in sorted(anchors, key=lambda one: -one.rate):
        at = min(anchor.rate, at - LABEL_GAP * height)
        placed.append(
            {
                "x": 1,
                "xref": "paper",
                "xanchor": "right",
                "y": at,
                "yref": "y",
                "yanchor": "middle",
                "text": f"{escape(anchor.model)} {anchor.rate:.0%}",
                "showarrow": False,
                "align": "right",
                "bgcolor": COLOURS["paper"] + "/0.85",
                "font": {"size": 11, "color": COLOURS["ink-3"]},
            }
        )
    return placed


def _table(points: Sequence[Point], anchors: Sequence[AnchorSet]) -> dict[str, Any]:
    rows = [
        [
            f"{point.run.release}{' (simulated)' if point.run.simulated else ''}",
            str(point.run.suite) if point.run.suite else "counts alone",
            _day(point),
            f"{point.estimate.numerator} of {point.estimate.denominator}",
            percent(point.estimate.rate),
            interval_words(point.estimate.low, point.estimate.high),
        ]
        for point in points
    ]
    for each in anchors:
        source = f"{each.by}, {each.title}"
        rows += [[one.model, source, each.published, "–", percent(one.rate), "not published"] for one in each.anchors]
    return {"head": ["Release", "Cases", "When", "Compliant", "Rate", "95 % interval"], "rows": rows}


def _counted(point: Point) -> str:
    found = point.estimate
    words = f"{found.numerator} of {found.denominator}, {interval_words(found.low, found.high)}"
    words += ", simulated" if point.run.simulated else ""
    return f"{words}, inconclusive" if point.inconclusive else words


def _day(point: Point) -> str:
    return f"{point.run.finished_at:%-d %b %Y}" if point.run.finished_at else ""


def _short(name: str) -> str:
    return escape(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…")
