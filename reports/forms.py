"""What is posted to ask for a report, and to check one."""

from typing import Any

from django import forms

from calculator.selectors import scenarios_of
from evaluations.selectors import finished_runs_of
from reports.choosing import Chosen, chosen, offers
from reports.kinds import LANGUAGES, PAPERS
from reports.places import Place, organisation_of
from reports.selectors import templates_of
from reports.sources.frameworks import framework_choices
from reports.sources.gates import gate_choices
from workspaces.forms import SeveralField
from workspaces.models import Project, User
from workspaces.selectors import people_of

OFFERED = 100
SUBJECTS = {
    "run": "Choose the run that it is about.",
    "scenario": "Choose the scenario that it is about.",
    "gate": "Choose the gate request that it is about.",
}
NOTHING_YET = {
    "run": "No run has finished yet.",
    "scenario": "No scenario is saved yet.",
    "gate": "No gate was asked for yet: it is asked for on the page of its phase.",
    "framework": "There is no framework.",
}


class PeopleField(SeveralField):
    """Members by their names and addresses."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


class ReportChoice(forms.Form):
    """Which report: a kind, or a template of the organisation; its paper and language; and who is told by mail."""

    kind = forms.ChoiceField(label="Report", widget=forms.RadioSelect)
    paper = forms.ChoiceField(label="Paper", choices=list(PAPERS.items()), initial="a4", required=False)
    language = forms.ChoiceField(label="Language", choices=list(LANGUAGES.items()), initial="en", required=False)
    recipients = PeopleField(
        User.objects.none(), label="Send a link to", required=False, widget=forms.CheckboxSelectMultiple
    )
    whole_only = False

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation, of_organisation = organisation_of(place), not isinstance(place, Project)
        templates = templates_of(organisation)
        self.offers = offers(templates, whole_only=self.whole_only, of_organisation=of_organisation)
        self.fields["kind"].initial = next(iter(self.offers))
        kinds, people = self.fields["kind"], self.fields["recipients"]
        assert isinstance(kinds, forms.ChoiceField)  # noqa: S101 - narrows the type
        assert isinstance(people, PeopleField)  # noqa: S101 - narrows the type
        kinds.choices = [(offer.value, offer.name) for offer in self.offers.values()]
        people.queryset = people_of(organisation)

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The lines of the list with whether each is chosen."""
        at = str(self["kind"].value() or "")
        return [{"offer": offer, "chosen": offer.value == at} for offer in self.offers.values()]

    @property
    def chosen(self) -> Chosen:
        """What a valid form asks for."""
        return chosen(self.offers[self.cleaned_data["kind"]], self.cleaned_data)


class ReportRequest(ReportChoice):
    """One report, with the key by which a second press is known."""

    once = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": "Reload the page, then press the button again."}
    )

    @property
    def of(self) -> int | None:
        """The key of what the report is about; None where it is about the whole."""
        return None


class PortfolioForm(ReportRequest):
    """A portfolio of an organisation."""


class RequestForm(ReportRequest):
    """One report of a project, and what it is about besides."""

    run = forms.TypedChoiceField(label="Run", coerce=int, empty_value=None, required=False)
    scenario = forms.TypedChoiceField(label="Scenario", coerce=int, empty_value=None, required=False)
    gate = forms.TypedChoiceField(label="Gate request", coerce=int, empty_value=None, required=False)
    framework = forms.TypedChoiceField(label="Framework", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, place=project, **kwargs)
        runs = finished_runs_of(project)[:OFFERED]
        self._offer("run", [(run.pk, f"{run.name}, {run.release}" if run.release else run.name) for run in runs])
        self._offer("scenario", [(one.pk, one.name) for one in scenarios_of(project)[:OFFERED]])
        self._offer("gate", gate_choices(project, OFFERED))
        self._offer("framework", framework_choices(), none="All of them")

    def _offer(self, name: str, choices: list[tuple[int, str]], none: str = "None chosen") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - narrows the type
        field.choices = [("", none), *choices]
        field.help_text = "" if choices else NOTHING_YET[name]

    @property
    def subject(self) -> str:
        """The name of the field that says what the chosen report is about; empty for the whole project."""
        offer = self.offers.get(str(self["kind"].value() or ""))
        return offer.kind.of if offer else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        subject = self.subject
        if subject in SUBJECTS and not data.get(subject) and subject not in self.errors:
            self.add_error(subject, SUBJECTS[subject])
        return data

    @property
    def of(self) -> int | None:
        """The key of what the report is about; None where its kind is about nothing but the project."""
        return self.cleaned_data[self.subject] if self.subject else None


class CheckForm(forms.Form):
    """A report that somebody holds in their hands, to be held against the project."""

    file = forms.FileField(
        label="Report",
        help_text="The PDF or the JSON as it was downloaded here.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.json"}),
        error_messages={"required": "Choose a report.", "empty": "This file is empty."},
    )
