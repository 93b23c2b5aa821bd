"""Known violations: a gap that is accepted until a day, or a regression that has to be mended; and their end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from explorer import selectors
from explorer.errors import AlreadyMarked, HouseRuleChanged, HouseRuleRefused
from explorer.models import HouseClause, KnownViolation, SpecVersion
from explorer.typed_text import Typed, faults_of, plain
from workspaces import audit
from workspaces.models import Project, User
from workspaces.waivers import latest_day

LONGEST_WHAT = 2000
LONGEST_KEY = 100
LONGEST_NOTE = 2000


def mark_known_gap(
    project: Project, actor: User | None, principle: str, what: str, until: date, case_key: str = ""
) -> KnownViolation:
    """Marks a violation that is known and accepted up to and including a day.

    Args:
        principle: identifier of a principle of the project's version, or of a house clause in force.
        case_key: the case that shows it; empty where it is about the principle as a whole.

    Raises:
        HouseRuleRefused: a value breaks a rule, such as a day that is not ahead or more than twelve months off.
        AlreadyMarked: the principle or the case carries an open mark.
    """
    values = {"kind": KnownViolation.Kind.KNOWN_GAP, "until": until}
    return _mark(project, actor, principle, what, case_key, values, _odd_day(until))


def mark_regression(
    project: Project, actor: User | None, principle: str, what: str, case_key: str = ""
) -> KnownViolation:
    """Marks a violation that was not there before and has to be mended; arguments and errors as for a gap."""
    return _mark(project, actor, principle, what, case_key, {"kind": KnownViolation.Kind.REGRESSION}, {})


def close_mark(project: Project, actor: User | None, mark: KnownViolation, note: str) -> KnownViolation:
    """Closes a mark and keeps what mended it, or why it does not count any more.

    Raises:
        HouseRuleRefused: no note, or one that cannot be stored.
        HouseRuleChanged: somebody else closed it first.
    """
    note = plain(note)
    if problems := faults_of({"note": Typed(note, LONGEST_NOTE, "Say what mended it, or why it is closed.")}):
        raise HouseRuleRefused(problems)
    closed = {"closed_by": actor, "closed_at": timezone.now(), "closing_note": note}
    with transaction.atomic():
        if not KnownViolation.objects.filter(pk=mark.pk, closed_at__isnull=True).update(**closed):
            raise HouseRuleChanged("Somebody else closed this mark first. Nothing of yours was stored.")
        for name, value in closed.items():
            setattr(mark, name, value)
        _record(project, actor, "known_violation.closed", mark, note=note)
        return mark


def _mark(
    project: Project,
    actor: User | None,
    principle: str,
    what: str,
    case_key: str,
    values: dict[str, Any],
    problems: dict[str, str],
) -> KnownViolation:
    what, case_key = plain(what), case_key.strip()
    problems = problems | faults_of(
        {
            "what": Typed(what, LONGEST_WHAT, "Say what goes wrong."),
            "case_key": Typed(case_key, LONGEST_KEY),
        }
    )
    if not _knows(project, principle):
        problems["principle"] = "Choose a principle of the project’s version or one of its house clauses."
    if problems:
        raise HouseRuleRefused(problems)
    try:
        with transaction.atomic():
            mark = KnownViolation.objects.create(
                project=project, principle=principle, case_key=case_key, what=what, marked_by=actor, **values
            )
            _record(project, actor, "known_violation.marked", mark, what=what, until=mark.until)
            return mark
    except IntegrityError as error:
        marked = {"principle": principle, "case_key": case_key, "closed_at": None}
        known = KnownViolation.objects.filter(project=project, **marked).first()
        if known is None:
            raise
        on = "This case" if case_key else "This principle as a whole"
        kind = f"a {known.get_kind_display().lower()}"
        raise AlreadyMarked(f"{on} is marked as {kind} already. Close that mark first.") from error


def _odd_day(until: date) -> dict[str, str]:
    today, latest = timezone.localdate(), latest_day()
    if today < until <= latest:
        return {}
    return {"until": f"Give a day after today, {today:%Y-%m-%d}, and not after {latest:%Y-%m-%d}."}


def _knows(project: Project, principle: str) -> bool:
    if HouseClause.objects.filter(project=project, identifier=principle, replaced_at__isnull=True).exists():
        return True
    try:
        version = selectors.version_for(project)
    except SpecVersion.DoesNotExist:
        return False
    return selectors.principles_of(version).filter(identifier=principle).exists()


def _record(project: Project, actor: User | None, action: str, mark: KnownViolation, **facts: Any) -> None:
    audit.record(
        project.organisation,
        actor,
        action,
        mark,
        project=project.slug,
        principle=mark.principle,
        case=mark.case_key,
        kind=mark.kind,
        **facts,
    )
