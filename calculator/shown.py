"""What other rooms' pages show of this one."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from calculator.findings import headline_words, scenario_finding
from calculator.selectors import latest_scenario, scenarios_of
from ui.registries import Hit, Panel, Station
from workspaces.models import Project, User

MOST_HITS = 5


def money_station(project: Project) -> Station:
    """The loop's money stop: the middle of the scenario saved last."""
    found = latest_scenario(project)
    if found is None:
        return Station("money", "Money", "not estimated", reverse("calculator:index", args=[project.path]), "open")
    url = reverse("calculator:scenario_detail", args=[project.path, found.pk])
    return Station("money", "Money", headline_words(found.headline, found.currency)["short"], url, "done")


def money_panel(project: Project, user: User) -> Panel:
    """The overview's business case: the scenario saved last, or the way to a first one."""
    found = latest_scenario(project)
    context: dict[str, object] = {"project": project, "scenario": found}
    if found is not None:
        context["finding"] = scenario_finding(f"“{found.name}”", found.headline, found.currency)
        context["words"] = headline_words(found.headline, found.currency)
    return Panel("calculator/overview_panel.html", context)


def scenario_count(project: Project) -> str:
    """The number beside the module's name."""
    count = scenarios_of(project).count()
    return str(count) if count else ""


def scenario_hits(project: Project, query: str) -> Iterable[Hit]:
    """Scenarios whose name contains the query."""
    for found in scenarios_of(project).filter(name__icontains=query)[:MOST_HITS]:
        url = reverse("calculator:scenario_detail", args=[project.path, found.pk])
        yield Hit("Scenario", found.name, url, headline_words(found.headline, found.currency)["short"])
