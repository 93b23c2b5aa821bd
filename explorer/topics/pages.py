"""What each topic's page holds for one project and one reader, and where a project stands with each topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q

from explorer import selectors
from explorer.house.selectors import open_marks, rulings_in_force
from explorer.levels import levels_of
from explorer.models import Example, Section, SpecVersion
from explorer.stances import selectors as stance_selectors
from explorer.stances.standing import Completeness
from explorer.topics import case_study, checks, evolution, statements, timeline, walk
from explorer.topics.principle_links import principle_links
from explorer.topics.versions import stops_of, version_rows
from ui import registries
from workspaces.models import Project

# Levels that neither who builds an assistant nor who uses it can change.
_FIXED = ("root", "platform", "system")
_FIVE = frozenset({"root", "system", "developer", "user", "guideline"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One reader's look at a topic: `given` is what the address says they chose."""

    project: Project
    version: SpecVersion
    given: Mapping[str, Sequence[str]]
    today: date


@dataclass(frozen=True, slots=True)
class TopicPage:
    """What the topic's template gets. `problem`: the address names an answer that there is not.

    `facts` are the numbers that the topic's finding names.
    """

    context: dict[str, Any]
    problem: bool = False
    facts: Mapping[str, int] = field(default_factory=dict)


def topic_page(name: str, visit: Visit) -> TopicPage:
    return _PAGES[name](visit)


def standings(project: Project, version: SpecVersion) -> dict[str, str]:
    """For each topic by its name, in a few words where the project stands with what the topic is about."""
    entries, _ = stance_selectors.entries_for(project, selectors.outline_of(version))
    facts = _facts(Counter(entry.section.authority for entry in entries))
    newer = selectors.versions_for(project).index(version)
    return {
        "what_it_is": Completeness.of(entries).finding,
        "chain_of_command": f"{facts['changeable']} of {facts['total']} principles are yours to change",
        "how_it_evolves": f"{newer} newer than the version in use" if newer else "The newest version here is in use",
        "intellectual_freedom": _measured(project),
    }


def _measured(project: Project) -> str:
    """How many of the principles that the case study judges by were measured, and how many did not always hold."""
    named, measures = case_study.principles(), registries.measures_for(project)
    known = [measures[name] for name in named if name in measures and measures[name].denominator]
    broken = sum(each.numerator < each.denominator for each in known)
    if not known:
        return f"None of its {len(named)} principles measured yet"
    words = f"{len(known)} of its {len(named)} principles measured"
    return f"{words}, {broken} of them broken at least once" if broken else words


def _what_it_is(visit: Visit) -> TopicPage:
    rows = statements.statements(_facts(_levels(visit.version)))
    check = checks.answered(statements.questions(), visit.given)
    context = {
        "total": len(rows),
        "groups": [("Is", [row for row in rows if row.holds]), ("Is not", [row for row in rows if not row.holds])],
        "links": principle_links(visit.project, {row.principle for row in rows if row.principle}),
        "check": check,
    }
    return TopicPage(context, check.problems)


def _chain_of_command(visit: Visit) -> TopicPage:
    counts = _levels(visit.version)
    names = _FIVE - {"root", "system"} | set(counts) if "platform" in counts else _FIVE
    way = walk.walked(visit.given)
    context = {
        "levels": [(level, walk.voices()[level.name], counts[level.name]) for level in levels_of(names)],
        "without_authority": walk.without_authority(),
        "situation": walk.situation(),
        "links": principle_links(visit.project, {step.principle for step in walk.steps()}),
        "walk": way,
    }
    return TopicPage(context, way.problem)


def _how_it_evolves(visit: Visit) -> TopicPage:
    rows = version_rows(visit.project, visit.version)
    stops = stops_of(rows)
    months = timeline.months_between(stops[0].day, stops[-1].day)
    published = visit.version.published_on
    check = checks.answered(evolution.questions(), visit.given)
    context = {
        "aids": evolution.aids(),
        "ahead": evolution.ahead(),
        "mark_kinds": evolution.mark_kinds(),
        "links": principle_links(visit.project, {aid.principle for aid in evolution.aids() if aid.principle}),
        "examples": Example.objects.filter(section__version=visit.version).count(),
        "rulings": rulings_in_force(visit.project).count(),
        "marks": _marks(visit.project),
        "rows": rows[::-1],
        "timeline": timeline.drawn(stops, visit.today),
        "horizon": timeline.horizon_of(published, visit.today) if published else None,
        "check": check,
    }
    return TopicPage(context, check.problems, {"count": len(stops), "months": months})


def _intellectual_freedom(visit: Visit) -> TopicPage:
    study = case_study.played(visit.given)
    links = principle_links(visit.project, case_study.principles())
    return TopicPage({"study": study, "links": links}, study.has_problem)


_PAGES: dict[str, Callable[[Visit], TopicPage]] = {
    "what_it_is": _what_it_is,
    "chain_of_command": _chain_of_command,
    "how_it_evolves": _how_it_evolves,
    "intellectual_freedom": _intellectual_freedom,
}


def _marks(project: Project) -> dict[str, Any]:
    """How many violations are marked as known gaps and as regressions, and the first day a gap ends."""
    return open_marks(project).aggregate(
        gaps=Count("pk", filter=Q(kind="known_gap")),
        regressions=Count("pk", filter=Q(kind="regression")),
        first_end=Min("until"),
    )


def _levels(version: SpecVersion) -> Counter[str]:
    """How many principles stand at each level."""
    return Counter(Section.objects.filter(version=version).exclude(authority="").values_list("authority", flat=True))


def _facts(counts: Counter[str]) -> dict[str, int]:
    fixed = sum(counts[level] for level in _FIXED)
    return {"total": counts.total(), "fixed": fixed, "changeable": counts.total() - fixed}
