"""People's words about a criterion: met, not applicable, and taking either back."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from roadmap.checks.facts import holds, responsibilities_in_force
from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.models import Confirmation, Criterion, Exclusion, Responsibility
from roadmap.selectors import earlier_blockers
from roadmap.services.criteria import note_change
from roadmap.services.values import LONGEST_REASON, odd_text
from roadmap.state_selectors import Stated, stated_criteria
from roadmap.vocabulary import ROLES
from workspaces import access
from workspaces.models import User

# Whoever may set a blocking criterion aside that nobody may waive.
SETS_ASIDE = "executive_sponsor"
MOVED = "What it rests on has changed since you opened the page. Look again, then confirm."


def may_confirm(criterion: Criterion, person: User, held: Sequence[Responsibility]) -> bool:
    """Whether the word *met* is this person's: the owner's, or the alignment lead's."""
    return criterion.owner_id == person.pk or holds(held, person.pk, "alignment_lead")


def awaiting(person: User, held: Sequence[Responsibility], entries: Sequence[Stated]) -> list[Stated]:
    """Of all criteria of a project those that wait for this person's word and can have it now."""
    return [
        entry
        for entry in entries
        if entry.state.key in ("ready", "stale")
        and entry.state.is_satisfied
        and may_confirm(entry.criterion, person, held)
        and not earlier_blockers(entry.criterion, entries)
    ]


def not_to_confirm(criterion: Criterion) -> str:
    """Whose word it is instead."""
    whose = criterion.owner.name if criterion.owner else "its owner, once there is one"
    return f"The word is for {whose} or the alignment lead."


def may_exclude(criterion: Criterion, person: User, held: Sequence[Responsibility]) -> bool:
    """Whether this person may say that it does not apply: anybody who edits, of a blocking one a responsible person."""
    if criterion.blocking:
        return holds(held, person.pk, excluding_role(criterion))
    return access.may(person, criterion.phase.project, "edit")


def not_to_exclude(criterion: Criterion) -> str:
    """Why somebody may not set it aside."""
    if not criterion.blocking:
        return "Setting it aside needs the right to edit."
    return f"It blocks a gate: only the {ROLES[excluding_role(criterion)].lower()} may set it aside."


def excluding_role(criterion: Criterion) -> str:
    """Who may say of a blocking criterion that it does not apply: who may waive it, else the sponsor."""
    return criterion.waiver or SETS_ASIDE


def confirm(criterion: Criterion, actor: User, *, day: date, seen: str | None = None, note: str = "") -> Confirmation:
    """The word that the criterion is met, on what its check and its evidence say now.

    Args:
        seen: the fingerprint that the person was looking at; None takes whatever holds now.

    Raises:
        NotYours: the person neither owns it nor is the alignment lead.
        ChangeRefused: it is not satisfied, does not apply, is waived, or an earlier phase is open.
        ChangedMeanwhile: what it rests on is not what the person saw, or somebody else confirmed it.
    """
    note = note.strip()
    entries = stated_criteria(criterion.phase.project, day)
    now = next(entry for entry in entries if entry.criterion.pk == criterion.pk)
    current = now.criterion
    if not may_confirm(current, actor, responsibilities_in_force(current.phase.project)):
        raise NotYours(not_to_confirm(current))
    if seen is not None and seen != now.state.fingerprint:
        raise ChangedMeanwhile(MOVED)
    problems = _unconfirmable(now, entries) | odd_text("note", note, LONGEST_REASON)
    if problems:
        raise ChangeRefused(problems)
    try:
        with transaction.atomic():
            Confirmation.objects.filter(criterion=current, ended_at__isnull=True).update(
                ended_at=timezone.now(), ended_by=actor, ended_why="Confirmed again."
            )
            confirmation = Confirmation.objects.create(
                criterion=current,
                actor=actor,
                actor_name=actor.name,
                note=note,
                facts=[list(pair) for pair in now.state.ground],
                fingerprint=now.state.fingerprint,
            )
            before: dict[str, str] = {"status": now.state.key}
            after = {"status": "met"}
            note_change(current, actor, "criterion.confirmed", before, after, fingerprint=confirmation.fingerprint)
    except IntegrityError as error:  # of two at once the other one won
        raise ChangedMeanwhile(f"{current.code} was confirmed by somebody else.") from error
    return confirmation


