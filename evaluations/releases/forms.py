"""Forms about releases."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from evaluations.json_field import JSONTextField
from evaluations.models import Release
from evaluations.models.releases import MAX_VOLUME
from evaluations.services.releases import Content, Deployment
from workspaces.forms import CleanCharField

EARLIEST, LATEST = date(2015, 1, 1), date(2099, 12, 31)


class ContentForm(forms.Form):
    """What the assistant consists of."""

    model = CleanCharField(
        max_length=200, required=False, help_text="Provider and version, such as “gpt-5.2, 2026-03-01”."
    )
    system_prompt = CleanCharField(
        max_length=100_000,
        required=False,
        label="System prompt",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="The whole text, as it is deployed.",
    )
    tools = JSONTextField(
        shape=list, label="Tools", help_text="A JSON list, as it is sent to the model. Empty where it has none."
    )
    retrieval = CleanCharField(
        max_length=10_000,
        required=False,
        label="Retrieval",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Which documents, which state of the index, how many passages.",
    )
    settings = JSONTextField(
        shape=dict, label="Settings", help_text='A JSON object, such as {"temperature": 0.2}. Filters belong here too.'
    )

    def content(self) -> Content:
        return Content(**{name: self.cleaned_data[name] for name in Release.CONTENT})


class DeploymentForm(forms.Form):
    """When and how much a release is used."""

    deployed_on = forms.DateField(required=False, label="Deployed on", widget=forms.DateInput(attrs={"type": "date"}))
    retired_on = forms.DateField(required=False, label="Retired on", widget=forms.DateInput(attrs={"type": "date"}))
    monthly_volume = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_VOLUME,
        label="Conversations a month",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = CleanCharField(
        max_length=4000,
        required=False,
        label="Note",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What changed and why, in a sentence or two.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("deployed_on", "retired_on"):
            if data.get(name) and not EARLIEST <= data[name] <= LATEST:
                self.add_error(name, f"Give a day from {EARLIEST:%Y-%m-%d} to {LATEST:%Y-%m-%d}.")
        return data

    def deployment(self) -> Deployment:
        names = ("deployed_on", "retired_on", "monthly_volume", "note")
        return Deployment(**{name: self.cleaned_data[name] for name in names})


class DescriptionForm(ContentForm, DeploymentForm):
    """What may still be said of a release that so far is only a name."""

    field_order = [*Release.CONTENT, "deployed_on", "retired_on", "monthly_volume", "note"]


class ReleaseForm(DescriptionForm):
    """A whole release."""

    name = CleanCharField(max_length=80, help_text="As you call it, such as “Release 5”.")
    field_order = ["name", *DescriptionForm.field_order]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in Release.CONTENT):
            self.add_error("model", "Say at least which model it is.")
        return data


class CompareForm(forms.Form):
    """Two releases of the project, by their number."""

    left = forms.ModelChoiceField(Release.objects.none(), empty_label=None, label="From")
    right = forms.ModelChoiceField(Release.objects.none(), empty_label=None, label="To")

    def __init__(self, *args: Any, releases: QuerySet[Release], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("left", "right"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
            field.queryset = releases
