"""In what a template differs from the criteria that a project has; plain comparison, nothing is read or stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roadmap.models import ChangedField, Criterion, Phase
from roadmap.models.criteria import FIELD_LABELS
from roadmap.template.copies import criterion_values, phase_values
from roadmap.template.records import CriterionTemplate, RoadmapTemplate
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES
from workspaces.canonical import sha256_of

COMPARED = ("title", "statement", "auto", "evidence", "blocking", "waiver", "review_days", "spec_anchors", "mappings")
# A confirmation keeps these: where one reads otherwise, it is stale.
KEPT_BY_WORDS = frozenset({"statement", "auto"})


@dataclass(frozen=True)
class Altered:
    """A criterion that both have, with the fields that read otherwise and the values it gets."""

    criterion: Criterion
    rows: Sequence[ChangedField]
    names: frozenset[str]
    values: Mapping[str, Any]

    @property
    def turns_stale(self) -> bool:
        """Whether a confirmation of it would not hold any more: other words, or another kind of evidence."""
        kinds = {one["type"] for one in self.criterion.evidence}
        asked = {one["type"] for one in self.values.get("evidence", ())}
        return bool(KEPT_BY_WORDS & self.names or asked - kinds)

    @property
    def blocking_words(self) -> str:
        """What becomes of the gate, where that changes."""
        if "blocking" not in self.names:
            return ""
        return "blocks from now on" if self.values["blocking"] else "blocks no more"


@dataclass(frozen=True)
class AlteredPhase:
    """A phase whose name, entry rule or gate is another one."""

    phase: Phase
    rows: Sequence[ChangedField]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class TemplateDifference:
    """What taking up a template changes. The project's own criteria are no part of it and stay as they are."""

    before: str
    after: str
    added: Sequence[CriterionTemplate]
    removed: Sequence[Criterion]
    altered: Sequence[Altered]
    phases: Sequence[AlteredPhase]
    same: int

    @property
    def reworded(self) -> list[Altered]:
        return [each for each in self.altered if each.names - {"blocking"}]

    @property
    def blocking(self) -> list[Altered]:
        return [each for each in self.altered if each.blocking_words]

    @property
    def finding(self) -> str:
        parts = [
            f"{count} {words}"
            for count, words in (
                (len(self.added), "added"),
                (len(self.removed), "removed"),
                (len(self.reworded), "changed"),
                (len(self.phases), "phase" + ("s" if len(self.phases) != 1 else "") + " changed"),
            )
            if count
        ]
        return f"{self.after}: {', '.join(parts)}" if parts else f"{self.after} says the same as {self.before}"

    @property
    def fingerprint(self) -> str:
        """What a person agreed to, so that nothing else is done."""
        return sha256_of(
            [
                self.before,
                self.after,
                [criterion.code for criterion in self.added],
                [[each.criterion.code, each.criterion.version, dict(each.values)] for each in self.altered],
                [[criterion.code, criterion.version] for criterion in self.removed],
                [[each.phase.number, dict(each.values)] for each in self.phases],
            ]
        )


def difference(phases: Sequence[Phase], criteria: Sequence[Criterion], template: RoadmapTemplate) -> TemplateDifference:
    """What the template changes of a project that has these phases and criteria in force."""
    present = {criterion.code: criterion for criterion in criteria if not criterion.is_own}
    wanted = {criterion.code: criterion for criterion in template.criteria}
    compared = [_altered(present[code], wanted[code]) for code in wanted if code in present]
    altered = [each for each in compared if each.rows]
    compared_phases = [
        _altered_phase(phase, phase_values(copied)) for phase, copied in zip(phases, template.phases, strict=True)
    ]
    return TemplateDifference(
        before=phases[0].template_version,
        after=template.version,
        added=[criterion for code, criterion in wanted.items() if code not in present],
        removed=[criterion for code, criterion in present.items() if code not in wanted],
        altered=altered,
        phases=[each for each in compared_phases if each.rows],
        same=len(compared) - len(altered),
    )


def _altered(criterion: Criterion, template: CriterionTemplate) -> Altered:
    values = criterion_values(template)
    names = [name for name in COMPARED if getattr(criterion, name) != values[name]]
    rows = [
        ChangedField(FIELD_LABELS[name], in_words(name, getattr(criterion, name)), in_words(name, values[name]))
        for name in names
    ]
    return Altered(criterion, rows, frozenset(names), {name: values[name] for name in names})


_PHASE_LABELS = {"name": "Phase", "entry_rule": "Entry rule", "gate_name": "Gate", "gate_rule": "Who approves"}


def _altered_phase(phase: Phase, values: Mapping[str, Any]) -> AlteredPhase:
    names = [name for name in _PHASE_LABELS if getattr(phase, name) != values[name]]
    rows = [
        ChangedField(_PHASE_LABELS[name], in_words(name, getattr(phase, name)), in_words(name, values[name]))
        for name in names
    ]
    return AlteredPhase(phase, rows, {name: values[name] for name in names})


def in_words(name: str, value: Any) -> str:
    """A value of a criterion or a phase as the history and the comparison write it."""
    match name:
        case "evidence":
            return "; ".join(f"{EVIDENCE_TYPES.get(one['type'], one['type'])}: {one['proves']}" for one in value)
        case "blocking":
            return "yes" if value else "no"
        case "waiver":
            return ROLES.get(value, value) or "nobody"
        case "review_days":
            return f"every {value} days" if value else "not on a schedule"
        case "spec_anchors":
            return ", ".join(value) or "nothing"
        case "mappings":
            return "; ".join(f"{key}: {', '.join(value[key])}" for key in sorted(value)) or "none"
        case "gate_rule":
            roles = ", ".join(ROLES.get(role, role) for role in value.get("approvers", []))
            repeats = value.get("repeats_days")
            again = f", again every {repeats} days" if repeats else ""
            own = ", the requester too" if value.get("requester_may_approve") else ""
            return f"{value.get('min_approvals')} of {roles}{own}{again}"
    return str(value)
