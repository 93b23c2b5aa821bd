"""Changes of the roadmap: started once, then criterion by criterion, each with its history and audit entry."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Criterion, CriterionChange, Phase, Status
from roadmap.selectors import bounds_of_plan, earlier_blockers
from roadmap.template import shipped_template
from roadmap.template_records import CriterionTemplate, PhaseTemplate, RoadmapTemplate
from workspaces import audit
from workspaces.models import Membership, Project, User

EARLIEST_DAY = date(2020, 1, 1)
FURTHEST_AHEAD = timedelta(days=3653)
LONGEST_NOTE = 4000
LONGEST_REASON = 2000


class CriterionValues(TypedDict, total=False):
    """What may be changed about a criterion; what is left out stays as it is."""

    status: str
    owner: User | None
    due_on: date | None
    note: str
    reason: str


def start_roadmap(project: Project, actor: User | None, template: RoadmapTemplate | None = None) -> list[Phase]:
    """The project's four phases with their criteria, copied from the template the first time and returned after."""
    try:
        with transaction.atomic():
            return _copied(project, actor, template or shipped_template())
    except IntegrityError:  # of two starts at once the other one won
        return _present(project)


def _present(project: Project) -> list[Phase]:
    return list(Phase.objects.filter(project=project).order_by("number"))


def _copied(project: Project, actor: User | None, template: RoadmapTemplate) -> list[Phase]:
    if present := _present(project):
        return present
    phases = [Phase.objects.create(**_phase_values(project, phase, template.version)) for phase in template.phases]
    Criterion.objects.bulk_create(
        Criterion(phase=phase, position=position, **_criterion_values(criterion))
        for phase, copied in zip(phases, template.phases, strict=True)
        for position, criterion in enumerate(copied.criteria, start=1)
    )
    criteria = len(template.criteria)
    audit.record(project.organisation, actor, "roadmap.started", project, template=template.version, criteria=criteria)
    return phases


def _phase_values(project: Project, phase: PhaseTemplate, version: str) -> dict[str, Any]:
    gate = phase.gate
    return {
        "project": project,
        "number": phase.number,
        "name": phase.name,
        "entry_rule": phase.entry_rule,
        "gate_name": gate.name,
        "gate_rule": {
            "approvers": list(gate.approvers),
            "min_approvals": gate.min_approvals,
            "requester_may_approve": gate.requester_may_approve,
            "repeats_days": gate.repeats_days,
        },
        "template_version": version,
    }


def _criterion_values(criterion: CriterionTemplate) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "title": criterion.title,
        "statement": criterion.statement,
        "evidence": [{"type": evidence.type, "proves": evidence.proves} for evidence in criterion.evidence],
        "auto": criterion.auto,
        "blocking": criterion.blocking,
        "waiver": criterion.waiver or "",
        "review_days": criterion.review_days,
        "spec_anchors": list(criterion.spec_anchors),
        "mappings": {key: list(references) for key, references in criterion.mappings.items()},
    }


@transaction.atomic
def update_criterion(
    criterion: Criterion, *, actor: User | None, version: int | None = None, **values: Unpack[CriterionValues]
) -> Criterion:
    """Changes the given values of a criterion and returns it as it is now; without a difference nothing is stored.

    Args:
        version: the version the person was looking at; None takes the one that *criterion* was read with.

    Raises:
        ChangeRefused: a value breaks a rule; every broken one is named.
        ChangedMeanwhile: the criterion has another version by now.
    """
    seen = criterion.version if version is None else version
    current = Criterion.objects.select_related("phase__project__organisation", "owner").get(pk=criterion.pk)
    if current.version != seen:
        raise ChangedMeanwhile(f"{current.code} was changed by somebody else.")
    wanted = _settled(current, values)
    _check_criterion(current, wanted)
    before, after = _difference(current, wanted)
    if not after:
        return current
    stored = {**wanted, "version": seen + 1, "updated_at": timezone.now()}
    if not Criterion.objects.filter(pk=current.pk, version=seen).update(**stored):
        raise ChangedMeanwhile(f"{current.code} was changed by somebody else.")
    CriterionChange.objects.create(
        criterion=current, actor=actor, actor_name=actor.name if actor else "", before=before, after=after
    )
    project = current.phase.project
    audit.record(
        project.organisation,
        actor,
        "criterion.changed",
        current,
        project=project.slug,
        before=before,
        after=after,
    )
    for name, value in stored.items():
        setattr(current, name, value)
    return current


def _settled(current: Criterion, values: CriterionValues) -> dict[str, Any]:
    """The five values as they would stand; a reason is kept only as long as the criterion does not apply."""
    wanted: dict[str, Any] = {
        "status": current.status,
        "owner": current.owner,
        "due_on": current.due_on,
        "note": current.note,
        "reason": current.reason,
        **values,
    }
    wanted["note"] = wanted["note"].strip()
    wanted["reason"] = wanted["reason"].strip() if wanted["status"] == Status.NOT_APPLICABLE else ""
    return wanted


