"""What people send to this room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from explorer.models import SpecVersion


class PinForm(forms.Form):
    """Chooses the version a project works with, by its label."""

    version = forms.ChoiceField(label="Version")

    def __init__(self, *args: Any, versions: Sequence[SpecVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._versions = {version.label: version for version in versions}
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [(label, label) for label in self._versions]

    @property
    def chosen(self) -> SpecVersion:
        return self._versions[self.cleaned_data["version"]]
