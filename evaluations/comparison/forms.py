"""The two runs to compare, by their number."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from evaluations.models import Run
from evaluations.wording import run_label

if TYPE_CHECKING:
    RunField = forms.ModelChoiceField[Run]
else:
    RunField = forms.ModelChoiceField  # which takes no parameter when it runs


class RunChoice(RunField):
    """A run by its name and when it ended: the same cases are often asked several times a day."""

    def label_from_instance(self, obj: Run) -> str:
        return run_label(obj)


class CompareRunsForm(forms.Form):
    """Two different runs of the project."""

    a = RunChoice(Run.objects.none(), empty_label="Choose a run", label="Before")
    b = RunChoice(Run.objects.none(), empty_label="Choose a run", label="After")

    def __init__(self, *args: Any, runs: QuerySet[Run], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
            field.queryset = runs
            field.error_messages["invalid_choice"] = "Choose a run of this project that has ended with a result."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("a") and data.get("a") == data.get("b"):
            self.add_error("b", "Choose another run than the first.")
        return data
