"""The waivers: what is set aside, by whose leave, until when, and how much of that is left."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.waivers import WaiverFacts
from reports.figures import count, day, moment
from reports.wording.known import named

STATES = {
    "asked": (gettext_noop("Waits for a decision"), "ready"),
    "in_force": (gettext_noop("In force"), "partial"),
    "expired": (gettext_noop("Expired"), "violation"),
    "refused": (gettext_noop("Refused"), "not_needed"),
    "withdrawn": (gettext_noop("Withdrawn"), "not_needed"),
    "not_counted": (
        gettext_noop("Does not count: whoever granted it does not hold the responsibility for it"),
        "violation",
    ),
}


@dataclass(frozen=True)
class WaiverRow:
    """One waiver."""

    number: str
    title: str
    reason: str
    asked: str
    decided: str
    note: str
    until: str
    left: str
    status: str
    mark: str


@dataclass(frozen=True)
class Waivers:
    """The section on waivers."""

    name: str
    finding: str
    lead: str
    empty: str
    columns: tuple[str, ...]
    rows: tuple[WaiverRow, ...]


def waivers(dossier: Dossier) -> Waivers:
    """What may be departed from, and for how long."""
    return Waivers(
        name=_("Waivers"),
        finding=_finding(dossier.waivers),
        lead=_(
            "A waiver is leave to depart from a rule up to and including a day: asked for by one person, decided by "
            "another. An expired one sets nothing aside any more."
        ),
        empty=_("No waiver was ever asked for: every criterion has to be met as it is written."),
        columns=(_("What it sets aside, and why"), _("Asked and decided"), _("Until"), _("State")),
        rows=tuple(_row(waiver) for waiver in dossier.waivers),
    )


def _finding(found: tuple[WaiverFacts, ...]) -> str:
    states = [waiver.state for waiver in found]
    if not states:
        return _("Nothing is waived")
    said = [_("No waiver is in force")]
    if held := states.count("in_force"):
        said = [ngettext("%(count)s waiver in force", "%(count)s waivers in force", held) % {"count": count(held)}]
    if ended := states.count("expired"):
        said.append(_("%(count)s expired") % {"count": count(ended)})
    if asked := states.count("asked"):
        what = ngettext("%(count)s waits for a decision", "%(count)s wait for a decision", asked)
        said.append(what % {"count": count(asked)})
    return ", ".join(said)


def _row(waiver: WaiverFacts) -> WaiverRow:
    status, mark = STATES[waiver.state]
    left = ""
    if waiver.days_left is not None:
        left = ngettext("%(count)s day left", "%(count)s days left", waiver.days_left)
        left = left % {"count": count(waiver.days_left)} if waiver.days_left else _("ends today")
    return WaiverRow(
        number=_("no.\u00a0%(number)s") % {"number": waiver.identity},
        title=named(waiver.title),
        reason=waiver.reason,
        asked=_("Asked by %(name)s, %(moment)s") % {"name": waiver.asked_by, "moment": moment(waiver.asked_at)},
        decided=_decided(waiver),
        note=waiver.decision_note,
        until=day(waiver.until),
        left=left,
        status=_(status),
        mark=mark,
    )


def _decided(waiver: WaiverFacts) -> str:
    said = []
    if waiver.decided_at is not None:
        what = _("Granted by %(name)s, %(moment)s")
        if waiver.state == "refused":
            what = _("Refused by %(name)s, %(moment)s")
        said.append(what % {"name": waiver.decided_by, "moment": moment(waiver.decided_at)})
    if waiver.withdrawn_at is not None:
        said.append(_("Withdrawn %(moment)s") % {"moment": moment(waiver.withdrawn_at)})
    return "\n".join(said)
