"""What somebody settled while another person had the page open, beside what that person was about to settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format

from roadmap.models import Criterion, CriterionChange, GateCondition, GateRequest, Responsibility
from roadmap.models.criteria import OWN, ChangedField
from roadmap.own_forms import OWN_FIELDS, OwnCriterionForm, RetireForm
from roadmap.selectors import history_of, last_change_of
from roadmap.state_selectors import Stated
from roadmap.template.difference import TemplateDifference
from roadmap.versus import Side, Versus, last_hand, rows_of
from roadmap.vocabulary import ROLES
from workspaces.models import Project, User, Waiver

NOTHING = "–"
STANDING, OUT = "stays", "taken out"


def retire_versus(project: Project, current: Criterion, form: RetireForm) -> Versus:
    """What became of a criterion of the project's own, beside taking it out."""
    reason = form.cleaned_data["reason"]
    if current.retired_at is not None:
        rows = [Side("In the roadmap", OUT, OUT), Side("Why", _why(current), reason)]
        return _retired(project, current, rows)
    changed = _since(current, current.version - form.seen)
    return Versus(
        title=f"{current.code} was changed while you were taking it out",
        who=last_hand(last_change_of(current)),
        rows=[
            Side("In the roadmap", STANDING, OUT),
            Side("Why", NOTHING, reason),
            *(Side(one.label, one.after or NOTHING, f"{one.before or NOTHING} (as you saw it)") for one in changed),
        ],
        action=reverse("roadmap:own_retire", args=[project.path, current.pk]),
        hidden=[("version", str(current.version)), ("reason", reason)],
        keep_url=reverse("roadmap:criterion_detail", args=[project.path, current.pk]),
        store="Take it out all the same",
    )


def retired_versus(project: Project, current: Criterion, form: OwnCriterionForm) -> Versus:
    """That a criterion was taken out, beside the values that were typed for it."""
    rows = [Side("In the roadmap", f"{OUT}: {_why(current)}", STANDING)]
    return _retired(project, current, [*rows, *rows_of(OwnCriterionForm(criterion=current), form, OWN_FIELDS)])


def _retired(project: Project, current: Criterion, rows: list[Side]) -> Versus:
    title = f"{current.code} was taken out while you had it open"
    keep = reverse("roadmap:own_list", args=[project.path])
    return Versus(title, last_hand(last_change_of(current)), rows, keep)


def _why(retired: Criterion) -> str:
    change = last_change_of(retired)
    return change.after.get("reason", "") if change else ""


def _since(criterion: Criterion, steps: int) -> list[ChangedField]:
    """The fields that the last so many changes of its values made otherwise, with what stood before all of them."""
    changes = [change for change in history_of(criterion) if "status" not in change.after]  # words move no version
    found: dict[str, ChangedField] = {}
    for change in reversed(changes[: max(0, steps)]):
        for one in change.rows:
            before = found[one.label].before if one.label in found else one.before
            found[one.label] = ChangedField(one.label, before, one.after)
    return list(found.values())


def given_versus(project: Project, standing: Responsibility, giver: User) -> Versus:
    """A responsibility that the person has already, beside giving it once more."""
    rows = [
        Side("Responsibility", ROLES[standing.role], ROLES[standing.role]),
        Side("Person", standing.person.name, standing.person.name),
        Side("Given by", standing.given_by.name if standing.given_by else "somebody", giver.name),
        Side("Accepted", _accepted(standing), "not yet"),
    ]
    title = f"{standing.person.name} has been given this already"
    return Versus(title, f"given {_moment(standing.given_at)}", rows, _responsibilities(project))


def accepted_versus(project: Project, standing: Responsibility) -> Versus:
    """What became of a responsibility, beside accepting it."""
    return _responsibility(project, standing, "accepted")


def ended_versus(project: Project, standing: Responsibility) -> Versus:
    """What became of a responsibility, beside ending it; one that was accepted meanwhile can be ended all the same."""
    found = _responsibility(project, standing, "ended")
    if standing.ended_at is not None:
        return found
    return replace(
        found,
        title=f"{standing.person.name} accepted this while you had it open",
        action=reverse("roadmap:responsibility_end", args=[project.path, standing.pk]),
        hidden=[("seen", standing.stage)],
        store="End it all the same",
    )


def _responsibility(project: Project, standing: Responsibility, wanted: str) -> Versus:
    ended = standing.ended_at
    rows = [
        Side(f"{ROLES[standing.role]}: {standing.person.name}", "ended" if ended else _accepted(standing), wanted),
    ]
    title = f"This was {'ended' if ended else 'accepted'} while you had it open"
    at = ended or standing.accepted_at
    return Versus(title, _moment(at) if at else "", rows, _responsibilities(project))


