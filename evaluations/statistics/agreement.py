"""How far raters agree beyond chance: Cohen's κ of two, Krippendorff's α of any number and with gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluations.statistics.rates import LEVEL, normal_quantile

Measurement = Literal["nominal", "ordinal", "interval", "ratio"]
SEED, ROUNDS = 20_260_101, 500
FEWEST_ITEMS = 2


@dataclass(frozen=True)
class Agreement:
    """``value`` is 1 for full agreement and 0 for what chance gives; None where it is not defined, with the reason.

    ``items`` counts what at least two raters judged. ``low`` and ``high`` are None where there is no value.
    """

    value: float | None
    low: float | None
    high: float | None
    items: int
    reason: str = ""
    level: float = LEVEL


def kappa(table: Sequence[Sequence[int]], level: float = LEVEL) -> Agreement:
    """Cohen's κ of a square table, rows the first rater's verdicts and columns the second's: [[20, 5], [10, 15]] → 0.4.

    The interval is analytic. Source: J. Cohen, Educational and Psychological Measurement 20 (1960), 37–46; its
    variance: Fleiss, Cohen, Everitt, Psychological Bulletin 72 (1969), 323–327.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise ValueError("Agreement needs a square table of counts.")
    items = int(counts.sum())
    if not items:
        return Agreement(None, None, None, 0, "Nothing was judged by both.", level)
    shares = counts / items
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    by_chance, agreed = float(rows @ columns), float(np.trace(shares))
    if by_chance >= 1:
        return Agreement(None, None, None, items, "Both gave one and the same verdict throughout.", level)
    value = (agreed - by_chance) / (1 - by_chance)
    half = normal_quantile(level) * _kappa_error(shares, rows, columns, value, by_chance, items)
    return Agreement(value, max(-1.0, value - half), min(1.0, value + half), items, "", level)


def kappa_of(first: Sequence[str], second: Sequence[str], level: float = LEVEL) -> Agreement:
    """Cohen's κ of two raters' verdicts on the same items, one after the other; an empty verdict is a gap."""
    both = [(one, other) for one, other in zip(first, second, strict=True) if one and other]
    names = sorted({verdict for pair in both for verdict in pair})
    place = {name: at for at, name in enumerate(names)}
    table = [[0] * len(names) for _ in names]
    for one, other in both:
        table[place[one]][place[other]] += 1
    return kappa(table, level) if names else Agreement(None, None, None, 0, "Nothing was judged by both.", level)


def alpha(
    ratings: Sequence[Sequence[str | None]], level: float = LEVEL, measurement: Measurement = "nominal"
) -> Agreement:
    """Krippendorff's α; one row a rater, one column an item, None or an empty text where a rater did not judge an item.

    The interval draws the items again, with a fixed seed. Source: K. Krippendorff, Content Analysis (2004), chapter 11.
    For another measurement than nominal the verdicts are numbers written out.
    """
    judged = _judged(ratings)
    if len(judged) < FEWEST_ITEMS:
        return Agreement(None, None, None, len(judged), "At least two items judged by two raters are needed.", level)
    names = _domain(judged, measurement)
    if len(names) < 2:
        return Agreement(None, None, None, len(judged), "All verdicts are one and the same.", level)
    counts = np.array([[item.count(name) for name in names] for item in judged])
    domain = [float(name) for name in names] if measurement != "nominal" else names
    value = _alpha(counts, domain, measurement)
    drawn = np.random.default_rng(SEED).integers(0, len(judged), size=(ROUNDS, len(judged)))
    again = [_alpha(counts[rows], domain, measurement) for rows in drawn if _varies(counts[rows])]
    edge = (1 - level) / 2
    low, high = (float(bound) for bound in np.quantile(again, [edge, 1 - edge])) if again else (value, value)
    return Agreement(value, min(low, value), max(high, value), len(judged), "", level)


def _judged(ratings: Sequence[Sequence[str | None]]) -> list[list[str]]:
    """The verdicts on each item that at least two raters judged."""
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("Every rater needs a place for every item.")
    items = [[verdict for verdict in column if verdict] for column in zip(*ratings, strict=True)]
    return [item for item in items if len(item) > 1]


def _domain(judged: Sequence[Sequence[str]], measurement: Measurement) -> list[str]:
    found = {verdict for item in judged for verdict in item}
    return sorted(found) if measurement == "nominal" else sorted(found, key=float)


def _alpha(counts: NDArray[np.float64], domain: Sequence[str | float], measurement: Measurement) -> float:
    import krippendorff  # it takes as long as scipy to import: only where it is used

    return float(krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=measurement))


def _varies(counts: NDArray[np.float64]) -> bool:
    return int((counts.sum(axis=0) > 0).sum()) > 1


def _kappa_error(
    shares: NDArray[np.float64],
    rows: NDArray[np.float64],
    columns: NDArray[np.float64],
    value: float,
    by_chance: float,
    items: int,
) -> float:
    """The standard error under agreement as it was found, not under chance."""
    diagonal = np.diag(shares)
    kept = float((diagonal * (1 - (rows + columns) * (1 - value)) ** 2).sum())
    # Off the diagonal the margins cross: a cell weighs with its column's row share and its row's column share.
    crossed = (columns[:, None] + rows[None, :]) ** 2 * shares
    off = (1 - value) ** 2 * float(crossed.sum() - np.trace(crossed))
    variance = (kept + off - (value - by_chance * (1 - value)) ** 2) / (items * (1 - by_chance) ** 2)
    return sqrt(max(variance, 0.0))
