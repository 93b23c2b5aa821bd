"""Two to four scenarios or versions side by side, by an address that can be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from calculator import comparison, comparison_pictures
from calculator.comparison import FEWEST, MOST, Side
from calculator.models import ScenarioVersion
from calculator.pictures import Picture
from calculator.selectors import referenced_versions, scenarios_of
from ui.pages import render
from workspaces import access
from workspaces.models import Project

LETTERS = "ABCD"


@require_GET
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """`?s=12&s=15.3`: the current version of one scenario beside the third of another."""
    project = access.project(access.person(request), slug, to="view")
    given = request.GET.getlist("s")
    references = comparison.read_references(given)
    if references is None:
        return _choose(request, project, "This address names something that is no scenario and no version.")
    if len(references) > MOST:
        return _choose(request, project, f"At most four go side by side; this is {len(references)}.")
    versions = referenced_versions(project, references)
    if None in versions:
        raise Http404("No such scenario or version in this project.")
    found = list({version.pk: version for version in versions if version is not None}.values())
    if len(found) < FEWEST:
        same = " The same version was chosen twice." if len(found) < len(given) else ""
        return _choose(request, project, f"Choose two to four; this is {len(found)}.{same}" if given else "")
    return render(request, "calculator/compare.html", _context(project, found))


def _choose(request: HttpRequest, project: Project, problem: str) -> HttpResponse:
    """The list to choose from; an address that names nothing yet is no mistake."""
    chosen = {one.partition(".")[0] for one in request.GET.getlist("s")}
    rows = [(one, str(one.pk) in chosen) for one in scenarios_of(project)]
    context = {"project": project, "rows": rows, "problem": problem}
    return render(request, "calculator/compare_choose.html", context, status=422 if problem else 200)


def _context(project: Project, versions: Sequence[ScenarioVersion]) -> dict[str, Any]:
    sides = _sides(versions)
    differences = [comparison.difference(sides[0], other) for other in sides[1:]]
    pinned = [("s", f"{version.scenario_id}.{version.number}") for version in versions]
    return {
        "project": project,
        "finding": comparison.comparison_finding(sides),
        "columns": list(zip(sides, versions, strict=True)),
        "figures": comparison.figure_rows(sides),
        "ranges": comparison_pictures.ranges(sides),
        "differences": [(one, None if one.refused else _waterfall(one)) for one in differences],
        "inputs": comparison.input_lines(sides),
        "models": len({side.model_version for side in sides}) > 1,
        "pinned_url": f"{reverse('calculator:compare', args=[project.path])}?{urlencode(pinned)}",
        "swapped_query": urlencode([*pinned[1:], pinned[0]]),
    }


def _waterfall(found: comparison.Difference) -> Picture | None:
    return comparison_pictures.waterfall(found) if any(part.amount for part in found.parts) else None


def _sides(versions: Sequence[ScenarioVersion]) -> list[Side]:
    """Titles name the version where the scenario alone would not tell, or where it is an old one."""
    scenarios = [version.scenario_id for version in versions]
    return [
        _side(letter, version, alone=scenarios.count(version.scenario_id) == 1)
        for letter, version in zip(LETTERS, versions, strict=False)
    ]


def _side(letter: str, version: ScenarioVersion, *, alone: bool) -> Side:
    name, numbered = version.scenario.name, f"version {version.number}"
    return Side(
        letter=letter,
        title=name if alone and version.is_current else f"{name}, {numbered}",
        short=name if alone else numbered,
        currency=version.currency,
        inputs=version.inputs,
        results=version.results,
        headline=version.headline,
        model_version=version.model_version,
    )
