"""Two people changed the same thing: what stands now beside what the second one wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format

from roadmap.evidence.forms import ContentForm
from roadmap.evidence.listing import held_by
from roadmap.forms import CriterionForm, PlanForm, VersionedForm
from roadmap.models import Criterion, CriterionChange, Evidence, EvidenceVersion, Phase
from roadmap.models.changes import RecordedChange
from roadmap.selectors import last_change_of
from workspaces.models import Project


@dataclass(frozen=True)
class Side:
    """One field as it stands and as it was wanted."""

    label: str
    theirs: str
    yours: str

    @property
    def differs(self) -> bool:
        return self.theirs != self.yours


@dataclass(frozen=True)
class Versus:
    """Both states, and what is needed to save the second over the first."""

    title: str
    who: str
    rows: Sequence[Side]
    keep_url: str
    action: str = ""  # where the second is sent to be stored over the first; empty where that is not possible
    hidden: Sequence[tuple[str, str]] = ()
    again_url: str = ""  # where it is given anew, or looked at again
    again: str = "Choose the file again"
    store: str = "Store mine over it"


def criterion_versus(project: Project, current: Criterion, form: CriterionForm, names: Sequence[str]) -> Versus:
    """The named fields of a criterion on both sides; *current* was read after the refusal."""
    page = reverse("roadmap:criterion_detail", args=[project.path, current.pk])
    fresh = CriterionForm(criterion=current)
    return Versus(
        title=f"{current.code} was changed while you had it open",
        who=last_hand(last_change_of(current)),
        rows=rows_of(fresh, form, names),
        action=page,
        hidden=_hidden(form, names, current.version),
        keep_url=page,
    )


def plan_versus(project: Project, current: Phase, form: PlanForm) -> Versus:
    """The plan of a phase on both sides."""
    current.project = project
    names = ("planned_on", "owner")
    return Versus(
        title=f"The plan of phase {current.number} was changed while you had it open",
        who="",
        rows=rows_of(PlanForm(phase=current), form, names),
        action=reverse("roadmap:phase_plan", args=[project.path, current.pk]),
        hidden=_hidden(form, names, current.version),
        keep_url=reverse("roadmap:phase_detail", args=[project.path, current.pk]),
    )


def row_versus(
    title: str, fresh: VersionedForm, form: VersionedForm, names: Sequence[str], *, who: str, action: str, keep_url: str
) -> Versus:
    """An incident or a risk on both sides; *fresh* is the form of what stands now."""
    hidden = _hidden(form, names, fresh.initial["version"])
    return Versus(title, who, rows_of(fresh, form, names), keep_url, action, hidden)


def version_versus(project: Project, title: str, current: EvidenceVersion, form: ContentForm) -> Versus:
    """The version of a piece of evidence that somebody added, beside the one that was to be added."""
    page = [project.path, current.evidence_id]
    add = f"{reverse('roadmap:evidence_version', args=page)}?kind={form.kind}"
    is_file = form.kind == EvidenceVersion.Kind.FILE
    names = [name for name in form.fields if name in form.cleaned_data and name != "file"]
    hidden = [(name, text) for name in names for text in _prepared(form.fields[name], form.cleaned_data[name])]
    wanted = form.content()
    return Versus(
        title=f"“{title}” has had a newer version since you opened it",
        who=f"{current.added_by or 'Plumbline'}, {date_format(current.added_at, 'j M Y, H:i')} UTC",
        rows=[
            Side("Version", str(current.number), f"{current.number + 1}, if you add it"),
            Side("Kind", str(current.get_kind_display()), str(EvidenceVersion.Kind(form.kind).label)),
            Side("What it holds", held_by(current), wanted.words),
            *(
                Side(label, _day(getattr(current, name)), _day(getattr(wanted, name)))
                for name, label in (
                    ("covers_from", "Covers from"),
                    ("covers_to", "Covers to"),
                    ("expires_on", "Expires on"),
                )
            ),
        ],
        action="" if is_file else add,
        hidden=[("seen", str(current.number)), *hidden],
        keep_url=reverse("roadmap:evidence_detail", args=page),
        again_url=add if is_file else "",
    )


def superseded_versus(project: Project, evidence: Evidence, wanted: Evidence) -> Versus:
    """What has taken the place of a piece of evidence, beside what was to take it; that stands, and is not undone."""
    page = reverse("roadmap:evidence_detail", args=[project.path, evidence.pk])
    by = evidence.superseded_by.title if evidence.superseded_by else "–"
    at = date_format(evidence.superseded_at, "j M Y, H:i") + " UTC" if evidence.superseded_at else ""
    rows = [Side("Superseded by", by, wanted.title)]
    return Versus(f"“{evidence.title}” was superseded while you had it open", at, rows, page)


def _day(day: date | None) -> str:
    return date_format(day, "j M Y") if day else "–"


def last_hand(change: RecordedChange | CriterionChange | None) -> str:
    """Whose change stands, and since when; empty where there was none."""
    return f"{change.actor_name or 'Somebody'}, {date_format(change.at, 'j M Y, H:i')} UTC" if change else ""


def rows_of(fresh: VersionedForm, form: VersionedForm, names: Sequence[str]) -> list[Side]:
    """The named fields as they stand in a fresh form, and as they were sent in a valid one."""
    return [
        Side(
            str(fresh[name].label),
            _shown(fresh, name, fresh.initial[name]),
            _shown(form, name, form.cleaned_data[name]),
        )
        for name in names
    ]


def _shown(form: VersionedForm, name: str, value: Any) -> str:
    """A value in words: choices by their labels, a person by name, nothing as a dash."""
    field = form.fields[name]
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return ", ".join(labels.get(prepared, prepared) for prepared in _prepared(field, value)) or "–"


def _hidden(form: VersionedForm, names: Sequence[str], version: int) -> list[tuple[str, str]]:
    found = [("version", str(version))]
    for name in names:
        field = form.fields[name]
        nothing = [] if isinstance(field, forms.ModelMultipleChoiceField) else [""]
        found += [(name, text) for text in _prepared(field, form.cleaned_data[name]) or nothing]
    return found


def _prepared(field: forms.Field, value: Any) -> list[str]:
    """A value as a form sends it: one text, several of a field of which several may be chosen, or none."""
    prepared = field.prepare_value(value)
    several = prepared if isinstance(prepared, list) else [prepared]
    return [str(one) for one in several if one not in (None, "")]
