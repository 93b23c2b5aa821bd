"""What is posted to ask for a report."""

from django import forms

from reports.models import Report


class RequestForm(forms.Form):
    """The kind of report, and the key by which a second press of the same button is known."""

    kind = forms.ChoiceField(choices=Report.Kind.choices)
    once = forms.UUIDField(error_messages={"required": "Reload the page, then press the button again."})


class CheckForm(forms.Form):
    """A report that somebody holds in their hands, to be held against the project."""

    file = forms.FileField(
        label="Report",
        help_text="The PDF or the JSON as it was downloaded here.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.json"}),
        error_messages={"required": "Choose a report.", "empty": "This file is empty."},
    )
