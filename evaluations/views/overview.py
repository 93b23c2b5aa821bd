"""The room's first page, what was measured and the suites to measure with; and the spec map."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from evaluations import map_selectors, selectors
from evaluations import spec_map as drawing
from evaluations.exchange.selectors import tools_of
from evaluations.wording import capitalised, finding_of
from ui.pages import render
from workspaces import access

SHOWN_RUNS = 50
MAP_RUNS = 50


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    runs = list(selectors.runs_of(project)[: SHOWN_RUNS + 1])
    summaries = selectors.summaries_of(runs[:SHOWN_RUNS])
    headline = selectors.headline_of(project)
    context = {
        "project": project,
        "rows": [(run, summaries[run.pk], finding_of(run, summaries[run.pk])) for run in runs[:SHOWN_RUNS]],
        "more": len(runs) > SHOWN_RUNS,
        "tools": tools_of(runs),
        "suites": selectors.suites_of(project),
        "headline": headline,
        "finding": capitalised(finding_of(headline.run, headline.summary)) if headline else "",
    }
    return render(request, "evaluations/index.html", context)


@require_safe
def spec_map(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole specification in one picture, coloured by the latest measurement or by the one that is asked for."""
    project = access.project(request.user, slug, to="view")
    runs = list(selectors.finished_runs_of(project).select_related("suite")[:MAP_RUNS])
    asked = request.GET.get("run", "")
    run = next((each for each in runs if str(each.pk) == asked), runs[0] if runs else None)
    if run is not None:
        run.project = project  # spares its results the way back to what is at hand
    leaves = map_selectors.leaves_of(project, run)
    drawn = drawing.draw(leaves)
    context = {
        "project": project,
        "map": drawn,
        "rate": drawn.numerator / drawn.denominator if drawn.denominator else None,
        "steps": range(drawing.STEPS + 1),
        "chapters": list(drawing.chapters_in(leaves)),
        "run": run,
        "runs": runs,
    }
    return render(request, "evaluations/spec_map.html", context)
