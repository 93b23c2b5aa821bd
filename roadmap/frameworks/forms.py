"""Forms about frameworks: the decision on one identifier, and the filter of the tables."""

from collections.abc import Callable
from typing import Any

from django import forms

from roadmap.forms import VersionedForm
from roadmap.frameworks.coverage import NO, UNDECIDED, YES, Covered
from roadmap.models import Applicability
from roadmap.services.values import LONGEST_REASON
from workspaces.forms import CleanCharField

FIELDS = ("applies", "reason")


class ApplicabilityForm(VersionedForm):
    """Whether it applies, and why. The version is the number that this decision would get."""

    applies = forms.ChoiceField(
        choices=[(YES, "It applies"), (NO, "It does not apply")],
        label="Does it apply?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it applies.", "invalid_choice": "Choose one of the two."},
    )
    reason = CleanCharField(
        max_length=LONGEST_REASON,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="So that somebody who was not there understands it. It is kept with your name.",
        error_messages={"required": "Say why."},
    )

    def __init__(self, data: Any = None, *, decision: Applicability | None) -> None:
        initial = {"version": decision.number + 1 if decision else 1, "applies": None, "reason": ""}
        if decision:
            initial |= {"applies": YES if decision.applies else NO, "reason": decision.reason}
        super().__init__(data, initial=initial)


class CoverageFilter(forms.Form):
    """Narrows a table of identifiers; what it does not understand shows everything."""

    TESTS: dict[str, tuple[str, Callable[[Covered], bool]]] = {
        "": ("All identifiers", lambda row: True),
        "mapped": ("Mapped to criteria", lambda row: bool(row.entries)),
        "none": ("Mapped to none", lambda row: not row.entries),
        "settled": ("Criteria settled", lambda row: row.is_settled),
        "unsettled": ("Criteria not settled", lambda row: bool(row.entries) and not row.is_settled),
        "undecided": ("Applicability not decided", lambda row: row.applies == UNDECIDED),
        "applies": ("It applies", lambda row: row.applies == YES),
        "not": ("It does not apply", lambda row: row.applies == NO),
    }

    show = forms.ChoiceField(required=False, choices=[(key, label) for key, (label, _) in TESTS.items()], label="Show")

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["show"]) if self.is_valid() else ""

    def fits(self, row: Covered) -> bool:
        return self.TESTS[self.chosen][1](row)
