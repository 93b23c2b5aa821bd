"""The dossier's drawings for the screen: positions for small SVGs, figures for the large charts."""

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.figures import NARROW, compact, count, is_german
from reports.wording import Shown
from reports.wording.business import Curve, FanShown, ScenarioShown, Spread
from reports.wording.evaluation import OutcomeShare
from ui.charts import COLOURS, figure

WIDTH = 100.0  # of the SVGs' view boxes
BANDS = ((0, 4, gettext_noop("P5 to P95"), "0.14"), (1, 3, gettext_noop("P25 to P75"), "0.22"))
TICKS = 6  # about as many as an axis of amounts has


@dataclass(frozen=True)
class Part:
    """A section on the screen: its key is its anchor and names its template."""

    key: str
    name: str
    template: str
    shown: Any


def part_of(report: Shown, key: str) -> Part:
    """The section of this key."""
    section = getattr(report, key)
    return Part(key, section.name, f"reports/dossier/{key}.html", section)


def spread_picture(spread: Spread) -> dict[str, float | None]:
    """Where the marks of a range stand, from 0 to 100."""
    base = spread.p50 if spread.base is None else spread.base
    low, high = min(spread.p5, base, 0.0), max(spread.p95, base, 0.0)
    pad = (high - low) * 0.04 or 1.0

    def at(value: float) -> float:
        return round((value - low + pad) / (high - low + 2 * pad) * WIDTH, 2)

    return {
        "p5": at(spread.p5),
        "width": round(max(at(spread.p95) - at(spread.p5), 0.3), 2),
        "p50": at(spread.p50),
        "zero": at(0.0),
        "base": at(spread.base) if spread.base is not None else None,
    }


def outcome_picture(outcomes: tuple[OutcomeShare, ...]) -> list[dict[str, Any]]:
    """The parts of the bar of outcomes, one after the other."""
    parts, start = [], 0.0
    for outcome in outcomes:
        width = outcome.share * WIDTH
        parts.append({"outcome": outcome.outcome, "x": round(start, 2), "width": round(max(width - 0.3, 0.4), 2)})
        start += width
    return parts


def scenario_pictures(scenario: ScenarioShown) -> dict[str, Any]:
    """A scenario with what is drawn of it."""
    chart = scenario.fan or scenario.curve
    return {
        "scenario": scenario,
        "spread": spread_picture(scenario.spread) if scenario.spread else None,
        "chart": chart,
        "figure": _figure(scenario),
        "table": _table(chart) if chart else None,
    }


def _figure(scenario: ScenarioShown) -> dict[str, Any] | None:
    if scenario.fan:
        return fan_figure(scenario.fan)
    return curve_figure(scenario.curve) if scenario.curve else None


def fan_figure(fan: FanShown) -> dict[str, Any]:
    """Two bands and the median."""
    traces: list[dict[str, Any]] = []
    for lower, upper, name, strength in BANDS:
        plain = {"x": fan.months, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces.append({**plain, "y": fan.levels[lower]})
        band = {
            "y": fan.levels[upper],
            "fill": "tonexty",
            "fillcolor": f"{COLOURS['accent']}/{strength}",
            "name": _(name),
        }
        traces.append({**plain, **band})
    traces.append(_line(fan.months, fan.levels[2], _("Median")))
    return figure(traces, _axes(fan))


def curve_figure(curve: Curve) -> dict[str, Any]:
    """One line."""
    return figure([_line(tuple(range(len(curve.points))), curve.points, _("Base case"))], _axes(curve))


def _line(months: tuple[int, ...], values: tuple[float, ...], name: str) -> dict[str, Any]:
    return {"x": months, "y": values, "mode": "lines", "line": {"color": COLOURS["accent"], "width": 2}, "name": name}


def _axes(chart: FanShown | Curve) -> dict[str, Any]:
    months = {"title": {"text": _("month")}, "zeroline": False, "showgrid": False}
    return {"xaxis": months, "yaxis": {"zeroline": True, **_amounts(chart.low, chart.high)}}


def _amounts(low: float, high: float) -> dict[str, Any]:
    """How the axis writes its amounts: the chart library knows the English letters for thousands and no others."""
    if not is_german():
        return {"tickformat": "~s"}
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    ticks = [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)]
    whole = [compact(tick).replace(f",0{NARROW}", NARROW) for tick in ticks]
    return {"tickvals": ticks, "ticktext": whole}


def _table(chart: FanShown | Curve) -> dict[str, Any]:
    if isinstance(chart, FanShown):
        columns = zip(chart.months, *chart.levels, strict=True)
        rows = [[month, *(count(value) for value in values)] for month, *values in columns]
        return {"head": [_("Month"), "P5", "P25", _("Median"), "P75", "P95"], "rows": rows}
    return {"head": [_("Month"), _("Base case")], "rows": [[m, count(v)] for m, v in enumerate(chart.points)]}
