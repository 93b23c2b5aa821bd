"""The box in which an answer is tried against the rules of a case."""

from django import forms

from workspaces.forms import CleanCharField

LONGEST_ANSWER = 100_000


class TryForm(forms.Form):
    answer = CleanCharField(
        label="An answer",
        max_length=LONGEST_ANSWER,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Paste what an assistant said, or write what it might say. Nothing is stored.",
    )
