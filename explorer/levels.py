"""The levels of authority in their order, each with what it means for somebody who deploys an assistant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """A level: its name, what it means in a line, and in a few words how a number of them goes on."""

    name: str
    meaning: str
    brief: str


LEVELS = (
    Level("root", "Nobody can change these, whatever a message says.", "that nobody overrides"),
    Level("platform", "Nobody can change these: the early word for root and system together.", "that nobody overrides"),
    Level("system", "Only the provider of the model can change these.", "set by the provider"),
    Level("developer", "You can change these when you build on the model.", "yours to change"),
    Level("user", "These hold until you or the person in the conversation says otherwise.", "yield to explicit words"),
    Level("guideline", "These give way even to a hint, from you or from the person.", "yield to a hint"),
)


def levels_of(names: Collection[str]) -> list[Level]:
    """The levels that occur, highest first."""
    return [level for level in LEVELS if level.name in names]
