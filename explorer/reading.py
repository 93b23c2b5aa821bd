"""A section as its page shows it: prose, commentary and examples in the order of the document, and its prompts.

The section's text is the truth and is read again for its page; the rows of examples and responses index it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from django.utils.safestring import SafeString

from explorer.models import Prompt, Section
from explorer.rendering import SpecRenderer
from explorer.spec_markdown import Block, Commentary, Comparison, Example, Message, Part, Prose, Response, read_blocks

ROLES = {
    "system": "System",
    "developer": "Developer",
    "user": "User",
    "assistant": "Assistant",
    "tool": "Tool",
    "root": "Root",
    "platform": "Platform",
    "": "Note",
}
OUTCOMES = {"good": "compliant", "bad": "violation", "ok": "partial", "": "unscored"}
_SIDES = ("good", "ok", "", "bad")
WORDS = {"good": "Good", "bad": "Bad", "ok": "Acceptable", "": "Not marked"}


@dataclass(frozen=True, slots=True)
class Turn:
    """A message: who speaks, to whom if not to the reader, the author's remark, and its parts as HTML."""

    speaker: str
    parts: list[tuple[str, SafeString | str]]
    recipient: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)
    role: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a comparison, with the mark as an outcome and the remark beside it."""

    outcome: str
    word: str
    remark: SafeString | str
    reference: str
    turns: list[Turn]


@dataclass(frozen=True, slots=True)
class ShownComparison:
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the page. `steps` holds, for an example, its turns and comparisons in order."""

    kind: Literal["prose", "commentary", "example"]
    html: SafeString | str = ""
    title: SafeString | str = ""
    number: int = 0
    steps: list[Turn | ShownComparison] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PromptGroup:
    """The prompts of one footnote."""

    footnote: str
    prompts: list[Piece]


Shown: TypeAlias = Turn | ShownComparison


def pieces_of(section: Section, renderer: SpecRenderer) -> list[Piece]:
    """The section's text as blocks of its page."""
    return list(_pieces(read_blocks(section.text), renderer))


def _pieces(blocks: Iterable[Block], renderer: SpecRenderer) -> Iterator[Piece]:
    number = 0
    for block in blocks:
        match block:
            case Prose():
                yield Piece("prose", html=renderer.prose(block.markdown))
            case Commentary():
                yield Piece("commentary", html=renderer.prose(block.markdown), title=block.title or block.kind)
            case Example():
                number += 1
                steps = [_step(turn, renderer) for turn in block.turns]
                yield Piece("example", title=renderer.inline(block.title), number=number, steps=steps)


def _step(turn: Message | Comparison, renderer: SpecRenderer) -> Shown:
    if isinstance(turn, Message):
        return _turn(turn, renderer)
    # The good ones always stand on the same side; among equals the document's order stays.
    responses = sorted(turn.responses, key=lambda response: _SIDES.index(response.mark))
    return ShownComparison([_answer(response, renderer) for response in responses])


def _turn(message: Message, renderer: SpecRenderer) -> Turn:
    name = message.attributes.get("name", "")
    speaker = ROLES.get(message.role, message.role)
    details = [(key, value) for key, value in message.attributes.items() if key != "name"]
    return Turn(
        speaker=f"{speaker} {name}" if name else speaker,
        parts=[(part.kind, _part(part, renderer)) for part in message.parts],
        recipient=message.recipient,
        details=details,
        role=message.role,
    )


def _part(part: Part, renderer: SpecRenderer) -> SafeString | str:
    return part.text if part.kind == "settings" else renderer.spoken(part.text)


def _answer(response: Response, renderer: SpecRenderer) -> Answer:
    return Answer(
        outcome=OUTCOMES[response.mark],
        word=WORDS[response.mark],
        remark=renderer.inline(response.remark),
        reference=response.reference,
        turns=[_turn(message, renderer) for message in response.messages],
    )


def prompt_groups(section: Section, prompts: Iterable[Prompt], renderer: SpecRenderer) -> list[PromptGroup]:
    """The prompts of the section's footnotes, in the order in which the text refers to them."""
    groups: dict[str, list[Piece]] = {footnote: [] for footnote in section.footnotes}
    for prompt in prompts:
        steps: list[Shown] = [_turn(message_from(turn), renderer) for turn in prompt.turns if "comparison" not in turn]
        groups[prompt.footnote].append(Piece("example", title=renderer.inline(prompt.title), steps=steps))
    return [PromptGroup(footnote, found) for footnote, found in groups.items() if found]


def message_from(row: Mapping[str, Any]) -> Message:
    """A stored message as the parser gave it."""
    parts = tuple(Part(part["kind"], part["text"]) for part in row["parts"])
    return Message(row["role"], parts, row["recipient"], row["attributes"])
