"""What changed since the last report of the same kind, as a reader would tell it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.changes import ChangesFacts, RateChange, ScenarioChange
from reports.facts.rates import Compliance
from reports.figures import DASH, count, day, interval, moment, money, percent
from reports.wording.fact import Fact, out_of
from reports.wording.gate_states import gate_word
from reports.wording.incidents import INCIDENT_STATES
from reports.wording.known import translated
from reports.wording.roadmap import status_name
from reports.wording.stances import stance_name
from reports.wording.terms import HARMS

WORTHS = {
    "median": gettext_noop("Median over all draws"),
    "base": gettext_noop("Base case"),
}


@dataclass(frozen=True)
class ChangeRow:
    """One thing then and now; `note` stands below what it is."""

    what: str
    note: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeGroup:
    """What changed of one kind."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class Changes:
    """The section on what is different; `empty` where there is nothing to compare with."""

    name: str
    finding: str
    lead: str
    empty: str
    facts: tuple[Fact, ...]
    groups: tuple[ChangeGroup, ...]


def changes(dossier: Dossier) -> Changes:
    """This report against the last one."""
    told = dossier.changes
    return Changes(
        name=_("Changes"),
        finding=_finding(told),
        lead=_lead(told),
        empty="" if told else _("There is no earlier report of this kind, so there is nothing to compare with."),
        facts=_facts(told),
        groups=tuple(_groups(told)) if told and told.comparable else (),
    )


def _finding(told: ChangesFacts | None) -> str:
    if told is None:
        return _("This is the first report of its kind")
    since = {"day": day(told.earlier.made_at)}
    if not told.comparable:
        return _("The report of %(day)s cannot be compared with this one") % since
    parts = list(_counted(told))
    if told.rate and told.rate.before and told.rate.after:
        rates = [percent(side.rate) for side in (told.rate.before, told.rate.after) if side.rate is not None]
        if len(rates) == 2:
            parts.insert(0, _("the rate went from %(before)s to %(after)s") % {"before": rates[0], "after": rates[1]})
    if parts:
        return _("Since %(day)s: %(changes)s") % {**since, "changes": ", ".join(parts)}
    if told.differing:
        return _("Since %(day)s only details have changed") % since
    return _("Nothing has changed since %(day)s") % since


def _counted(told: ChangesFacts) -> Iterator[str]:
    new = sum(not incident.before for incident in told.incidents)
    for times, words in (
        (len(told.criteria), ngettext("%(n)s criterion moved", "%(n)s criteria moved", len(told.criteria))),
        (len(told.gates), ngettext("%(n)s gate stands otherwise", "%(n)s gates stand otherwise", len(told.gates))),
        (new, ngettext("%(n)s new incident", "%(n)s new incidents", new)),
        (len(told.stances), ngettext("%(n)s stance changed", "%(n)s stances changed", len(told.stances))),
    ):
        if times:
            yield words % {"n": count(times)}


def _lead(told: ChangesFacts | None) -> str:
    if told is None:
        return ""
    if not told.comparable:
        return _(
            "The last report was made by an older version of the product, which kept other facts. Both stand as they "
            "are printed; what differs cannot be told from them."
        )
    said = ngettext(
        "%(count)s fact differs from the last report; what matters to a reader stands here.",
        "%(count)s facts differ from the last report; what matters to a reader stands here.",
        told.differing,
    )
    return said % {"count": count(told.differing)} if told.differing else _("Both reports state the same facts.")


def _facts(told: ChangesFacts | None) -> tuple[Fact, ...]:
    if told is None:
        return ()
    earlier = told.earlier
    made = _("no. %(number)s, %(moment)s") % {"number": earlier.identity, "moment": moment(earlier.made_at)}
    facts = [Fact(_("Last report"), made), Fact(_("By"), translated(earlier.made_by) or DASH)]
    return (*facts, Fact(_("Hash of its facts"), earlier.sha256))


def _groups(told: ChangesFacts) -> Iterator[ChangeGroup]:
    then, now = _("Then"), _("Now")
    if told.rate:
        yield ChangeGroup(_("Compliance rate"), (_("Measured"), then, now), (_rate(told.rate),))
    criteria = tuple(
        ChangeRow(translated(one.title), one.code, _state(one.before), _state(one.after)) for one in told.criteria
    )
    gates = tuple(
        ChangeRow(translated(one.name), "", gate_word(one.before), gate_word(one.after)) for one in told.gates
    )
    incidents = tuple(
        ChangeRow(one.title, _(HARMS[one.severity]), _incident(one.before, new=True), _incident(one.after, new=False))
        for one in told.incidents
    )
    stances = tuple(ChangeRow(one.title, "", stance_name(one.before), stance_name(one.after)) for one in told.stances)
    scenarios = tuple(_scenario(one) for one in told.scenarios)
    for title, what, rows in (
        (_("Criteria"), _("Criterion"), criteria),
        (_("Gates"), _("Gate"), gates),
        (_("Incidents"), _("Incident"), incidents),
        (_("Business case"), _("Scenario"), scenarios),
        (_("Stance"), _("Principle"), stances),
    ):
        if rows:
            yield ChangeGroup(title, (what, then, now), rows)


def _rate(change: RateChange) -> ChangeRow:
    return ChangeRow(
        what=_("Answers that complied"),
        note=_chance(change.before, change.after),
        before=_measured(change.release_before, change.before),
        after=_measured(change.release_after, change.after),
    )


def _chance(before: Compliance | None, after: Compliance | None) -> str:
    """Two intervals that overlap leave room for chance."""
    if before is None or before.low is None or before.high is None:
        return ""
    if after is None or after.low is None or after.high is None:
        return ""
    if before.low <= after.high and after.low <= before.high:
        return _("The intervals overlap: chance may explain the difference.")
    return _("The intervals do not overlap: chance hardly explains the difference.")


def _measured(release: str, found: Compliance | None) -> str:
    if found is None or found.rate is None or found.low is None or found.high is None:
        return _("nothing measured")
    lines = [f"{percent(found.rate)}, {interval(found.low, found.high)}", out_of(found.numerator, found.denominator)]
    return "\n".join([*lines, release] if release else lines)


def _state(status: str) -> str:
    return status_name(status) if status else _("not there")


def _incident(status: str, *, new: bool) -> str:
    if not status:
        return _("new since") if new else _("not there")
    return _(INCIDENT_STATES[status][0])


def _scenario(change: ScenarioChange) -> ChangeRow:
    before, after = (_("not there") if side is None else money(side, change.currency) for side in _sides(change))
    return ChangeRow(change.name, _(WORTHS[change.what]), before, after)


def _sides(change: ScenarioChange) -> tuple[float | None, float | None]:
    return change.before, change.after
