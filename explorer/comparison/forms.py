"""What people send about versions: which two to compare, a document to import, the label it goes by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from explorer.comparison.compared import name_of
from explorer.comparison.comparing import KIND_WORDS, Kind
from explorer.models import SpecVersion
from explorer.services import label_faults
from explorer.spec_markdown import Fault
from workspaces.forms import CleanCharField

LARGEST_UPLOAD = 8_000_000
LABEL_LENGTH = 80


class CompareForm(forms.Form):
    """Two versions by their labels, and how their changes are looked at. What is left out gets its default."""

    old = forms.ChoiceField(label="From")
    new = forms.ChoiceField(label="To")
    kind = forms.ChoiceField(choices=[("", "all"), *KIND_WORDS.items()], required=False, widget=forms.HiddenInput)
    view = forms.ChoiceField(
        choices=[("", "inline"), ("side", "side by side")], required=False, widget=forms.HiddenInput
    )

    def __init__(
        self,
        data: Any,
        *args: Any,
        versions: Sequence[SpecVersion],
        start: tuple[SpecVersion, SpecVersion],
        **kwargs: Any,
    ) -> None:
        self._versions = {version.label: version for version in versions}
        self._start = dict(zip(("old", "new"), start, strict=True))
        asked = {name: data.get(name, "") for name in self.base_fields}
        super().__init__(
            asked | {name: asked[name] or each.label for name, each in self._start.items()}, *args, **kwargs
        )
        for name in ("old", "new"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
            field.choices = [(version.label, name_of(version)) for version in versions]
            field.error_messages["invalid_choice"] = "No version is called %(value)s."
        self.fields["kind"].error_messages["invalid_choice"] = "There is no kind of change called %(value)s."
        self.fields["view"].error_messages["invalid_choice"] = "The words cannot be shown as %(value)s."

    @property
    def old_version(self) -> SpecVersion:
        return self._versions[self.cleaned_data["old"]]

    @property
    def new_version(self) -> SpecVersion:
        return self._versions[self.cleaned_data["new"]]

    @property
    def chosen_kind(self) -> Kind | None:
        return cast(Kind, self.cleaned_data["kind"]) if self.cleaned_data["kind"] else None


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; gives a list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each file is checked as a file is; together they keep to the limit."""
        sent = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(each, initial) for each in sent or [None]]
        if sum(file.size or 0 for file in files) > LARGEST_UPLOAD:
            limit = LARGEST_UPLOAD // 1_000_000
            raise forms.ValidationError(f"Together the files are larger than {limit} MB.", code="too_large")
        return files


class LabelField(CleanCharField):
    """What a version is called, fit to stand in an address."""

    def validate(self, value: Any) -> None:
        """Adds what is wrong with a label by itself; whether it is taken, only the import can tell."""
        super().validate(value)
        for fault in label_faults(value) if value else ():
            raise forms.ValidationError(said(fault), code="label")


class UploadForm(forms.Form):
    """A document, with its prompt files or without."""

    documents = FilesField(
        label="Files",
        max_length=200,
        help_text="One model_spec.md, or it together with its prompt files, or a ZIP archive of a model_spec.md with "
        f"its examples folder. At most {LARGEST_UPLOAD // 1_000_000} MB.",
        widget=FilesInput(attrs={"accept": ".md,.zip,text/markdown,application/zip"}),
    )
    label = LabelField(
        max_length=LABEL_LENGTH,
        required=False,
        help_text="What the version is called, such as 2025-12-18. It can still be changed before anything is stored.",
    )

    def contents(self) -> list[tuple[str, BinaryIO]]:
        """The name and the content of each file of a valid form."""
        return [(file.name or "", cast(BinaryIO, file.file)) for file in self.cleaned_data["documents"]]


class LabelForm(forms.Form):
    """The name under which a draft is imported."""

    label = LabelField(
        max_length=LABEL_LENGTH,
        help_text="The day it was published, written as 2025-12-18, puts it in its place among the versions.",
    )


def said(fault: Fault) -> str:
    """A fault as one sentence beside its field."""
    allowed = fault.allowed if isinstance(fault.allowed, str) else ", ".join(fault.allowed)
    value = f" ({fault.value})" if fault.value else ""
    return f"{fault.message.removesuffix('.')}{value}. Expected {allowed}." if allowed else f"{fault.message}{value}"
