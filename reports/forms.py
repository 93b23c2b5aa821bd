"""What is posted to ask for a report, and to check one."""

from typing import Any

from django import forms

from calculator.selectors import scenarios_of
from evaluations.selectors import finished_runs_of
from reports.kinds import KINDS, PAPERS
from workspaces.models import Project

OFFERED = 100
SUBJECTS = {"run": "Choose the run that it is about.", "scenario": "Choose the scenario that it is about."}


class RequestForm(forms.Form):
    """The kind of report, what it is about, its paper, and the key by which a second press is known."""

    kind = forms.ChoiceField(
        label="Report",
        choices=[(kind.key, kind.name) for kind in KINDS.values()],
        widget=forms.RadioSelect,
        initial="dossier",
    )
    run = forms.TypedChoiceField(label="Run", coerce=int, empty_value=None, required=False)
    scenario = forms.TypedChoiceField(label="Scenario", coerce=int, empty_value=None, required=False)
    paper = forms.ChoiceField(label="Paper", choices=list(PAPERS.items()), initial="a4", required=False)
    once = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": "Reload the page, then press the button again."}
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = finished_runs_of(project)[:OFFERED]
        self._offer("run", [(run.pk, f"{run.name}, {run.release}" if run.release else run.name) for run in runs])
        self._offer("scenario", [(one.pk, one.name) for one in scenarios_of(project)[:OFFERED]])

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - narrows the type
        field.choices = [("", "None chosen"), *choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        subject = KINDS[data["kind"]].of if "kind" in data else ""
        if subject and not data.get(subject) and subject not in self.errors:
            self.add_error(subject, SUBJECTS[subject])
        return data

    @property
    def of(self) -> int | None:
        """The key of what the report is about; None where its kind is about nothing but the project."""
        subject = KINDS[self.cleaned_data["kind"]].of
        return self.cleaned_data[subject] if subject else None


class CheckForm(forms.Form):
    """A report that somebody holds in their hands, to be held against the project."""

    file = forms.FileField(
        label="Report",
        help_text="The PDF or the JSON as it was downloaded here.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.json"}),
        error_messages={"required": "Choose a report.", "empty": "This file is empty."},
    )
