"""Forms of this room: recording a pilot by counts or from a file."""

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from evaluations.errors import Fault
from evaluations.exchange.pilot_csv import MAX_BYTES
from evaluations.models import Pilot
from evaluations.principles import Principle
from evaluations.services.pilots import EARLIEST, MAX_COUNT, PilotDetails, sample_faults
from evaluations.statistics import Calibration
from workspaces.forms import CleanCharField

MAX_ROWS = 80
FIRST_ROWS = 3
CALIBRATION = ("bad_shown", "bad_recognised", "good_shown", "good_recognised")
COUNTED = ("compliant", "violation", "partial", "no_answer")


class OnceField(forms.UUIDField):
    """Names the form that was drawn, so that sending it twice has one effect."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid.uuid4)


class PilotForm(forms.Form):
    """What stands behind the numbers of a pilot, whichever way the numbers come."""

    name = CleanCharField(max_length=160, help_text="Such as “Claims chat, first two weeks”.")
    release = CleanCharField(max_length=80, help_text="Which release of the assistant people spoke with.")
    began_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    ended_on = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))
    scope = CleanCharField(
        max_length=2000,
        required=False,
        label="What was tried",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Which job of the assistant, on which channel and desk, and what was left out.",
    )
    population = CleanCharField(
        max_length=2000,
        label="Who took part",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Whose conversations, how they were chosen, and how many there were in all.",
    )
    conducted_by = CleanCharField(max_length=200, label="Who judged", help_text="The people whose verdicts these are.")
    notes = CleanCharField(
        max_length=4000,
        required=False,
        label="Limits and notes",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the numbers do not cover.",
    )
    from_traffic = forms.BooleanField(
        required=False,
        label="Drawn from real conversations, not written for a test",
        help_text="Then its violation rate may price the business case. Conversations that were written or picked to "
        "provoke mistakes must not: they overstate how often real people meet one.",
    )
    drawn_by = CleanCharField(
        max_length=200, required=False, label="Who drew them", help_text="The person or the job that took the sample."
    )
    drawn_how = CleanCharField(
        max_length=2000,
        required=False,
        label="How they were drawn",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Such as “every 400th chat of September, by number, before anybody had read them”.",
    )
    graded_by = forms.ChoiceField(choices=Pilot.Grader, required=False, initial=Pilot.Grader.PEOPLE, label="Graded by")
    bad_shown = forms.IntegerField(required=False, min_value=1, max_value=MAX_COUNT, label="Known violations shown")
    bad_recognised = forms.IntegerField(required=False, min_value=0, max_value=MAX_COUNT, label="of them recognised")
    good_shown = forms.IntegerField(required=False, min_value=1, max_value=MAX_COUNT, label="Known good answers shown")
    good_recognised = forms.IntegerField(required=False, min_value=0, max_value=MAX_COUNT, label="of them recognised")
    once = OnceField()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        today = timezone.now().date()
        for name in ("began_on", "ended_on"):
            if data.get(name) and not EARLIEST <= data[name] <= today:
                self.add_error(name, f"Give a day from {EARLIEST:%Y-%m-%d} to today, {today:%Y-%m-%d}.")
        if data.get("began_on") and data.get("ended_on") and data["ended_on"] < data["began_on"]:
            self.add_error("ended_on", "It ended before it began.")
        data["graded_by"] = data.get("graded_by") or Pilot.Grader.PEOPLE
        data["calibration"] = self._calibration(data)
        if not self.errors:
            self.add_faults(sample_faults(self.details()))
        return data

    def _calibration(self, data: dict[str, Any]) -> Calibration | None:
        """The four counts about the grader, which stand together or not at all."""
        counts = {name: data.get(name) for name in CALIBRATION}
        if any(name in self.errors for name in CALIBRATION) or all(count is None for count in counts.values()):
            return None
        for name, count in counts.items():
            if count is None:
                self.add_error(name, "Give all four counts, or none.")
        for kind in ("bad", "good"):
            shown, recognised = counts[f"{kind}_shown"], counts[f"{kind}_recognised"]
            if shown is not None and recognised is not None and recognised > shown:
                self.add_error(f"{kind}_recognised", f"At most the {shown} that were shown.")
        if any(name in self.errors for name in CALIBRATION):
            return None
        return Calibration(*(cast(int, count) for count in counts.values()))

    def asks_about_the_sample(self) -> bool:
        """Whether the part about the sample has something to show."""
        named = ("from_traffic", "drawn_by", "drawn_how", *CALIBRATION)
        return any(self[name].value() or self[name].errors for name in named)

    def details(self) -> PilotDetails:
        """The details of a valid form."""
        return PilotDetails(**{one.name: self.cleaned_data[one.name] for one in dataclasses.fields(PilotDetails)})

    def add_faults(self, faults: list[Fault]) -> None:
        """Puts what a service refused beside its field, or above the form."""
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)


class PilotFileForm(PilotForm):
    file = forms.FileField(
        label="CSV file",
        max_length=200,
        help_text=f"UTF-8, one row for each answer, at most {MAX_BYTES // (1024 * 1024)} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB.")
        return file


class CorrectionForm(PilotForm):
    """A pilot as it should have been recorded, and what was wrong."""

    reason = CleanCharField(
        max_length=2000,
        label="What was wrong",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands on both, the pilot that is corrected and the one that takes its place.",
    )


class CorrectionFileForm(CorrectionForm, PilotFileForm):
    """The same with the conversations as a file."""


class CountForm(forms.Form):
    """The outcomes counted under one principle."""

    principle = forms.ChoiceField(required=False)
    compliant = forms.IntegerField(required=False, min_value=0, max_value=MAX_COUNT)
    violation = forms.IntegerField(required=False, min_value=0, max_value=MAX_COUNT)
    partial = forms.IntegerField(required=False, min_value=0, max_value=MAX_COUNT)
    no_answer = forms.IntegerField(required=False, min_value=0, max_value=MAX_COUNT)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        principle = self.fields["principle"]
        assert isinstance(principle, forms.ChoiceField)  # noqa: S101 - narrows the type
        principle.choices = [("", "Choose a principle"), *choices]
        for name in self.fields:
            self.fields[name].widget.attrs["aria-label"] = name.replace("_", " ").capitalize()
        for name in COUNTED:
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "min": "0"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        counted = [name for name in COUNTED if data.get(name)]
        if counted and not data.get("principle") and "principle" not in self.errors:
            self.add_error("principle", "Say which principle was counted.")
        if data.get("principle") and not counted and not any(name in self.errors for name in COUNTED):
            self.add_error("compliant", "Count at least one outcome.")
        return data


if TYPE_CHECKING:
    Rows = forms.BaseFormSet[CountForm]
else:
    Rows = forms.BaseFormSet  # generic for the type checker only


class CountFormSet(Rows):
    def clean(self) -> None:
        """Each principle once, and at least one of them."""
        if any(self.errors):
            return
        chosen = [form.cleaned_data.get("principle") for form in self.forms if form.cleaned_data.get("principle")]
        if not chosen:
            raise forms.ValidationError("Count at least one outcome under at least one principle.")
        for form in self.forms:
            principle = form.cleaned_data.get("principle")
            if principle and chosen.count(principle) > 1:
                form.add_error("principle", "This principle stands in two rows; add the counts up.")

    def counts(self) -> dict[str, dict[str, int]]:
        """What was counted, by principle and outcome."""
        return {
            form.cleaned_data["principle"]: {name: form.cleaned_data.get(name) or 0 for name in COUNTED}
            for form in self.forms
            if form.cleaned_data.get("principle")
        }


def count_forms(
    principles: dict[str, Principle], data: Any = None, *, more: bool = False, start: Sequence[Mapping[str, Any]] = ()
) -> CountFormSet:
    """The rows of counts, from those of ``start``; ``more`` adds empty ones below those that were sent, unchecked."""
    choices = [(each.identifier, f"{each.title} ({each.authority})") for each in principles.values()]
    make = forms.formset_factory(
        CountForm, formset=CountFormSet, extra=FIRST_ROWS, max_num=MAX_ROWS, absolute_max=MAX_ROWS, validate_max=True
    )
    options: dict[str, Any] = {"prefix": "rows", "form_kwargs": {"choices": choices}}
    if data is None:
        options["initial"] = list(start)
    elif more:
        options["initial"] = _as_typed(data)
        data = None
    return cast(CountFormSet, make(data, **options))


def _as_typed(data: Any) -> list[dict[str, Any]]:
    """What stands in the rows that were sent, right or wrong, so that adding a row loses nothing."""
    sent = data.get("rows-TOTAL_FORMS", "")
    total = min(int(sent), MAX_ROWS - FIRST_ROWS) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0
    names = ("principle", *COUNTED)
    rows = [{name: data.get(f"rows-{index}-{name}", "") for name in names} for index in range(total)]
    while rows and not any(rows[-1].values()):
        rows.pop()
    return rows or [{}]
