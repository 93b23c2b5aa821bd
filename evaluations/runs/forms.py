"""Forms of runs: what to ask, with which settings, and what it may cost."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms

from evaluations.forms import OnceField
from evaluations.models import Endpoint, Suite, TestPlan
from evaluations.plans.selectors import frozen_plans_of
from evaluations.releases.selectors import releases_of
from evaluations.runs.settings import (
    MAX_BUDGET_MONEY,
    MAX_BUDGET_TOKENS,
    MAX_LONGEST_ANSWER,
    MAX_SEED,
    MAX_TEMPERATURE,
    Budget,
    Wishes,
)
from evaluations.selectors import endpoints_of, suites_of
from evaluations.services.runs import MAX_EPOCHS
from workspaces.forms import CleanCharField
from workspaces.models import Project

OFFERED_RELEASES = 50


def budget_money() -> forms.DecimalField:
    return forms.DecimalField(
        required=False,
        label="At most, in money",
        min_value=Decimal("0.0001"),
        max_value=MAX_BUDGET_MONEY,
        max_digits=11,
        decimal_places=4,
        help_text="In the currency of the endpoint's prices.",
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


def budget_tokens() -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        label="At most, in tokens",
        min_value=1,
        max_value=MAX_BUDGET_TOKENS,
        help_text="Those of the questions and the answers together.",
    )


class RunForm(forms.Form):
    plan = forms.ModelChoiceField(
        TestPlan.objects.none(),
        required=False,
        label="Counts toward",
        empty_label="No plan: an exploratory run",
        help_text="A counted run asks exactly what its frozen plan promises, and stays in its list however it ends.",
    )
    suite = forms.ModelChoiceField(Suite.objects.none(), empty_label=None)
    endpoint = forms.ModelChoiceField(Endpoint.objects.none(), empty_label=None)
    release = CleanCharField(
        max_length=80, help_text="What is under test. Choose one of the project’s releases, or type a new name."
    )
    epochs = forms.IntegerField(
        label="Times each case is asked",
        required=False,
        initial=1,
        min_value=1,
        max_value=MAX_EPOCHS,
        help_text="More than once shows how much the answers vary.",
    )
    temperature = forms.FloatField(
        required=False,
        min_value=0,
        max_value=MAX_TEMPERATURE,
        help_text=f"0 to {MAX_TEMPERATURE}. Empty leaves it to the endpoint.",
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    max_tokens = forms.IntegerField(
        label="Longest answer, in tokens",
        required=False,
        min_value=1,
        max_value=MAX_LONGEST_ANSWER,
        help_text="Empty leaves it to the endpoint. A budget needs it.",
    )
    seed = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_SEED,
        help_text="For endpoints that keep to one. Each time a case is asked counts on from it.",
    )
    budget_money = budget_money()
    budget_tokens = budget_tokens()
    once = OnceField()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Callable[[Project], Any]] = {
            "suite": suites_of,
            "endpoint": endpoints_of,
            "plan": frozen_plans_of,
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
            field.queryset = found(project)
        self.release_names = list(releases_of(project).values_list("name", flat=True)[:OFFERED_RELEASES])
        self.fields["release"].widget.attrs |= {"list": "releases", "autocomplete": "off"}

    def clean_epochs(self) -> int:
        return self.cleaned_data.get("epochs") or 1

    def has_settings(self) -> bool:
        """Whether the part that is folded away has something to show."""
        names = ("temperature", "max_tokens", "seed", "budget_money", "budget_tokens")
        return any(self[name].value() or self[name].errors for name in names)

    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(data.get("temperature"), data.get("max_tokens"), data.get("seed"))

    def order(self) -> dict[str, Any]:
        """What the service takes, of a valid form."""
        data = self.cleaned_data
        parts = {name: data[name] for name in ("suite", "endpoint", "release", "epochs", "once", "plan")}
        return parts | {"wishes": self.wishes(), "budget": budget_in(data)}


class ResumeForm(forms.Form):
    """A new budget for a run that used up the one it had; other runs are resumed without a word."""

    budget_money = budget_money()
    budget_tokens = budget_tokens()

    def budget(self) -> Budget | None:
        return budget_in(self.cleaned_data) or None


def budget_in(data: dict[str, Any]) -> Budget:
    return Budget(data.get("budget_tokens"), data.get("budget_money"))
