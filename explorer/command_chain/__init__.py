"""The chain of command: which of several instructions hold, which do not, and by which rule. Plain Python.

It never reads meaning. The input names every conflict and its kind; what is decided here is only who holds, from the
level, the order, the explicitness and the delegation of each instruction.
"""

from explorer.command_chain.deciding import resolve
from explorer.command_chain.instructions import (
    KINDS,
    LEVELS,
    ROLES,
    WITHOUT_AUTHORITY,
    Conflict,
    Fault,
    Instruction,
    InstructionsRefused,
    Situation,
)
from explorer.command_chain.reading import MOST_BYTES, read_document, read_situation
from explorer.command_chain.resolution import Ignored, Overridden, Resolution, Step
from explorer.command_chain.rules import RULES, Rule

__all__ = [
    "KINDS",
    "LEVELS",
    "MOST_BYTES",
    "ROLES",
    "RULES",
    "WITHOUT_AUTHORITY",
    "Conflict",
    "Fault",
    "Ignored",
    "Instruction",
    "InstructionsRefused",
    "Overridden",
    "Resolution",
    "Rule",
    "Situation",
    "Step",
    "read_document",
    "read_situation",
    "resolve",
]
