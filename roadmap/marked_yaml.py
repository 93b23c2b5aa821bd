"""YAML text as plain values that remember their line; refuses what could hide a mistake or a bomb.

Only what a written file needs is read: mappings, lists, text, whole numbers, true and false, null and dates.
Aliases, tags, duplicate keys and deep nesting are faults, not features.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import yaml

from roadmap.errors import Fault, TemplateRefused

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 12

Scalar = str | int | bool | date | None
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Node:
    """A value with the place and line it was written at."""

    value: Scalar | list[Node] | dict[str, Node]
    place: str
    line: int

    @property
    def entries(self) -> dict[str, Node]:
        """The entries of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The items of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    def shown(self) -> str:
        """The value as a short text for a message."""
        if isinstance(self.value, dict):
            return "a mapping"
        if isinstance(self.value, list):
            return "a list"
        return "null" if self.value is None else str(self.value)[:80]


def read_marked_yaml(text: str) -> Node:
    """The one document in *text*. Raises TemplateRefused with every fault found."""
    if len(text) > MAX_CHARACTERS:
        raise TemplateRefused([Fault(1, "file", f"is longer than {MAX_CHARACTERS:,} characters")])
    try:
        faults = list(_structural_faults(text))
        document = None if faults else yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise TemplateRefused([_syntax_fault(error, text)]) from None
    if document is None:
        raise TemplateRefused(faults or [Fault(1, "file", "is empty")])
    root = _read(document, "file", faults)
    if faults:
        raise TemplateRefused(faults)
    return root


def _syntax_fault(error: yaml.YAMLError, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return Fault(mark.line + 1, "file", f"is not readable YAML: {getattr(error, 'problem', None) or 'broken here'}")
    position = getattr(error, "position", 0)
    return Fault(text.count("\n", 0, position) + 1, "file", "holds a character that YAML does not allow")


def _structural_faults(text: str) -> Iterator[Fault]:
    """Looked for before anything is built, because building follows aliases and recurses."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            yield Fault(line, "file", "uses an alias (*name); write the value out")
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield Fault(line, "file", f"is nested deeper than {MAX_DEPTH} levels")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _read(node: yaml.Node, place: str, faults: list[Fault]) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Node(_mapping(node, place, faults), place, line)
    if isinstance(node, yaml.SequenceNode):
        items = [_read(item, f"{place}[{number}]", faults) for number, item in enumerate(node.value, start=1)]
        return Node(items, place, line)
    return Node(_scalar(node, place, line, faults), place, line)


def _mapping(node: yaml.MappingNode, place: str, faults: list[Fault]) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(Fault(line, place, "has a key that is not a word"))
            continue
        key = str(key_node.value)
        here = key if place == "file" else f"{place}.{key}"
        if key in entries:
            faults.append(Fault(line, here, "is written twice", value=key))
        entries[key] = _read(value_node, here, faults)
    return entries


def _scalar(node: yaml.Node, place: str, line: int, faults: list[Fault]) -> Scalar:
    written, kind = str(node.value), str(node.tag).removeprefix(_TAG)
    if kind == "str":
        return written
    if kind == "null":
        return None
    if kind == "bool":
        return written.lower() in {"true", "yes", "on"}
    if kind == "int" and _WHOLE_NUMBER.fullmatch(written):
        return int(written)
    if kind == "timestamp" and _DATE.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            faults.append(Fault(line, place, f"{written} is not a day of the calendar", value=written))
            return None
    faults.append(
        Fault(line, place, f"{written[:80]!r} is read as {kind[:40]}; put text in quotes", value=written[:80])
    )
    return None
