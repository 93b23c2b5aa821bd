"""The small shapes that several sections share: a labelled fact, a measured bar, a mark with its word."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from reports.dossier import Compliance, ResultFacts
from reports.figures import count, interval, percent

OUTCOMES = {
    "compliant": gettext_noop("Compliant"),
    "partial": gettext_noop("Partial"),
    "violation": gettext_noop("Violation"),
    "no_answer": gettext_noop("No answer"),
    "unscored": gettext_noop("Unscored"),
    "errored": gettext_noop("Errored"),
    "pending": gettext_noop("Pending"),
}


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
    spoken: str  # the bar in words


def measured(result: Compliance | None, mark: str = "compliant") -> Measured:
    """The rate with its interval and its count, or the words for nothing measured."""
    if result is None or result.rate is None or result.low is None or result.high is None:
        return Measured(None, None, None, _("nothing measured yet"), "", "", "", "unscored", _("not measured"))
    known = {"rate": percent(result.rate), "low": percent(result.low), "high": percent(result.high)}
    return Measured(
        rate=result.rate,
        low=result.low,
        high=result.high,
        rate_text=percent(result.rate),
        interval_text=interval(result.low, result.high),
        count_text=out_of(result.numerator, result.denominator),
        small=pgettext("beside a small count", "few") if result.small else "",
        mark=mark,
        spoken=_("%(rate)s, interval %(low)s to %(high)s") % known,
    )


def outcome_name(outcome: str) -> str:
    """The word shown for an outcome; one this page does not know is shown as it is written."""
    return _(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome.replace("_", " ").capitalize()


def out_of(some: int, all_of_them: int) -> str:
    """3, 5 -> 3 of 5"""
    return _("%(count)s of %(total)s") % {"count": count(some), "total": count(all_of_them)}


def weakest_first(results: tuple[ResultFacts, ...]) -> list[ResultFacts]:
    """The results with a rate, the lowest first, those alike by title."""
    rated = [(entry.compliance.rate, entry.title, entry) for entry in results if entry.compliance.rate is not None]
    return [entry for _, _, entry in sorted(rated, key=lambda key: key[:2])]
