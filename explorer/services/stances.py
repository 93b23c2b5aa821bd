"""Stances: what a project does with a principle. A decision is never edited; a new one takes its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from explorer import selectors
from explorer.errors import (
    NeedsWaiver,
    NothingToConfirm,
    PrincipleUnknown,
    StanceChanged,
    StanceRefused,
    VersionMoved,
)
from explorer.models import Section, SpecVersion, Stance
from explorer.stances import selectors as stance_selectors
from explorer.stances.standing import UNWAIVABLE_ALONE
from workspaces import audit
from workspaces.models import Project, User

LONGEST_WORDING = 4000
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Decision:
    """A stance as somebody wants it.

    `seen` is the key of the stance in force that they were looking at, 0 where there was none; None asks for no check.
    """

    principle: str
    kind: str
    wording: str = ""
    reason: str = ""
    preset: str = ""
    seen: int | None = None


def decide_stance(
    project: Project,
    actor: User | None,
    principle: str,
    kind: str,
    wording: str = "",
    reason: str = "",
    preset: str = "",
    *,
    seen: int | None = None,
    version: str = "",
) -> Stance:
    """Decides what the project does with one principle; arguments and errors as in :func:`decide_stances`."""
    decision = Decision(principle, kind, wording, reason, preset, seen)
    return decide_stances(project, actor, [decision], version=version)[0]


def decide_stances(
    project: Project, actor: User | None, decisions: Sequence[Decision], *, version: str = ""
) -> list[Stance]:
    """Takes all of these decisions, or none; one that says what holds already changes nothing.

    Args:
        version: label of the version that was read while deciding; empty asks for no check.

    Raises:
        VersionMoved: the project works with another version by now.
        PrincipleUnknown: its version has no such principle.
        StanceRefused: a decision breaks a rule; NeedsWaiver where the missing waivers are all there is to it.
        StanceChanged: somebody else decided since, or at the same moment.
    """
    with transaction.atomic():
        used = _version(project, version)
        sections = _sections(used, [decision.principle for decision in decisions])
        wanted = [_settled(decision) for decision in decisions]
        _check(project, wanted, sections)
        current = _in_force(project, sections)
        return [
            _store(project, actor, each, sections[each.principle], current.get(each.principle), "stance.decided")
            for each in wanted
        ]


def confirm_stances(
    project: Project, actor: User | None, principles: Iterable[str], *, version: str = ""
) -> list[Stance]:
    """Repeats the decisions in force on these principles, word for word, on the project's version of today.

    Returns:
        The new rows; a decision that stands on this version already is left alone.

    Raises:
        NothingToConfirm: one of the principles was never decided.
        The others as :func:`decide_stances` does.
    """
    with transaction.atomic():
        used = _version(project, version)
        sections = _sections(used, list(principles))
        current = _in_force(project, sections)
        for identifier, section in sections.items():
            if identifier not in current:
                raise NothingToConfirm(f"“{section.title}” was not decided yet, so there is nothing to confirm.")
        wanted = [_repeated(current[identifier]) for identifier in sections]
        _check(project, wanted, sections)
        stored = [
            _store(project, actor, each, sections[each.principle], current[each.principle], "stance.confirmed")
            for each in wanted
        ]
        return [stance for stance in stored if stance.pk != current[stance.principle].pk]


def _version(project: Project, label: str) -> SpecVersion:
    version = selectors.version_for(project)
    if label and version.label != label:
        raise VersionMoved(f"{project.name} works with {version.label} by now; you were looking at {label}.")
    return version


def _sections(version: SpecVersion, identifiers: Sequence[str]) -> dict[str, Section]:
    """The principles by identifier, in the order asked for and each once."""
    rows = selectors.principles_of(version).filter(identifier__in=identifiers).defer("text", "heading")
    found = {section.identifier: section for section in rows}
    for section in found.values():
        section.version = version
    for identifier in identifiers:
        if identifier not in found:
            raise PrincipleUnknown(f"{version.label} has no principle {identifier!r}.")
    return {identifier: found[identifier] for identifier in identifiers}


def _in_force(project: Project, sections: Mapping[str, Section]) -> dict[str, Stance]:
    rows = Stance.objects.filter(project=project, replaced_at__isnull=True, principle__in=list(sections))
    return {stance.principle: stance for stance in rows}


def _settled(decision: Decision) -> Decision:
    """Stripped and with plain line ends; a wording is kept only as long as the principle is tightened."""
    tightened = decision.kind == Stance.Kind.TIGHTENED
    return replace(decision, wording=_plain(decision.wording) if tightened else "", reason=_plain(decision.reason))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _repeated(stance: Stance) -> Decision:
    return Decision(stance.principle, stance.kind, stance.wording, stance.reason, stance.preset, stance.pk)


def _check(project: Project, wanted: Sequence[Decision], sections: Mapping[str, Section]) -> None:
    problems = {each.principle: found for each in wanted if (found := _faults(each))}
    waived = stance_selectors.waived_principles(project)
    unwaived = {
        each.principle: {"kind": _needs_waiver(sections[each.principle])}
        for each in wanted
        if each.kind == Stance.Kind.NOT_RELEVANT
        and sections[each.principle].authority in UNWAIVABLE_ALONE
        and each.principle not in waived
    }
    if problems:
        raise StanceRefused({**unwaived, **problems})
    if unwaived:
        raise NeedsWaiver(unwaived)


def _needs_waiver(section: Section) -> str:
    return f"“{section.title}” stands at level {section.authority}: it can be dropped only while a waiver is in force."


def _faults(decision: Decision) -> dict[str, str]:
    problems = _odd_text("wording", decision.wording, LONGEST_WORDING)
    problems |= _odd_text("reason", decision.reason, LONGEST_REASON)
    if decision.kind not in Stance.Kind.values:
        problems["kind"] = "Choose adopted, tightened or not relevant."
    elif decision.kind == Stance.Kind.TIGHTENED and not decision.wording:
        problems["wording"] = "Write the stricter wording that holds here."
    elif decision.kind == Stance.Kind.NOT_RELEVANT and not decision.reason:
        problems["reason"] = "Say why it does not concern this assistant."
    return problems


def _odd_text(field: str, text: str, longest: int) -> dict[str, str]:
    if len(text) > longest:
        return {field: f"At most {longest} characters; this has {len(text)}."}
    if "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        return {field: "Contains a character that is not valid text."}
    return {}


def _store(
    project: Project, actor: User | None, wanted: Decision, section: Section, current: Stance | None, action: str
) -> Stance:
    values = {
        "kind": wanted.kind,
        "wording": wanted.wording,
        "reason": wanted.reason,
        "version_label": section.version.label,
        "title": section.title,
        "authority": section.authority,
        "text_sha256": section.text_sha256,
    }
    if current is not None and all(getattr(current, name) == value for name, value in values.items()):
        return current
    if wanted.seen is not None and wanted.seen != (current.pk if current is not None else 0):
        raise StanceChanged(f"“{section.title}” was decided by somebody else since you opened it.")
    stance = _replaced(project, actor, section, current, {**values, "preset": wanted.preset})
    before = _written(current) if current is not None else {}
    audit.record(
        project.organisation, actor, action, stance, project=project.slug, before=before, after=_written(stance)
    )
    return stance


def _replaced(
    project: Project, actor: User | None, section: Section, current: Stance | None, values: dict[str, Any]
) -> Stance:
    """The new row in the place of the old one; of two people at once the constraint refuses the second."""
    now = timezone.now()
    if current is not None:
        Stance.objects.filter(pk=current.pk, replaced_at__isnull=True).update(replaced_at=now)
    try:
        with transaction.atomic():  # a savepoint, so that the reason can be told
            return Stance.objects.create(
                project=project, principle=section.identifier, decided_by=actor, decided_at=now, **values
            )
    except IntegrityError as error:
        raise StanceChanged(f"“{section.title}” was decided by somebody else at the same moment.") from error


def _written(stance: Stance) -> dict[str, str]:
    return {
        name: getattr(stance, name)
        for name in ("kind", "wording", "reason", "preset", "version_label")
        if getattr(stance, name)
    }
