"""Forms of the roadmap: a criterion, its status alone, a phase's plan, and the filter of a list."""

from typing import Any

from django import forms
from django.db.models import Q

from roadmap.models import Criterion, Phase, Status
from roadmap.services import EARLIEST_DAY, LONGEST_NOTE, LONGEST_REASON, latest_day
from workspaces.forms import CleanCharField
from workspaces.models import Project, User
from workspaces.selectors import people_of


class DayField(forms.DateField):
    """A day as browsers send it; the service holds it against the range that makes sense."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        messages = {"invalid": "This is not a day of the calendar. Write it as 2026-11-30."}
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, error_messages=messages, required=False, **kwargs)

    def bound_to_range(self) -> None:
        self.widget.attrs |= {"min": EARLIEST_DAY.isoformat(), "max": latest_day().isoformat()}


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg] # no subscript at run time
    """A member of the organisation, or whoever holds it already."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid_choice": "Choose somebody who belongs to the organisation."}
        super().__init__(
            queryset=User.objects.none(), required=False, empty_label="Nobody yet", error_messages=messages, **kwargs
        )

    def offer(self, project: Project, present: User | None) -> None:
        people = people_of(project.organisation)
        held = Q(pk=present.pk) if present else Q()
        self.queryset = (
            User.objects.filter(Q(pk__in=people.values("pk")) | held).order_by("name", "pk") if present else people
        )


class VersionedForm(forms.Form):
    """Carries the version that the person was looking at when the form was drawn."""

    version = forms.IntegerField(
        min_value=1,
        max_value=2_000_000_000,
        widget=forms.HiddenInput,
        error_messages={"required": "The form is incomplete. Reload the page and try again."},
    )

    @property
    def seen(self) -> int:
        return int(self.cleaned_data["version"])


class StatusForm(VersionedForm):
    status = forms.ChoiceField(choices=Status.choices)


class CriterionForm(VersionedForm):
    status = forms.ChoiceField(
        choices=Status.choices,
        help_text="Ready: the evidence is there. Met: the owner has confirmed it.",
    )
    owner = OwnerField()
    due_on = DayField(label="Due")
    note = CleanCharField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What is done, what is missing, where the evidence is.",
    )
    reason = CleanCharField(
        required=False,
        max_length=LONGEST_REASON,
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed for ‘Not applicable’ and kept only as long as that holds; the history keeps it for good.",
    )

    def __init__(self, data: Any = None, *, criterion: Criterion) -> None:
        super().__init__(data, initial=criterion_values(criterion))
        self.fields["owner"].offer(criterion.phase.project, criterion.owner)  # type: ignore[attr-defined]
        self.fields["due_on"].bound_to_range()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def criterion_values(criterion: Criterion) -> dict[str, Any]:
    """What the form starts from."""
    return {
        "version": criterion.version,
        "status": criterion.status,
        "owner": criterion.owner_id,
        "due_on": criterion.due_on,
        "note": criterion.note,
        "reason": criterion.reason,
    }


class PlanForm(VersionedForm):
    planned_on = DayField(label="Planned end", help_text="The day on which the gate should be asked for.")
    owner = OwnerField(help_text="Who answers for the phase.")

    def __init__(self, data: Any = None, *, phase: Phase) -> None:
        initial = {"version": phase.version, "planned_on": phase.planned_on, "owner": phase.owner_id}
        super().__init__(data, initial=initial)
        self.fields["owner"].offer(phase.project, phase.owner)  # type: ignore[attr-defined]
        self.fields["planned_on"].bound_to_range()  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Narrows a list of criteria; what it does not understand it says, and shows everything."""

    OPEN_FIRST, BY_CODE = "blocking", "code"

    status = forms.ChoiceField(required=False, choices=[("", "Any status"), *Status.choices])
    owner = forms.ChoiceField(required=False)
    blocking = forms.BooleanField(required=False, label="Blocking only")
    order = forms.ChoiceField(
        required=False, choices=[(OPEN_FIRST, "Blocking first"), (BY_CODE, "By code")], label="Order"
    )

    def __init__(self, data: Any, *, project: Project) -> None:
        super().__init__(data)
        people = [(str(person.pk), person.name) for person in people_of(project.organisation)]
        owners = [("", "Anybody"), ("me", "Me"), ("nobody", "Nobody"), *people]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        for name in ("status", "owner", "order"):
            self.fields[name].error_messages["invalid_choice"] = "Choose from the list."

    def conditions(self, user: User) -> Q:
        """What the list is narrowed to."""
        chosen = self.cleaned_data if self.is_valid() else {}
        narrowed = Q()
        if chosen.get("status"):
            narrowed &= Q(status=chosen["status"])
        if chosen.get("blocking"):
            narrowed &= Q(blocking=True)
        match chosen.get("owner"):
            case None | "":
                return narrowed
            case "me":
                return narrowed & Q(owner=user)
            case "nobody":
                return narrowed & Q(owner=None)
            case person:
                return narrowed & Q(owner_id=int(person))

    @property
    def choosers(self) -> list[forms.BoundField]:
        return [self[name] for name in ("status", "owner", "order")]

    @property
    def by_code(self) -> bool:
        return self.is_valid() and self.cleaned_data["order"] == self.BY_CODE

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data[name] for name in ("status", "owner", "blocking"))
