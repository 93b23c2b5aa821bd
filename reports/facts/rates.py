"""A measured rate."""

from dataclasses import dataclass

from reports.facts.units import Share


@dataclass(frozen=True)
class Compliance:
    """A measured rate: numerator of denominator, with its 95 % interval: Wilson's, or clustered by case where cases
    were asked several times. All None where nothing was scored."""

    numerator: int
    denominator: int
    rate: Share | None
    low: Share | None
    high: Share | None
    small: bool
