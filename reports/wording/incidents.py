"""The register: incidents with what is done about them, and risks beside what is accepted."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.register import IncidentFacts, RiskFacts
from reports.figures import count, day, moment
from reports.wording.fact import Fact
from reports.wording.known import translated
from reports.wording.terms import HARMS, LIKELIHOODS

INCIDENT_STATES = {
    "open": (gettext_noop("Open"), "open"),
    "in_hand": (gettext_noop("In hand"), "partial"),
    "closed": (gettext_noop("Closed"), "compliant"),
}
RISK_STATES = {"open": (gettext_noop("Open"), "open"), "closed": (gettext_noop("Closed"), "not_needed")}


@dataclass(frozen=True)
class IncidentRow:
    """One incident; `lines` are what it concerns, label by label."""

    title: str
    number: str
    what_happened: str
    action: Fact
    lines: tuple[Fact, ...]
    severity: str
    status: str
    mark: str
    owner: str
    due: str


@dataclass(frozen=True)
class RiskRow:
    """One risk."""

    title: str
    number: str
    what: str
    lines: tuple[Fact, ...]
    level: str
    likelihood: str
    severity: str
    above: str
    status: str
    mark: str
    owner: str
    review: str


@dataclass(frozen=True)
class Incidents:
    """The section on incidents and risks. What has no rows has no titles either, but says so."""

    name: str
    finding: str
    lead: str
    empty: str
    columns: tuple[str, ...]
    rows: tuple[IncidentRow, ...]
    none: str
    risks_title: str
    risks_lead: str
    risks_columns: tuple[str, ...]
    risks: tuple[RiskRow, ...]


def incidents(dossier: Dossier) -> Incidents:
    """What went wrong and what could."""
    found, risks = dossier.incidents, dossier.risks
    return Incidents(
        name=_("Incidents and risks"),
        finding=_finding(found, risks),
        lead=_("What went wrong with the assistant, the worst that is not closed first.") if found else "",
        empty=_("Neither an incident nor a risk has been recorded."),
        columns=(_("Incident"), _("Severity"), _("State"), _("Owner and day")) if found else (),
        rows=tuple(_incident(one) for one in found),
        none="" if found else _("No incident has been recorded."),
        risks_title=_("What could go wrong") if risks else "",
        risks_lead=_limit(dossier) if risks else "",
        risks_columns=(_("Risk"), _("Level"), _("State"), _("Owner and review")) if risks else (),
        risks=tuple(_risk(one) for one in risks),
    )


def _finding(found: tuple[IncidentFacts, ...], risks: tuple[RiskFacts, ...]) -> str:
    if not found and not risks:
        return _("Nothing has been recorded")
    said = [_("No incident is open")]
    if active := sum(one.status != "closed" for one in found):
        what = ngettext("%(count)s incident is not closed", "%(count)s incidents are not closed", active)
        said = [what % {"count": count(active)}]
        late = sum(one.overdue for one in found)
        if late == active:
            said = [_("%(open)s and overdue") % {"open": said[0]}]
        elif late:
            said = [_("%(open)s, %(count)s of them overdue") % {"open": said[0], "count": count(late)}]
    if untreated := sum(one.untreated for one in risks):
        what = ngettext(
            "%(count)s risk is above what is accepted and not treated",
            "%(count)s risks are above what is accepted and not treated",
            untreated,
        )
        said.append(what % {"count": count(untreated)})
    elif standing := sum(one.status == "open" for one in risks):
        what = ngettext("%(count)s risk is open", "%(count)s risks are open", standing)
        said.append(what % {"count": count(standing)})
    return "; ".join(said)


def _incident(one: IncidentFacts) -> IncidentRow:
    status, mark = INCIDENT_STATES[one.status]
    cases = "; ".join(_("%(key)s of %(suite)s") % {"key": case.key, "suite": case.suite} for case in one.cases)
    reported = moment(one.reported_at)
    if one.reported_by:
        reported = _("%(moment)s by %(name)s") % {"moment": reported, "name": one.reported_by}
    lines = (
        Fact(_("Happened"), day(one.happened_on)),
        Fact(_("Reported"), reported),
        Fact(_("Principle"), one.principle),
        Fact(_("Gate"), translated(one.gate)),
        Fact(_("Criteria"), ", ".join(one.criteria)),
        Fact(_("Tested by"), cases),
    )
    due = _("no day is set")
    if one.due_on is not None:
        due = day(one.due_on)
        due = _("%(day)s, overdue") % {"day": due} if one.overdue else due
    return IncidentRow(
        title=one.title,
        number=_("no.\u00a0%(number)s") % {"number": one.identity},
        what_happened=one.what_happened,
        action=Fact(_("Done about it"), one.action or _("nothing is written down yet")),
        lines=tuple(line for line in lines if line.value),
        severity=_(HARMS[one.severity]),
        status=_(status),
        mark="violation" if one.overdue else mark,
        owner=one.owner or _("nobody yet"),
        due=due,
    )


def _limit(dossier: Dossier) -> str:
    limit = dossier.risk_limit
    if limit is None:
        return _("It is not settled yet which level is accepted without a mitigation.")
    return _("Accepted without a mitigation: up to “%(level)s”, as %(name)s set it on %(moment)s.") % {
        "level": _(HARMS[limit.level]),
        "name": limit.set_by or _("somebody"),
        "moment": moment(limit.set_at),
    }


def _risk(one: RiskFacts) -> RiskRow:
    status, mark = RISK_STATES[one.status]
    lines = (
        Fact(_("Affected"), one.affected),
        Fact(_("Mitigation"), one.mitigation or _("none")),
        Fact(_("Criteria"), ", ".join(one.criteria)),
    )
    review = _("no review is set")
    if one.review_on is not None:
        review = _("review %(day)s") % {"day": day(one.review_on)}
        review = _("%(review)s, overdue") % {"review": review} if one.review_overdue else review
    return RiskRow(
        title=one.title,
        number=_("no.\u00a0%(number)s") % {"number": one.identity},
        what=one.what,
        lines=tuple(line for line in lines if line.value),
        level=_(HARMS[one.level]),
        likelihood=_(LIKELIHOODS[one.likelihood]),
        severity=_("severity: %(severity)s") % {"severity": _(HARMS[one.severity])},
        above=_("above what is accepted, not treated") if one.untreated else "",
        status=_(status),
        mark="violation" if one.untreated else mark,
        owner=one.owner or _("nobody yet"),
        review=review,
    )
