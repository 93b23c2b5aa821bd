"""Where an instruction stands: its level, and over how many hands its authority came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from explorer.command_chain.instructions import LEVELS, WITHOUT_AUTHORITY, Instruction, Role


@dataclass(frozen=True)
class Standing:
    """An instruction with the level it speaks at; `level` is None for what has no authority.

    Attributes:
        hands: 0 for own words, 1 for text that was given authority, 2 for text that such text gave it to, and so on.
    """

    instruction: Instruction
    level: Role | None
    hands: int

    @property
    def id(self) -> str:
        return self.instruction.id

    @property
    def lender(self) -> str:
        """Who gave it authority; a message with authority of its own keeps that, and delegation adds nothing."""
        return self.instruction.delegated_by if self.instruction.role in WITHOUT_AUTHORITY else ""

    @cached_property
    def rank(self) -> tuple[int, int, int, str]:
        """The place in the order of authority, then of time; unique, so that nothing depends on the input's order."""
        level = len(LEVELS) if self.level is None else LEVELS.index(self.level)
        return (level, self.hands, self.instruction.order, self.instruction.id)


def standings_of(instructions: Iterable[Instruction]) -> dict[str, Standing]:
    """Where each instruction stands, by id, highest first. Delegation must not run in a circle."""
    by_id = {instruction.id: instruction for instruction in instructions}
    found: dict[str, Standing] = {}
    for instruction in by_id.values():
        line = [instruction]
        while line[-1].role in WITHOUT_AUTHORITY and line[-1].delegated_by and line[-1].id not in found:
            line.append(by_id[line[-1].delegated_by])
        for one in reversed(line):
            if one.id not in found:
                found[one.id] = _standing(one, found)
    return {one.id: one for one in sorted(found.values(), key=lambda one: one.rank)}


def _standing(instruction: Instruction, found: dict[str, Standing]) -> Standing:
    if instruction.role not in WITHOUT_AUTHORITY:
        return Standing(instruction, instruction.role, 0)
    lender = found.get(instruction.delegated_by)
    return Standing(instruction, lender.level if lender else None, lender.hands + 1 if lender else 0)
