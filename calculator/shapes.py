"""Small pictures as paths: the shape of a distribution, a curve of adoption, a fan. Templates draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from calculator.distributions import Distribution, Lognormal
from calculator.tables import figure_words

SHAPE_WIDTH, SHAPE_HEIGHT = 120.0, 30.0
CURVE_WIDTH, CURVE_HEIGHT = 240.0, 60.0
FAN_WIDTH, FAN_HEIGHT = 280.0, 84.0
POINTS = 61
REACH = 2.8  # normal scores to either side; of a lognormal's long tail less is drawn
LONG_TAIL = 1.9
LEVELS = (0.05, 0.5, 0.95)
MARK_NAMES = ("P5", "P50", "P95")
SMALL = 0.1  # below it two digits are shown, for which there is room
TALLEST = 0.98  # of the heights: a density that runs to infinity is cut there


@dataclass(frozen=True)
class Shape:
    """A density as an area, with marks at P5, P50 and P95 in the same coordinates."""

    area: str
    marks: tuple[float, ...]
    values: tuple[str, ...]
    words: str

    width: float = SHAPE_WIDTH
    height: float = SHAPE_HEIGHT


@dataclass(frozen=True)
class Curve:
    """A line over the months with a band around it where there is one; `zero` is the height of zero."""

    line: str
    band: str
    zero: float
    words: str
    width: float
    height: float


def shape_of(quantity: Distribution) -> Shape:
    """The density, from the slope of its quantiles."""
    far = LONG_TAIL if isinstance(quantity, Lognormal) else REACH
    scores = np.linspace(-REACH, far, POINTS)
    values = quantity.draws(scores)
    weight, step = np.exp(-((scores[:-1] + scores[1:]) ** 2) / 8), np.diff(values)
    wide = step > (values[-1] - values[0]) * 1e-6
    middles, heights = ((values[:-1] + values[1:]) / 2)[wide], (weight[wide] / step[wide])
    marks = [quantity.quantile(level) for level in LEVELS]
    low, high = float(values[0]), max(float(values[-1]), marks[-1])
    across = _scaler(low, high, SHAPE_WIDTH)
    tall = float(np.quantile(heights, TALLEST)) * 1.04
    up = SHAPE_HEIGHT - np.minimum(heights / tall, 1.0) * (SHAPE_HEIGHT - 2)
    ends = [
        (across(middles[0]), SHAPE_HEIGHT),
        *zip(across(middles), up, strict=True),
        (across(middles[-1]), SHAPE_HEIGHT),
    ]
    shown = tuple(figure_words(float(f"{mark:.{3 if abs(mark) >= SMALL else 2}g}")) for mark in marks)
    words = ", ".join(f"{name} {value}" for name, value in zip(MARK_NAMES, shown, strict=True))
    return Shape(f"{_path(ends)}Z", tuple(round(float(across(mark)), 1) for mark in marks), shown, words)


def curve_of(band: Mapping[str, Any], words: str) -> Curve:
    """Adoption by month, from 0 to 1, out of what `picture_numbers.adoption_bands` gives for one use case."""
    return _curve(
        band["months"], band["p50"], band.get("p5"), band.get("p95"), (0.0, 1.0), words, CURVE_WIDTH, CURVE_HEIGHT
    )


def fan_of(months: Sequence[int], levels: Sequence[Sequence[float]], words: str) -> Curve:
    """The cumulative flow: the middle of the draws, and P5 to P95 around it."""
    low, _, middle, _, high = levels
    ends = (min(0.0, *low), max(0.0, *high))
    return _curve(months, middle, low, high, ends, words, FAN_WIDTH, FAN_HEIGHT)


def _curve(
    months: Sequence[int],
    middle: Sequence[float],
    low: Sequence[float] | None,
    high: Sequence[float] | None,
    ends: tuple[float, float],
    words: str,
    width: float,
    height: float,
) -> Curve:
    across, up = _scaler(months[0], months[-1], width), _scaler(ends[0], ends[1], height - 2)
    x = across(np.asarray(months, dtype=float))

    def places(values: Sequence[float]) -> list[tuple[float, float]]:
        return list(zip(x, height - 1 - up(np.asarray(values, dtype=float)), strict=True))

    band = "" if low is None or high is None else f"{_path([*places(high), *reversed(places(low))])}Z"
    return Curve(_path(places(middle)), band, round(float(height - 1 - up(np.asarray(0.0))), 1), words, width, height)


def _scaler(low: float, high: float, size: float) -> Any:
    span = (high - low) or 1.0
    return lambda values: (values - low) / span * size


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
