"""What the page draws of a line: levels with their cards, who holds, the steps, and a form at every place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.catalogue import read_outline
from explorer.chain import line as chain_line
from explorer.chain import words as chain_words
from explorer.chain.forms import AddForm, ChangeForm, LineForm, MarkForm
from explorer.chain.line import Line
from explorer.chain.situations import SITUATIONS
from explorer.command_chain import KINDS, LEVELS, RULES, WITHOUT_AUTHORITY, Instruction, Resolution, Rule, resolve
from explorer.command_chain.instructions import Kind, Role
from explorer.command_chain.standing import standings_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a card ended: `holds`, `overridden` with who did it and the rule, or `ignored` with the rule."""

    state: str
    by: str = ""
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """A card with its verdict, where it can be moved to, and its form.

    Attributes:
        level: the level that borrowed authority puts it to, "" for a card with authority of its own or with none.
        up: what moving it up means, in words; "" at the end of the way.
    """

    card: Instruction
    verdict: Verdict
    level: str
    up: str
    down: str
    form: ChangeForm

    @property
    def open(self) -> bool:
        return bool(self.form.errors)


@dataclass(frozen=True, slots=True)
class DrawnLevel:
    """A level of the line, or one of the two kinds of text beside it."""

    role: Role
    name: str
    meaning: str
    cards: list[DrawnCard]
    form: AddForm

    @property
    def open(self) -> bool:
        return bool(self.form.errors)


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A conflict in words."""

    one: str
    other: str
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class DrawnRule:
    """A rule with the title of its section, and the section's page where there is one."""

    rule: Rule
    section_title: str
    url: str = ""


@dataclass(slots=True)
class Picture:
    """The whole page of one line."""

    line: Line
    typed: LineForm | None = None
    found: Resolution = field(init=False)

    def __post_init__(self) -> None:
        self.found = resolve(self.line.situation)

    def context(self) -> dict[str, Any]:
        """What the templates take."""
        return {
            "line": self.line,
            "packed": chain_line.packed(self.line),
            "finding": chain_words.finding(self.line, self.found),
            "found": self.found,
            "levels": [self._level(role) for role in LEVELS],
            "beside": [self._level(role) for role in WITHOUT_AUTHORITY],
            "marks": [
                DrawnMark(*mark.between, mark.kind, chain_words.KIND_NAMES[mark.kind]) for mark in self.line.conflicts
            ],
            "mark_form": self._mark_form(),
            "as_file": json.dumps(chain_line.document_of(self.line), ensure_ascii=False, indent=2),
            "situations": SITUATIONS,
        }

    def _level(self, role: Role) -> DrawnLevel:
        cards = [self._card(card) for card in self.line.at(role)]
        return DrawnLevel(
            role, chain_words.ROLE_NAMES[role], chain_words.ROLE_MEANINGS[role], cards, self._add_form(role)
        )

    def _card(self, card: Instruction) -> DrawnCard:
        return DrawnCard(
            card,
            self._verdict(card.id),
            self._borrowed_level(card),
            _way(chain_line.neighbour_above(self.line, card.id), card, "up"),
            _way(chain_line.neighbour_below(self.line, card.id), card, "down"),
            self._change_form(card),
        )

    def _verdict(self, letter: str) -> Verdict:
        for overridden in self.found.overridden:
            if overridden.id == letter:
                return Verdict("overridden", overridden.by, overridden.rule)
        for ignored in self.found.ignored:
            if ignored.id == letter:
                return Verdict("ignored", "", ignored.rule)
        return Verdict("holds")

    def _borrowed_level(self, card: Instruction) -> str:
        if not card.delegated_by:
            return ""
        return standings_of(self.line.cards)[card.id].level or ""

    def _add_form(self, role: Role) -> AddForm:
        if isinstance(self.typed, AddForm) and self.typed.data.get("role") == role:
            return self.typed
        return AddForm(line=self.line, initial={"role": role, "said": "words"}, auto_id=f"add-{role}-%s")

    def _change_form(self, card: Instruction) -> ChangeForm:
        if isinstance(self.typed, ChangeForm) and self.typed.data.get("card") == card.id:
            return self.typed
        said = "words" if card.explicit else "implied"
        initial = {
            "card": card.id,
            "text": card.text,
            "role": card.role,
            "said": said,
            "speaks_for": card.delegated_by,
        }
        return ChangeForm(line=self.line, letter=card.id, initial=initial, auto_id=f"change-{card.id}-%s")

    def _mark_form(self) -> MarkForm:
        if isinstance(self.typed, MarkForm):
            return self.typed
        letters = [card.id for card in self.line.cards]
        initial = {"one": letters[0], "other": letters[1]} if len(letters) > 1 else {}
        return MarkForm(line=self.line, initial=initial, auto_id="mark-%s")


def _way(to: tuple[Role, str] | None, card: Instruction, direction: str) -> str:
    if to is None:
        return ""
    return direction if to[0] == card.role else f"{direction} to {chain_words.ROLE_NAMES[to[0]].lower()}"


def explanations(urls: Mapping[str, str]) -> dict[str, Any]:
    """The table of rules and the kinds of conflict; `urls` has the pages of sections that can be linked to."""
    titles = {section.identifier: section.title for section in read_outline().sections}
    return {
        "rules": [DrawnRule(rule, titles[rule.section], urls.get(rule.section, "")) for rule in RULES],
        "kinds": [(chain_words.KIND_NAMES[kind], *chain_words.KIND_MEANINGS[kind]) for kind in KINDS],
    }
