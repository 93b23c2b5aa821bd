"""What a person does to the line of instructions: one form for each move. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from explorer.chain import line as chain_line
from explorer.chain.line import LONGEST_ADDRESS, LONGEST_CARD, MOST_CARDS, MOST_MARKS, Line
from explorer.chain.words import EXPLICITNESS, KIND_NAMES, ROLE_NAMES, start_of
from explorer.command_chain import Instruction
from explorer.command_chain.instructions import Kind, Role
from workspaces.forms import CleanCharField


@dataclass(frozen=True, slots=True)
class Moved:
    """The line after a move, and the element of the page where the eye goes next."""

    line: Line
    focus: str


class LineForm(forms.Form):
    """A move on a line; a subclass says how it goes in `move`."""

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line

    def moved(self) -> Moved | None:
        """The line after the move, or None with the reason in the form's errors."""
        if not self.is_valid():
            return None
        moved = self.move(self.cleaned_data)
        if moved is not None and len(chain_line.packed(moved.line)) > LONGEST_ADDRESS:
            self.add_error(None, "The address cannot hold more. Shorten a text or remove a card first.")
            return None
        return moved

    def move(self, given: dict[str, Any]) -> Moved | None:
        raise NotImplementedError


def _text_field() -> CleanCharField:
    area = forms.Textarea(attrs={"rows": 2})
    return CleanCharField(label="Instruction", max_length=LONGEST_CARD, widget=area)


class AddForm(LineForm):
    """Puts a new card to a level."""

    text = _text_field()
    said = forms.ChoiceField(label="How it is said", choices=EXPLICITNESS)
    role = forms.ChoiceField(choices=list(ROLE_NAMES.items()), widget=forms.HiddenInput)

    def move(self, given: dict[str, Any]) -> Moved | None:
        letter = self.line.free_letter()
        if not letter:
            self.add_error("text", f"A line holds {MOST_CARDS} cards. Remove one first.")
            return None
        line = chain_line.with_card(self.line, given["role"], given["text"], explicit=given["said"] == "words")
        return Moved(line, f"card-{letter}")


class CardForm(LineForm):
    """A move of one card, which must be on the line."""

    card = forms.CharField(widget=forms.HiddenInput)

    def clean_card(self) -> str:
        letter = str(self.cleaned_data["card"])
        if self.line.card(letter) is None:
            raise forms.ValidationError("This card is not on the line.")
        return letter


class ChangeForm(CardForm):
    """Other words, another level, explicit or implied, and who lets a text speak."""

    text = _text_field()
    role = forms.ChoiceField(label="Level", choices=list(ROLE_NAMES.items()))
    said = forms.ChoiceField(label="How it is said", choices=EXPLICITNESS)
    speaks_for = forms.ChoiceField(label="Speaks for", required=False)

    def __init__(self, *args: Any, letter: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["speaks_for"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [("", "nobody"), *_letters(self.line.lenders_for(letter))]

    def move(self, given: dict[str, Any]) -> Moved | None:
        line = chain_line.changed(
            self.line,
            given["card"],
            text=given["text"],
            role=given["role"],
            explicit=given["said"] == "words",
            delegated_by=given["speaks_for"],
        )
        return Moved(line, f"card-{given['card']}")


class UpForm(CardForm):
    def move(self, given: dict[str, Any]) -> Moved | None:
        letter = given["card"]
        return _shifted(self.line, letter, chain_line.neighbour_above(self.line, letter), f"up-{letter}")


class DownForm(CardForm):
    def move(self, given: dict[str, Any]) -> Moved | None:
        letter = given["card"]
        return _shifted(self.line, letter, chain_line.neighbour_below(self.line, letter), f"down-{letter}")


class RemoveForm(CardForm):
    def move(self, given: dict[str, Any]) -> Moved | None:
        line = chain_line.without(self.line, given["card"])
        role = cast(Instruction, self.line.card(given["card"])).role
        return Moved(line, f"add-{role}")


class PlaceForm(CardForm):
    """Drops a card at a level, before another card or behind all of them."""

    role = forms.ChoiceField(choices=list(ROLE_NAMES.items()), widget=forms.HiddenInput)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def move(self, given: dict[str, Any]) -> Moved | None:
        return _shifted(self.line, given["card"], (given["role"], given["before"]), f"card-{given['card']}")


def _shifted(line: Line, letter: str, to: tuple[Role, str] | None, focus: str) -> Moved:
    return Moved(chain_line.placed(line, letter, *to) if to else line, focus)


class UnmarkForm(LineForm):
    """Takes a conflict away."""

    one = forms.ChoiceField(label="Between")
    other = forms.ChoiceField(label="and")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
            field.choices = _letters(self.line.cards)

    def move(self, given: dict[str, Any]) -> Moved | None:
        return Moved(chain_line.unmarked(self.line, given["one"], given["other"]), "chain-conflicts")


class MarkForm(UnmarkForm):
    """Marks a conflict between two cards and how they clash."""

    kind = forms.ChoiceField(label="How they clash", choices=list(KIND_NAMES.items()))

    def move(self, given: dict[str, Any]) -> Moved | None:
        one, other = (cast(Instruction, self.line.card(given[name])) for name in ("one", "other"))
        if one is other:
            self.add_error("other", "Choose two different cards.")
        elif given["kind"] == "cue" and _has_no_cue(one, other):
            self.add_error("kind", f"Neither is a cue: change {one.id} or {other.id} to “only implied” first.")
        elif len(self.line.conflicts) >= MOST_MARKS:
            self.add_error(None, f"A line holds {MOST_MARKS} conflicts. Remove one first.")
        else:
            line = chain_line.marked(self.line, one.id, other.id, cast(Kind, given["kind"]))
            return Moved(line, "chain-conflicts")
        return None


def _has_no_cue(one: Instruction, other: Instruction) -> bool:
    """Whether a cue between them would be a riddle: both in words, and no guideline that yields to what words imply."""
    return one.explicit and other.explicit and "guideline" not in (one.role, other.role)


def _letters(cards: Iterable[Instruction]) -> list[tuple[str, str]]:
    return [(card.id, f"{card.id}: {start_of(card.text)}") for card in cards]


MOVES: dict[str, type[LineForm]] = {
    "add": AddForm,
    "change": ChangeForm,
    "up": UpForm,
    "down": DownForm,
    "remove": RemoveForm,
    "place": PlaceForm,
    "mark": MarkForm,
    "unmark": UnmarkForm,
}
