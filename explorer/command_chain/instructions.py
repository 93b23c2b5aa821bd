"""What goes in: instructions, the conflicts between them, and what can be wrong with either."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Literal

Role = Literal["root", "system", "developer", "user", "guideline", "tool", "quoted"]
Kind = Literal["letter", "spirit", "cue", "later", "mistaken"]

LEVELS: tuple[Role, ...] = ("root", "system", "developer", "user", "guideline")
WITHOUT_AUTHORITY: tuple[Role, ...] = ("tool", "quoted")
ROLES: tuple[Role, ...] = LEVELS + WITHOUT_AUTHORITY
KINDS: tuple[Kind, ...] = ("letter", "spirit", "cue", "later", "mistaken")

TEXT_SHOWN = 80

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction.

    Attributes:
        order: its place in the conversation; a larger one is later, an equal one is the same message.
        explicit: whether it stands in words; otherwise it is only implied, by context or by tone.
        delegated_by: the instruction that lends its authority to this tool output or quoted text, or "".
    """

    id: str
    role: Role
    order: int
    text: str
    explicit: bool = True
    delegated_by: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two instructions that cannot both be followed, and how they clash; which id stands first says nothing."""

    between: tuple[str, str]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Situation:
    """Instructions with different ids, and conflicts between some of them."""

    instructions: tuple[Instruction, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that must be put right: where, what was given, what is allowed, and a sentence."""

    field: str
    value: Json
    allowed: str
    message: str
    line: int | None = None

    def as_dict(self) -> dict[str, Json]:
        """The shape that the command line promises: `line` stands for `field` where the text could not be read."""
        where: dict[str, Json] = {"field": self.field} if self.line is None else {"line": self.line}
        return {**where, "value": self.value, "allowed": self.allowed, "message": self.message}


class InstructionsRefused(Exception):
    """Nothing was decided; `faults` lists everything that is wrong with the input."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.field or 'input'}: {fault.message}" for fault in faults[:5]))


def visible(text: str) -> str:
    """The text with every control character and lone surrogate written out, fit for any terminal and any encoder."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def shortened(text: str) -> str:
    return visible(text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]}…")


def shown(value: object) -> Json:
    """The given value, made safe to print: short, finite, and never deep enough to exhaust the stack."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= 64 else f"a whole number of {value.bit_length()} bits"
    if isinstance(value, float):
        return value if math.isfinite(value) else json.dumps(value)
    if isinstance(value, str):
        return shortened(value)
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return f"an object with {len(value)} fields" if isinstance(value, dict) else type(value).__name__
