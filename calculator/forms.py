"""The quick form, and the forms around a saved scenario."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from calculator.evidence import defaults
from calculator.faults import Fault, ScenarioRefused
from calculator.numbers import NumberField
from calculator.quick import QuickInputs
from calculator.results import MOST_WORK
from calculator.scenario_file import MOST_BYTES
from calculator.uploaded import open_uploaded
from workspaces.forms import CleanCharField

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "JPY", "INR", "BRL")
EXAMPLE = {"kind": "support", "people": 120, "hours": 20, "hourly_cost": 38, "currency": "EUR", "horizon": 36}


def kinds_of_work() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in defaults().kinds.values()]


class QuickForm(forms.Form):
    """The four inputs and the currency; what the programme costs where it is known."""

    kind = forms.ChoiceField(label="Kind of work", choices=kinds_of_work)
    people = NumberField(low=1, high=1_000_000, whole=True, slider=1_000, label="People")
    hours = NumberField(low=0.1, high=100, step=0.5, slider=40, label="Hours a week on this work, each")
    hourly_cost = NumberField(low=1, high=10_000, slider=200, label="Cost of an hour, fully loaded")
    currency = forms.ChoiceField(label="Currency", choices=[(code, code) for code in CURRENCIES])
    licence = NumberField(low=0, high=100_000, slider=100, required=False, label="Licence per seat and month")
    one_off = NumberField(low=0, high=1e9, step=1_000, slider=500_000, required=False, label="One-off cost")
    horizon = NumberField(low=12, high=120, whole=True, required=False, label="Horizon in months")

    def cost_fields(self) -> list[forms.BoundField]:
        return [self["licence"], self["one_off"], self["horizon"]]

    def costs_open(self) -> bool:
        """Whether the part with the costs has something to show."""
        return any(field.value() not in (None, "") or field.errors for field in self.cost_fields()[:2])

    def inputs(self) -> QuickInputs:
        """What was typed; ask only after the form was found valid."""
        given: dict[str, Any] = dict(self.cleaned_data)
        given["horizon"] = given["horizon"] or EXAMPLE["horizon"]
        return QuickInputs(**given)


class OneLineField(CleanCharField):
    """Text without line breaks and control characters."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text.isprintable():
            raise forms.ValidationError("This is one line of plain text.", code="lines")
        return text


class NameForm(forms.Form):
    """The name of a scenario."""

    name = OneLineField(max_length=120, label="Name of the scenario")


class RenameForm(NameForm):
    """Another name, and the one that the person has seen."""

    before = CleanCharField(required=False, strip=False, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """What a new version changes, for those who read its history; and the version it is made on."""

    note = OneLineField(max_length=300, required=False, label="What changed, and why")
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)


class FreezeForm(forms.Form):
    """Why a version becomes the baseline, and which baseline the person has seen in force."""

    reason = OneLineField(
        max_length=500,
        label="Why this version",
        help_text="Such as who agreed to it and on what day. It stays beside the baseline, also after another.",
    )
    replaces = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)


class RunForm(forms.Form):
    """The run that shall price a use case."""

    run = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class UseCaseForm(forms.Form):
    """A use case, and the version of the scenario that the person saw."""

    use_case = CleanCharField(max_length=64, strip=False)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


class MeasurementForm(RunForm, UseCaseForm):
    """The run that shall price this use case of the scenario."""


class ScenarioForm(NoteForm):
    """A scenario, typed or uploaded as JSON or XLSX. `faults` lists what is wrong with the content, if anything."""

    file = forms.FileField(
        required=False,
        label="Scenario file",
        help_text="JSON or XLSX, as scenarios are downloaded here, up to 1 MB.",
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx"}),
    )
    content = forms.CharField(
        required=False,
        strip=False,
        label="Or the scenario itself",
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "class": "scenario-text"}),
    )
    field_order = ["file", "content", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faults: list[Fault] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload, text = data.get("file"), data.get("content") or ""
        if self.errors:
            return data
        if not upload and not text.strip():
            raise forms.ValidationError("Choose a file or write a scenario.")
        try:
            content = _read(upload) if upload else text.encode("utf-8", "surrogatepass")
            uploaded = open_uploaded(content)
            data["scenario"] = uploaded.document
            uploaded.check(most_work=MOST_WORK)
        except ScenarioRefused as refused:
            self.refuse(refused)
        return data

    def refuse(self, refused: ScenarioRefused) -> None:
        """Takes over the faults, beside the field that they came with."""
        self.faults = refused.faults
        count = len(refused.faults)
        words = "One thing has to be put right." if count == 1 else f"{count} things have to be put right."
        self.add_error("file" if self.cleaned_data.get("file") else "content", words)


class NewScenarioForm(ScenarioForm):
    """A scenario and its name, which may also come from the file."""

    name = CleanCharField(max_length=120, required=False, label="Name", help_text="Else the name inside the scenario.")
    note = OneLineField(max_length=300, required=False, label="Note", help_text="Such as who gave these numbers.")
    field_order = ["name", "file", "content", "note"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        scenario = data.get("scenario")
        inside = scenario.get("name") if isinstance(scenario, dict) else None
        data["name"] = data.get("name") or (inside if isinstance(inside, str) else "")
        if scenario is not None and not data["name"].strip():
            self.add_error("name", "A name is needed, here or inside the scenario.")
        elif len(data["name"]) > 120 or not data["name"].isprintable():
            self.add_error("name", "A name is one line of at most 120 characters.")
        return data


def _read(upload: UploadedFile[Any]) -> bytes:
    """One byte more than is allowed, so that a larger file is noticed and not read to its end."""
    return bytes(upload.read(MOST_BYTES + 1))
