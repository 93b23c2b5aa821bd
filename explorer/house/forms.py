"""What people send about house clauses, rulings and known violations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from explorer.house.entries import HOUSE_LEVELS, MarkEntry, RulingEntry
from explorer.models import KnownViolation
from explorer.services.house_clauses import LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE, ClauseValues
from explorer.services.known_violations import LONGEST_KEY, LONGEST_NOTE, LONGEST_WHAT
from explorer.services.rulings import LONGEST_NAME, LONGEST_READING, LONGEST_SITUATION, RulingValues
from workspaces.forms import CleanCharField
from workspaces.waivers import latest_day

Choices = Sequence[tuple[str, str]]
_INCOMPLETE = "The form is incomplete. Reload the page and try again."
_NO_DAY = "This is not a day of the calendar. Write it as 2026-11-30."


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RefusableForm(forms.Form):
    """A form that shows what a service refused beside its fields."""

    def show(self, problems: Mapping[str, str]) -> None:
        for name, problem in problems.items():
            if problem not in self.errors.get(name, ()):
                self.add_error(name if name in self.fields else None, problem)


class PrincipleForm(RefusableForm):
    """Asks which principle something is about."""

    principle = forms.ChoiceField(error_messages={"required": "Choose a principle."})

    def __init__(self, *args: Any, principles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["principle"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [("", "Choose a principle"), *principles]
        field.error_messages["invalid_choice"] = "Choose a principle of the version that the project works with."


class ClauseForm(PrincipleForm):
    """A house clause, with the number of the row that was looked at (0 for a new one)."""

    title = CleanCharField(max_length=LONGEST_TITLE, help_text="The rule in a few words, such as “Name no competitor”.")
    authority = forms.ChoiceField(
        label="Level",
        choices=[(level.name, level.name.capitalize()) for level in HOUSE_LEVELS],
        initial="developer",
        error_messages={
            "required": "Choose a level.",
            "invalid_choice": "Choose system, developer, user or guideline.",
        },
    )
    text = CleanCharField(
        label="What holds",
        max_length=LONGEST_TEXT,
        widget=_area(4),
        help_text="What the assistant does or leaves, in words that a rater can hold an answer against.",
    )
    reason = CleanCharField(
        required=False,
        max_length=LONGEST_REASON,
        widget=_area(2),
        help_text="Why the company wants it. Readers of the house policy see it.",
    )
    seen = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        initial=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _INCOMPLETE),
    )
    field_order = ("title", "principle", "authority", "text", "reason", "seen")

    @property
    def levels(self) -> list[tuple[str, str, str]]:
        """Name, word and meaning of each level that may be chosen."""
        return [(level.name, level.name.capitalize(), level.meaning) for level in HOUSE_LEVELS]

    def values(self) -> ClauseValues:
        names = ("principle", "title", "authority", "text", "reason")
        return ClauseValues(**{name: self.cleaned_data[name] for name in names})


class EndForm(RefusableForm):
    """Why a clause is retired or a ruling withdrawn, with what was looked at."""

    reason = CleanCharField(
        max_length=LONGEST_REASON, widget=_area(3), error_messages={"required": "Say why it does not hold any more."}
    )
    seen = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _INCOMPLETE),
    )


class RulingWordsForm(RefusableForm):
    """What a ruling says, and who decided it when."""

    situation = CleanCharField(
        label="The ambiguous case",
        max_length=LONGEST_SITUATION,
        widget=_area(3),
        help_text="A request or a kind of request that the principle can be read two ways on.",
    )
    reading = CleanCharField(
        label="How we read the principle here",
        max_length=LONGEST_READING,
        widget=_area(4),
        help_text="Raters and graders are shown these words, so say what a right answer does.",
    )
    decided_by = CleanCharField(label="Decided by", max_length=LONGEST_NAME, help_text="A person or a board, by name.")
    decided_on = forms.DateField(
        label="Decided on", input_formats=["%Y-%m-%d"], widget=_day(), error_messages={"invalid": _NO_DAY}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def values(self) -> RulingValues:
        return RulingValues(**{name: self.cleaned_data[name] for name in RulingWordsForm.base_fields})


class RulingForm(RulingWordsForm, PrincipleForm):
    """A new ruling."""

    field_order = ("principle", "situation", "reading", "decided_by", "decided_on")


class MarkForm(PrincipleForm):
    """A violation that is known: which kind, what it is, and until when a gap is accepted."""

    case = CleanCharField(
        label="Case",
        required=False,
        max_length=LONGEST_KEY,
        help_text="The key of the case that shows it. Leave it empty when it is about the principle as a whole.",
    )
    kind = forms.ChoiceField(
        choices=KnownViolation.Kind.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose known gap or regression."),
    )
    what = CleanCharField(
        label="What goes wrong",
        max_length=LONGEST_WHAT,
        widget=_area(3),
        help_text="What the assistant does instead, and what is being done about it.",
    )
    until = forms.DateField(
        required=False,
        label="Accepted until",
        input_formats=["%Y-%m-%d"],
        widget=_day(),
        error_messages={"invalid": _NO_DAY},
        help_text="For a known gap: the day by which it is to be gone, twelve months ahead at most.",
    )
    field_order = ("principle", "case", "kind", "what", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["until"].widget.attrs |= {"min": tomorrow.isoformat(), "max": latest_day().isoformat()}

    @property
    def is_gap(self) -> bool:
        return bool(self.cleaned_data.get("kind") == KnownViolation.Kind.KNOWN_GAP)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_gap and not data.get("until") and "until" not in self.errors:
            self.add_error("until", "A known gap is accepted until a day. Give it.")
        return data


class CloseForm(RefusableForm):
    note = CleanCharField(
        label="How it ended",
        max_length=LONGEST_NOTE,
        widget=_area(3),
        error_messages={"required": "Say what mended it, or why it is closed."},
        help_text="What mended it and where that was measured, or why it does not count any more.",
    )


class FilterForm(forms.Form):
    """Narrows a list by state; what it does not understand it says, and shows what it shows at first."""

    show = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Choose from the list."})

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data)
        field = self.fields["show"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = list(choices)

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["show"]) if self.is_valid() else ""


class RulingFilterForm(FilterForm):
    def __init__(self, data: Any) -> None:
        choices = [("", "In force"), ("stale", "Stale"), ("ended", "Replaced or withdrawn"), ("all", "All")]
        super().__init__(data, choices=choices)

    def keeps(self, entry: RulingEntry) -> bool:
        match self.chosen:
            case "all":
                return True
            case "stale":
                return entry.is_stale
            case "ended":
                return entry.ruling.replaced_at is not None
            case _:
                return entry.ruling.replaced_at is None


class MarkFilterForm(FilterForm):
    def __init__(self, data: Any) -> None:
        states = [("overdue", "Overdue"), ("known_gap", "Known gaps"), ("regression", "Regressions")]
        super().__init__(data, choices=[("", "Open"), *states, ("closed", "Closed"), ("all", "All")])

    def keeps(self, entry: MarkEntry) -> bool:
        match self.chosen:
            case "all":
                return True
            case "":
                return entry.state != "closed"
            case "known_gap":
                return entry.state in ("known_gap", "overdue")
            case chosen:
                return entry.state == chosen
