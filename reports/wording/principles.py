"""The specification: which version, how many principles at each level, and what each asks."""

from dataclasses import dataclass
from itertools import groupby

from reports.dossier import Dossier
from reports.figures import count, day, plural
from reports.wording.fact import Fact

LEVELS = {
    "root": ("Root", "nobody overrides"),
    "platform": ("Platform", "nobody overrides"),
    "system": ("System", "yields to root"),
    "developer": ("Developer", "the company may set"),
    "user": ("User", "yields to explicit words"),
    "guideline": ("Guideline", "yields to a hint"),
}
ORIGINS = {"imported": "imported from the published document", "catalogue": "the built-in catalogue, in our own words"}


@dataclass(frozen=True)
class Level:
    """How many principles hold at one level of authority, and what that means."""

    level: str
    name: str
    count: int
    count_text: str
    says: str


@dataclass(frozen=True)
class PrincipleRow:
    """One principle."""

    identifier: str
    title: str
    level: str
    level_name: str
    asks: str


@dataclass(frozen=True)
class PrincipleGroup:
    """The principles of one section."""

    section: str
    rows: tuple[PrincipleRow, ...]


@dataclass(frozen=True)
class Principles:
    """The section on the specification; `levels_alt` says the diagram in words."""

    name: str
    finding: str
    lead: str
    facts: tuple[Fact, ...]
    levels: tuple[Level, ...]
    levels_alt: str
    columns: tuple[str, ...]
    groups: tuple[PrincipleGroup, ...]
    empty: str


def principles(dossier: Dossier) -> Principles:
    """What the assistant is held to."""
    levels = tuple(
        Level(c.level, level_name(c.level), c.principles, count(c.principles), LEVELS.get(c.level, ("", ""))[1])
        for c in (dossier.spec.levels if dossier.spec else ())
    )
    groups = tuple(
        PrincipleGroup(
            section, tuple(PrincipleRow(p.identifier, p.title, p.level, level_name(p.level), p.asks) for p in rows)
        )
        for section, rows in groupby(dossier.principles, key=lambda principle: principle.section)
    )
    return Principles(
        name="Principles",
        finding=_finding(dossier),
        lead="A principle is a section of the specification with a level of authority. Where two principles pull "
        "apart, "
        "the higher level holds.",
        facts=_facts(dossier),
        levels=levels,
        levels_alt="Principles by level of authority: " + ", ".join(f"{x.name} {x.count_text}" for x in levels) + ".",
        columns=("Principle", "What it asks", "Level"),
        groups=groups,
        empty="No principles yet: import a specification, or load the built-in catalogue.",
    )


def level_name(level: str) -> str:
    """The word shown for a level of authority."""
    return LEVELS.get(level, (level.capitalize() or "Not in spec", ""))[0]


def _finding(dossier: Dossier) -> str:
    if not dossier.principles:
        return "No specification is pinned yet"
    root = sum(1 for principle in dossier.principles if principle.level in ("root", "platform"))
    said = f"The assistant is held to {plural(len(dossier.principles), 'principle')}"
    return f"{said}; {count(root)} of them nobody overrides" if root else said


def _facts(dossier: Dossier) -> tuple[Fact, ...]:
    spec = dossier.spec
    if spec is None:
        return ()
    facts = [Fact("Version", spec.label), Fact("Source", ORIGINS.get(spec.origin, spec.origin))]
    if spec.published_on:
        facts.append(Fact("Published", day(spec.published_on)))
    return tuple(facts)
