"""Waivers: leave to depart from a rule until a day, asked for by one person and decided by another.

Who may ask and who may decide by their role is settled at the door (`access.project`); that nobody decides on a request
of their own is settled here and in the database.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from workspaces import audit
from workspaces.errors import OwnRequest, WaiverAlreadyAsked, WaiverClosed, WaiverOutOfDate, WaiverRefused
from workspaces.models import NotificationKind, Project, User, Waiver
from workspaces.notifications.telling import News, tell

LONGEST_REASON = 2000


def ask_waiver(project: Project, actor: User, *, subject: str, title: str, reason: str, until: date) -> Waiver:
    """Asks for leave to depart from what *subject* names, such as ``stance:do_not_lie``, up to and including a day.

    Raises:
        WaiverRefused: no reason, or a day that does not lie ahead or is more than twelve months off.
        WaiverAlreadyAsked: a request about the subject waits for its decision.
    """
    reason = reason.strip()
    problems = _odd_reason(reason) | _odd_day(until)
    if problems:
        raise WaiverRefused(problems)
    try:
        with transaction.atomic():
            waiver = Waiver.objects.create(
                project=project, subject=subject, title=title[:300], reason=reason, until=until, asked_by=actor
            )
            _record(waiver, actor, "waiver.asked", reason=reason, until=until)
    except IntegrityError as error:
        if Waiver.objects.filter(project=project, subject=subject, decided_at=None, withdrawn_at=None).exists():
            raise WaiverAlreadyAsked(f"A waiver for “{title}” has been asked for and waits for an owner.") from error
        raise
    return waiver


@transaction.atomic
def decide_waiver(waiver: Waiver, actor: User, *, granted: bool, note: str = "") -> Waiver:
    """Grants or refuses a request; a refusal says why.

    Raises:
        OwnRequest: the person asked for it.
        WaiverOutOfDate: it would be granted after its last day.
        WaiverRefused: the refusal has no reason, or the note is too long.
        WaiverClosed: somebody else decided or withdrew it first.
    """
    note = note.strip()
    if waiver.asked_by_id == actor.pk:
        raise OwnRequest("You asked for this waiver: another owner has to decide on it.")
    if granted and waiver.until < timezone.localdate():
        raise WaiverOutOfDate("The day until which this was asked for has passed. It can be asked for again.")
    if not granted and not note:
        raise WaiverRefused({"note": "Say why it is refused."})
    if problems := _odd_text("note", note):
        raise WaiverRefused(problems)
    now = timezone.now()
    decided = {"granted": granted, "decided_by": actor, "decided_at": now, "decision_note": note}
    if not Waiver.objects.filter(pk=waiver.pk, decided_at=None, withdrawn_at=None).update(**decided):
        raise WaiverClosed("Somebody else decided on this request or withdrew it. Nothing was stored.")
    for name, value in decided.items():
        setattr(waiver, name, value)
    _record(waiver, actor, "waiver.granted" if granted else "waiver.refused", note=note, until=waiver.until)
    _tell_decision(waiver, actor)
    return waiver


@transaction.atomic
def withdraw_waiver(waiver: Waiver, actor: User) -> Waiver:
    """Takes back a request that waits, or ends a waiver that is in force.

    Raises:
        WaiverClosed: it was refused, withdrawn, or has run out.
    """
    closed = "It was refused, withdrawn, or has run out already."
    if not waiver.is_open and not waiver.is_in_force:
        raise WaiverClosed(closed)
    now = timezone.now()
    if not Waiver.objects.filter(pk=waiver.pk, withdrawn_at=None).exclude(granted=False).update(withdrawn_at=now):
        raise WaiverClosed(closed)
    waiver.withdrawn_at = now
    _record(waiver, actor, "waiver.withdrawn")
    return waiver


def latest_day() -> date:
    """The last day for which a waiver can be asked today: twelve months ahead."""
    today = timezone.localdate()
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year + 1, day=28)


def _odd_reason(reason: str) -> dict[str, str]:
    return _odd_text("reason", reason) if reason else {"reason": "Say why the rule cannot be kept."}


def _odd_day(until: date) -> dict[str, str]:
    if timezone.localdate() < until <= latest_day():
        return {}
    return {"until": f"Choose a day ahead, up to {latest_day().isoformat()}: a waiver lasts twelve months at most."}


def _odd_text(field: str, text: str) -> dict[str, str]:
    if len(text) > LONGEST_REASON:
        return {field: f"At most {LONGEST_REASON} characters; this has {len(text)}."}
    if "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        return {field: "Contains a character that is not valid text."}
    return {}


def _tell_decision(waiver: Waiver, actor: User) -> None:
    """Whoever asked is told, in the same transaction."""
    word = "grants" if waiver.granted else "refuses"
    address = f"{reverse('workspaces:waivers', args=[waiver.project.path])}#waiver-{waiver.pk}"
    text = f"{actor.name} {word} the waiver for “{waiver.title}”"
    tell(
        waiver.project,
        News(NotificationKind.DECISION, text, address, f"decision:waiver:{waiver.pk}"),
        [waiver.asked_by],
    )


def _record(waiver: Waiver, actor: User, action: str, **facts: object) -> None:
    audit.record(
        waiver.project.organisation, actor, action, waiver, project=waiver.project.slug, subject=waiver.subject, **facts
    )
