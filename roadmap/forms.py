"""Forms of the roadmap: a criterion, words about it, a phase's plan, responsibilities, and the filter of a list."""

from typing import Any

from django import forms
from django.db.models import Q

from roadmap.models import Criterion, Phase
from roadmap.services.values import EARLIEST_DAY, LONGEST_NOTE, LONGEST_REASON, latest_day
from roadmap.state_selectors import Stated
from roadmap.vocabulary import ROLES, STATE_LABELS
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


class CriterionForm(VersionedForm):
    owner = OwnerField(help_text="Who works on it, and whose word it is that it is met.")
    due_on = DayField(label="Due")
    note = CleanCharField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What is done, what is missing.",
    )

    def __init__(self, data: Any = None, *, criterion: Criterion) -> None:
        super().__init__(data, initial=criterion_values(criterion))
        self.fields["owner"].offer(criterion.phase.project, criterion.owner)  # type: ignore[attr-defined]
        self.fields["due_on"].bound_to_range()  # type: ignore[attr-defined]


def criterion_values(criterion: Criterion) -> dict[str, Any]:
    """What the form starts from."""
    return {
        "version": criterion.version,
        "owner": criterion.owner_id,
        "due_on": criterion.due_on,
        "note": criterion.note,
    }


class ConfirmForm(forms.Form):
    """The word *met*, on what the page showed."""

    fingerprint = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": "The form is incomplete. Reload the page and try again."},
    )
    note = CleanCharField(
        required=False, max_length=LONGEST_REASON, label="A word on it", widget=forms.Textarea(attrs={"rows": 2})
    )


class WhyForm(forms.Form):
    """One reason that has to be given."""

    why = CleanCharField(max_length=LONGEST_REASON, label="Why", widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    reason = CleanCharField(
        max_length=LONGEST_REASON,
        label="Why it does not apply",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it does not apply."},
    )


class ResponsibilityForm(forms.Form):
    role = forms.ChoiceField(label="Responsibility", choices=list(ROLES.items()))
    person = OwnerField(help_text="They accept it themselves; it counts from then on.")

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data)
        self.fields["person"].offer(project, None)  # type: ignore[attr-defined]
        self.fields["person"].required = True
        self.fields["person"].error_messages["required"] = "Choose who is to take it."


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

    status = forms.ChoiceField(required=False, choices=[("", "Any state"), *STATE_LABELS.items()], label="State")
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

    def fits(self, entry: Stated, user: User) -> bool:
        """Whether a criterion belongs into the narrowed list."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("status") and entry.state.key != chosen["status"]:
            return False
        if chosen.get("blocking") and not entry.criterion.blocking:
            return False
        match chosen.get("owner"):
            case None | "":
                return True
            case "me":
                return entry.criterion.owner_id == user.pk
            case "nobody":
                return entry.criterion.owner_id is None
            case person:
                return entry.criterion.owner_id == int(person)

    @property
    def choosers(self) -> list[forms.BoundField]:
        return [self[name] for name in ("status", "owner", "order")]

    @property
    def by_code(self) -> bool:
        return self.is_valid() and self.cleaned_data["order"] == self.BY_CODE

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data[name] for name in ("status", "owner", "blocking"))
