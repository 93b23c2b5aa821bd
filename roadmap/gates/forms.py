"""Forms of the gates: asking, deciding, ending, and fulfilling a condition."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from evaluations.models import Release
from evaluations.models.releases import MAX_VOLUME
from roadmap.forms import DayField
from roadmap.models import EvidenceVersion, GateRequest, GateVote
from roadmap.models.gates import LONGEST_SCOPE
from roadmap.services.gates import LONGEST_CONDITION, LONGEST_LEAVE, MOST_CONDITIONS, Condition, Wish
from roadmap.services.values import LONGEST_REASON
from roadmap.state_selectors import current_versions
from workspaces.forms import CleanCharField
from workspaces.models import Project

DECISIONS = [
    (GateVote.Decision.APPROVE, "Approve"),
    (GateVote.Decision.CONDITIONAL, "Approve with conditions"),
    (GateVote.Decision.REJECT, "Reject"),
]


class AskForm(forms.Form):
    """What leave is asked for."""

    release = forms.ModelChoiceField(
        Release.objects.none(),
        required=False,
        empty_label="Choose a release",
        error_messages={"invalid_choice": "Choose a release of this project."},
    )
    scope = CleanCharField(
        max_length=LONGEST_SCOPE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Who may use it, where, and for what.",
        error_messages={"required": "Say what for."},
    )
    volume = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_VOLUME,
        label="Volume",
        help_text="Conversations a month at most.",
        error_messages={"invalid": "Give a whole number."},
    )
    until = DayField(label="Until", help_text="The last day on which the leave holds.")
    if_refused = CleanCharField(
        required=False,
        max_length=LONGEST_SCOPE,
        label="What happens without it",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A sentence for the approvers, beside what the product says of it.",
    )

    def __init__(
        self, data: Any = None, *, project: Project, day: date, again: bool, last: GateRequest | None = None
    ) -> None:
        """`last` is what was asked for this gate before: its wish stands in the form, but for a day that has passed."""
        super().__init__(data, initial=_wish_of(last, day) if last else None)
        releases = Release.objects.filter(project=project).order_by("-created_at", "-pk")
        self.fields["release"].queryset = releases  # type: ignore[attr-defined]
        self.fields["release"].required = releases.exists()
        self.fields["release"].error_messages["required"] = "Choose the release that this is about."
        self.fields["until"].required = True
        self.fields["until"].error_messages["required"] = "Choose the last day of the leave."
        earliest, latest = day + timedelta(days=1), day + LONGEST_LEAVE
        self.fields["until"].widget.attrs |= {"min": earliest.isoformat(), "max": latest.isoformat()}
        if again:
            self.fields["reason"] = CleanCharField(
                max_length=LONGEST_REASON,
                label="Why it is asked for again",
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "This gate was open before: say why it is asked for again."},
            )

    @property
    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            scope=data["scope"],
            until=data["until"],
            release=data["release"],
            volume=data["volume"],
            if_refused=data["if_refused"],
            reason=data.get("reason", ""),
        )


def _wish_of(request: GateRequest, day: date) -> dict[str, Any]:
    return {
        "release": request.release_id,
        "scope": request.scope,
        "volume": request.volume,
        "until": request.until if request.until > day else None,
        "if_refused": request.if_refused,
    }


class DecideForm(forms.Form):
    """A vote, with up to three conditions, on the brief whose hash the page carried."""

    brief = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": "The form is incomplete. Reload the page and try again."},
    )
    decision = forms.ChoiceField(
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the decisions.", "invalid_choice": "Choose one of the decisions."},
    )
    note = CleanCharField(
        required=False, max_length=LONGEST_REASON, label="A word on it", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, brief: str) -> None:
        super().__init__(data, initial={"brief": brief})
        for place in range(1, MOST_CONDITIONS + 1):
            self.fields[f"condition_{place}"] = CleanCharField(
                required=False, max_length=LONGEST_CONDITION, label=f"Condition {place}"
            )
            self.fields[f"due_{place}"] = DayField(label="Due")

    @property
    def condition_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        places = range(1, MOST_CONDITIONS + 1)
        return [(self[f"condition_{place}"], self[f"due_{place}"]) for place in places]

    @property
    def has_conditions(self) -> bool:
        return any(field.data or field.errors for pair in self.condition_fields for field in pair)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in range(1, MOST_CONDITIONS + 1):
            text, due = data.get(f"condition_{place}"), data.get(f"due_{place}")
            if text and due is None and f"due_{place}" not in self.errors:
                self.add_error(f"due_{place}", "Say by when.")
            if due and not text and f"condition_{place}" not in self.errors:
                self.add_error(f"condition_{place}", "Say what has to be done.")
        return data

    @property
    def conditions(self) -> list[Condition]:
        data = self.cleaned_data
        pairs = [(data[f"condition_{place}"], data[f"due_{place}"]) for place in range(1, MOST_CONDITIONS + 1)]
        return [Condition(text, due) for text, due in pairs if text]


class EndForm(forms.Form):
    """The reason for which a request or an approval ends."""

    why = CleanCharField(
        max_length=LONGEST_REASON,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why."},
    )


class FulfilForm(forms.Form):
    """How a condition was fulfilled, with evidence where there is some."""

    note = CleanCharField(
        max_length=LONGEST_REASON,
        label="How it was fulfilled",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say how it was fulfilled."},
    )
    evidence = forms.ModelChoiceField(
        EvidenceVersion.objects.none(),
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "Choose evidence of this project."},
    )

    def __init__(self, data: Any = None, *, project: Project, key: int) -> None:
        super().__init__(data, auto_id=f"id_fulfil_{key}_%s")
        field = self.fields["evidence"]
        field.queryset = current_versions(project)  # type: ignore[attr-defined]
        field.label_from_instance = lambda version: version.evidence.title  # type: ignore[attr-defined]
