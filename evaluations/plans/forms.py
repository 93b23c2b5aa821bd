"""Forms of test plans and of triage. People type marks in percent; they are kept as shares."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from evaluations.models import Judge, Suite, TestPlan, Triage
from evaluations.plans.selectors import LEVELS, judges_of, sections_of
from evaluations.selectors import suites_of
from evaluations.services.plans import Terms
from evaluations.services.runs import MAX_EPOCHS
from evaluations.services.triage import LONGEST_NOTE
from workspaces.forms import CleanCharField
from workspaces.models import Project

AGREEMENT = ("min_sensitivity", "min_specificity", "min_kappa")


def percent(label: str, *, required: bool = False, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=Decimal("0.1"),
        max_value=100,
        max_digits=4,
        decimal_places=1,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


def share(label: str, help_text: str = "") -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        min_value=0.01,
        max_value=1,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


class PlanForm(forms.Form):
    """A whole plan. The sections are those of the version that the project works with."""

    name = CleanCharField(max_length=120, help_text="Such as “Gate 2, support desk”.")
    suite = forms.ModelChoiceField(
        Suite.objects.none(), empty_label=None, help_text="Frozen together with the plan, in exactly this version."
    )
    estimator = forms.ChoiceField(choices=TestPlan.Estimator.choices, label="How the rate is estimated")
    epochs = forms.IntegerField(
        label="Times each case is asked", required=False, initial=1, min_value=1, max_value=MAX_EPOCHS
    )
    judge = forms.ModelChoiceField(
        Judge.objects.none(),
        required=False,
        label="Who grades",
        empty_label="The rules of the cases",
        help_text="People’s verdicts count above either.",
    )
    min_sensitivity = share("Sensitivity, at least", "Known good answers that the judge recognises.")
    min_specificity = share("Specificity, at least", "Known violations that it recognises.")
    min_kappa = share("κ, at least", "Agreement beyond chance.")
    goal = forms.ChoiceField(choices=TestPlan.Goal.choices, label="What has to reach a mark")
    overall_mark = percent("Overall, in %", required=True)
    triage_every_failure = forms.BooleanField(
        required=False,
        initial=True,
        label="A person triages every failure",
        help_text="The few cases of a single principle cannot carry a rate, so none has a mark of its own.",
    )
    difference = percent(
        "A fall worth noticing, in percentage points",
        help_text="Tells how many cases would show it. It decides nothing.",
    )
    note = CleanCharField(
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why these marks, and who agreed to them.",
    )

    def __init__(self, *args: Any, project: Project, plan: TestPlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in {"suite": suites_of(project), "judge": judges_of(project)}.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
            field.queryset = rows
        if plan is not None:
            del self.fields["name"]
        self.sections = list(dict.fromkeys(sections_of(project).values()))
        if plan is not None:  # one that the project's version no longer has stays to be seen, and to be emptied
            self.sections += [name for name in plan.section_marks if name not in self.sections]
        for name in LEVELS:
            self.fields[f"level_{name}"] = percent(f"{name.capitalize()} level, in %")
        for number, title in enumerate(self.sections):
            self.fields[f"section_{number}"] = percent(f"{title}, in %")

    def level_fields(self) -> list[forms.BoundField]:
        return [self[f"level_{name}"] for name in LEVELS]

    def section_fields(self) -> list[forms.BoundField]:
        return [self[f"section_{number}"] for number in range(len(self.sections))]

    def has_section_marks(self) -> bool:
        """Whether the part that is folded away has something to show."""
        return any(field.value() or field.errors for field in self.section_fields())

    def clean_epochs(self) -> int:
        return self.cleaned_data.get("epochs") or 1

    def terms(self) -> Terms:
        """What the service takes, of a valid form."""
        data = self.cleaned_data
        plain = ("suite", "estimator", "epochs", "judge", *AGREEMENT, "goal", "triage_every_failure", "note")
        mark = as_share(data["overall_mark"])
        assert mark is not None  # noqa: S101 - the field is required
        return Terms(
            **{name: data[name] for name in plain},
            overall_mark=mark,
            difference=as_share(data["difference"]),
            level_marks=self._marks({name: f"level_{name}" for name in LEVELS}),
            section_marks=self._marks({title: f"section_{number}" for number, title in enumerate(self.sections)}),
        )

    def _marks(self, fields: Mapping[str, str]) -> dict[str, float]:
        found = {name: as_share(self.cleaned_data.get(field)) for name, field in fields.items()}
        return {name: mark for name, mark in found.items() if mark is not None}

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """What the service refused, each beside its field."""
        places = {f"section_{title}": f"section_{number}" for number, title in enumerate(self.sections)}
        for name, message in problems.items():
            field = places.get(name, name)
            self.add_error(field if field in self.fields else None, message)


def as_share(value: Decimal | None) -> float | None:
    return None if value is None else float(value / 100)


def as_percent(value: float | None) -> Decimal | None:
    """A share as it is typed: 0.95 → 95."""
    return None if value is None else (Decimal(str(value)) * 100).quantize(Decimal("0.1")).normalize() + 0


def initial_of(plan: TestPlan, sections: list[str]) -> dict[str, Any]:
    """What a form about an existing draft starts from."""
    same = ("suite", "estimator", "epochs", "judge", *AGREEMENT, "goal", "triage_every_failure", "note")
    values: dict[str, Any] = {name: getattr(plan, name) for name in same}
    values |= {"overall_mark": as_percent(plan.overall_mark), "difference": as_percent(plan.difference)}
    values |= {f"level_{name}": as_percent(mark) for name, mark in plan.level_marks.items()}
    places = {title: number for number, title in enumerate(sections)}
    return values | {f"section_{places[title]}": as_percent(mark) for title, mark in plan.section_marks.items()}


class TriageForm(forms.Form):
    cause = forms.ChoiceField(
        choices=Triage.Cause.choices,
        widget=forms.RadioSelect,
        label="What is the matter?",
        error_messages={"required": "Choose who is wrong, or accept it.", "invalid_choice": "Choose one of the four."},
    )
    note = CleanCharField(
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="What was found",
        help_text="In a sentence or two; for an accepted failure the reason why.",
    )
