"""Forms about evidence: one for each kind, using it, replacing it, and the filter of the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.http import urlencode

from calculator.models import ScenarioVersion
from calculator.selectors import versions_of
from evaluations.models import Run
from evaluations.reported.standing import counts_for_decisions
from roadmap.evidence.listing import EvidenceRow
from roadmap.evidence.scanning import about_scanning
from roadmap.evidence.uploads import ALLOWED, LARGEST, MEGABYTE, Upload, UploadRefused, accepted
from roadmap.forms import DayField
from roadmap.models import Criterion, Evidence, EvidenceVersion
from roadmap.services.evidence import LONGEST_TEXT, LONGEST_TITLE, Content
from roadmap.vocabulary import EVIDENCE_TYPES
from workspaces.forms import CleanCharField
from workspaces.models import Project

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

Kind = EvidenceVersion.Kind


class ContentForm(forms.Form):
    """What a version holds; which fields there are depends on its kind."""

    covers_from = DayField(label="Covers from")
    covers_to = DayField(label="Covers to")
    expires_on = DayField(label="Expires on", help_text="The last day on which it counts; empty where it lasts.")

    def __init__(self, data: Any = None, files: Any = None, *, project: Project, kind: str) -> None:
        super().__init__(data, files)
        self.kind = kind
        first = {name: self._asks(name, project) for name in _FIELDS[kind]}
        self.fields = {**first, **self.fields}
        for name in ("covers_from", "covers_to", "expires_on"):
            self.fields[name].bound_to_range()  # type: ignore[attr-defined]

    def _asks(self, name: str, project: Project) -> forms.Field:
        match name:
            case "file":
                limit = f"At most {LARGEST // MEGABYTE} MB: {ALLOWED}."
                return forms.FileField(max_length=255, help_text=f"{limit} {about_scanning()}".rstrip())
            case "url":
                return forms.URLField(label="Address", max_length=2000, assume_scheme="https")
            case "run":
                newest = counts_for_decisions(project)
                return forms.ModelChoiceField(newest, empty_label="Choose a run", help_text="Runs that count.")
            case "scenario":
                return _ScenarioField(versions_of(project), label="Scenario", empty_label="Choose a version")
            case _:
                area = forms.Textarea(attrs={"rows": 6})
                return CleanCharField(label="What it says", max_length=LONGEST_TEXT, widget=area)

    def clean_file(self) -> Upload:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(f"The file is larger than {LARGEST // MEGABYTE} MB.")
        try:
            return accepted(file.name or "", file.read(LARGEST + 1))
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def content(self) -> Content:
        """What was given, of a valid form."""
        data = self.cleaned_data
        run: Run | None = data.get("run")
        scenario: ScenarioVersion | None = data.get("scenario")
        return Content(
            kind=self.kind,
            text=data.get("text", ""),
            url=data.get("url", ""),
            upload=data.get("file"),
            run=run,
            scenario=scenario,
            covers_from=data["covers_from"],
            covers_to=data["covers_to"],
            expires_on=data["expires_on"],
        )


class _ScenarioField(forms.ModelChoiceField):  # type: ignore[type-arg] # no subscript at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.content_sha256[:8]})"


_FIELDS: dict[str, tuple[str, ...]] = {
    Kind.FILE: ("file",),
    Kind.LINK: ("url",),
    Kind.NOTE: ("text",),
    Kind.DECISION: ("text",),
    Kind.RUN: ("run",),
    Kind.SCENARIO: ("scenario",),
    Kind.STANCES: (),
}


class EvidenceForm(ContentForm):
    """A new piece of evidence; with a criterion it is used for that at once."""

    def __init__(self, *args: Any, criterion: Criterion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title: forms.Field = CleanCharField(max_length=LONGEST_TITLE, help_text="How people will know it in lists.")
        first = {"title": title}
        if criterion is not None:
            first["proves"] = proves_field(criterion)
        self.fields = {**first, **self.fields}


def proves_field(criterion: Criterion) -> forms.ChoiceField:
    """What the evidence shows of a criterion: one of the kinds that it asks for."""
    kinds = dict.fromkeys(entry["type"] for entry in criterion.evidence)
    wanted = [(kind, EVIDENCE_TYPES[kind]) for kind in kinds]
    return forms.ChoiceField(
        label="Proves", choices=wanted, error_messages={"invalid_choice": "Choose what the criterion asks for."}
    )


class UseForm(forms.Form):
    """Uses evidence that is there already."""

    evidence = forms.ModelChoiceField(
        Evidence.objects.none(),
        empty_label="Choose evidence",
        error_messages={"invalid_choice": "Choose evidence of this project.", "required": "Choose evidence."},
    )

    def __init__(self, data: Any = None, *, criterion: Criterion) -> None:
        super().__init__(data, auto_id="id_use_%s")
        project = criterion.phase.project_id
        offered = Evidence.objects.filter(project=project, superseded_by__isnull=True).order_by("title")
        self.fields["evidence"].queryset = offered  # type: ignore[attr-defined]
        self.fields["proves"] = proves_field(criterion)


class SupersedeForm(forms.Form):
    by = forms.ModelChoiceField(
        Evidence.objects.none(),
        label="Superseded by",
        empty_label="Choose evidence",
        error_messages={"invalid_choice": "Choose evidence of this project.", "required": "Choose evidence."},
    )

    def __init__(self, data: Any = None, *, evidence: Evidence) -> None:
        super().__init__(data)
        others = Evidence.objects.filter(project=evidence.project_id, superseded_by__isnull=True)
        self.fields["by"].queryset = others.exclude(pk=evidence.pk).order_by("title")  # type: ignore[attr-defined]


ORDERS: dict[str, tuple[str, Callable[[EvidenceRow], Any]]] = {
    "": ("Title", lambda row: row.evidence.title.casefold()),
    "-added": ("Added last", lambda row: -row.version.added_at.timestamp()),
    "expires": ("Expires first", lambda row: row.version.expires_on or date.max),
    "kind": ("Kind", lambda row: str(row.version.get_kind_display())),
    "problem": ("What does not count", lambda row: not row.problem),
}


class EvidenceFilter(forms.Form):
    """Narrows and orders the list of evidence; what it does not understand it ignores, and shows everything."""

    words = CleanCharField(required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    show = forms.ChoiceField(
        required=False,
        label="Show",
        choices=[
            ("", "All evidence"),
            ("broken", "What does not count today"),
            ("expiring", "What expires within 30 days"),
            ("superseded", "Superseded"),
            ("unused", "Used for nothing"),
        ],
    )
    kind = forms.ChoiceField(required=False, choices=[("", "Any kind"), *EvidenceVersion.Kind.choices])
    order = forms.ChoiceField(required=False, choices=[(key, label) for key, (label, _) in ORDERS.items()])

    def chosen(self, rows: Sequence[EvidenceRow]) -> list[EvidenceRow]:
        """What fits, in the order that was asked for; equals stay in the order of their titles."""
        asked = self.cleaned_data if self.is_valid() else {}
        words, kind = asked.get("words", "").casefold(), asked.get("kind", "")
        found = [
            row
            for row in rows
            if row.fits(asked.get("show", ""))
            and (not kind or row.version.kind == kind)
            and words in row.evidence.title.casefold()
        ]
        return sorted(found, key=ORDERS[asked.get("order", "")][1])

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data[name] for name in ("words", "show", "kind"))

    @property
    def query(self) -> str:
        """The filter as it stands in addresses, without the page."""
        given = self.cleaned_data if self.is_valid() else {}
        return urlencode({name: value for name, value in given.items() if value})
