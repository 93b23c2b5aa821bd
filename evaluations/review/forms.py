"""Forms of review: making a queue, rating an answer, settling a disagreement."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from evaluations.forms import OnceField
from evaluations.models import MAX_RATINGS, RATINGS, ReviewQueue, Run
from evaluations.principles import named, principles_for
from evaluations.review.rules import principles_in
from evaluations.services.ratings import LONGEST_REASON
from evaluations.services.reviews import QueueValues
from evaluations.wording import run_label
from workspaces.forms import CleanCharField
from workspaces.models import Project

OUTCOME_MISSING = "Choose compliant, violation, partial or can’t tell."
BLIND_HELP = (
    "Hides the model, the release, every other verdict, the other raters and the expected side. Only ratings given "
    "blind can calibrate a judge."
)


if TYPE_CHECKING:
    OneOfTheRuns = forms.ModelChoiceField[Run]
else:
    OneOfTheRuns = forms.ModelChoiceField  # generic for the type checker only


class RunChoice(OneOfTheRuns):
    def label_from_instance(self, obj: Run) -> str:
        return run_label(obj)


class QueueForm(forms.Form):
    run = RunChoice(Run.objects.none(), empty_label=None, error_messages={"required": "Choose the run."})
    rule = forms.ChoiceField(choices=ReviewQueue.Rule, initial=ReviewQueue.Rule.FAILURES, label="Which answers")
    percent = forms.IntegerField(
        required=False,
        initial=10,
        min_value=1,
        max_value=100,
        label="Random share, in per cent",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    principle = forms.ChoiceField(required=False, label="The one principle")
    name = CleanCharField(max_length=120, help_text="For you; raters of a blind queue see its number instead.")
    ratings_per_item = forms.IntegerField(
        initial=2,
        min_value=1,
        max_value=MAX_RATINGS,
        label="Ratings of each answer",
        help_text="Two or more people show how far they agree. Where they do not, a third one settles it.",
    )
    blind = forms.BooleanField(required=False, initial=True, label="Blind", help_text=BLIND_HELP)
    once = OnceField()

    def __init__(self, *args: Any, project: Project, runs: QuerySet[Run], run: Run | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown_run = run  # whose answers are counted beside the rules
        field = self.fields["run"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        field.queryset = runs
        known = principles_for(project)
        found = set(principles_in(run)) if run else set()
        order = [*(key for key in known if key in found), *sorted(found - set(known))]
        principle = self.fields["principle"]
        assert isinstance(principle, forms.ChoiceField)  # noqa: S101 - narrows the type
        principle.choices = [(key, named(known, key).title) for key in order]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # What goes with another rule may be empty or wrong: it is not asked for.
        for name, rule in (("percent", ReviewQueue.Rule.RANDOM), ("principle", ReviewQueue.Rule.PRINCIPLE)):
            if data.get("rule") != rule and name in self.errors:
                del self.errors[name]
                data[name] = None
        return data

    def values(self) -> QueueValues:
        data = self.cleaned_data
        return QueueValues(
            run=data["run"],
            name=data["name"],
            rule=data["rule"],
            percent=data.get("percent"),
            principle=data.get("principle") or "",
            ratings_per_item=data["ratings_per_item"],
            blind=data["blind"],
            once=data["once"],
        )


class RatingForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=RATINGS, error_messages={"required": OUTCOME_MISSING, "invalid_choice": OUTCOME_MISSING}
    )
    reason = CleanCharField(
        label="Note", required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label="It is",
        choices=RATINGS,
        widget=forms.RadioSelect,
        error_messages={"required": OUTCOME_MISSING, "invalid_choice": OUTCOME_MISSING},
    )
    reason = CleanCharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept with the verdict; the raters learn from it.",
        error_messages={"required": "Say why; the raters will want to know."},
    )


class BeyondForm(forms.Form):
    """Which answer to leave open when the next one is asked for."""

    beyond = forms.UUIDField(required=False)

    def token(self) -> UUID | None:
        return self.cleaned_data.get("beyond") if self.is_valid() else None
