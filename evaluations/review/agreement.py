"""How far the raters of a queue agree: Cohen's κ of two people, Krippendorff's α of more or with gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations import statistics

MIN_FOR_INTERVAL = 10


@dataclass(frozen=True)
class Agreement:
    """``value`` is None where chance alone explains everything: all said the same of everything.

    ``items`` were rated by at least two, of which ``same`` the same by all; ``low`` and ``high`` enclose 95 % and are
    None for few items.
    """

    measure: str
    value: float | None
    low: float | None
    high: float | None
    items: int
    raters: int
    same: int


def agreement_of(said: Sequence[Mapping[int, str]]) -> Agreement | None:
    """The agreement over items, each with what its raters said by their keys; None where nobody rated one twice.

    Verdicts are names without an order: a partial is not half a violation here, and "can't tell" is one of them.
    """
    pairs = [item for item in said if len(item) > 1]
    raters = sorted({rater for item in said for rater in item})
    if not pairs:
        return None
    if len(raters) == 2:
        first, second = raters
        found = statistics.kappa_of([item[first] for item in pairs], [item[second] for item in pairs])
    else:
        found = statistics.alpha([[item.get(rater) for item in pairs] for rater in raters])
    enough = len(pairs) >= MIN_FOR_INTERVAL
    return Agreement(
        measure="Cohen’s κ" if len(raters) == 2 else "Krippendorff’s α",
        value=found.value,
        low=found.low if enough else None,
        high=found.high if enough else None,
        items=len(pairs),
        raters=len(raters),
        same=sum(len(set(item.values())) == 1 for item in pairs),
    )


def crosstab(pairs: Sequence[tuple[str, str]], categories: Sequence[str]) -> list[list[int]]:
    """How often the first said this while the second said that: rows are the first rater's."""
    return [[pairs.count((one, other)) for other in categories] for one in categories]
