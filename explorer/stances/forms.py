"""What people send about stances: a decision, the filter of the list, and a preset's proposals as they were edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from explorer.levels import LEVELS
from explorer.models import Stance
from explorer.presets import Proposal
from explorer.services.stances import LONGEST_REASON, LONGEST_WORDING, Decision
from explorer.stances.standing import StanceEntry
from workspaces.forms import CleanCharField

_INCOMPLETE = "The form is incomplete. Reload the page and try again."


class StanceForm(forms.Form):
    """A decision on one principle, with the stance in force that the person was looking at (0 where there was none)."""

    kind = forms.ChoiceField(
        label="Stance",
        choices=Stance.Kind.choices,
        error_messages={"required": "Choose adopted, tightened or not relevant."},
    )
    wording = CleanCharField(
        label="Our stricter wording",
        required=False,
        max_length=LONGEST_WORDING,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where it is tightened: what holds here beyond what the principle asks.",
    )
    reason = CleanCharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where it is not relevant. Readers of the house policy see it.",
    )
    seen = forms.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _INCOMPLETE),
    )

    def __init__(
        self, data: Any = None, *, entry: StanceEntry, proposal: Proposal | None = None, **kwargs: Any
    ) -> None:
        self.entry = entry
        super().__init__(data, initial=_initial(entry, proposal), **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.error_messages["invalid_choice"] = "Choose adopted, tightened or not relevant."
        if entry.is_fixed and entry.waived_until is None:
            self.fields["reason"].help_text = "Readers of the house policy see it."
            field.choices = [choice for choice in Stance.Kind.choices if choice[0] != Stance.Kind.NOT_RELEVANT]
            field.error_messages["invalid_choice"] = (
                f"At level {entry.section.authority} it can be dropped only while a waiver is in force."
            )

    def decision(self, proposed_by: str = "") -> Decision:
        values = {name: self.cleaned_data[name] for name in ("kind", "wording", "reason", "seen")}
        return Decision(principle=self.entry.section.identifier, preset=proposed_by, **values)

    def show(self, problems: Mapping[str, str]) -> None:
        """Puts what the service refused beside the fields."""
        for name, problem in problems.items():
            if problem not in self.errors.get(name, ()):
                self.add_error(name, problem)


def _initial(entry: StanceEntry, proposal: Proposal | None) -> dict[str, Any]:
    source: Proposal | Stance | None = proposal or entry.stance
    values = {name: getattr(source, name, "") for name in ("kind", "wording", "reason")}
    return {**values, "seen": entry.stance.pk if entry.stance is not None else 0}


class ProposalForm(StanceForm):
    """A preset's proposal for a principle; `replace` puts it over another decision that holds already."""

    replace = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, entry: StanceEntry, proposal: Proposal) -> None:
        self.proposal = proposal
        super().__init__(data, entry=entry, proposal=proposal, prefix=entry.section.identifier)

    @property
    def is_ticked(self) -> bool:
        return self.is_bound and bool(self["replace"].value())

    @property
    def saw_another(self) -> bool:
        """Whether the stance in force is not the one that stood there when the form was drawn."""
        sent = str(self["seen"].value() or "") if self.is_bound else ""
        return sent.isdecimal() and sent != str(self.initial["seen"])

    def proposed(self, preset: str) -> Decision:
        """The decision, with the preset's name as long as it says what the preset said."""
        untouched = all(self.cleaned_data[name] == getattr(self.proposal, name) for name in ("kind", "reason"))
        return self.decision(preset if untouched and self.cleaned_data["wording"] == self.proposal.wording else "")


class FilterForm(forms.Form):
    """Narrows the list of stances; what it does not understand it says, and shows everything."""

    show = forms.ChoiceField(
        required=False,
        label="Show",
        choices=[
            ("", "All principles"),
            ("open", "What waits for a decision"),
            ("undecided", "Undecided"),
            ("stale", "Stale"),
            ("unwaived", "Without a waiver"),
            ("adopted", "Adopted"),
            ("tightened", "Tightened"),
            ("not_relevant", "Not relevant"),
        ],
        error_messages={"invalid_choice": "Choose from the list."},
    )
    level = forms.ChoiceField(
        required=False,
        choices=[("", "Any level"), *((level.name, level.name.capitalize()) for level in LEVELS)],
        error_messages={"invalid_choice": "Choose from the list."},
    )

    def keeps(self, entry: StanceEntry) -> bool:
        """Whether the entry stays in the list."""
        if not self.is_valid():
            return True
        show, level = self.cleaned_data["show"], self.cleaned_data["level"]
        if level and entry.section.authority != level:
            return False
        return not show or entry.state == show or (show == "open" and not entry.is_decided)

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())


class ConfirmForm(forms.Form):
    """The principles whose stances are repeated, and the version that was looked at."""

    version = CleanCharField(max_length=80, error_messages={"required": _INCOMPLETE})
    principle = forms.MultipleChoiceField(error_messages={"required": "Choose at least one principle."})

    def __init__(self, data: Any, *, identifiers: Sequence[str]) -> None:
        super().__init__(data)
        field = self.fields["principle"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - narrows the type
        field.choices = [(identifier, identifier) for identifier in identifiers]
        field.error_messages["invalid_choice"] = "There is no stance on one of these principles."
