"""What other rooms' pages show of this one."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from calculator import evidence_page
from calculator.findings import headline_words, scenario_finding
from calculator.models import ScenarioVersion
from calculator.selectors import leading_version, scenarios_of
from ui.registries import Figure, Hit, Panel, Station, Subject
from workspaces.models import Project, User

MOST_HITS = 5
LONGEST_NUMBER = 18


def home_figures() -> Iterable[Figure]:
    """What the impact calculator rests on."""
    yield Figure(str(len(evidence_page.findings())), "findings of studies behind the calculator, losses first")


def money_station(project: Project) -> Station:
    """The loop's money stop: the middle of the baseline, or of the scenario saved last where none is frozen."""
    found, is_baseline = leading_version(project)
    if found is None:
        return Station("money", "Money", "not estimated", reverse("calculator:index", args=[project.path]), "open")
    words = headline_words(found.headline, found.currency)
    detail = f"baseline {words['middle']}" if is_baseline else words["short"]
    return Station("money", "Money", detail, page_of(project, found), "done")


def money_panel(project: Project, user: User) -> Panel:
    """The overview's business case: the baseline, the scenario saved last, or the way to a first one."""
    found, is_baseline = leading_version(project)
    context: dict[str, object] = {"project": project, "version": found, "is_baseline": is_baseline}
    if found is not None:
        context["url"] = page_of(project, found)
        context["finding"] = scenario_finding(f"“{found.scenario.name}”", found.headline, found.currency)
        context["words"] = headline_words(found.headline, found.currency)
    return Panel("calculator/overview_panel.html", context)


def scenario_subject(project: Project, key: str) -> Subject | None:
    """The scenario that a comment is about."""
    number = int(key) if key.isascii() and key.isdigit() and len(key) <= LONGEST_NUMBER else 0
    found = scenarios_of(project).filter(pk=number).first()
    if found is None:
        return None
    return Subject(found.name, reverse("calculator:scenario_detail", args=[project.path, found.pk]))


def page_of(project: Project, version: ScenarioVersion) -> str:
    """The page of a version; the current one is the scenario's own."""
    if version.is_current:
        return reverse("calculator:scenario_detail", args=[project.path, version.scenario_id])
    return reverse("calculator:scenario_version", args=[project.path, version.scenario_id, version.number])


def scenario_count(project: Project) -> str:
    """The number beside the module's name."""
    count = scenarios_of(project).count()
    return str(count) if count else ""


def scenario_hits(project: Project, query: str) -> Iterable[Hit]:
    """Scenarios whose name contains the query."""
    for found in scenarios_of(project).filter(name__icontains=query)[:MOST_HITS]:
        url = reverse("calculator:scenario_detail", args=[project.path, found.pk])
        yield Hit("Scenario", found.name, url, headline_words(found.headline, found.currency)["short"])
