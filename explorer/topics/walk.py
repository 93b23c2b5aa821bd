"""The second topic: one situation in steps. The reader predicts which instruction holds; `command_chain` decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from explorer.chain.line import LETTERS, line_of, packed
from explorer.command_chain import Conflict, Instruction, Rule, Situation, resolve
from explorer.command_chain.instructions import Kind
from explorer.topics.choices import read_choices
from explorer.topics.texts import read_text


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks at a level, and about what."""

    level: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Step:
    """Two instructions that meet. `holder` and `rule` are decided; the rest is said about it.

    `holds` is the finding as a title, `because` the reason here, `does` what a good assistant does then. `line` is the
    same two instructions as the address of the interactive line takes them.
    """

    key: str
    title: str
    happens: str
    instructions: tuple[Instruction, ...]
    holder: str
    rule: Rule
    line: str
    principle: str
    holds: str
    because: str
    does: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A step with the reader's prediction, which is empty while the step waits for it."""

    step: Step
    number: int
    predicted: str = ""
    problem: str = ""

    @property
    def is_right(self) -> bool:
        return self.predicted == self.step.holder


@dataclass(frozen=True, slots=True)
class Walk:
    """The steps taken so far, in order, and the one that waits."""

    taken: tuple[Taken, ...]
    waiting: Taken | None
    total: int

    @property
    def right(self) -> int:
        return sum(step.is_right for step in self.taken)

    @property
    def problem(self) -> bool:
        return self.waiting is not None and bool(self.waiting.problem)


@cache
def voices() -> dict[str, Voice]:
    """By level."""
    entries = read_text("chain_of_command")["voices"]
    return {each["level"]: Voice(each["level"], each["who"], each["what"]) for each in entries}


def situation() -> str:
    """What the reader has to know before the first step."""
    return str(read_text("chain_of_command")["situation"])


def without_authority() -> str:
    """What stands below all levels."""
    return str(read_text("chain_of_command")["without_authority"])


@cache
def steps() -> tuple[Step, ...]:
    return tuple(_step(entry) for entry in read_text("chain_of_command")["steps"])


def walked(given: Mapping[str, Sequence[str]]) -> Walk:
    """The way so far: every step predicted, and the first that was not."""
    choices = read_choices(given, {step.key: [each.id for each in step.instructions] for step in steps()})
    all_steps = [
        Taken(step, number, choices.picked.get(step.key, ""), choices.problems.get(step.key, ""))
        for number, step in enumerate(steps(), 1)
    ]
    waiting = next((step for step in all_steps if not step.predicted), None)
    return Walk(tuple(step for step in all_steps if step.predicted), waiting, len(all_steps))


def _step(entry: Mapping[str, Any]) -> Step:
    instructions = tuple(
        Instruction(each["key"], each["role"], each["order"], each["text"], each.get("explicit", True))
        for each in entry["instructions"]
    )
    kind = entry.get("conflict")
    decided = resolve(_situation(instructions, kind))
    (holder,) = decided.holds
    fallen = (decided.overridden or decided.ignored)[0]
    return Step(
        instructions=instructions,
        holder=holder,
        rule=fallen.rule,
        line=_line(instructions, kind),
        **{name: entry[name] for name in ("key", "title", "happens", "principle", "holds", "because", "does")},
    )


def _situation(instructions: Sequence[Instruction], kind: Kind | None) -> Situation:
    first, second = instructions
    return Situation(tuple(instructions), (Conflict((first.id, second.id), kind),) if kind else ())


def _line(instructions: Sequence[Instruction], kind: Kind | None) -> str:
    """The instructions by the letters that the line names its cards with."""
    cards = [replace(each, id=letter) for each, letter in zip(instructions, LETTERS, strict=False)]
    return packed(line_of(cards, _situation(cards, kind).conflicts))
