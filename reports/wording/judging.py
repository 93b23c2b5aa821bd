"""Who graded the answers of the run, how often they err, the rate without that, and how far people agree."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.judging import CalibrationFacts, CorrectedFacts, GradingFacts, ReviewFacts
from reports.facts.rates import Compliance
from reports.figures import DASH, count, day, interval, percent, whole_percent
from reports.wording.fact import Fact, Measured, measured, out_of, outcome_name

OLDEST_DAYS = 90  # for a gate, a calibration may be as old as this
GRADERS = {
    "judge": gettext_noop("A judge model, as recorded with the pilot"),
    "rules": gettext_noop("Rules, as recorded with the pilot"),
    "people": gettext_noop("People, as recorded with the pilot"),
}
SEES = {
    "whole_spec": gettext_noop("the whole specification and the rubric"),
    "section": gettext_noop("the section of the principle and the rubric"),
    "principle": gettext_noop("the principle and the rubric"),
    "rubric": gettext_noop("the rubric alone"),
}
BASES = {
    "exemplars": gettext_noop("answers of known worth in %(of)s"),
    "spec_examples": gettext_noop("the examples of the specification %(of)s"),
    "labels": gettext_noop("people’s labels of answers of %(of)s"),
    "recorded": gettext_noop("answers of known worth, as recorded with the pilot"),
}


@dataclass(frozen=True)
class RateRow:
    """One share as a bar with its numbers."""

    what: str
    result: Measured


@dataclass(frozen=True)
class JudgeShown:
    """One grader with its protocol, what it found, and how often it recognises what is known."""

    name: str
    simulated: bool
    finding: str
    facts: tuple[Fact, ...]
    columns: tuple[str, ...]
    rates: tuple[RateRow, ...]


@dataclass(frozen=True)
class PairRow:
    """What the second reviewer said of the answers of which the first said `said`."""

    said: str
    counts: tuple[str, ...]


@dataclass(frozen=True)
class ReviewShown:
    """One queue of people: how far they agree, with the table of two reviewers."""

    name: str
    finding: str
    facts: tuple[Fact, ...]
    table_note: str
    columns: tuple[str, ...]
    rows: tuple[PairRow, ...]


@dataclass(frozen=True)
class Judging:
    """The part of the evaluation on those who graded."""

    title: str
    lead: str
    judges: tuple[JudgeShown, ...]
    reviews: tuple[ReviewShown, ...]


def judging(dossier: Dossier) -> Judging:
    """How far the verdicts of the run can be relied on."""
    known = dossier.judging
    today = dossier.making.at.date()
    judges = tuple(_judge(one, today) for one in known.gradings) if known else ()
    reviews = tuple(_review(one) for one in known.reviews) if known else ()
    return Judging(_("Who graded, and how often they err"), _lead(judges, reviews), judges, reviews)


def _lead(judges: tuple[JudgeShown, ...], reviews: tuple[ReviewShown, ...]) -> str:
    if judges:
        return _(
            "A judge is a model that grades answers. It errs, so it is shown answers whose worth is known, and the "
            "rate is corrected by how many of either kind it recognises."
        )
    if reviews:
        return _("No judge graded these answers. People read some of them.")
    return _("No judge graded these answers and nobody reviewed them, so there is no grader’s error to correct for.")


# --- judges -----------------------------------------------------------------------------------------------------------


def _judge(one: GradingFacts, today: date) -> JudgeShown:
    return JudgeShown(
        name=_name(one),
        simulated=one.simulated,
        finding=_finding(one),
        facts=tuple(_facts(one, today)),
        columns=(_("Share"), _("0 to 100\u202f%"), _("Count"), _("Rate"), _("95\u202f% interval")),
        rates=tuple(_rates(one)),
    )


def _name(one: GradingFacts) -> str:
    if not one.name:
        return _(GRADERS[one.grader])
    return _("%(judge)s, version %(version)s") % {"judge": one.name, "version": one.version}


def _finding(one: GradingFacts) -> str:
    if one.corrected is not None:
        return _("Corrected for its mistakes: %(rate)s, 95\u202f%% interval %(interval)s") % {
            "rate": percent(one.corrected.rate),
            "interval": interval(one.corrected.low, one.corrected.high),
        }
    if one.calibration is None:
        return _("How often it is right is not known, so the rate is not corrected")
    return _("The rate cannot be corrected: it tells good from bad no better than chance")


def _facts(one: GradingFacts, today: date) -> Iterator[Fact]:
    if one.name:
        yield from _protocol(one)
    if one.unscored:
        yield Fact(_("Unscored"), count(one.unscored))
    if one.calibration:
        yield from _calibration(one.calibration, today)


def _protocol(one: GradingFacts) -> Iterator[Fact]:
    if one.model:
        yield Fact(_("Model"), one.model)
    yield Fact(_("Is shown"), _(SEES[one.sees]))
    yield Fact(_("Answers with"), _scale(one))
    yield Fact(_("Prompt"), _("version %(version)s") % {"version": one.protocol or DASH})
    yield Fact(_("Verdicts"), _("decide the outcomes") if one.decides else _("are advice and decide nothing"))
    if one.trusted is not None:
        yield Fact(_("Attacks"), _("none on it worked") if one.trusted else _("one on it worked, or could not be told"))


def _scale(one: GradingFacts) -> str:
    if one.scale == "seven":
        said = _("a score from 1 to 7, compliant from %(threshold)s on") % {"threshold": count(one.threshold)}
    else:
        said = _("compliant or not")
    times = ngettext("asked once about each answer", "asked %(times)s times about each answer", one.repeats)
    return f"{said}; {times % {'times': count(one.repeats)}}"


def _calibration(known: CalibrationFacts, today: date) -> Iterator[Fact]:
    basis = _(BASES[known.basis]) % {"of": known.of}
    if known.blind:
        basis = _("%(basis)s, given blind") % {"basis": basis}
    yield Fact(_("Calibrated on"), basis)
    if known.made_on:
        old = (today - known.made_on).days > OLDEST_DAYS
        made = day(known.made_on)
        yield Fact(_("Calibrated"), _("%(day)s, too long ago to decide a gate") % {"day": made} if old else made)
    if known.unscored:
        yield Fact(_("No usable verdict"), _("%(count)s, counted as not recognised") % {"count": count(known.unscored)})
    if known.agreed is not None:
        yield Fact(_("Agreed level"), _agreed(known, known.agreed))
    if known.kappa is not None:
        yield Fact(_("κ with the labels"), _kappa(known.kappa, known.kappa_low, known.kappa_high))


def _agreed(known: CalibrationFacts, level: float) -> str:
    rates = (known.good.rate, known.bad.rate)
    reached = all(rate is not None and rate >= level for rate in rates)
    said = _("%(share)s of either kind, reached") if reached else _("%(share)s of either kind, not reached")
    return said % {"share": whole_percent(level)}


def _kappa(value: float, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return count(value, 2)
    bounds = f"{count(low, 2)}{DASH}{count(high, 2)}"
    return _("%(value)s, 95\u202f%% interval %(bounds)s") % {"value": count(value, 2), "bounds": bounds}


def _rates(one: GradingFacts) -> Iterator[RateRow]:
    yield RateRow(_("As graded"), measured(one.compliance))
    if one.corrected:
        yield RateRow(_("Corrected for its mistakes"), _without_count(one.corrected))
    if one.calibration:
        yield RateRow(_("Known good answers recognised"), measured(one.calibration.good))
        yield RateRow(_("Known bad answers recognised"), measured(one.calibration.bad))


def _without_count(found: CorrectedFacts) -> Measured:
    """A corrected rate counts no answers."""
    return replace(measured(Compliance(0, 0, found.rate, found.low, found.high, small=False)), count_text="")


# --- people -----------------------------------------------------------------------------------------------------------


def _review(one: ReviewFacts) -> ReviewShown:
    facts = [
        Fact(_("Reviewers"), ", ".join(one.reviewers) or _("nobody yet")),
        Fact(_("Saw other verdicts"), _("no, blind") if one.blind else _("yes")),
        Fact(_("Settled"), out_of(one.settled, one.items)),
    ]
    if one.adjudicated:
        facts.append(Fact(_("Settled by a third person"), count(one.adjudicated)))
    if one.disputed:
        facts.append(Fact(_("Still in dispute"), count(one.disputed)))
    said = list(dict.fromkeys(pair.first for pair in one.pairs))
    return ReviewShown(
        name=one.name,
        finding=_agreement(one),
        facts=tuple(facts),
        table_note=_table_note(one),
        columns=("", *(rating_name(verdict) for verdict in said)),
        rows=tuple(
            PairRow(rating_name(first), tuple(count(pair.times) for pair in one.pairs if pair.first == first))
            for first in said
        ),
    )


def rating_name(verdict: str) -> str:
    """The word shown for what a reviewer said."""
    return _("Can’t tell") if verdict == "cannot_tell" else outcome_name(verdict)


def _agreement(one: ReviewFacts) -> str:
    if not one.measure:
        return _("No answer was read by two people yet")
    same = {"same": count(one.same), "compared": count(one.compared)}
    if one.agreement is None:
        said = _("The reviewers said the same of %(same)s of %(compared)s answers; chance alone could explain that")
        return said % same
    value = _kappa(one.agreement, one.agreement_low, one.agreement_high)
    measure = _("Cohen’s κ") if one.measure == "kappa" else _("Krippendorff’s α")
    said = _("The reviewers said the same of %(same)s of %(compared)s answers: %(measure)s %(value)s")
    return said % {**same, "measure": measure, "value": value}


def _table_note(one: ReviewFacts) -> str:
    if not one.pairs:
        return ""
    first, second = one.reviewers
    return _("Rows: %(first)s. Columns: %(second)s.") % {"first": first, "second": second}
