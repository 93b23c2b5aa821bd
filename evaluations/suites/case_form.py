"""The form of a case: its texts, its conversation and its rules, as rows or as JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from evaluations.errors import Fault
from evaluations.graders import SpecRefused, grade, in_words
from evaluations.graders.json_answer import strict_json
from evaluations.models import Case
from evaluations.principles import Principle
from evaluations.suites import rule_rows
from evaluations.suites.case_draft import (
    LARGEST_WEIGHT,
    LONGEST_KEY,
    LONGEST_MESSAGE,
    LONGEST_RUBRIC,
    LONGEST_TITLE,
    MAX_MESSAGES,
    ROLES,
    CaseDraft,
)
from workspaces.forms import CleanCharField

LONGEST_JSON = 100_000
_PLAIN = {"rubric": "rubric", "exemplars.compliant": "compliant", "exemplars.violation": "violation"}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CaseForm(forms.Form):
    """Everything of a case that is one field."""

    title = CleanCharField(max_length=LONGEST_TITLE, help_text="What the person tries, in a few words.")
    key = CleanCharField(
        max_length=LONGEST_KEY, required=False, help_text="Its name in files and reports; made of the title if empty."
    )
    principle = forms.ChoiceField()
    kind = forms.ChoiceField(required=False, choices=[("", "Of no kind"), *Case.Kind.choices])
    expected = forms.ChoiceField(
        label="Expected side", required=False, choices=[("", "Either may be right"), *Case.Expected.choices]
    )
    tags = CleanCharField(required=False, max_length=900, help_text="Words of your own, parted by commas.")
    weight = forms.FloatField(
        required=False,
        initial=1,
        min_value=0.000001,
        max_value=LARGEST_WEIGHT,
        help_text="Its share of the production mix against the other cases; 1 where empty.",
    )
    rubric = CleanCharField(
        required=False,
        max_length=LONGEST_RUBRIC,
        widget=_area(4),
        help_text="For people and judges: what a compliant answer does, and what makes it a violation.",
    )
    compliant = CleanCharField(label="A compliant answer", required=False, max_length=LONGEST_MESSAGE, widget=_area(4))
    violation = CleanCharField(label="A violating answer", required=False, max_length=LONGEST_MESSAGE, widget=_area(4))
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, principles: Mapping[str, Principle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["principle"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - narrows the type
        choice.choices = [("", "Choose a principle")] + [
            (each.identifier, f"{each.title} ({each.authority})") for each in principles.values()
        ]


@dataclass
class TurnRow:
    """One message as the form shows it."""

    number: int
    role: str
    content: str
    error: str = ""


class CaseEditor:
    """The form with its rows; what was sent is kept, right or wrong."""

    def __init__(
        self, principles: Mapping[str, Principle], data: Mapping[str, str] | None = None, draft: CaseDraft | None = None
    ) -> None:
        self.json_errors: list[str] = []
        self.json_text = ""
        self.roles, self.kinds = ROLES, rule_rows.CHOICES
        self.form: CaseForm
        self.turns: list[TurnRow]
        self.rules: list[rule_rows.RuleRow]
        if data is not None:
            self.form = CaseForm(data, principles=principles)
            self.turns, self.rules = _turns_sent(data), rule_rows.rows_sent(data)
            self.as_json = data.get("rules-as") == "json"
            self.json_text = data.get("rules-json", "")[: LONGEST_JSON + 1]
        else:
            self.form = CaseForm(initial=_initial(draft), principles=principles)
            self.turns = _turns_of(draft)
            self._take_specs(draft.graders if draft else [])

    def _take_specs(self, specs: list[dict[str, Any]]) -> None:
        rows = rule_rows.rows_of(specs)
        self.as_json = rows is None
        self.rules = rows or []
        self.json_text = _pretty(specs)

    def act(self, action: str, data: Mapping[str, str]) -> None:
        """Adds or takes out a row, or shows the rules the other way; nothing else changes."""
        what, _, which = action.partition(":")
        number = int(which) if which.isascii() and which.isdecimal() and len(which) < 4 else -1
        match what:
            case "add_message" if len(self.turns) < MAX_MESSAGES:
                self.turns.append(TurnRow(len(self.turns), "user", ""))
            case "remove_message" if len(self.turns) > 1:
                kept = [row for row in self.turns if row.number != number]
                self.turns = [TurnRow(place, row.role, row.content) for place, row in enumerate(kept)]
            case "add_rule" if len(self.rules) < rule_rows.MAX_ROWS:
                kind = data.get("new_rule", "")
                if kind in rule_rows.KINDS:
                    self.rules.append(rule_rows.empty_row(len(self.rules), kind))
            case "remove_rule":
                self.rules = rule_rows.without(self.rules, number)
            case "as_json":
                self.json_text, self.as_json = _pretty([row.spec() for row in self.rules]), True
            case "as_rows":
                self._as_rows()

    def _as_rows(self) -> None:
        specs = self._parsed()
        rows = rule_rows.rows_of(specs) if not self.json_errors else None
        if rows is not None:
            self.rules, self.as_json = rows, False
        elif not self.json_errors:
            self.json_errors.append("These rules say more than rows can show; they stay JSON.")

    def _parsed(self) -> list[dict[str, Any]]:
        if not self.json_text.strip():
            return []
        try:
            specs = strict_json(self.json_text)
        except ValueError as error:
            self.json_errors.append(f"This is not JSON: {error}.")
            return []
        if not isinstance(specs, list):
            self.json_errors.append("Give a list of rules: [ … ].")
            return []
        return specs

    def draft(self) -> CaseDraft | None:
        """The case as it was sent; None where a field of its own is wrong, which then stands beside it."""
        valid = self.form.is_valid()
        graders = self._parsed() if self.as_json else [row.spec() for row in self.rules]
        if len(self.json_text) > LONGEST_JSON:
            self.json_errors.append(f"The rules have more than {LONGEST_JSON} characters.")
        unread = any(cell.error for row in self.rules for cell in row.cells) and not self.as_json
        if not valid or self.json_errors or unread:
            return None
        data = self.form.cleaned_data
        weight, tags = data["weight"], (tag.strip() for tag in data["tags"].split(","))
        sides = {side: data[side] for side in ("compliant", "violation") if data[side]}
        return CaseDraft(
            **{name: data[name] for name in ("key", "principle", "title", "kind", "expected", "rubric")},
            messages=[{"role": row.role, "content": row.content.strip()} for row in self.turns if row.content.strip()],
            graders=graders,
            exemplars={side: text.replace("\r\n", "\n") for side, text in sides.items()},
            tags=list(dict.fromkeys(tag for tag in tags if tag)),
            weight=1.0 if weight is None else weight,
        )

    def show(self, faults: Iterable[Fault]) -> None:
        """Puts what a service refused beside its field, or above the form."""
        filled = [row for row in self.turns if row.content.strip()] or self.turns[-1:]
        for fault in faults:
            place = fault.field.removeprefix("messages[").partition("]")[0]
            if fault.field.startswith("messages[") and place.isdecimal() and int(place) < len(filled):
                filled[int(place)].error = fault.message
            elif fault.field.startswith("messages"):
                filled[-1].error = fault.message
            elif fault.field.startswith("graders") and self.as_json:
                self.json_errors.append(fault.message)
            elif not rule_rows.show(self.rules, fault):
                name = _PLAIN.get(fault.field, fault.field)
                self.form.add_error(name if name in self.form.fields else None, fault.message)


def preview_of(draft: CaseDraft) -> dict[str, Any]:
    """What the page of the case would show: the conversation, the demands, and both answers as the rules judge them."""
    try:
        demands = in_words(draft.graders, draft.expected)
    except SpecRefused:
        demands = []
    tried = [
        (side, grade(text, draft.graders, draft.expected, draft.exemplars)) for side, text in draft.exemplars.items()
    ]
    return {"draft": draft, "demands": demands, "tried": tried}


def _pretty(specs: list[dict[str, Any]]) -> str:
    return json.dumps(specs, ensure_ascii=False, indent=2)


def _initial(draft: CaseDraft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    names = ("title", "key", "principle", "kind", "expected", "rubric", "weight")
    tags = ", ".join(draft.tags)
    return {name: getattr(draft, name) for name in names} | draft.exemplars | {"tags": tags}


def _turns_of(draft: CaseDraft | None) -> list[TurnRow]:
    if draft is None:
        return [TurnRow(0, "system", ""), TurnRow(1, "user", "")]
    return [TurnRow(number, turn["role"], turn["content"]) for number, turn in enumerate(draft.messages)]


def _turns_sent(data: Mapping[str, str]) -> list[TurnRow]:
    sent = data.get("messages-total", "")
    total = min(int(sent), MAX_MESSAGES) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0
    rows = [
        TurnRow(
            number,
            data.get(f"messages-{number}-role", ""),
            data.get(f"messages-{number}-content", "").replace("\r\n", "\n"),
        )
        for number in range(total)
    ]
    return rows or [TurnRow(0, "user", "")]
