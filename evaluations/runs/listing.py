"""The list of runs and pilots: what is shown in which order, and the same as CSV."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.http import urlencode

from evaluations.case_files.tables import guarded
from evaluations.models import Run
from evaluations.selectors import RunSummary
from workspaces.forms import CleanCharField

NEWEST = "-created"
ORDERS: dict[str, tuple[str, tuple[str | Combinable, ...]]] = {
    NEWEST: ("Newest first", ("-created_at", "-pk")),
    "created": ("Oldest first", ("created_at", "pk")),
    "-finished": ("Finished last", (F("finished_at").desc(nulls_last=True), "-pk")),
    "name": ("Name", ("name", "-pk")),
    "release": ("Release", ("release", "-pk")),
}
COLUMNS = (
    *("name", "release", "source", "state", "simulated", "suite", "compliant", "counted", "rate", "low", "high"),
    *("errored", "unscored", "started (UTC)", "finished (UTC)"),
)


class RunFilter(forms.Form):
    """Narrows and orders the runs of a project; what it does not understand it says, and shows everything."""

    words = CleanCharField(
        required=False, max_length=200, label="Name or release", widget=forms.TextInput(attrs={"type": "search"})
    )
    source = forms.ChoiceField(required=False, choices=[("", "Any source"), *Run.Source.choices])
    state = forms.ChoiceField(required=False, choices=[("", "Any state"), *Run.State.choices])
    order = forms.ChoiceField(required=False, choices=[(key, label) for key, (label, _) in ORDERS.items()])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name in ("source", "state", "order"):
            self.fields[name].error_messages["invalid_choice"] = "Choose from the list."

    def chosen(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        asked = self.cleaned_data if self.is_valid() else {}
        if words := asked.get("words"):
            runs = runs.filter(Q(name__icontains=words) | Q(release__icontains=words))
        for name in ("source", "state"):
            if asked.get(name):
                runs = runs.filter(**{name: asked[name]})
        return runs.order_by(*ORDERS[asked.get("order") or NEWEST][1])

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data[name] for name in ("words", "source", "state"))

    @property
    def query(self) -> str:
        """The filter as it stands in addresses, without the page."""
        given = self.cleaned_data if self.is_valid() else {}
        return urlencode({name: value for name, value in given.items() if value})


def runs_csv(rows: Iterable[tuple[Run, RunSummary]]) -> bytes:
    """One row for each run, with a mark by which spreadsheets recognise UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for run, summary in rows:
        writer.writerow(_cells(run, summary))
    return out.getvalue().encode("utf-8-sig")


def _cells(run: Run, summary: RunSummary) -> list[str | int]:
    rate = [f"{value:.4f}" for value in (summary.rate, summary.low, summary.high) if value is not None]
    return [
        guarded(run.name),
        guarded(run.release),
        run.get_source_display(),
        run.get_state_display(),
        "yes" if run.simulated else "no",
        guarded(str(run.suite)) if run.suite else "",
        summary.numerator,
        summary.denominator,
        *(rate if summary.rate is not None else ("", "", "")),
        summary.errored,
        summary.unscored,
        f"{run.created_at:%Y-%m-%d %H:%M}",
        f"{run.finished_at:%Y-%m-%d %H:%M}" if run.finished_at else "",
    ]
