"""The results of a project's runs over time, over all or under one principle, beside what others published."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from evaluations.anchors import published_anchors
from evaluations.trend.picture import trend_finding, trend_picture
from evaluations.trend.selectors import MOST_RUNS, suites_measured, trend_of
from ui.pages import render
from workspaces import access

EVERYTHING = "*"


@require_safe
def trend(request: HttpRequest, slug: str) -> HttpResponse:
    """Without a choice the suite with the most runs, over all its cases; anchors stand beside the whole alone."""
    project = access.project(request.user, slug, to="view")
    suites = suites_measured(project)
    names = [suite.name for suite in suites]
    asked = request.GET.get("suite", "")
    suite = asked if asked in names or asked == EVERYTHING else (names[0] if names else EVERYTHING)
    principle = request.GET.get("principle", "")
    found = trend_of(project, "" if suite == EVERYTHING else suite, "")
    chosen = next((each for each in found.principles if each.identifier == principle), None)
    if chosen is not None:
        found = trend_of(project, "" if suite == EVERYTHING else suite, chosen.identifier)
    with_anchors = chosen is None and request.GET.get("anchors") != "none"
    anchors = published_anchors() if with_anchors else ()
    subject = f", under “{chosen.title}”" if chosen else ""
    title = trend_finding(found.points, subject)
    context: dict[str, Any] = {
        "project": project,
        "found": found,
        "suites": suites,
        "suite": suite,
        "everything": EVERYTHING,
        "chosen": chosen,
        "title": title,
        "picture": trend_picture(found.points, _chart_title(suite, chosen), anchors) if found.points else None,
        "anchors": anchors,
        "with_anchors": with_anchors,
        "most_runs": MOST_RUNS,
        "simulated": any(point.run.simulated for point in found.points),
        "clustered": any(point.estimate.clustered for point in found.points),
        "several_suites": len({point.run.suite_id for point in found.points}) > 1,
    }
    return render(request, "evaluations/trend.html", context)


def _chart_title(suite: str, chosen: Any) -> str:
    cases = "all runs and pilots" if suite == EVERYTHING else suite
    return f"Share of compliant answers, {cases}{f': {chosen.title}' if chosen else ''}"
