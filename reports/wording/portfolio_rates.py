"""A portfolio: the latest counted measurement of each project, and the range of its business case."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.dossier import Dossier
from reports.facts.portfolio import PortfolioFacts, PortfolioRange, PortfolioRun
from reports.figures import count, day, money, whole_percent
from reports.wording.fact import Measured, measured


@dataclass(frozen=True)
class RateRow:
    """What one project measured last; `doubt` says why it is not to be relied on, empty where it is."""

    project: str
    run: str
    finished: str
    simulated: bool
    doubt: str
    result: Measured


@dataclass(frozen=True)
class RangeBar:
    """Where zero, the lower end and the median lie on a line of its own from 0 to 1, and how far the upper end is from
    the lower; `spoken` is the same in words.
    """

    zero: float
    low: float
    width: float
    middle: float
    spoken: str


@dataclass(frozen=True)
class RangeRow:
    """What one project is worth. Each bar has a scale of its own, as currencies and sizes differ."""

    project: str
    scenario: str
    what: str
    bar: RangeBar | None
    low: str
    middle: str
    high: str
    loss: str


@dataclass(frozen=True)
class Rates:
    """The section on rates and ranges."""

    name: str
    finding: str
    lead: str
    rates_title: str
    rates_empty: str
    rates_columns: tuple[str, ...]
    rates: tuple[RateRow, ...]
    unmeasured: str
    ranges_title: str
    ranges_note: str
    ranges_empty: str
    ranges_columns: tuple[str, ...]
    ranges: tuple[RangeRow, ...]
    unpriced: str


def rates_section(dossier: Dossier) -> Rates | None:
    """What the projects measured and are worth; None of a report that is no portfolio."""
    portfolio = dossier.portfolio
    if portfolio is None:
        return None
    return Rates(
        name=_("Rates and ranges"),
        finding=_finding(portfolio),
        lead=_(
            "Each project is measured with cases of its own, so the rates do not rank the projects. A rate without its "
            "interval says little."
        ),
        rates_title=_("The latest measurement that counts"),
        rates_empty=_("Nothing measured yet: a run of a suite, or a recorded pilot, fills this table."),
        rates_columns=(
            _("Project"),
            _("0 to 100\u202f%"),
            _("Complied"),
            _("Rate"),
            _("95\u202f% interval"),
        ),
        rates=tuple(_rate(one.name, one.run) for one in portfolio.projects if one.run),
        unmeasured=_named(_("Not measured yet"), [one.name for one in portfolio.projects if not one.run]),
        ranges_title=_("What it is worth"),
        ranges_note=_(
            "The frozen baseline of a project, or the scenario saved last where none is frozen. Amounts of different "
            "projects are not added up: their currencies, horizons and assumptions differ."
        ),
        ranges_empty=_("No business case yet: the calculator needs four inputs for a first range."),
        ranges_columns=(
            _("Project"),
            _("From P5 to P95"),
            "P5",
            _("Median"),
            "P95",
            pgettext("column", "Chance of loss"),
        ),
        ranges=tuple(_range(one.name, one.money) for one in portfolio.projects if one.money),
        unpriced=_named(_("No business case yet"), [one.name for one in portfolio.projects if not one.money]),
    )


def _finding(portfolio: PortfolioFacts) -> str:
    total = len(portfolio.projects)
    rated = sum(project.run is not None for project in portfolio.projects)
    priced = sum(project.money is not None for project in portfolio.projects)
    if not rated and not priced:
        return _("Nothing measured and nothing priced yet")
    said = ngettext(
        "%(rated)s of %(total)s project has a measured rate, %(priced)s a business case",
        "%(rated)s of %(total)s projects have a measured rate, %(priced)s a business case",
        total,
    )
    return said % {"rated": count(rated), "total": count(total), "priced": count(priced)}


def _named(label: str, names: list[str]) -> str:
    return f"{label}: {', '.join(names)}." if names else ""


def _rate(project: str, run: PortfolioRun) -> RateRow:
    named = _("%(name)s (no. %(number)s)") % {"name": run.name, "number": run.identity}
    return RateRow(
        project=project,
        run=f"{named}, {run.release}" if run.release else named,
        finished=_("finished %(day)s") % {"day": day(run.finished_at)} if run.finished_at else "",
        simulated=run.simulated,
        doubt=_("too many answers are missing to rely on it") if run.inconclusive else "",
        result=measured(run.compliance),
    )


def _range(project: str, found: PortfolioRange) -> RangeRow:
    where = _("baseline") if found.is_baseline else _("saved last")
    named = _("%(name)s (no. %(number)s), version %(version)s, %(where)s")
    scenario = named % {
        "name": found.name,
        "number": found.identity,
        "version": found.version,
        "where": where,
    }
    low, middle, high = (_amount(value, found.currency) for value in (found.p5, found.p50, found.p95))
    if found.p50 is None:
        middle = _("%(amount)s, no range") % {"amount": money(found.base, found.currency)}
    return RangeRow(
        project=project,
        scenario=scenario,
        what=_what(found),
        bar=_bar(found),
        low=low,
        middle=middle,
        high=high,
        loss=whole_percent(found.probability_of_loss) if found.probability_of_loss is not None else "–",
    )


def _what(found: PortfolioRange) -> str:
    if found.p50 is None:
        single = _("Net present value, every input a single value")
        return single if found.priced else _("Freed time, every input a single value")
    said = _("Net present value; base case %(amount)s")
    if not found.priced:
        said = _("Freed time in the first year; over the horizon %(amount)s in the base case")
    return said % {"amount": money(found.base, found.currency)}


def _amount(value: float | None, currency: str) -> str:
    return money(value, currency) if value is not None else "–"


def _bar(found: PortfolioRange) -> RangeBar | None:
    if found.p5 is None or found.p50 is None or found.p95 is None:
        return None
    low, high = min(found.p5, 0.0), max(found.p95, 0.0)
    whole = (high - low) or 1.0
    zero, start, middle = (round((value - low) / whole, 4) for value in (0.0, found.p5, found.p50))
    width = round((found.p95 - found.p5) / whole, 4)
    amounts = [money(value, found.currency) for value in (found.p5, found.p50, found.p95)]
    spoken = _("P5 %(low)s, median %(middle)s, P95 %(high)s")
    return RangeBar(zero, start, width, middle, spoken % dict(zip(("low", "middle", "high"), amounts, strict=True)))
