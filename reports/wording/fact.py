"""The small shapes that several sections share: a labelled fact, a measured bar, a mark with its word."""

from dataclasses import dataclass

from reports.dossier import Compliance, ResultFacts
from reports.figures import count, interval, percent

OUTCOMES = {
    "compliant": "Compliant",
    "partial": "Partial",
    "violation": "Violation",
    "no_answer": "No answer",
    "unscored": "Unscored",
    "errored": "Errored",
    "pending": "Pending",
}
NOT_MEASURED = "nothing measured yet"


@dataclass(frozen=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True)
class Measured:
    """A compliance rate as words, and as numbers between 0 and 1 for the bar; None where nothing was scored."""

    rate: float | None
    low: float | None
    high: float | None
    rate_text: str
    interval_text: str
    count_text: str
    small: str
    mark: str


def measured(result: Compliance | None, mark: str = "compliant") -> Measured:
    """The rate with its interval and its count, or the words for nothing measured."""
    if result is None or result.rate is None or result.low is None or result.high is None:
        return Measured(None, None, None, NOT_MEASURED, "", "", "", "unscored")
    return Measured(
        rate=result.rate,
        low=result.low,
        high=result.high,
        rate_text=percent(result.rate),
        interval_text=interval(result.low, result.high),
        count_text=f"{count(result.numerator)} of {count(result.denominator)}",
        small="few" if result.small else "",
        mark=mark,
    )


def outcome_name(outcome: str) -> str:
    """The word shown for an outcome; one this page does not know is shown as it is written."""
    return OUTCOMES.get(outcome, outcome.replace("_", " ").capitalize())


def weakest_first(results: tuple[ResultFacts, ...]) -> list[ResultFacts]:
    """The results with a rate, the lowest first, those alike by title."""
    rated = [(entry.compliance.rate, entry.title, entry) for entry in results if entry.compliance.rate is not None]
    return [entry for _, _, entry in sorted(rated, key=lambda key: key[:2])]
