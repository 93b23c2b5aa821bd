"""What differs between two releases, part by part; plain Python on the canonical content."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.comparison.word_diff import Run, word_diff

LABELS = {
    "model": "Model",
    "system_prompt": "System prompt",
    "tools": "Tools",
    "retrieval": "Retrieval",
    "settings": "Settings",
}
IN_WORDS = ("system_prompt", "retrieval", "tools")


@dataclass(frozen=True)
class Value:
    """One setting in both releases; a dash where a release does not have it."""

    name: str
    left: str
    right: str


@dataclass(frozen=True)
class Part:
    """One part of the content: the same, or different by words or by values."""

    key: str
    label: str
    differs: bool
    words: list[Run] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)


def compared(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Part]:
    """All parts in their order, those that are the same included."""
    return [_part(key, label, left[key], right[key]) for key, label in LABELS.items()]


def finding(parts: list[Part]) -> str:
    """What differs, as a phrase that can stand in a title."""
    names = [part.label.lower() for part in parts if part.differs]
    if not names:
        return "The same content"
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return f"{listed[:1].upper()}{listed[1:]} differ{'s' if len(names) == 1 and names[0] not in PLURAL else ''}"


PLURAL = ("tools", "settings")


def _part(key: str, label: str, left: Any, right: Any) -> Part:
    if left == right:
        return Part(key, label, differs=False)
    if key in IN_WORDS:
        return Part(key, label, differs=True, words=word_diff(_written(left), _written(right)))
    if key == "settings":
        names = sorted(left.keys() | right.keys())
        values = [Value(name, _value(left, name), _value(right, name)) for name in names]
        return Part(key, label, differs=True, values=[value for value in values if value.left != value.right])
    return Part(key, label, differs=True, values=[Value(label, left or "–", right or "–")])


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)


def _value(settings: Mapping[str, Any], name: str) -> str:
    return json.dumps(settings[name], sort_keys=True, ensure_ascii=False) if name in settings else "–"
