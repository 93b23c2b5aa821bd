"""What an approver reads before deciding, as one text whose hash is kept in the vote."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.gates.snapshot import Line


@dataclass(frozen=True)
class Brief:
    """The decision brief for one person. The page shows exactly these parts, and `text` is all of them."""

    reader: str
    question: str
    asked: Sequence[Line]
    rests_on: Sequence[str]
    since: str  # since when `changed` is told
    changed: Sequence[str]
    moved: Sequence[str]  # what differs today from what was asked for
    conditions: Sequence[str]
    votes: Sequence[str]
    refused: Sequence[str]
    snapshot: str

    @property
    def text(self) -> str:
        parts = [
            f"Decision brief for {self.reader}",
            self.question,
            _part("You are asked to allow", [f"{line.label}: {line.value}" for line in self.asked]),
            _part("It rests on", self.rests_on),
            _part(self.since, self.changed),
            _part("Differs today from what was asked", self.moved),
            _part("Conditions", self.conditions),
            _part("Votes so far", self.votes),
            _part("If you say no", self.refused),
            f"Frozen state: {self.snapshot}",
        ]
        return "\n\n".join(parts) + "\n"

    @property
    def sha256(self) -> str:
        return brief_sha256(self.text)


def brief_sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _part(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines or ["nothing"])])
