"""The line of instructions that a person builds on the page: its cards, and the way into an address and back.

Plain Python. An address holds the contract's JSON, compressed; what comes out of one passes the same validation as a
file does, and the narrower limits of a page.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from explorer.command_chain import (
    ROLES,
    WITHOUT_AUTHORITY,
    Conflict,
    Fault,
    Instruction,
    InstructionsRefused,
    Situation,
    read_document,
)
from explorer.command_chain.instructions import Json, Kind, Role

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
MOST_CARDS = len(LETTERS)
MOST_MARKS = 40
LONGEST_CARD = 280
LONGEST_ADDRESS = 4_000  # what every server, proxy and mail program on the way takes
_MOST_BYTES = 60_000  # unpacked: more than a full line needs, and nothing that hurts
_VERSION = "1"
# What nearly every line contains, so that the packed form spends its letters on the texts. It belongs to the version:
# a changed dictionary could not read old addresses any more.
_DICTIONARY = (
    b'"delegated_by":"A","kind":"mistaken","kind":"later","kind":"cue","kind":"spirit","kind":"letter"}],"conflicts":['
    b'{"between":["A","B"],"role":"quoted","role":"tool","role":"guideline","role":"root","role":"system",'
    b'"role":"user","explicit":false},{"id":"B","role":"developer","order":1,"text":"","explicit":true},'
    b'{"instructions":[{"id":"A"'
)


@dataclass(frozen=True, slots=True)
class Line:
    """The cards from the highest level down, at one level the earlier first, and the conflicts marked between them.

    A card is an instruction whose order is its place on the line.
    """

    cards: tuple[Instruction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def situation(self) -> Situation:
        return Situation(self.cards, self.conflicts)

    def card(self, letter: str) -> Instruction | None:
        return next((card for card in self.cards if card.id == letter), None)

    def at(self, role: Role) -> tuple[Instruction, ...]:
        return tuple(card for card in self.cards if card.role == role)

    def free_letter(self) -> str:
        """The first letter that no card has, or "" when the line is full."""
        taken = {card.id for card in self.cards}
        return next((letter for letter in LETTERS if letter not in taken), "")

    def lenders_for(self, letter: str) -> tuple[Instruction, ...]:
        """Who may let this card speak without the delegation running in a circle."""
        return tuple(card for card in self.cards if letter not in self._line_of(card))

    def _line_of(self, card: Instruction) -> list[str]:
        found, current = [card.id], card
        while current.delegated_by and (lender := self.card(current.delegated_by)) and lender.id not in found:
            found.append(lender.id)
            current = lender
        return found


def line_of(cards: Iterable[Instruction], conflicts: Iterable[Conflict]) -> Line:
    """A line in its order: cards numbered by place, lenders only where they mean something, one conflict a pair."""
    placed = sorted(cards, key=lambda card: ROLES.index(card.role))
    present = {card.id for card in placed}
    cleaned = tuple(
        replace(card, order=number, delegated_by=card.delegated_by if _may_borrow(card, present) else "")
        for number, card in enumerate(placed)
    )
    pairs = {
        tuple(sorted(one.between)): Conflict((min(one.between), max(one.between)), one.kind)
        for one in conflicts
        if set(one.between) <= present
    }
    return Line(cleaned, tuple(pairs[key] for key in sorted(pairs)))


def _may_borrow(card: Instruction, present: set[str]) -> bool:
    return card.role in WITHOUT_AUTHORITY and card.delegated_by in present


def with_card(line: Line, role: Role, text: str, *, explicit: bool, delegated_by: str = "") -> Line:
    """The line with one more card, the last of its level."""
    card = Instruction(line.free_letter(), role, len(line.cards), text, explicit, delegated_by)
    return line_of((*line.cards, card), line.conflicts)


def changed(line: Line, letter: str, **values: object) -> Line:
    """The line with other words, level, explicitness or lender on one card; at another level it comes last."""
    kept = [card for card in line.cards if card.id != letter]
    card = next(card for card in line.cards if card.id == letter)
    new = replace(card, **values)  # type: ignore[arg-type]
    if new.role == card.role:
        return line_of((new if one.id == letter else one for one in line.cards), line.conflicts)
    return line_of((*kept, new), line.conflicts)


def without(line: Line, letter: str) -> Line:
    """The line without one card, its conflicts and what it lent."""
    return line_of((card for card in line.cards if card.id != letter), line.conflicts)


def placed(line: Line, letter: str, role: Role, before: str = "") -> Line:
    """The line with a card put to a level, before another one there or as its last."""
    card = next(card for card in line.cards if card.id == letter)
    others = [one for one in line.cards if one.id != letter]
    place = next((number for number, one in enumerate(others) if one.id == before and one.role == role), len(others))
    return line_of((*others[:place], replace(card, role=role), *others[place:]), line.conflicts)


def neighbour_above(line: Line, letter: str) -> tuple[Role, str] | None:
    """Where a card goes when it moves up: before its neighbour, or to the end of the level above; None at the top."""
    card = next(card for card in line.cards if card.id == letter)
    level = line.at(card.role)
    place = level.index(card)
    if place:
        return card.role, level[place - 1].id
    role = _next_role(card.role, -1)
    return (role, "") if role else None


def neighbour_below(line: Line, letter: str) -> tuple[Role, str] | None:
    """Where a card goes when it moves down: behind its neighbour, or to the head of the level below."""
    card = next(card for card in line.cards if card.id == letter)
    level = line.at(card.role)
    place = level.index(card)
    if place + 1 < len(level):
        return card.role, level[place + 2].id if place + 2 < len(level) else ""
    role = _next_role(card.role, 1)
    below = line.at(role) if role else ()
    return (role, below[0].id if below else "") if role else None


def _next_role(role: Role, step: int) -> Role | None:
    """The neighbouring level; text without authority does not become an instruction by being moved."""
    row = [one for one in ROLES if (one in WITHOUT_AUTHORITY) == (role in WITHOUT_AUTHORITY)]
    place = row.index(role) + step
    return row[place] if 0 <= place < len(row) else None


def marked(line: Line, one: str, other: str, kind: Kind) -> Line:
    """The line with a conflict between two cards; a pair has one kind, the last that was marked."""
    return line_of(line.cards, (*line.conflicts, Conflict((one, other), kind)))


def unmarked(line: Line, one: str, other: str) -> Line:
    return line_of(line.cards, (mark for mark in line.conflicts if set(mark.between) != {one, other}))


def document_of(line: Line) -> dict[str, Json]:
    """The line as the contract's input, fit for a file."""
    return {
        "instructions": [_entry(card) for card in line.cards],
        "conflicts": [{"between": list(mark.between), "kind": mark.kind} for mark in line.conflicts],
    }