def _accepted(standing: Responsibility) -> str:
    return f"accepted {_moment(standing.accepted_at)}" if standing.accepted_at else "not yet"


def _responsibilities(project: Project) -> str:
    return reverse("roadmap:responsibilities", args=[project.path])


def template_versus(
    project: Project, difference: TemplateDifference, changes: Sequence[CriterionChange], since: datetime
) -> Versus:
    """What changed in the roadmap while somebody looked at what a template makes of it, beside that.

    Args:
        difference: what the template would change now.
        changes: of the project's criteria since it was shown, in their order.
        since: from when on this page tells of changes, should it be sent and be late again.
    """
    page = reverse("roadmap:template_use", args=[project.path, difference.after])
    wanted = {
        (each.criterion.code, row.label): row.after or NOTHING for each in difference.altered for row in each.rows
    }
    out = {criterion.code for criterion in difference.removed}
    sides: dict[tuple[str, str], Side] = {}
    for change in changes:
        code = change.criterion.code
        for row in change.rows if not code.startswith(OWN) else ():
            yours = OUT if code in out else wanted.get((code, row.label), "as it stands")
            sides[code, row.label] = Side(f"{code} {row.label}", row.after or NOTHING, yours)
    return Versus(
        title=f"The roadmap was changed while you looked at what {difference.after} makes of it",
        who=last_hand(changes[-1]) if changes else "",
        rows=[Side("Template", difference.before, difference.after), *sides.values()],
        action=page,
        hidden=[("seen", difference.fingerprint), ("since", since.isoformat())],
        keep_url=reverse("roadmap:template_list", args=[project.path]),
        again_url=page,
        again="Look at the whole difference",
        store=f"Take up {difference.after} all the same",
    )


def word_versus(project: Project, standing: Stated, wanted: str, why: str) -> Versus:
    """Where a criterion stands since somebody else's word, beside the word that comes second."""
    criterion, state = standing.criterion, standing.state
    rows = [Side("State", state.label, wanted), Side("Why", state.reason, why or NOTHING)]
    page = reverse("roadmap:criterion_detail", args=[project.path, criterion.pk])
    return Versus(f"Somebody has said so about {criterion.code} already", "", rows, page)


def waiver_versus(project: Project, criterion: Criterion, waiting: Waiver, reason: str, until: date) -> Versus:
    """The waiver that is asked for already, beside the one that comes second."""
    rows = [
        Side("Reason", waiting.reason, reason),
        Side("Until", date_format(waiting.until, "j M Y"), date_format(until, "j M Y")),
    ]
    title = f"A waiver of {criterion.code} is asked for already"
    page = reverse("roadmap:criterion_detail", args=[project.path, criterion.pk])
    return Versus(title, f"{waiting.asked_by.name}, {_moment(waiting.asked_at)}", rows, page)


def fulfilled_versus(project: Project, request: GateRequest, current: GateCondition, note: str, proof: str) -> Versus:
    """How a condition was fulfilled by somebody else, beside how it was to be said."""
    page = reverse("roadmap:gate_record", args=[project.path, request.pk])
    said = current.fulfilled_note or f"the request is {request.get_state_display().lower()}"
    stood = current.evidence.evidence.title if current.evidence else NOTHING
    rows = [Side("How it was fulfilled", said, note), Side("Evidence", stood, proof or NOTHING)]
    who = ""
    if current.fulfilled_by is not None and current.fulfilled_at is not None:
        who = f"{current.fulfilled_by.name}, {_moment(current.fulfilled_at)}"
    return Versus("This condition was settled while you had it open", who, rows, page)


def ended_gate_versus(project: Project, current: GateRequest, why: str) -> Versus:
    """How a request or an approval ended, beside ending it."""
    page = reverse("roadmap:gate_record", args=[project.path, current.pk])
    rows = [
        Side("State", str(current.get_state_display()), "to be ended"),
        Side("Why", current.ended_why or NOTHING, why),
    ]
    at, who = current.ended_at or current.decided_at, current.ended_by.name if current.ended_by else "its approvers"
    return Versus(
        f"‘{current.phase.gate_name}’ was decided or ended while you had it open",
        f"{who}, {_moment(at)}" if at else "",
        rows,
        page,
    )


def _moment(at: datetime) -> str:
    return f"{date_format(at, 'j M Y, H:i')} UTC"
