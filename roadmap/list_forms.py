"""Forms of the list of criteria over all phases: what is shown in which order, and one change of many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms

from roadmap.forms import DayField, FilterForm
from roadmap.services.batches import Chosen
from roadmap.services.criteria import CriterionValues
from roadmap.state_selectors import Stated
from workspaces.forms import CleanCharField
from workspaces.models import Project, User
from workspaces.selectors import people_of

SOON = timedelta(days=30)
STATE_ORDER = {"stale": 0, "open": 1, "ready": 2, "waived": 3, "met": 4, "not_applicable": 5}
LONGEST_NUMBER = 18

Key = Callable[[Stated], Any]
ORDERS: dict[str, tuple[str, Key]] = {
    "code": ("Code", lambda entry: ()),
    "due": ("Due, the earliest first", lambda entry: (entry.criterion.due_on or date.max,)),
    "-due": ("Due, the latest first", lambda entry: (-(entry.criterion.due_on or date.min).toordinal(),)),
    "state": ("State", lambda entry: (STATE_ORDER[entry.state.key],)),
    "owner": ("Owner", lambda entry: (entry.criterion.owner is None, str(entry.criterion.owner or "").casefold())),
    "-changed": ("Changed last", lambda entry: (-entry.criterion.updated_at.timestamp(),)),
}


class ListForm(FilterForm):
    """Narrows and orders all criteria of a project; what it does not understand it says, and shows everything."""

    words = CleanCharField(required=False, max_length=200, label="Words")
    phase = forms.ChoiceField(
        required=False, choices=[("", "All phases"), *((str(number), f"Phase {number}") for number in (1, 2, 3, 4))]
    )
    due = forms.ChoiceField(
        required=False,
        label="Due",
        choices=[("", "Any day"), ("overdue", "Overdue"), ("soon", "Within 30 days"), ("none", "No date")],
    )

    field_order = ("words", "phase", "status", "owner", "due", "order", "blocking")

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data, project=project)
        self.fields["order"].choices = [(key, label) for key, (label, _) in ORDERS.items()]  # type: ignore[attr-defined]
        self.fields["words"].widget.attrs["type"] = "search"
        for name in ("phase", "due"):
            self.fields[name].error_messages["invalid_choice"] = "Choose from the list."

    def chosen(self, entries: list[Stated], user: User) -> list[Stated]:
        """What fits, in the order that was asked for; equals stay in the order of their codes."""
        found = [entry for entry in entries if self.fits(entry, user)]
        order = self.cleaned_data["order"] if self.is_valid() else ""
        return sorted(found, key=ORDERS[order][1]) if order else found

    def fits(self, entry: Stated, user: User) -> bool:
        return super().fits(entry, user) and (not self.is_valid() or self._fits_also(entry))

    def _fits_also(self, entry: Stated) -> bool:
        criterion, asked = entry.criterion, self.cleaned_data
        if asked["phase"] and str(criterion.phase.number) != asked["phase"]:
            return False
        if words := asked["words"].casefold():
            texts = (criterion.code, criterion.title, criterion.statement, criterion.note)
            if not any(words in text.casefold() for text in texts):
                return False
        match asked["due"]:
            case "overdue":
                return entry.is_overdue
            case "soon":
                return criterion.due_on is not None and entry.day <= criterion.due_on <= entry.day + SOON
            case "none":
                return criterion.due_on is None
        return True

    @property
    def choosers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order if name != "blocking"]

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(value for name, value in self.cleaned_data.items() if name != "order")


class BatchForm(forms.Form):
    """The same owner, the same day, or both, for every criterion that is ticked."""

    LEAVE, NOBODY = "", "nobody"

    owner = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Choose somebody from the list."})
    due_on = DayField(label="Due")
    no_date = forms.BooleanField(required=False, label="Take the date away")

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, auto_id="id_batch_%s")
        self.people = {str(person.pk): person for person in people_of(project.organisation)}
        people = [(key, person.name) for key, person in self.people.items()]
        owners = [(self.LEAVE, "Leave as it is"), (self.NOBODY, "Nobody"), *people]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["due_on"].bound_to_range()  # type: ignore[attr-defined]
        self.chosen: list[Chosen] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.chosen = [one for text in self._ticked() if (one := _read(text)) is not None]
        if not self.chosen or len(self.chosen) != len(self._ticked()):
            raise forms.ValidationError("Tick the criteria that are to be changed.")
        if data.get("no_date") and data.get("due_on"):
            self.add_error("due_on", "Give a day or take the date away, not both.")
        elif not self.errors and not self.values:
            raise forms.ValidationError("Choose an owner or a day.")
        return data

    @property
    def ticked(self) -> set[int]:
        """The criteria that were ticked, by primary key."""
        return {one.pk for one in self.chosen}

    @property
    def values(self) -> CriterionValues:
        values: CriterionValues = {}
        owner = self.cleaned_data.get("owner", self.LEAVE)
        if owner:
            values["owner"] = self.people.get(owner)
        if self.cleaned_data.get("due_on") or self.cleaned_data.get("no_date"):
            values["due_on"] = self.cleaned_data.get("due_on")
        return values

    @property
    def in_words(self) -> str:
        """What was wanted, as the list would show it."""
        said, values = [], self.values
        if "owner" in values:
            said.append(values["owner"].name if values["owner"] else "No owner")
        if "due_on" in values:
            said.append(f"due {values['due_on']:%-d %b %Y}" if values["due_on"] else "no date")
        return ", ".join(said)

    def _ticked(self) -> list[str]:
        return list(dict.fromkeys(self.data.getlist("criterion"))) if hasattr(self.data, "getlist") else []


def _read(text: str) -> Chosen | None:
    """A tick, ``primary key.version``."""
    pk, _, version = text.partition(".")
    known = all(part.isascii() and part.isdigit() and len(part) <= LONGEST_NUMBER for part in (pk, version))
    return Chosen(int(pk), int(version)) if known else None
