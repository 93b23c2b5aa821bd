"""The form that asks a random share of reported cases again."""

from typing import Any

from django import forms

from evaluations.models import Endpoint
from evaluations.selectors import endpoints_of
from evaluations.services.reported import MAX_SEED
from workspaces.models import Project


class SpotCheckForm(forms.Form):
    endpoint = forms.ModelChoiceField(
        Endpoint.objects.none(), empty_label=None, help_text="Where the release that was reported can be asked."
    )
    share = forms.IntegerField(
        label="Share of the cases, %",
        min_value=1,
        max_value=100,
        help_text="1 to 100. Ten cases are drawn at least, where there are so many.",
    )
    seed = forms.IntegerField(
        min_value=0,
        max_value=MAX_SEED,
        help_text="Decides which cases are drawn; kept with the result, so that anybody can draw them again.",
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["endpoint"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        field.queryset = endpoints_of(project).exclude(kind=Endpoint.Kind.RECORDED)

    def wanted(self) -> dict[str, Any]:
        """The arguments of the service; the share as a fraction."""
        data = self.cleaned_data
        return {"endpoint": data["endpoint"], "share": data["share"] / 100, "seed": data["seed"]}
