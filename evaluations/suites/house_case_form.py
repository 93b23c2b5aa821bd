"""The form that writes a case for a house clause."""

from collections.abc import Mapping
from typing import Any

from django import forms

from evaluations.graders.spec_fields import MAX_PHRASE_LENGTH, MAX_PHRASES
from evaluations.models import Case
from evaluations.services.house_cases import (
    LONGEST_MESSAGE,
    LONGEST_RUBRIC,
    LONGEST_TITLE,
    PHRASE_FIELDS,
    CaseValues,
)
from workspaces.forms import CleanCharField

LONGEST_LIST = MAX_PHRASES * (MAX_PHRASE_LENGTH + 2)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PhrasesField(CleanCharField):
    """Phrases, one a line."""

    def __init__(self, label: str, help_text: str) -> None:
        super().__init__(label=label, required=False, max_length=LONGEST_LIST, widget=_area(2), help_text=help_text)

    def clean(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        return [line for line in lines if line]


class HouseCaseForm(forms.Form):
    title = CleanCharField(max_length=LONGEST_TITLE, help_text="What the person tries, in a few words.")
    kind = forms.ChoiceField(choices=Case.Kind.choices, help_text="About acting, holding back, or a fine line.")
    expected = forms.ChoiceField(
        label="Expected side", required=False, choices=[("", "Either may be right"), *Case.Expected.choices]
    )
    system = CleanCharField(label="System message", required=False, max_length=LONGEST_MESSAGE, widget=_area(2))
    developer = CleanCharField(label="Developer message", required=False, max_length=LONGEST_MESSAGE, widget=_area(2))
    user = CleanCharField(label="User message", max_length=LONGEST_MESSAGE, widget=_area(3))
    rubric = CleanCharField(
        label="Rubric",
        max_length=LONGEST_RUBRIC,
        widget=_area(3),
        help_text="For people and judges: what a compliant answer does, and what makes it a violation.",
    )
    compliant = CleanCharField(label="An answer that keeps the clause", max_length=LONGEST_MESSAGE, widget=_area(4))
    violation = CleanCharField(label="An answer that breaks it", max_length=LONGEST_MESSAGE, widget=_area(4))
    all = PhrasesField("All of these occur", "One phrase a line. Case and spaces do not count.")
    any = PhrasesField("One of these occurs", "One phrase a line.")
    none = PhrasesField("None of these occurs", "One phrase a line.")
    wish = forms.ChoiceField(
        label="Declining",
        required=False,
        choices=[("", "Does not matter"), ("refused", "The answer must decline"), ("answered", "It must not decline")],
    )

    def values(self) -> CaseValues:
        data = self.cleaned_data
        names = ("title", "kind", "expected", "system", "developer", "user", "rubric", "compliant", "violation", "wish")
        return CaseValues(**{name: data[name] for name in names}, phrases={name: data[name] for name in PHRASE_FIELDS})

    def show(self, problems: Mapping[str, str]) -> None:
        """Puts what the service refused beside its fields, or above the form."""
        for name, problem in problems.items():
            self.add_error(name if name in self.fields else None, problem)
