"""Forms of notifications: when each kind is mailed, and a webhook."""

from typing import Any

from django import forms

from workspaces.forms import CleanCharField
from workspaces.models import NotificationKind, WhenSent


class PreferenceForm(forms.Form):
    """For each kind when it comes by e-mail; in the product everything is shown anyway."""

    def __init__(self, data: Any = None, *, chosen: dict[str, str]) -> None:
        super().__init__(data, initial=chosen)
        for kind in NotificationKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=WhenSent.choices,
                error_messages={"required": "Choose one of the four.", "invalid_choice": "Choose one of the four."},
            )


class WebhookForm(forms.Form):
    name = CleanCharField(max_length=120, help_text="What receives it, such as “Chat of the support team”.")
    url = CleanCharField(
        max_length=500,
        label="Address",
        help_text="Begins with https:// and leads to a public address, or to one that the operator has listed.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
