"""What is wrong with a scenario, said beside the field that is wrong."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from calculator.errors import CalculatorError

TEXT_SHOWN = 80

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
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


class ScenarioRefused(CalculatorError):
    """The scenario cannot be computed; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.field or 'scenario'}: {fault.message}" for fault in faults[:5]))


def visible(text: str) -> str:
    """The text with every control character and lone surrogate written out, fit for any terminal and any encoder."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def shown(value: object) -> Json:
    """The given value, made safe to print: short, finite, and never deep enough to exhaust the stack."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= 64 else f"a whole number of {value.bit_length()} bits"
    if isinstance(value, float):
        return value if math.isfinite(value) else json.dumps(value)
    if isinstance(value, str):
        return visible(value if len(value) <= TEXT_SHOWN else f"{value[:TEXT_SHOWN]}…")
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return f"an object with {len(value)} fields" if isinstance(value, dict) else type(value).__name__
