"""The conditions of approvals: what has to be done by which day, and what it keeps closed until then."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dossier import Dossier
from reports.facts.decisions import ConditionFacts
from reports.figures import count, day, moment
from reports.wording.known import translated
from reports.wording.terms import CONDITION_STATES


@dataclass(frozen=True)
class ConditionRow:
    """One condition."""

    text: str
    fulfilled: str
    evidence: str
    gate: str
    vote: str
    due: str
    status: str
    mark: str
    blocks: str


@dataclass(frozen=True)
class Conditions:
    """The section on conditions."""

    name: str
    finding: str
    lead: str
    empty: str
    columns: tuple[str, ...]
    rows: tuple[ConditionRow, ...]


def conditions(dossier: Dossier) -> Conditions:
    """What approvals still wait for."""
    return Conditions(
        name=_("Conditions"),
        finding=_finding([condition.state for condition in dossier.conditions]),
        lead=_(
            "An approval with conditions opens its gate at once; until they are fulfilled, the next one stays shut."
        ),
        empty=_("No approval was given under a condition."),
        columns=(_("Condition"), _("Gate and vote"), _("Due"), _("State")),
        rows=tuple(_row(condition) for condition in dossier.conditions),
    )


def _finding(states: list[str]) -> str:
    late, waiting = states.count("overdue"), states.count("open")
    if not states:
        return _("No condition is open")
    if not late + waiting:
        return _("No condition is open: those that were set are settled")
    what = ngettext("%(count)s condition is open", "%(count)s conditions are open", late + waiting)
    said = what % {"count": count(late + waiting)}
    if late == late + waiting:
        return _("%(open)s and overdue") % {"open": said}
    if not late:
        return said
    return _("%(open)s, %(count)s of them overdue") % {"open": said, "count": count(late)}


def _row(condition: ConditionFacts) -> ConditionRow:
    status, mark = CONDITION_STATES[condition.state]
    fulfilled = ""
    if condition.fulfilled_at is not None:
        fulfilled = _("Fulfilled %(moment)s by %(name)s: %(how)s") % {
            "moment": moment(condition.fulfilled_at),
            "name": condition.fulfilled_by,
            "how": condition.fulfilled_note,
        }
    return ConditionRow(
        text=condition.text,
        fulfilled=fulfilled,
        evidence=_("Evidence: %(title)s") % {"title": condition.evidence} if condition.evidence else "",
        gate=translated(condition.gate),
        vote=_("Request %(number)s, vote of %(name)s") % {"number": condition.request, "name": condition.by},
        due=day(condition.due_on),
        status=_(status),
        mark=mark,
        blocks=_("Keeps ‘%(gate)s’ shut") % {"gate": translated(condition.blocks)} if condition.blocks else "",
    )
