"""What is posted to ask for a report."""

from django import forms

from reports.models import Report


class RequestForm(forms.Form):
    """The kind of report, and the key by which a second press of the same button is known."""

    kind = forms.ChoiceField(choices=Report.Kind.choices)
    once = forms.UUIDField(error_messages={"required": "Reload the page, then press the button again."})
