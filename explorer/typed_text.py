"""Text that people typed, before it is stored: with plain line ends, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """A text with its limits; `needed` is what to say when it is missing, empty where it may be."""

    text: str
    longest: int
    needed: str = ""

    @property
    def fault(self) -> str:
        """What is wrong with it, in a sentence; empty when nothing is."""
        if len(self.text) > self.longest:
            return f"At most {self.longest} characters; this has {len(self.text)}."
        if "\0" in self.text or any(0xD800 <= ord(character) <= 0xDFFF for character in self.text):
            return "Contains a character that is not valid text."
        return "" if self.text else self.needed


def plain(text: str) -> str:
    """Stripped, with plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def faults_of(fields: Mapping[str, Typed]) -> dict[str, str]:
    """The faults by field, without the fields that have none."""
    return {name: typed.fault for name, typed in fields.items() if typed.fault}
