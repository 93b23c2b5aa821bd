"""What several pages share: fetching a scenario or a version of the project, the result page, the conflict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from calculator import findings, pictures
from calculator.figures import figures_of
from calculator.measured import measured_rates
from calculator.models import SavedScenario, ScenarioVersion
from calculator.selectors import baseline_of, scenarios_of
from calculator.side_by_side import changes_between
from calculator.tables import input_groups
from evaluations.selectors import traffic_measurements
from evaluations.traffic import TrafficMeasurement
from ui import registries
from ui.pages import render
from workspaces.models import Project


def offers_finding(use_case: str, today: Sequence[TrafficMeasurement]) -> str:
    """The title of a page on which a measurement is chosen."""
    if not today:
        return f"No sample of real conversations may price “{use_case}” yet"
    count = "One sample" if len(today) == 1 else f"{len(today)} samples"
    return f"{count} of real conversations may price “{use_case}”"


def fetch(project: Project, scenario: int) -> SavedScenario:
    """One of the project's scenarios with its current version; 404 for any other."""
    found = scenarios_of(project, whole=True).filter(pk=scenario).first()
    if found is None:
        raise Http404("No such scenario.")
    found.project, found.current.scenario = project, found
    return found


def fetch_version(project: Project, scenario: int, number: int) -> ScenarioVersion:
    """One version of one of the project's scenarios; 404 for any other."""
    found = (
        ScenarioVersion.objects.filter(scenario__project=project, scenario=scenario, number=number)
        .select_related("scenario", "saved_by")
        .first()
    )
    if found is None:
        raise Http404("No such version.")
    found.scenario.project = project
    return found


def result_page(request: HttpRequest, version: ScenarioVersion) -> HttpResponse:
    """What one version came to, from its head to its inputs."""
    project = version.scenario.project
    context = {
        "project": project,
        "scenario": version.scenario,
        "version": version,
        "baseline": baseline_of(project),
        "measured": measured_rates(version, traffic_measurements(project)),
        "actions": registries.actions_for("scenario", project, request.user, version.scenario_id),
        **_results(version),
    }
    return render(request, "calculator/scenario_detail.html", context)


def _results(version: ScenarioVersion) -> dict[str, Any]:
    results, currency, headline, inputs = version.results, version.currency, version.headline, version.inputs
    answer = results["answer"]
    names = {one["id"]: one["id"] for one in inputs.get("use_cases", [])}
    priced = headline["priced"]
    return {
        "finding": findings.scenario_finding(version.scenario.name, headline, currency),
        "priced": priced,
        "figures": figures_of(answer, headline, results["gross_year1"], currency),
        "pictures": pictures.scenario_pictures(results, currency, names, priced=priced),
        "base": answer["base"],
        "irr": findings.return_words(answer["base"]) if priced else "",
        "simulated": answer.get("monte_carlo"),
        "groups": input_groups(inputs, answer, currency),
        "correlations": inputs.get("correlations", []),
        "warnings": results["warnings"],
    }


def conflict(
    request: HttpRequest, saved: SavedScenario, yours: Any, url: str, carried: Iterable[tuple[str, str]]
) -> HttpResponse:
    """Two people saved the same scenario: both values side by side, and the choice of one."""
    current = fetch(saved.project, saved.pk)
    context = {
        "project": saved.project,
        "scenario": current,
        "changes": changes_between(current.inputs, yours),
        "url": url,
        "carried": list(carried),
    }
    return render(request, "calculator/conflict.html", context, status=409)
