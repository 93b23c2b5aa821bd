"""What is posted to have a report made by the clock."""

from typing import Any

from django import forms

from evaluations.schedules.recurrence import WEEKDAYS, zones
from reports.forms import ReportChoice
from reports.models import ReportSchedule
from reports.services.schedules import Plan
from workspaces.forms import CleanCharField


class ScheduleForm(ReportChoice):
    """A report of the whole project, and when."""

    whole_only = True

    every = forms.ChoiceField(label="How often", choices=ReportSchedule.Every.choices, initial="month")
    weekday = forms.TypedChoiceField(
        label="Day of the week",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        empty_value=None,
        initial=0,
        required=False,
        help_text="For every week.",
    )
    month_day = forms.IntegerField(
        label="Day of the month",
        min_value=1,
        max_value=31,
        initial=1,
        required=False,
        help_text="For every month; a month without that day takes its last one.",
    )
    at = forms.TimeField(label="At", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    zone = CleanCharField(
        max_length=60,
        label="Time zone",
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "data-own-zone": ""}),
    )

    @property
    def zone_names(self) -> list[str]:
        return sorted(zones())

    def plan(self) -> Plan:
        """What the service takes, of a valid form."""
        data: dict[str, Any] = self.cleaned_data
        return Plan(
            **vars(self.chosen),
            every=data["every"],
            weekday=data["weekday"],
            month_day=data["month_day"],
            at=data["at"].replace(second=0, microsecond=0),
            zone=data["zone"],
            recipients=list(data["recipients"]),
        )
