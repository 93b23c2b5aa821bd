"""Forms for what really came of a scenario: its first month, a month's numbers, a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from calculator.actuals import PROGRAMME, Entry, Place, PlannedUseCase
from calculator.actuals_csv import LIMITS, MORE_THAN_TASKS, MOST_BYTES, NUMBERS, OF_A_USE_CASE
from calculator.models import Actual
from calculator.number_text import number_text
from calculator.numbers import NumberField
from workspaces.forms import CleanCharField

EARLIEST, LATEST = date(2015, 1, 1), date(2100, 12, 1)
LABELS = {
    "hours": "Net hours freed",
    "volume": "Tasks assisted",
    "violations": "Violations that escaped",
    "cost": "Cash paid",
}
CHANGED = "The scenario’s use cases have changed. Look at the page again."


class FirstMonthForm(forms.Form):
    """The calendar month that is month 1."""

    first_month = forms.CharField(
        max_length=7,
        label="Month 1 of the scenario",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-09"}),
        help_text="The month in which the plan begins, as 2026-09. It is given once.",
    )

    def clean_first_month(self) -> date:
        found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", self.cleaned_data["first_month"])
        day = date(int(found[1]), int(found[2]), 1) if found and found[1] != "0000" else None
        if day is None or not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(f"Write a month from {EARLIEST:%Y-%m} to {LATEST:%Y-%m}, as 2026-09.")
        return day


class ActualForm(forms.Form):
    """One row of a month. A row without numbers was not entered; `seen` is the row that the person saw in force."""

    owner = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, use_case: str, month: int, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_case, self.month, self.names = use_case, month, names
        self.title = use_case or "Programme"
        self.fields["owner"].initial = use_case
        for name in names:
            limits = LIMITS[name]
            field = NumberField(
                low=limits.low, high=limits.high, whole=limits.whole, required=False, label=LABELS[name]
            )
            field.widget.attrs["aria-label"] = f"{self.title}: {LABELS[name].lower()}"
            self.fields[name] = field

    def cells(self) -> list[forms.BoundField | None]:
        """A field for each column, None where the row has none."""
        return [self[name] if name in self.names else None for name in NUMBERS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("owner", "") != self.use_case:
            raise forms.ValidationError(CHANGED)
        given = [name for name in self.names if data.get(name) is not None]
        wrong = any(name in self.errors for name in self.names)
        if not given and not wrong and data.get("seen") is None:
            return data
        for name in self.names:
            if name not in given and name not in self.errors:
                self.add_error(name, "A number is needed here; 0 is one.")
        violations, volume = data.get("violations"), data.get("volume")
        if violations is not None and volume is not None and violations > volume:
            self.add_error("violations", MORE_THAN_TASKS)
        return data

    def entry(self) -> Entry | None:
        """What a valid row says, None where it was left empty."""
        data = self.cleaned_data
        if data.get("cost") is None:
            return None
        return Entry(self.month, self.use_case, **{name: float(data[name]) for name in self.names})


@dataclass
class MonthForms:
    """The rows of one month: each use case, and the programme."""

    rows: list[ActualForm]

    def is_valid(self) -> bool:
        """Whether every row is; all of them are looked at, so that all faults show at once."""
        found = [row.is_valid() for row in self.rows]
        return all(found)

    def entries(self) -> list[Entry]:
        return [entry for row in self.rows if (entry := row.entry())]

    def seen(self) -> dict[Place, int]:
        """Which row in force the person saw, by place."""
        found = ((row, row.cleaned_data.get("seen")) for row in self.rows)
        return {(row.month, row.use_case): seen for row, seen in found if seen is not None}


def month_forms(
    month: int, use_cases: tuple[PlannedUseCase, ...], in_force: Mapping[Place, Actual], data: Any = None
) -> MonthForms:
    """The forms of a month, filled with what is in force."""
    owners: list[tuple[str, tuple[str, ...]]] = [(one.id, NUMBERS) for one in use_cases] if month else []
    owners.append((PROGRAMME, tuple(name for name in NUMBERS if name not in OF_A_USE_CASE)))
    return MonthForms(
        [
            ActualForm(
                data,
                prefix=f"row{at}",
                use_case=use_case,
                month=month,
                names=names,
                initial=_initial(in_force.get((month, use_case)), names),
            )
            for at, (use_case, names) in enumerate(owners)
        ]
    )


def _initial(row: Actual | None, names: tuple[str, ...]) -> dict[str, Any]:
    if row is None:
        return {}
    return {"seen": row.pk, **{name: number_text(getattr(row, name)) for name in names}}


class ActualsFileForm(forms.Form):
    """A file of actuals."""

    file = forms.FileField(
        max_length=200,
        label="CSV file",
        help_text="UTF-8, one row for each month and use case, at most 500 kB. You see what it does first.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def content(self) -> bytes:
        """What the file holds, with one byte more than is allowed, so that a larger one is noticed and not read on."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        return bytes(upload.read(MOST_BYTES + 1))


class ActualsConfirmForm(forms.Form):
    """The text of a file that was looked at, and the state of the actuals that the person saw beside it."""

    text = CleanCharField(strip=False, widget=forms.HiddenInput)
    state = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def content(self) -> bytes:
        return str(self.cleaned_data["text"]).encode()
