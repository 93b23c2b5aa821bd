"""Forms of the register: an incident, a risk, the limit, the case made of an incident, and the filters of the lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from evaluations.errors import Fault
from evaluations.models import Case, Suite
from evaluations.principles import principles_for
from evaluations.suites.case_draft import LONGEST_MESSAGE, LONGEST_RUBRIC, CaseDraft
from roadmap.forms import DayField, OwnerField, VersionedForm
from roadmap.models import Criterion, Incident, Phase, Risk, RiskLimit
from roadmap.register.levels import INCIDENT_STATES, LEVELS, LIKELIHOODS, RISK_STATES
from roadmap.selectors import criteria_of
from roadmap.services.register import CASES_NAME, LONGEST_TEXT, LONGEST_TITLE
from workspaces.forms import CleanCharField, SeveralField
from workspaces.models import Project

INCIDENT_FIELDS = (
    *("title", "severity", "status", "happened_on", "principle", "what_happened", "asked", "answered"),
    *("action", "owner", "due_on", "phase", "criteria"),
)
RISK_FIELDS = (
    *("title", "affected", "what", "likelihood", "severity", "status", "mitigation", "owner", "review_on"),
    "criteria",
)


CRITERIA = "Choose criteria of this project."


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def known(choices: Mapping[str, str], label: str = "", **more: Any) -> forms.ChoiceField:
    messages = {"invalid_choice": "Choose from the list."}
    return forms.ChoiceField(choices=list(choices.items()), label=label or None, error_messages=messages, **more)


class CriteriaField(SeveralField):
    """Criteria of the project, by code and title."""

    def __init__(self) -> None:
        super().__init__(
            queryset=Criterion.objects.none(),
            required=False,
            label="Criteria it bears on",
            widget=forms.SelectMultiple(attrs={"size": 5}),
            help_text="Hold Ctrl or ⌘ to choose several.",
            error_messages={
                "invalid_choice": "Choose criteria of this project.",
                "invalid_pk_value": "Choose a criterion.",
            },
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}"


class GateField(forms.ModelChoiceField):  # type: ignore[type-arg] # no subscript at run time
    """The gate of a phase of the project."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} {obj.gate_name}"


