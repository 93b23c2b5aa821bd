"""The forms that make suites, one for each way."""

import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from evaluations.case_files.decoding import MAX_BYTES
from evaluations.errors import Fault
from evaluations.models import Suite
from evaluations.principles import principles_for
from evaluations.services.suite_making import LARGEST_SEED, LARGEST_STRATUM, LONGEST_NAME
from evaluations.suites.generating import Choice
from evaluations.traffic_samples.masking import LONGEST_NAME as LONGEST_PERSON
from evaluations.traffic_samples.masking import MAX_NAMES
from explorer import selectors
from explorer.levels import levels_of
from explorer.models import Section, SpecVersion
from workspaces.forms import CleanCharField
from workspaces.models import Project

MEGABYTE = 1024 * 1024
WHAT = [("examples", "Examples: with a good and a bad answer"), ("prompts", "Prompts: without rules")]


class SuiteForm(forms.Form):
    """What every way needs: a name."""

    name = CleanCharField(label="Name of the suite", max_length=LONGEST_NAME)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.prepare()

    def prepare(self) -> None:
        """Fills in the choices that depend on the project."""

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = choices

    def show(self, faults: list[Fault]) -> None:
        """Puts what a service refused beside its fields, or above the form."""
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)


class WrittenForm(SuiteForm):
    summary = CleanCharField(
        label="What it is for", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class _WithFile(SuiteForm):
    file = forms.FileField(
        max_length=200, widget=forms.ClearableFileInput(attrs={"accept": ".jsonl,.ndjson,.csv,.tsv,.yaml,.yml"})
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // MEGABYTE} MB.")
        return file

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name of a valid form's file."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        return file.read(MAX_BYTES + 1), file.name or ""


class ImportForm(_WithFile):
    pass


class _Facets(SuiteForm):
    in_force = forms.BooleanField(
        required=False,
        initial=True,
        label="Only principles this project adopted or tightened, with its house clauses’ cases",
    )
    levels = forms.MultipleChoiceField(required=False, label="Levels", widget=forms.CheckboxSelectMultiple)
    sections = forms.MultipleChoiceField(required=False, label="Sections", widget=forms.CheckboxSelectMultiple)
    tags = forms.MultipleChoiceField(required=False, label="Tags", widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        try:
            sections = selectors.outline_of(selectors.version_for(self.project))
        except SpecVersion.DoesNotExist:
            sections = []
        levels = levels_of({section.authority for section in sections})
        self.choose("levels", [(level.name, level.name.capitalize()) for level in levels])
        self.choose("sections", [(each.identifier, each.title) for each in _chapters(sections)])
        tags = sorted({tag for section in sections for tag in section.tags})
        self.choose("tags", [(tag, tag) for tag in tags])
        if not tags:
            del self.fields["tags"]

    def choice(self) -> Choice:
        data = self.cleaned_data
        chosen = {name: frozenset(data.get(name, [])) for name in ("levels", "sections", "tags")}
        return Choice(in_force=data["in_force"], **chosen)


class CatalogueForm(_Facets):
    field_order = ["name", "in_force"]


class SpecificationForm(_Facets):
    version = forms.ChoiceField(help_text="Only versions that were imported with their text have examples.")
    what = forms.MultipleChoiceField(
        label="What becomes cases", choices=WHAT, initial=["examples", "prompts"], widget=forms.CheckboxSelectMultiple
    )
    field_order = ["name", "version", "what", "in_force"]

    def prepare(self) -> None:
        super().prepare()
        self.versions = {each.label: each for each in selectors.versions_for(self.project) if not each.is_outline}
        self.choose("version", [(label, label) for label in self.versions])

    def chosen_version(self) -> SpecVersion:
        return self.versions[self.cleaned_data["version"]]


class DrawForm(SuiteForm):
    parent = forms.ModelChoiceField(Suite.objects.none(), label="Drawn from", empty_label=None)
    by = forms.ChoiceField(
        label="Strata", choices=[("principle", "Principle"), ("level", "Level of authority"), ("tag", "First tag")]
    )
    size = forms.IntegerField(label="Cases of each stratum", initial=2, min_value=1, max_value=LARGEST_STRATUM)
    seed = forms.IntegerField(
        min_value=0, max_value=LARGEST_SEED, help_text="The same seed draws the same cases from the same suite."
    )
    field_order = ["parent", "name", "by", "size", "seed"]

    def prepare(self) -> None:
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        suites = Suite.objects.filter(project=self.project).exclude(origin=Suite.Origin.RECORDED)
        parent.queryset = suites.order_by("name", "-version")
        self.fields["seed"].initial = secrets.randbelow(1_000_000)


class TrafficForm(_WithFile):
    principle = forms.ChoiceField(
        label="Held against", help_text="The principle of conversations whose row names none of its own."
    )
    names = CleanCharField(
        label="Names to mask",
        required=False,
        max_length=MAX_NAMES * (LONGEST_PERSON + 2),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line: customers, colleagues, places. Names in greetings and closings are found by themselves.",
    )
    field_order = ["name", "file", "principle", "names"]

    def prepare(self) -> None:
        known = principles_for(self.project)
        choices = [(each.identifier, f"{each.title} ({each.authority})") for each in known.values()]
        self.choose("principle", [("", "Choose a principle"), *choices])

    def clean_names(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        if any(len(name) > LONGEST_PERSON for name in names) or len(names) > MAX_NAMES:
            raise forms.ValidationError(f"At most {MAX_NAMES} names of {LONGEST_PERSON} characters.")
        return [name for name in names if len(name) > 1]


class TrafficStoreForm(SuiteForm):
    """The second step: what was masked and shown comes back sealed."""

    masked = forms.CharField(widget=forms.HiddenInput)


WAYS: Mapping[str, tuple[str, type[SuiteForm]]] = {
    "catalogue": ("From the catalogue", CatalogueForm),
    "specification": ("From a version", SpecificationForm),
    "file": ("From a file", ImportForm),
    "draw": ("Draw a sample", DrawForm),
    "traffic": ("Traffic sample", TrafficForm),
    "written": ("Write cases", WrittenForm),
}


def _chapters(sections: list[Section]) -> list[Section]:
    """The outermost sections that have principles below them."""
    parents = {section.pk: section.parent_id for section in sections}
    tops: set[int] = set()
    for section in sections:
        at = section.pk
        while parents.get(at) is not None:
            at = parents[at] or at
        if section.authority:
            tops.add(at)
    return [section for section in sections if section.pk in tops]
