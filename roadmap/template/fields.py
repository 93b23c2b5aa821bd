"""Reads the entries of one mapping of a template, key by key, and collects what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date

from roadmap.errors import Fault
from roadmap.marked_yaml import Node

LONGEST_TEXT = 600
LONGEST_TITLE = 120


class Fields:
    """The entries of one mapping, read one by one; a fault gives a harmless stand-in so that reading goes on."""

    def __init__(self, node: Node, faults: list[Fault]) -> None:
        self.node, self.faults, self.known = node, faults, set[str]()
        if not isinstance(node.value, dict):
            self.refuse(node, "must be a mapping of keys to values", "key: value")

    def refuse(self, node: Node, message: str, allowed: str = "") -> None:
        self.faults.append(Fault(node.line, node.place, message, node.shown(), allowed))

    def get(self, key: str, *, needed: bool = True) -> Node | None:
        self.known.add(key)
        found = self.node.entries.get(key)
        if found is None and needed and isinstance(self.node.value, dict):
            self.faults.append(Fault(self.node.line, f"{self.node.place}.{key}".removeprefix("file."), "is missing"))
        return found

    def close(self) -> None:
        """Refuse whatever nobody asked for."""
        for key, node in self.node.entries.items():
            if key not in self.known:
                self.refuse(node, f"is not a known key; known here: {', '.join(sorted(self.known))}", "")

    def text(self, key: str, *, longest: int = LONGEST_TEXT, like: re.Pattern[str] | None = None) -> str:
        node = self.get(key)
        return self.text_of(node, longest, like) if node else ""

    def text_or_blank(self, key: str, *, longest: int = LONGEST_TEXT) -> str:
        node = self.get(key, needed=False)
        return self.text_of(node, longest) if node else ""

    def text_of(self, node: Node, longest: int, like: re.Pattern[str] | None = None) -> str:
        value = node.value
        if not isinstance(value, str):
            self.refuse(node, f"must be text, not {node.shown()!r}; put it in quotes", "text")
        elif not value.strip() or len(value) > longest:
            self.refuse(node, f"must hold 1 to {longest} characters", f"1 to {longest} characters")
        elif like and not like.fullmatch(value):
            self.refuse(node, f"{node.shown()!r} is not written as it must be", like.pattern)
        else:
            return value
        return ""

    def choice(self, key: str, allowed: Collection[str]) -> str:
        node = self.get(key)
        return self.choice_of(node, allowed) if node else ""

    def choice_of(self, node: Node, allowed: Collection[str]) -> str:
        if isinstance(node.value, str) and node.value in allowed:
            return node.value
        listed = ", ".join(allowed) or "nothing"
        self.refuse(node, f"{node.shown()!r} is not in the list; allowed: {listed}", listed)
        return ""

    def truth(self, key: str) -> bool:
        node = self.get(key)
        if node and not isinstance(node.value, bool):
            self.refuse(node, "must be true or false", "true, false")
        return bool(node and node.value is True)

    def whole(self, key: str, *, low: int, high: int) -> int:
        node = self.get(key)
        return self.whole_of(node, low, high) if node else low

    def whole_or_none(self, key: str, *, low: int, high: int, needed: bool) -> int | None:
        node = self.get(key, needed=needed)
        return None if node is None or node.value is None else self.whole_of(node, low, high)

    def whole_of(self, node: Node, low: int, high: int) -> int:
        value = node.value
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.refuse(node, f"must be a whole number from {low} to {high}", f"{low} to {high}")
        return low

    def day_or_none(self, key: str, *, needed: bool = False) -> date | None:
        node = self.get(key, needed=needed)
        if node is None or isinstance(node.value, date):
            return node.value if node and isinstance(node.value, date) else None
        self.refuse(node, "must be a date such as 2026-11-30", "YYYY-MM-DD")
        return None

    def entries(self, key: str, *, needed: bool = True) -> list[Node]:
        node = self.get(key, needed=needed)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.refuse(node, "must be a list", "a list")
        elif needed and not node.value:
            self.refuse(node, "must hold at least one entry", "one entry or more")
        return node.items

    def texts(self, key: str, *, like: re.Pattern[str]) -> tuple[str, ...]:
        """A list of texts, which may be absent."""
        return self.distinct(self.entries(key, needed=False), lambda node: self.text_of(node, 80, like))

    def choices(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        return self.distinct(self.entries(key), lambda node: self.choice_of(node, allowed))

    def distinct(self, nodes: list[Node], read: Callable[[Node], str]) -> tuple[str, ...]:
        """Each value read; a value that stands there twice is a fault."""
        values: list[str] = []
        for node in nodes:
            value = read(node)
            if value and value in values:
                self.refuse(node, f"{value!r} is in the list twice")
            values.append(value)
        return tuple(values)
