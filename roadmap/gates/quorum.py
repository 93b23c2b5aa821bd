"""How votes on a gate add up: so many people, each for another responsibility that the gate names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """Who decides on a gate, and how many of them. Whoever asks never does, whatever a template says."""

    approvers: tuple[str, ...]
    min_approvals: int
    repeats_days: int | None = None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Rule:
        return cls(tuple(raw["approvers"]), int(raw["min_approvals"]), raw.get("repeats_days"))


@dataclass(frozen=True)
class Ballot:
    """One person's vote: for which responsibilities, whether it approves, and whether it counts."""

    person: int
    roles: tuple[str, ...]
    approves: bool
    counts: bool = True


@dataclass(frozen=True)
class Tally:
    """Where the votes stand. One refusal closes a request; approvals count once a responsibility."""

    approvals: int
    needed: int
    is_rejected: bool
    missing: tuple[str, ...]  # the responsibilities whose holder would add an approval, each by itself

    @property
    def is_reached(self) -> bool:
        return not self.is_rejected and self.approvals >= self.needed

    @property
    def lacking(self) -> int:
        """How many approvals are wanted still."""
        return max(0, self.needed - self.approvals)

    @property
    def words(self) -> str:
        return f"{self.approvals} of {self.needed} approvals"


def tally(rule: Rule, ballots: Sequence[Ballot]) -> Tally:
    """The approvals as far as each is another person's for another responsibility.

    Somebody who holds two responsibilities counts for one of them: the one that lets the most approvals count.
    """
    counted = [ballot for ballot in ballots if ballot.approves and ballot.counts]
    filled = _assigned(rule, counted)
    rejected = any(not ballot.approves for ballot in ballots)
    return Tally(len(filled), rule.min_approvals, rejected, _missing(rule, counted, filled))


def _missing(rule: Rule, counted: Sequence[Ballot], filled: Mapping[str, int]) -> tuple[str, ...]:
    """What nobody counts for, and what whoever counts for it could leave to somebody else for one of these."""
    held = {ballot.person: frozenset(ballot.roles) for ballot in counted}
    missing = {role for role in rule.approvers if role not in filled}
    while more := {role for role, person in filled.items() if role not in missing and held[person] & missing}:
        missing |= more
    return tuple(role for role in rule.approvers if role in missing)


def _assigned(rule: Rule, ballots: Sequence[Ballot]) -> dict[str, int]:
    """Responsibility → the person who approves for it, as many as possible (augmenting paths)."""
    roles_of = {ballot.person: [role for role in rule.approvers if role in ballot.roles] for ballot in ballots}
    filled: dict[str, int] = {}

    def place(person: int, tried: set[str]) -> bool:
        for role in roles_of[person]:
            if role in tried:
                continue
            tried.add(role)
            if role not in filled or place(filled[role], tried):
                filled[role] = person
                return True
        return False

    for person in roles_of:
        place(person, set())
    return filled
