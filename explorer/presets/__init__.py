"""Presets: for a kind of assistant, a stance on every principle of the catalogue with its reason, in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent
PRESET_NAMES = ("customer_service", "internal_knowledge", "coding", "drafting", "agents")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The stance that a preset proposes on one principle; `wording` stands only where it is tightened."""

    kind: str
    reason: str
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of assistant with its proposals by the identifier of the principle."""

    name: str
    title: str
    about: str
    proposals: Mapping[str, Proposal]

    def count(self, kind: str) -> int:
        return sum(proposal.kind == kind for proposal in self.proposals.values())


@cache
def read_preset(name: str) -> Preset:
    """A preset that ships with the product, by one of `PRESET_NAMES`."""
    content = (_FOLDER / f"{name}.yaml").read_bytes()
    data: dict[str, Any] = yaml.load(content, Loader=_LOADER)  # noqa: S506 - a safe loader
    return Preset(
        name=name,
        title=data["title"],
        about=data["about"].strip(),
        proposals={identifier: _proposal(entry) for identifier, entry in data["principles"].items()},
    )


def all_presets() -> list[Preset]:
    """Every preset, in the order in which they are offered."""
    return [read_preset(name) for name in PRESET_NAMES]


def _proposal(entry: Mapping[str, str]) -> Proposal:
    return Proposal(entry["stance"], entry["reason"].strip(), entry.get("wording", "").strip())
