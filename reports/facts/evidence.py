"""Every piece of evidence with its hash."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class UseFacts:
    """A criterion that a piece of evidence supports, and as what: keys of the roadmap's kinds of evidence."""

    code: str
    proves: tuple[str, ...]


@dataclass(frozen=True)
class EarlierVersion:
    """A version of a piece of evidence that a later one has replaced."""

    version: int
    added_on: date
    sha256: str


@dataclass(frozen=True)
class EvidenceFacts:
    """One piece of evidence at its current version.

    `kind` is "file", "link", "note", "decision", "run", "scenario" or "stances"; `source` is the address of a link or
    the name of a file. `problem` says why it does not count on the report's day; empty where it stands.
    """

    title: str
    kind: str
    source: str
    version: int
    sha256: str
    added_on: date
    added_by: str
    covers_from: date | None
    covers_to: date | None
    expires_on: date | None
    superseded_by: str
    superseded_on: date | None
    stands: bool
    problem: str
    uses: tuple[UseFacts, ...]
    earlier: tuple[EarlierVersion, ...]