def _check_criterion(current: Criterion, wanted: Mapping[str, Any]) -> None:
    problems: dict[str, str] = {}
    if wanted["status"] not in Status.values:
        problems["status"] = "Choose one of: " + ", ".join(str(label) for label in Status.labels) + "."
    elif wanted["status"] == Status.MET and current.status != Status.MET:
        problems |= _out_of_order(current)
    if wanted["status"] == Status.NOT_APPLICABLE and not wanted["reason"]:
        problems["reason"] = "Say why it does not apply."
    if wanted["owner"] != current.owner:
        problems |= _foreign_owner(current.phase.project, wanted["owner"])
    if wanted["due_on"] != current.due_on:
        problems |= _odd_day("due_on", wanted["due_on"])
    problems |= _odd_text("note", wanted["note"], LONGEST_NOTE) | _odd_text("reason", wanted["reason"], LONGEST_REASON)
    if problems:
        raise ChangeRefused(problems)


def _out_of_order(criterion: Criterion) -> dict[str, str]:
    """Phases are gone through in order: work may run ahead, the word *met* may not."""
    codes = list(earlier_blockers(criterion).values_list("code", flat=True))
    if not codes:
        return {}
    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    listed = ", ".join(codes[:3]) + more
    what = "is" if len(codes) == 1 else "are"
    return {
        "status": f"It can be met once the phases before it are through: {listed} {what} open. Ready is possible now."
    }


def _foreign_owner(project: Project, owner: User | None) -> dict[str, str]:
    if owner is None or Membership.objects.filter(organisation=project.organisation_id, user=owner).exists():
        return {}
    return {"owner": f"Choose somebody who belongs to {project.organisation.name}."}


def latest_day() -> date:
    return timezone.localdate() + FURTHEST_AHEAD


def _odd_day(field: str, day: date | None) -> dict[str, str]:
    if day is None or EARLIEST_DAY <= day <= latest_day():
        return {}
    return {field: f"Choose a day from {EARLIEST_DAY.isoformat()} to {latest_day().isoformat()}."}


def _odd_text(field: str, text: str, longest: int) -> dict[str, str]:
    if len(text) > longest:
        return {field: f"At most {longest} characters; this has {len(text)}."}
    if "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        return {field: "Contains a character that is not valid text."}
    return {}


def _difference(current: Criterion, wanted: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    changed = [name for name, value in wanted.items() if value != getattr(current, name)]
    return (
        {name: _written(getattr(current, name)) for name in changed},
        {name: _written(wanted[name]) for name in changed},
    )


def _written(value: User | date | str | None) -> str:
    """A value as the history keeps it: readable after a person has left."""
    if isinstance(value, User):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    return value or ""


@transaction.atomic
def plan_phase(
    phase: Phase, *, actor: User | None, planned_on: date | None, owner: User | None, version: int | None = None
) -> Phase:
    """Sets the day a phase is planned to end and who answers for it.

    Raises:
        ChangeRefused: the day is out of range or not in the order of the phases, or the owner is no member.
        ChangedMeanwhile: the phase has another version by now.
    """
    seen = phase.version if version is None else version
    current = Phase.objects.select_related("project__organisation", "owner").get(pk=phase.pk)
    if current.version != seen:
        raise ChangedMeanwhile(f"Phase {current.number} was changed by somebody else.")
    problems = _odd_day("planned_on", planned_on) or _plan_out_of_order(current, planned_on)
    if owner != current.owner:
        problems |= _foreign_owner(current.project, owner)
    if problems:
        raise ChangeRefused(problems)
    wanted = {"planned_on": planned_on, "owner": owner}
    before = {name: _written(getattr(current, name)) for name in wanted}
    after = {name: _written(value) for name, value in wanted.items()}
    if before == after and owner == current.owner:
        return current
    if not Phase.objects.filter(pk=current.pk, version=seen).update(**wanted, version=seen + 1):
        raise ChangedMeanwhile(f"Phase {current.number} was changed by somebody else.")
    organisation = current.project.organisation
    audit.record(
        organisation, actor, "phase.planned", current, project=current.project.slug, before=before, after=after
    )
    current.planned_on, current.owner, current.version = planned_on, owner, seen + 1
    return current


def _plan_out_of_order(phase: Phase, planned_on: date | None) -> dict[str, str]:
    if planned_on is None:
        return {}
    before, after = bounds_of_plan(phase)
    if before and before.planned_on and planned_on < before.planned_on:
        return {
            "planned_on": f"Phase {before.number} is to end on {before.planned_on.isoformat()}, this one not earlier."
        }
    if after and after.planned_on and planned_on > after.planned_on:
        return {"planned_on": f"Phase {after.number} is to end on {after.planned_on.isoformat()}, this one not later."}
    return {}
