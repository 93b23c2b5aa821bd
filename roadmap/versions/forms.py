"""What people send about a new version: that they saw what it means, and what running again may cost."""

from typing import Any

from django import forms

from evaluations.forms import OnceField
from evaluations.runs.forms import budget_in, budget_money, budget_tokens
from evaluations.runs.settings import MAX_LONGEST_ANSWER, Budget
from evaluations.runs.spending import money_of
from roadmap.services.versions import Rerun
from workspaces.forms import CleanCharField


class AdoptForm(forms.Form):
    """Carries the version that was in use when the consequences were shown."""

    seen = CleanCharField(
        max_length=80,
        widget=forms.HiddenInput,
        error_messages={"required": "The form is incomplete. Reload the page and try again."},
    )


class RerunForm(forms.Form):
    """The budget, at first that of the latest run."""

    budget_money = budget_money()
    budget_tokens = budget_tokens()
    max_tokens = forms.IntegerField(
        label="Longest answer, in tokens",
        required=False,
        min_value=1,
        max_value=MAX_LONGEST_ANSWER,
        help_text="A budget needs it. Empty leaves it as it was.",
    )
    once = OnceField()

    def __init__(self, data: Any = None, *, rerun: Rerun) -> None:
        latest = rerun.latest
        first = {
            "budget_money": None if latest.budget_nano is None else money_of(latest.budget_nano),
            "budget_tokens": latest.budget_tokens,
            "max_tokens": rerun.wishes.max_tokens,
        }
        super().__init__(data, initial=first)

    @property
    def budget(self) -> Budget:
        return budget_in(self.cleaned_data)
