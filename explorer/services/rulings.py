"""Rulings: how this company reads a principle in an ambiguous case. A new ruling takes the place of an old one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from explorer import selectors
from explorer.errors import HouseRuleChanged, HouseRuleRefused, PrincipleUnknown
from explorer.models import Ruling, Section, SpecVersion
from explorer.typed_text import Typed, faults_of, on_one_line, plain
from workspaces import audit
from workspaces.models import Project, User

LONGEST_SITUATION = 2000
LONGEST_READING = 4000
LONGEST_NAME = 200
LONGEST_REASON = 2000
EARLIEST = date(2015, 1, 1)
ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class RulingValues:
    """The ambiguous case, how the principle is read there, and who decided that when."""

    situation: str
    reading: str
    decided_by: str
    decided_on: date


def record_ruling(project: Project, actor: User | None, principle: str, values: RulingValues) -> Ruling:
    """Records a ruling under the project's next number, on the text that its version has today.

    Raises:
        PrincipleUnknown: the project's version has no such principle.
        HouseRuleRefused: a value breaks a rule; every broken one is named.
    """
    wanted = _settled(values)
    _check(wanted)
    with transaction.atomic():
        ruling = _numbered(project, actor, _section(project, principle), wanted)
        _record(project, actor, "ruling.recorded", ruling, after=_written(ruling))
        return ruling


def replace_ruling(project: Project, actor: User | None, ruling: Ruling, values: RulingValues) -> Ruling:
    """Puts a new ruling, with a number of its own, in the place of one in force.

    Raises:
        HouseRuleChanged: somebody else replaced or withdrew it first.
        The others as :func:`record_ruling` does.
    """
    return _replaced(project, actor, ruling, values, "ruling.replaced")


def confirm_ruling(project: Project, actor: User, ruling: Ruling) -> Ruling:
    """Repeats a ruling word for word on the project's version of today, decided by whoever confirms it.

    Returns:
        The new ruling; the same one where it stands on this text of this version already.

    Raises:
        As :func:`replace_ruling` does.
    """
    section = _section(project, ruling.principle)
    if ruling.replaced_at is None and _stands_on(ruling, section):
        return ruling
    values = RulingValues(ruling.situation, ruling.reading, actor.name, timezone.localdate())
    return _replaced(project, actor, ruling, values, "ruling.confirmed")


def withdraw_ruling(project: Project, actor: User | None, ruling: Ruling, reason: str) -> Ruling:
    """Ends a ruling without a successor.

    Raises:
        HouseRuleRefused: no reason, or one that cannot be stored.
        HouseRuleChanged: somebody else replaced or withdrew it first.
    """
    reason = plain(reason)
    if problems := faults_of({"reason": Typed(reason, LONGEST_REASON, "Say why it does not hold any more.")}):
        raise HouseRuleRefused(problems)
    with transaction.atomic():
        _end(ruling, withdrawn_by=actor, withdrawal_reason=reason)
        _record(project, actor, "ruling.withdrawn", ruling, reason=reason)
        return ruling


def _replaced(project: Project, actor: User | None, ruling: Ruling, values: RulingValues, action: str) -> Ruling:
    wanted = _settled(values)
    _check(wanted)
    with transaction.atomic():
        section = _section(project, ruling.principle)
        _end(ruling)
        successor = _numbered(project, actor, section, wanted, replaces=ruling)
        _record(
            project,
            actor,
            action,
            successor,
            replaces=ruling.number,
            before=_written(ruling),
            after=_written(successor),
        )
        return successor


def _end(ruling: Ruling, **values: Any) -> None:
    values["replaced_at"] = timezone.now()
    if not Ruling.objects.filter(pk=ruling.pk, replaced_at__isnull=True).update(**values):
        raise HouseRuleChanged(f"Ruling {ruling.number} was replaced or withdrawn by somebody else.")
    for name, value in values.items():
        setattr(ruling, name, value)


def _numbered(
    project: Project, actor: User | None, section: Section, wanted: RulingValues, replaces: Ruling | None = None
) -> Ruling:
    """A new row under the number after the last; of two people at once the second one takes the number after that."""
    values = {
        "principle": section.identifier,
        "situation": wanted.situation,
        "reading": wanted.reading,
        "decided_by_name": wanted.decided_by,
        "decided_on": wanted.decided_on,
        "version_label": section.version.label,
        "text_sha256": section.text_sha256,
        "recorded_by": actor,
        "replaces": replaces,
    }
    for _ in range(ATTEMPTS):
        number = _last_number(project) + 1
        try:
            with transaction.atomic():  # a savepoint: the other one's number is seen by the next attempt
                return Ruling.objects.create(project=project, number=number, **values)
        except IntegrityError:
            continue
    raise HouseRuleChanged("Too many rulings are being recorded at this moment. Nothing was stored; try again.")


def _last_number(project: Project) -> int:
    return Ruling.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0


def _section(project: Project, principle: str) -> Section:
    try:
        version = selectors.version_for(project)
    except SpecVersion.DoesNotExist as nothing:
        raise PrincipleUnknown(str(nothing)) from nothing
    section = selectors.principles_of(version).filter(identifier=principle).defer("text", "heading").first()
    if section is None:
        raise PrincipleUnknown(f"{version.label} has no principle {principle!r}.")
    section.version = version
    return section


def _stands_on(ruling: Ruling, section: Section) -> bool:
    return (ruling.version_label, ruling.text_sha256) == (section.version.label, section.text_sha256)


def _settled(values: RulingValues) -> RulingValues:
    return replace(
        values,
        situation=plain(values.situation),
        reading=plain(values.reading),
        decided_by=on_one_line(values.decided_by),
    )


def _check(wanted: RulingValues) -> None:
    problems = faults_of(
        {
            "situation": Typed(wanted.situation, LONGEST_SITUATION, "Describe the case that can be read two ways."),
            "reading": Typed(wanted.reading, LONGEST_READING, "Say how the principle is read there."),
            "decided_by": Typed(wanted.decided_by, LONGEST_NAME, "Name who decided it."),
        }
    )
    today = timezone.localdate()
    if not EARLIEST <= wanted.decided_on <= today:
        problems["decided_on"] = f"Give a day from {EARLIEST:%Y-%m-%d} to today, {today:%Y-%m-%d}."
    if problems:
        raise HouseRuleRefused(problems)


def _written(ruling: Ruling) -> dict[str, Any]:
    names = ("principle", "situation", "reading", "decided_by_name", "decided_on", "version_label")
    return {name: getattr(ruling, name) for name in names}


def _record(project: Project, actor: User | None, action: str, ruling: Ruling, **facts: Any) -> None:
    audit.record(project.organisation, actor, action, ruling, project=project.slug, number=ruling.number, **facts)
