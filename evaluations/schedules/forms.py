"""Forms of schedules and alarms."""

from typing import TYPE_CHECKING, Any

from django import forms

from evaluations.models import Endpoint, Run, RunSchedule, Suite, TestPlan
from evaluations.plans.selectors import frozen_plans_of
from evaluations.releases.selectors import releases_of
from evaluations.runs.forms import OFFERED_RELEASES
from evaluations.runs.settings import MAX_LONGEST_ANSWER, MAX_SEED, MAX_TEMPERATURE, Wishes
from evaluations.schedules.recurrence import WEEKDAYS, Recurrence, zones
from evaluations.schedules.selectors import CANDIDATES, baseline_candidates
from evaluations.selectors import endpoints_of, suites_of
from evaluations.services.runs import MAX_EPOCHS
from evaluations.services.schedules import LONGEST_NOTE, Setup
from evaluations.wording import run_label
from workspaces.forms import CleanCharField
from workspaces.models import Project

if TYPE_CHECKING:  # at run time the class takes no argument
    RunChoice = forms.ModelChoiceField[Run]
else:
    RunChoice = forms.ModelChoiceField


class ScheduleForm(forms.Form):
    """What is asked again and again, and when."""

    name = CleanCharField(max_length=120, help_text="Such as “Every night, support desk”.")
    release = CleanCharField(
        max_length=80, help_text="What is in use. Choose one of the project’s releases, or type a new name."
    )
    plan = forms.ModelChoiceField(
        TestPlan.objects.none(),
        required=False,
        label="Counts toward",
        empty_label="No plan: exploratory runs",
        help_text="Each run then asks exactly what the plan promises and stands in its list.",
    )
    suite = forms.ModelChoiceField(Suite.objects.none(), empty_label=None)
    endpoint = forms.ModelChoiceField(Endpoint.objects.none(), empty_label=None)
    epochs = forms.IntegerField(
        label="Times each case is asked", required=False, initial=1, min_value=1, max_value=MAX_EPOCHS
    )
    temperature = forms.FloatField(
        required=False, min_value=0, max_value=MAX_TEMPERATURE, widget=forms.NumberInput(attrs={"step": "any"})
    )
    max_tokens = forms.IntegerField(
        label="Longest answer, in tokens", required=False, min_value=1, max_value=MAX_LONGEST_ANSWER
    )
    seed = forms.IntegerField(required=False, min_value=0, max_value=MAX_SEED)
    every = forms.ChoiceField(choices=RunSchedule.Every.choices, initial="day", label="How often")
    weekdays = forms.TypedMultipleChoiceField(
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        required=False,
        label="Weekdays",
        widget=forms.CheckboxSelectMultiple,
        help_text="For every week.",
    )
    month_day = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=31,
        label="Day of the month",
        help_text="For every month; a month without that day takes its last one.",
    )
    at = forms.TimeField(label="At", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    zone = CleanCharField(
        max_length=60,
        label="Time zone",
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "data-own-zone": ""}),
        help_text="A time that the clocks skip counts an hour later; one that they show twice counts once.",
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {"suite": suites_of(project), "endpoint": endpoints_of(project), "plan": frozen_plans_of(project)}
        for name, rows in chosen.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
            field.queryset = rows
        self.release_names = list(releases_of(project).values_list("name", flat=True)[:OFFERED_RELEASES])
        self.fields["release"].widget.attrs |= {"list": "releases", "autocomplete": "off"}

    @property
    def zone_names(self) -> list[str]:
        return sorted(zones())

    def clean_epochs(self) -> int:
        return self.cleaned_data.get("epochs") or 1

    def has_settings(self) -> bool:
        return any(self[name].value() or self[name].errors for name in ("temperature", "max_tokens", "seed"))

    def setup(self) -> Setup:
        """What the service takes, of a valid form."""
        data = self.cleaned_data
        every = data["every"]
        recurrence = Recurrence(
            every,
            data["at"].replace(second=0, microsecond=0),
            data["zone"],
            tuple(data["weekdays"]) if every == "week" else (),
            data["month_day"] if every == "month" else None,
        )
        wishes = Wishes(data["temperature"], data["max_tokens"], data["seed"])
        return Setup(data["suite"], data["endpoint"], data["release"], recurrence, data["epochs"], wishes, data["plan"])


class RunField(RunChoice):
    """Runs by their name and when they ended."""

    def label_from_instance(self, obj: Any) -> str:
        return run_label(obj)


class BaselineForm(forms.Form):
    baseline = RunField(Run.objects.none(), empty_label=None, label="Baseline")

    def __init__(self, *args: Any, schedule: RunSchedule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["baseline"]
        assert isinstance(field, RunField)  # noqa: S101 - narrows the type
        newest = baseline_candidates(schedule).values_list("pk", flat=True)[:CANDIDATES]
        field.queryset = Run.objects.filter(pk__in=list(newest)).order_by("-finished_at", "-pk")


class AcknowledgeForm(forms.Form):
    note = CleanCharField(
        max_length=LONGEST_NOTE,
        label="What was found or done",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what was found or done."},
    )