def _unconfirmable(now: Stated, entries: Sequence[Stated]) -> dict[str, str]:
    state = now.state
    if state.key == "not_applicable":
        return {"confirm": "It does not apply. Bring it back first."}
    if state.missing:
        return {"confirm": " ".join(state.missing)}
    broken = [shown for shown in state.inputs.shown if shown.problem]
    if broken:
        return {"confirm": f"Evidence “{broken[0].title}” {broken[0].problem}. Renew it or take it off."}
    codes = [criterion.code for criterion in earlier_blockers(now.criterion, entries)]
    if not codes:
        return {}
    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    what = "is" if len(codes) == 1 else "are"
    listed = ", ".join(codes[:3]) + more
    return {"confirm": f"It can be met once the phases before it are through: {listed} {what} open."}


@transaction.atomic
def take_back(criterion: Criterion, actor: User, why: str) -> None:
    """Ends the confirmation in force; the criterion is ready or open again, as its data says.

    Raises:
        NotYours: the person neither owns it nor is the alignment lead.
        ChangeRefused: no reason.
        ChangedMeanwhile: no confirmation is in force.
    """
    why = _said(why, "why", "Say why it is taken back.")
    in_force = Confirmation.objects.filter(criterion=criterion, ended_at__isnull=True)
    if not may_confirm(criterion, actor, responsibilities_in_force(criterion.phase.project)):
        raise NotYours(not_to_confirm(criterion))
    if not in_force.update(ended_at=timezone.now(), ended_by=actor, ended_why=why):
        raise ChangedMeanwhile(f"{criterion.code} is not confirmed any more.")
    note_change(criterion, actor, "criterion.taken_back", {"status": "met"}, {"status": "open", "reason": why})


def exclude(criterion: Criterion, actor: User, reason: str) -> Exclusion:
    """The word that a criterion does not concern the project.

    Raises:
        NotYours: it blocks, and the person does not hold the responsibility that may set it aside.
        ChangeRefused: no reason.
        ChangedMeanwhile: somebody said so already.
    """
    reason = _said(reason, "reason", "Say why it does not apply.")
    held = responsibilities_in_force(criterion.phase.project)
    if not may_exclude(criterion, actor, held):
        raise NotYours(not_to_exclude(criterion))
    try:
        with transaction.atomic():
            found = Exclusion.objects.create(criterion=criterion, actor=actor, actor_name=actor.name, reason=reason)
            after = {"status": "not_applicable", "reason": reason}
            note_change(criterion, actor, "criterion.excluded", {"status": "open", "reason": ""}, after)
    except IntegrityError as error:
        raise ChangedMeanwhile(f"Somebody has set {criterion.code} aside already.") from error
    return found


@transaction.atomic
def bring_back(criterion: Criterion, actor: User) -> None:
    """Ends the word that it does not apply.

    Raises:
        ChangedMeanwhile: it applies already.
    """
    ended = {"ended_at": timezone.now(), "ended_by": actor, "ended_why": "Brought back."}
    if not Exclusion.objects.filter(criterion=criterion, ended_at__isnull=True).update(**ended):
        raise ChangedMeanwhile(f"{criterion.code} applies already.")
    note_change(criterion, actor, "criterion.brought_back", {"status": "not_applicable"}, {"status": "open"})


def _said(text: str, field: str, missing: str) -> str:
    text = text.strip()
    problems = odd_text(field, text, LONGEST_REASON) if text else {field: missing}
    if problems:
        raise ChangeRefused(problems)
    return text