def _entry(card: Instruction) -> dict[str, Json]:
    entry: dict[str, Json] = {"id": card.id, "role": card.role, "order": card.order, "text": card.text}
    entry["explicit"] = card.explicit
    return {**entry, "delegated_by": card.delegated_by} if card.delegated_by else entry


def packed(line: Line) -> str:
    """The line as the value of a query parameter; "" for an empty one. It may be longer than an address can be."""
    if not line.cards:
        return ""
    text = json.dumps(document_of(line), ensure_ascii=False, separators=(",", ":"))
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS, zdict=_DICTIONARY)
    content = packer.compress(text.encode()) + packer.flush()
    return _VERSION + base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def unpacked(value: str) -> Line:
    """The line in the value of a query parameter.

    Raises:
        InstructionsRefused: it was cut off or changed, or holds what no page would have put there.
    """
    if not value:
        return Line()
    situation = read_document(_unzipped(value))
    faults = list(_page_faults(situation.instructions, situation.conflicts))
    if faults:
        raise InstructionsRefused(faults)
    ordered = sorted(situation.instructions, key=lambda card: (card.order, card.id))
    return line_of(ordered, situation.conflicts)


def _unzipped(value: str) -> bytes:
    if len(value) > LONGEST_ADDRESS:
        raise _broken(f"at most {LONGEST_ADDRESS:,} characters", "The address is too long to have come from this page.")
    if not value.startswith(_VERSION):
        raise _broken("an address copied from this page", "The address is not one that this page writes.")
    try:
        padded = value[len(_VERSION) :] + "=" * (-len(value[len(_VERSION) :]) % 4)
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_DICTIONARY)
        content = unpacker.decompress(base64.b64decode(padded.encode("ascii"), b"-_", validate=True), _MOST_BYTES)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise _broken("an address copied whole", "The address was cut off or changed on its way.") from error
    if not unpacker.eof or unpacker.unused_data:
        raise _broken("an address copied whole", "The address was cut off or changed on its way.")
    return content


def _broken(allowed: str, message: str) -> InstructionsRefused:
    return InstructionsRefused([Fault("line", None, allowed, message)])


def _page_faults(cards: Sequence[Instruction], conflicts: Sequence[Conflict]) -> Iterable[Fault]:
    if len(cards) > MOST_CARDS or len(conflicts) > MOST_MARKS:
        allowed = f"at most {MOST_CARDS} cards and {MOST_MARKS} conflicts"
        yield Fault("line", None, allowed, "The address holds more than fits on this page.")
    checks: list[tuple[str, Callable[[Instruction], bool], str]] = [
        ("id", lambda card: card.id not in LETTERS or len(card.id) != 1, f"a letter from A to {LETTERS[-1]}"),
        (
            "text",
            lambda card: not card.text.strip() or len(card.text) > LONGEST_CARD,
            f"1 to {LONGEST_CARD} characters",
        ),
    ]
    for name, is_wrong, allowed in checks:
        wrong = next((card for card in cards if is_wrong(card)), None)
        if wrong:
            yield Fault(f"line.{name}", None, allowed, f"A card in the address has no {name} that this page can show.")