class IncidentForm(VersionedForm):
    """Everything about an incident. A new one has no version yet."""

    title = CleanCharField(max_length=LONGEST_TITLE, help_text="Such as “Promised a refund the terms rule out”.")
    what_happened = CleanCharField(
        max_length=LONGEST_TEXT, widget=area(4), help_text="What people saw, and for whom it mattered."
    )
    severity = known(LEVELS, initial="moderate")
    happened_on = DayField(label="Happened on", initial=timezone.localdate)
    principle = forms.ChoiceField(required=False, help_text="What the assistant should have kept to.")
    asked = CleanCharField(
        max_length=LONGEST_TEXT,
        required=False,
        label="What it was asked",
        widget=area(),
        help_text="The last message before the answer, without anything about a person. A case can be made of it.",
    )
    answered = CleanCharField(max_length=LONGEST_TEXT, required=False, label="What it answered", widget=area())
    status = known(INCIDENT_STATES, initial="open")
    action = CleanCharField(
        max_length=LONGEST_TEXT,
        required=False,
        label="What is done about it",
        widget=area(),
        help_text="Needed before it is closed.",
    )
    owner = OwnerField(help_text="Who sees to it.")
    due_on = DayField(label="Due", help_text="Its clock: dealt with, and told to whom it must be told, by this day.")
    phase = GateField(
        Phase.objects.none(),
        required=False,
        label="Gate it bears on",
        empty_label="None in particular",
        error_messages={"invalid_choice": "Choose a gate of this project."},
    )
    criteria = CriteriaField()

    def __init__(
        self,
        data: Any = None,
        *,
        project: Project,
        incident: Incident | None = None,
        begun: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=values_of(incident, INCIDENT_FIELDS) if incident else begun)
        _prepare(self, project, incident)
        self.fields["happened_on"].required = True
        self.fields["happened_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        offer_principles(self.fields["principle"], project, incident.principle if incident else "")
        self.fields["phase"].queryset = Phase.objects.filter(project=project)  # type: ignore[attr-defined]


class RiskForm(VersionedForm):
    """Everything about a risk. A new one has no version yet."""

    title = CleanCharField(max_length=LONGEST_TITLE, help_text="Such as “Promises what the terms rule out”.")
    affected = CleanCharField(
        max_length=LONGEST_TITLE, label="Who could be affected", help_text="Such as “customers with little English”."
    )
    what = CleanCharField(max_length=LONGEST_TEXT, label="What could happen", widget=area(4))
    likelihood = known(LIKELIHOODS, initial="possible")
    severity = known(LEVELS, initial="moderate", help_text="How bad it would be for those affected.")
    mitigation = CleanCharField(
        max_length=LONGEST_TEXT, required=False, widget=area(), help_text="What makes it rarer or less bad."
    )
    owner = OwnerField(help_text="Who answers for it.")
    review_on = DayField(label="Review on", help_text="The day on which it is looked at again.")
    status = known(RISK_STATES, initial="open")
    criteria = CriteriaField()

    def __init__(self, data: Any = None, *, project: Project, risk: Risk | None = None) -> None:
        super().__init__(data, initial=values_of(risk, RISK_FIELDS) if risk else None)
        _prepare(self, project, risk)


class RiskLimitForm(VersionedForm):
    """The version is the number that this limit would get."""

    level = known(LEVELS, "Highest level accepted without a mitigation")

    def __init__(self, data: Any = None, *, limit: RiskLimit | None, times: int) -> None:
        super().__init__(data, initial={"version": times + 1, "level": limit.level if limit else None})


class CaseForm(forms.Form):
    """The case that an incident is turned into, prefilled with its conversation."""

    suite = forms.ModelChoiceField(
        Suite.objects.none(),
        required=False,
        empty_label=CASES_NAME,
        help_text="A frozen suite gets its next version, to which the case is added.",
        error_messages={"invalid_choice": "Choose a suite of this project."},
    )
    principle = forms.ChoiceField()
    title = CleanCharField(max_length=LONGEST_TITLE)
    message = CleanCharField(
        max_length=LONGEST_MESSAGE,
        label="What the assistant is asked",
        widget=area(4),
        help_text="As somebody would write it, without anything about a person.",
    )
    kind = known(dict(Case.Kind.choices), initial=Case.Kind.SHOULD_NOT_DO)
    rubric = CleanCharField(
        max_length=LONGEST_RUBRIC,
        required=False,
        label="What a good answer does",
        widget=area(),
        help_text="What a reviewer or a judge holds the answer against.",
    )
    violation = CleanCharField(
        max_length=LONGEST_MESSAGE,
        required=False,
        label="An answer that violates",
        widget=area(),
        help_text="What it said then.",
    )

    def __init__(self, data: Any = None, *, project: Project, incident: Incident) -> None:
        super().__init__(data, initial=case_values(incident))
        offer_principles(self.fields["principle"], project, incident.principle)
        self.fields["suite"].queryset = suites_open_to_cases(project)  # type: ignore[attr-defined]

    def draft(self) -> CaseDraft:
        """The case as a valid form has it; its key is made of the title."""
        data = self.cleaned_data
        return CaseDraft(
            key="",
            principle=data["principle"],
            title=data["title"],
            kind=data["kind"],
            messages=[{"role": "user", "content": data["message"]}],
            rubric=data["rubric"],
            exemplars={"violation": data["violation"]} if data["violation"] else {},
            tags=["incident"],
        )

    def show(self, faults: Iterable[Fault]) -> None:
        """Puts what the suite refused beside the field it is about."""
        for fault in faults:
            name = "message" if fault.field.startswith("messages") else fault.field
            name = "violation" if name.startswith("exemplars") else name
            self.add_error(name if name in self.fields else None, fault.message)


def case_values(incident: Incident) -> dict[str, Any]:
    """What the case starts from."""
    return {
        "principle": incident.principle,
        "title": incident.title,
        "message": incident.asked or incident.what_happened,
        "violation": incident.answered,
    }


def suites_open_to_cases(project: Project) -> Any:
    """The newest version of each suite that takes cases that were written."""
    newest = Suite.objects.filter(project=project, name=OuterRef("name")).order_by("-version").values("version")[:1]
    closed = (Suite.Origin.RECORDED, Suite.Origin.TRAFFIC)
    suites = Suite.objects.filter(project=project).exclude(origin__in=closed).exclude(name=CASES_NAME)
    return suites.filter(version=Subquery(newest)).order_by("name", F("version").desc())


def values_of(row: Incident | Risk, names: Iterable[str]) -> dict[str, Any]:
    """What the form of a row starts from."""
    plain = {name: getattr(row, name) for name in names if name not in ("criteria", "owner", "phase")}
    keys = {f: getattr(row, f"{f}_id") for f in ("owner", "phase") if f in names}
    return {"version": row.version, **plain, **keys, "criteria": [criterion.pk for criterion in row.criteria.all()]}


def offer_principles(field: forms.Field, project: Project, present: str) -> None:
    """The principles of the project's version, and the present one where that has gone."""
    choices = [(one.identifier, f"{one.title} ({one.authority})") for one in principles_for(project).values()]
    gone = [(present, present)] if present and present not in dict(choices) else []
    field.choices = [("", "None in particular" if not field.required else "Choose a principle"), *gone, *choices]  # type: ignore[attr-defined]
    field.error_messages["invalid_choice"] = "Choose a principle of the project’s version."


def _prepare(form: forms.Form, project: Project, row: Incident | Risk | None) -> None:
    """What both forms need of the project; a new row carries no version."""
    if row is None:
        del form.fields["version"]
    form.fields["owner"].offer(project, row.owner if row else None)  # type: ignore[attr-defined]
    form.fields["criteria"].queryset = criteria_of(project)  # type: ignore[attr-defined]
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.bound_to_range()
