"""The charts of a comparison: the ranges under each other, and a waterfall from one base to the other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Any

from calculator.comparison import Difference, PartRow, Side, difference_finding, signed
from calculator.pictures import Picture
from ui.charts import COLOURS, figure
from ui.formats import money

MOST_BARS = 10
HEIGHTS = ((2, 200), (3, 240), (4, 280), (6, 360), (8, 400))  # rows and pixels; more rows get 480
SHORT = 14  # characters of a name that fit beside its figures on a phone


def ranges(sides: Sequence[Side]) -> Picture | None:
    """P5 to P95 of each side with its middle; None where they do not share a currency and a measure."""
    if len({(side.currency, side.headline["priced"]) for side in sides}) > 1:
        return None
    rows, spreads = list(range(len(sides))), [_spread(side) for side in sides]
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [low, high],
            "y": [row, row],
            "line": {"color": COLOURS["accent"] + "/0.45", "width": 7},
            "hoverinfo": "skip",
        }
        for row, (low, _, high) in zip(rows, spreads, strict=True)
    ]
    middles = [middle for _, middle, _ in spreads]
    marker = {"color": COLOURS["accent"], "size": 13, "line": {"color": COLOURS["paper"], "width": 2}}
    traces.append(
        {"type": "scatter", "mode": "markers", "x": middles, "y": rows, "marker": marker, "hoverinfo": "skip"}
    )
    measure = "net present value" if sides[0].headline["priced"] else "gross value, first year"
    layout = {
        "margin": {"t": 8, "r": 16, "l": 16},
        "xaxis": {"title": {"text": f"{measure}, {sides[0].currency}"}, "tickformat": "~s", "nticks": 5},
        "yaxis": {"visible": False, "range": [len(sides) - 0.6, -0.8]},
        "annotations": [_label(row, _range_words(side)) for row, side in enumerate(sides)],
    }
    return Picture(
        spec=figure(traces, layout),
        title=_ranges_finding(sides),
        table={
            "head": ["Scenario", "P5", "P50", "P95"],
            "rows": [
                [side.label, *(money(value, side.currency) for value in spread)]
                for side, spread in zip(sides, spreads, strict=True)
            ],
        },
        height=_height(len(sides)),
        key="ranges",
    )


def waterfall(found: Difference) -> Picture:
    """From the first base to the second, a bar for each part; gains full, losses pale, the smallest ones together."""
    currency, parts = found.first.currency, _shown(found.parts)
    starts = [found.before]
    for part in parts:
        starts.append(starts[-1] + part.amount)
    bars = [(0.0, found.before, True), *((starts[at], part.amount, part.amount >= 0) for at, part in enumerate(parts))]
    bars.append((0.0, found.after, True))
    ends = (found.first, found.second)
    labels = [f"{ends[0].label}, base {money(found.before, currency)}"]
    labels += [f"{part.label}: {part.words}" for part in parts]
    labels.append(f"{ends[1].label}, base {money(found.after, currency)}")
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(bars))),
        "base": [base for base, _, _ in bars],
        "x": [length for _, length, _ in bars],
        "marker": {"color": [_colour(at, len(bars), gain) for at, (_, _, gain) in enumerate(bars)]},
        "hoverinfo": "skip",
    }
    layout = {
        "bargap": 0.72,
        "margin": {"t": 8, "r": 16, "l": 16},
        "xaxis": {"title": {"text": f"NPV at base, {currency}"}, "tickformat": "~s", "nticks": 5},
        "yaxis": {"visible": False, "range": [len(bars) - 0.5, -0.9]},
        "annotations": [_label(row, text) for row, text in enumerate(labels)],
    }
    return Picture(
        spec=figure([trace], layout),
        title=difference_finding(found),
        table={},
        height=_height(len(bars)),
        key=f"waterfall-{found.second.letter}",
    )


def _shown(parts: Sequence[PartRow]) -> list[PartRow]:
    """The parts that move something; beyond a screenful the smallest are one bar."""
    moving = [part for part in parts if part.amount]
    if len(moving) <= MOST_BARS:
        return moving
    kept = sorted(moving, key=lambda part: -abs(part.amount))[: MOST_BARS - 1]
    rest = [part for part in moving if part not in kept]
    amount = sum(part.amount for part in rest)
    return [*(part for part in moving if part in kept), PartRow(f"{len(rest)} others", "", "", amount, signed(amount))]


def _colour(at: int, count: int, gain: bool) -> str:
    if at in (0, count - 1):
        return COLOURS["ink-3"]
    return COLOURS["accent"] if gain else COLOURS["accent"] + "/0.4"


def _spread(side: Side) -> tuple[float, float, float]:
    found, base = side.headline["range"], side.headline["base"]
    return (found["p5"], found["p50"], found["p95"]) if found else (base, base, base)


def _range_words(side: Side) -> str:
    low, middle, high = (money(value, side.currency) for value in _spread(side))
    title = side.short if len(side.short) <= SHORT else f"{side.short[: SHORT - 1].rstrip()}…"
    named = f"{side.letter} {title}: {middle}"
    return f"{named}, {low} to {high}" if side.headline["range"] else f"{named}, without a range"


def _ranges_finding(sides: Sequence[Side]) -> str:
    """Whether the ranges lie apart: only then does the simulation alone tell which is ahead."""
    ordered = sorted((_spread(side) for side in sides), key=lambda spread: spread[1])
    apart = all(lower[2] < upper[0] for lower, upper in pairwise(ordered))
    if apart:
        return "The ranges lie apart"
    return "The ranges overlap: P5–P95, the dot is P50"


def _label(row: int, text: str) -> dict[str, Any]:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": row,
        "yshift": 17,
        "showarrow": False,
        "text": escape(text),
        "font": {"size": 12, "color": COLOURS["ink"]},
    }


def _height(rows: int) -> int:
    return next((height for most, height in HEIGHTS if rows <= most), 480)
