"""What a specification document is made of, as plain dataclasses, and what is said when it is refused."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

AUTHORITY_LEVELS = ("root", "platform", "system", "developer", "user", "guideline")
MARKS = ("good", "bad", "ok")

Mark: TypeAlias = Literal["good", "bad", "ok", ""]


def text_sha256(text: str) -> str:
    """Hash of a section's own text, by which two versions are compared; white space is folded, line ends included."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a document is refused: where, what stands there and what may stand there.

    `line` counts from 1; where it is 0, `field` says what is wrong instead. `file` is empty for the document itself.
    """

    line: int
    message: str
    value: str = ""
    allowed: str | tuple[str, ...] = ""
    file: str = ""
    field: str = ""

    def as_json(self) -> dict[str, Any]:
        """As commands print it: with its line, and the file where that is not the document itself."""
        place: dict[str, Any] = {"line": self.line} if self.line else {"field": self.field or "path"}
        if self.file:
            place["file"] = self.file
        return {**place, "value": self.value, "allowed": self.allowed, "message": self.message}


class SpecRefused(Exception):
    """The document is not stored; `faults` holds every reason found, in the order of files and lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.file, fault.line))
        super().__init__("; ".join(f"line {fault.line}: {fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a message: plain text, quoted text without authority, or settings."""

    kind: Literal["text", "untrusted", "settings"]
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. `role` is empty for a note of the author's between the turns, such as an elision."""

    role: str
    parts: tuple[Part, ...]
    recipient: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer of a comparison: its mark, the remark beside the mark, the section the mark names, its messages."""

    mark: Mark
    remark: str
    reference: str
    messages: tuple[Message, ...]
    line: int = 0

    @property
    def text(self) -> str:
        return "\n\n".join(message.text for message in self.messages)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answers to the same point of a conversation, beside one another.

    A marked answer that stood alone, outside `<comparison>`, is `implied` to be one and not counted as such.
    """

    responses: tuple[Response, ...]
    line: int = 0
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A titled conversation; `turns` holds messages and comparisons in the order of the document."""

    title: str
    turns: tuple[Message | Comparison, ...]
    line: int = 0

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        return tuple(turn for turn in self.turns if isinstance(turn, Comparison))

    @property
    def responses(self) -> tuple[Response, ...]:
        return tuple(response for comparison in self.comparisons for response in comparison.responses)


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, as Markdown."""

    markdown: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Commentary:
    """A block set apart from the instructions, such as commentary; its body is Markdown."""

    kind: str
    title: str
    markdown: str
    line: int = 0


Block: TypeAlias = Prose | Commentary | Example


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with an identifier and its own text, up to the next such heading. With an authority it is a principle.

    `heading` and `text` are kept to the letter, line ends included.
    """

    identifier: str
    title: str
    depth: int
    position: int
    parent: str
    authority: str
    tags: tuple[str, ...]
    heading: str
    text: str
    line: int
    blocks: tuple[Block, ...]
    footnotes: tuple[str, ...]
    cross_references: tuple[str, ...]

    @property
    def examples(self) -> tuple[Example, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Example))

    @property
    def text_sha256(self) -> str:
        return text_sha256(self.text)


@dataclass(frozen=True, slots=True)
class Prompt:
    """An evaluation prompt out of a footnote's file; `position` counts from 0 within the file."""

    footnote: str
    position: int
    example: Example


@dataclass(frozen=True, slots=True)
class SpecDocument:
    """A whole version. `preamble` is what stands before the first section; `remarks` what a person should know."""

    preamble: str
    sections: tuple[Section, ...]
    prompts: tuple[Prompt, ...] = ()
    prompt_files: tuple[str, ...] = ()
    unreferenced: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    remarks: tuple[Fault, ...] = ()

    @property
    def principles(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.authority)

    @property
    def examples(self) -> tuple[Example, ...]:
        return tuple(example for section in self.sections for example in section.examples)

    @property
    def responses(self) -> tuple[Response, ...]:
        return tuple(response for example in self.examples for response in example.responses)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The comparisons that the document writes out as such."""
        every = (comparison for example in self.examples for comparison in example.comparisons)
        return tuple(comparison for comparison in every if not comparison.implied)

    def to_markdown(self) -> str:
        """The document as it was read: the same text for every document that was accepted."""
        return self.preamble + "".join(section.heading + section.text for section in self.sections)

    def counts(self) -> dict[str, Any]:
        """What is in the document, in the words in which the import command prints it."""
        levels = Counter(section.authority for section in self.principles)
        marks: Counter[str] = Counter(response.mark for response in self.responses)
        return {
            "sections": len(self.sections),
            "principles": len(self.principles),
            "authority": {level: levels[level] for level in AUTHORITY_LEVELS if levels[level]},
            "examples": len(self.examples),
            "comparisons": len(self.comparisons),
            "responses": {mark: marks[mark] for mark in MARKS},
            "prompts": len(self.prompts),
            "prompt_files": len(self.prompt_files),
            "unreferenced": list(self.unreferenced),
            "missing": list(self.missing),
        }
