"""The specification: which version, how many principles at each level, and what each asks."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.figures import count, day
from reports.wording.fact import Fact

LEVELS = {
    "root": (gettext_noop("Root"), gettext_noop("nobody overrides")),
    "platform": (gettext_noop("Platform"), gettext_noop("nobody overrides")),
    "system": (gettext_noop("System"), gettext_noop("yields to root")),
    "developer": (gettext_noop("Developer"), gettext_noop("the company may set")),
    "user": (gettext_noop("User"), gettext_noop("yields to explicit words")),
    "guideline": (gettext_noop("Guideline"), gettext_noop("yields to a hint")),
}
ORIGINS = {
    "imported": gettext_noop("imported from the published document"),
    "catalogue": gettext_noop("the built-in catalogue, in our own words"),
}


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
        Level(c.level, level_name(c.level), c.principles, count(c.principles), _(LEVELS.get(c.level, ("", ""))[1]))
        for c in (dossier.spec.levels if dossier.spec else ())
    )
    groups = tuple(
        PrincipleGroup(
            section, tuple(PrincipleRow(p.identifier, p.title, p.level, level_name(p.level), p.asks) for p in rows)
        )
        for section, rows in groupby(dossier.principles, key=lambda principle: principle.section)
    )
    return Principles(
        name=_("Principles"),
        finding=_finding(dossier),
        lead=_(
            "A principle is a section of the specification with a level of authority. Where two principles pull apart, "
            "the higher level holds."
        ),
        facts=_facts(dossier),
        levels=levels,
        levels_alt=_("Principles by level of authority: %(levels)s.")
        % {"levels": ", ".join(f"{level.name} {level.count_text}" for level in levels)},
        columns=(_("Principle"), _("What it asks"), _("Level")),
        groups=groups,
        empty=_("No principles yet: import a specification, or load the built-in catalogue."),
    )


def level_name(level: str) -> str:
    """The word shown for a level of authority."""
    if level in LEVELS:
        return _(LEVELS[level][0])
    return level.capitalize() or _("Not in spec")


def _finding(dossier: Dossier) -> str:
    if not dossier.principles:
        return _("No specification is pinned yet")
    total, root = len(dossier.principles), sum(1 for one in dossier.principles if one.level in ("root", "platform"))
    said = ngettext(
        "The assistant is held to %(count)s principle", "The assistant is held to %(count)s principles", total
    )
    if root:
        said = ngettext(
            "The assistant is held to %(count)s principle; %(root)s of them nobody overrides",
            "The assistant is held to %(count)s principles; %(root)s of them nobody overrides",
            total,
        )
    return said % {"count": count(total), "root": count(root)}


def _facts(dossier: Dossier) -> tuple[Fact, ...]:
    spec = dossier.spec
    if spec is None:
        return ()
    facts = [Fact(_("Version"), spec.label), Fact(_("Source"), _(ORIGINS.get(spec.origin, spec.origin)))]
    if spec.published_on:
        facts.append(Fact(_("Published"), day(spec.published_on)))
    return tuple(facts)
