"""What comes out: who holds, who does not and why, and the way to it in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.command_chain.instructions import Json
from explorer.command_chain.rules import Rule


@dataclass(frozen=True, slots=True)
class Overridden:
    """An instruction with authority that does not hold, the one that decided it, and the rule."""

    id: str
    by: str
    rule: Rule
    why: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Text without authority."""

    id: str
    rule: Rule
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence on the way, the instruction it is about, and the rule where one decided."""

    about: str
    sentence: str
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Every instruction stands in exactly one of `holds`, `overridden` and `ignored`, each in order of authority."""

    holds: tuple[str, ...]
    overridden: tuple[Overridden, ...]
    ignored: tuple[Ignored, ...]
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, Json]:
        """The shape that the command line promises."""
        return {
            "holds": list(self.holds),
            "overridden": [
                {"id": one.id, "by": one.by, "rule": one.rule.name, "why": one.why} for one in self.overridden
            ],
            "ignored": [{"id": one.id, "rule": one.rule.name, "why": one.why} for one in self.ignored],
            "steps": [step.sentence for step in self.steps],
        }
