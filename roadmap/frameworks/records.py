"""What a list of a framework's identifiers holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from roadmap.template.records import Framework, RegulationDate, Source


@dataclass(frozen=True)
class Identifier:
    """One identifier with our own words for what it is about, and the date from which it applies where one is known."""

    name: str
    about: str
    applies: RegulationDate | None = None


@dataclass(frozen=True)
class Group:
    """Identifiers that stand together."""

    title: str
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True)
class Comparison:
    """That the list was held against another one on a day, and what was found."""

    source: Source
    on: date
    found: str


@dataclass(frozen=True)
class FrameworkList:
    """A framework in one version. `about` says how far its identifiers were checked, as the template has it;
    `compared` says which lists this one was held against when it was written or corrected."""

    about: Framework
    version: str
    published_on: date
    listed_on: date
    publisher: Source
    scope: str
    groups: tuple[Group, ...]
    compared: tuple[Comparison, ...] = ()

    @property
    def key(self) -> str:
        return self.about.key

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        return tuple(identifier for group in self.groups for identifier in group.identifiers)

    def find(self, name: str) -> Identifier | None:
        return next((identifier for identifier in self.identifiers if identifier.name == name), None)
