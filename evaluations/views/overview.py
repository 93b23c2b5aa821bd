"""The room's first page: what was measured, and the suites to measure with."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from evaluations import selectors
from evaluations.wording import capitalised, finding_of
from ui.pages import render
from workspaces import access

SHOWN_RUNS = 50


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
        "suites": selectors.suites_of(project),
        "headline": headline,
        "finding": capitalised(finding_of(headline.run, headline.summary)) if headline else "",
    }
    return render(request, "evaluations/index.html", context)
