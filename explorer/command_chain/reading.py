"""Reads the JSON of a situation and says everything that is wrong with it at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from explorer.command_chain.instructions import (
    KINDS,
    ROLES,
    Conflict,
    Fault,
    Instruction,
    InstructionsRefused,
    Json,
    Kind,
    Role,
    Situation,
    shortened,
    shown,
)

MOST_BYTES = 8_000_000
MOST_INSTRUCTIONS = 2_000
MOST_CONFLICTS = 10_000
LONGEST_ID = 200
LONGEST_TEXT = 20_000
LARGEST_ORDER = 2**53 - 1  # what every JSON reader takes without loss
MOST_STRANGERS = 10  # unknown fields of one object that are named one by one

_FIELDS = ("instructions", "conflicts")
_INSTRUCTION_FIELDS = ("id", "role", "order", "text", "explicit", "delegated_by")
_OPTIONAL = ("delegated_by",)
_CONFLICT_FIELDS = ("between", "kind")


class _Twice(Exception):
    def __init__(self, name: str) -> None:
        self.name = name


def read_document(content: bytes) -> Situation:
    """The situation in a JSON file.

    Raises:
        InstructionsRefused: with every fault; with the line where the text is no JSON at all.
    """
    return read_situation(_parsed(content))


def read_situation(data: object) -> Situation:
    """The situation in what a JSON reader gave.

    Raises:
        InstructionsRefused: with every fault.
    """
    reader = _Reader()
    situation = reader.situation(data)
    if reader.faults:
        raise InstructionsRefused(reader.faults)
    return situation


def _parsed(content: bytes) -> object:
    if len(content) > MOST_BYTES:
        raise _refused(len(content), f"at most {MOST_BYTES:,} bytes", "The input is too large.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(f"byte {error.start + 1}", "UTF-8 text", "The input is not UTF-8 text.") from error
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        message = f"The input is not JSON: {error.msg} in column {error.colno}."
        raise _refused(_line(text, error.lineno), "JSON", message, error.lineno) from error
    except _Twice as error:
        raise _refused(shown(error.name), "each field once", "The field stands twice in one object.") from error
    except RecursionError as error:
        raise _refused(None, "a few levels of objects", "The input is nested too deeply.") from error
    except ValueError as error:  # whole numbers of thousands of digits
        raise _refused(None, "numbers of a reasonable length", "A number has too many digits.") from error


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice(Counter(name for name, _ in pairs).most_common(1)[0][0])
    return found


def _line(text: str, number: int) -> Json:
    lines = text.split("\n")
    return shown(lines[number - 1].strip()) if number <= len(lines) else ""


def _refused(value: Json, allowed: str, message: str, line: int | None = None) -> InstructionsRefused:
    return InstructionsRefused([Fault("", value, allowed, message, line)])


@dataclass(slots=True)
class _Reader:
    """Goes through the input once and keeps every fault; what it returns counts only when there are none."""

    faults: list[Fault] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def situation(self, data: object) -> Situation:
        if not isinstance(data, dict):
            self._fault("", data, "an object with instructions and conflicts", "The input is not an object.")
            return Situation((), ())
        self._fields("", data, _FIELDS, ())
        entries = self._list("instructions", data, MOST_INSTRUCTIONS)
        instructions = [self._instruction(f"instructions[{number}]", entry) for number, entry in enumerate(entries)]
        self._ids(instructions)
        self._delegations(instructions)
        pairs = self._list("conflicts", data, MOST_CONFLICTS)
        conflicts = [self._conflict(f"conflicts[{number}]", entry) for number, entry in enumerate(pairs)]
        return Situation(tuple(instructions), tuple(conflicts))

    def _instruction(self, place: str, entry: object) -> Instruction:
        if not isinstance(entry, dict):
            self._fault(place, entry, f"an object with {', '.join(_INSTRUCTION_FIELDS)}", "This is not an object.")
            return Instruction("", "quoted", 0, "")
        self._fields(place, entry, _INSTRUCTION_FIELDS, _OPTIONAL)
        return Instruction(
            id=self._name(f"{place}.id", entry["id"]) if "id" in entry else "",
            role=cast(Role, self._choice(f"{place}.role", entry["role"], ROLES)) if "role" in entry else "quoted",
            order=self._order(f"{place}.order", entry["order"]) if "order" in entry else 0,
            text=self._text(f"{place}.text", entry["text"]) if "text" in entry else "",
            explicit=self._flag(f"{place}.explicit", entry["explicit"]) if "explicit" in entry else True,
            delegated_by=(
                self._name(f"{place}.delegated_by", entry["delegated_by"])
                if entry.get("delegated_by") is not None
                else ""
            ),
        )

    def _conflict(self, place: str, entry: object) -> Conflict:
        if not isinstance(entry, dict):
            self._fault(place, entry, "an object with between and kind", "This is not an object.")
            return Conflict(("", ""), "letter")
        self._fields(place, entry, _CONFLICT_FIELDS, ())
        kind = cast(Kind, self._choice(f"{place}.kind", entry["kind"], KINDS)) if "kind" in entry else "letter"
        between = self._between(f"{place}.between", entry["between"]) if "between" in entry else ("", "")
        return Conflict(between, kind)

    def _between(self, place: str, value: object) -> tuple[str, str]:
        if not isinstance(value, list) or len(value) != 2:
            self._fault(place, value, "a list of two ids", "A conflict is between two instructions.")
            return ("", "")
        first, second = (self._name(f"{place}[{number}]", one) for number, one in enumerate(value))
        for number, name in enumerate((first, second)):
            self._known(f"{place}[{number}]", name)
        if first and first == second:
            self._fault(place, first, "two different ids", "An instruction cannot be in conflict with itself.")
        return (first, second)

    def _ids(self, instructions: list[Instruction]) -> None:
        for number, instruction in enumerate(instructions):
            if not instruction.id:
                continue
            if instruction.id in self.places:
                first = self.places[instruction.id]
                message = f"This id is taken already, by instructions[{first}]."
                self._fault(f"instructions[{number}].id", instruction.id, "an id of its own", message)
            else:
                self.places[instruction.id] = number

    def _delegations(self, instructions: list[Instruction]) -> None:
        for number, instruction in enumerate(instructions):
            self._known(f"instructions[{number}].delegated_by", instruction.delegated_by)
        lenders = {one.id: one.delegated_by for one in reversed(instructions) if one.id}
        for circle in circles(lenders):
            place = f"instructions[{self.places[circle[0]]}].delegated_by"
            way = " → ".join(shortened(name) for name in [*circle[:6], *(["…"] if len(circle) > 6 else []), circle[0]])
            message = f"The delegation runs in a circle: {way}."
            self._fault(place, lenders[circle[0]], "an instruction with authority at its end", message)

    def _known(self, place: str, name: str) -> None:
        if name and name not in self.places:
            self._fault(place, name, "the id of one of the instructions", "No instruction has this id.")

    def _fields(
        self, place: str, entry: Mapping[str, object], names: tuple[str, ...], optional: tuple[str, ...]
    ) -> None:
        at = f"{place}." if place else ""
        for name in names:
            if name not in entry and name not in optional:
                self._fault(f"{at}{name}", None, f"a value for {name}", "This field is missing.")
        strangers = [name for name in entry if name not in names]
        for name in strangers[:MOST_STRANGERS]:
            self._fault(f"{at}{shortened(name)}", entry[name], ", ".join(names), "There is no such field.")
        if len(strangers) > MOST_STRANGERS:
            more = f"There are {len(strangers) - MOST_STRANGERS} more fields that do not exist."
            self._fault(place, None, ", ".join(names), more)

    def _list(self, name: str, data: Mapping[str, object], most: int) -> list[object]:
        value = data.get(name, [])
        if not isinstance(value, list):
            self._fault(name, value, "a list, which may be empty", "This is not a list.")
            return []
        if len(value) > most:
            self._fault(name, len(value), f"at most {most:,}", f"There are too many {name}.")
            return []
        return value

    def _name(self, place: str, value: object) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isprintable():
            allowed = f"1 to {LONGEST_ID} printable characters"
            self._fault(place, value, allowed, "An id is a short line of text.")
            return ""
        return value

    def _choice(self, place: str, value: object, choices: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in choices:
            self._fault(place, value, ", ".join(choices), "This is not one of the allowed words.")
            return choices[-1]
        return value

    def _order(self, place: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_ORDER:
            allowed = f"a whole number from −{LARGEST_ORDER} to {LARGEST_ORDER}"
            self._fault(place, value, allowed, "The order is a whole number.")
            return 0
        return value

    def _text(self, place: str, value: object) -> str:
        allowed = f"text of at most {LONGEST_TEXT:,} characters, without NUL and lone surrogates"
        if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\0" in value or _torn(value):
            self._fault(place, value, allowed, "This is not a text that can be taken.")
            return ""
        return value

    def _flag(self, place: str, value: object) -> bool:
        if not isinstance(value, bool):
            self._fault(place, value, "true or false", "An instruction is explicit or it is not.")
            return True
        return value

    def _fault(self, place: str, value: object, allowed: str, message: str) -> None:
        self.faults.append(Fault(place, shown(value), allowed, message))


def _torn(text: str) -> bool:
    return any("\ud800" <= one <= "\udfff" for one in text)


def circles(lenders: Mapping[str, str]) -> Iterator[list[str]]:
    """Every circle of delegation once, told from its least id on, whatever the order of the input."""
    done: set[str] = set()
    for start in lenders:
        path = dict.fromkeys(_walk(start, lenders, done))
        names = list(path)
        end = lenders.get(names[-1], "") if names else ""
        if end in path:
            circle = names[names.index(end) :]
            first = circle.index(min(circle))
            yield circle[first:] + circle[:first]
        done.update(names)


def _walk(start: str, lenders: Mapping[str, str], done: set[str]) -> Iterable[str]:
    seen: set[str] = set()
    name = start
    while name and name in lenders and name not in seen and name not in done:
        seen.add(name)
        yield name
        name = lenders[name]
