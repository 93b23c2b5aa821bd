"""All runs and pilots of a project: filtered, sorted, in pages, and as a file."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from evaluations import selectors
from evaluations.exchange.selectors import tools_of
from evaluations.runs.listing import RunFilter, runs_csv
from ui.pages import render
from workspaces import access

PER_PAGE = 50
MOST_EXPORTED = 5000


@require_safe
def run_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, in pages of fifty."""
    project = access.project(request.user, slug, to="view")
    filters = RunFilter(request.GET)
    runs = selectors.runs_of(project)
    page = Paginator(filters.chosen(runs), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    summaries = selectors.summaries_of(shown)
    context = {
        "project": project,
        "filters": filters,
        "page": page,
        "rows": [(run, summaries[run.pk]) for run in shown],
        "tools": tools_of(shown),
        "total": runs.count(),
        "query": filters.query,
    }
    return render(request, "evaluations/run_list.html", context)


@require_safe
def run_export(request: HttpRequest, slug: str) -> HttpResponse:
    """What the list shows, over all its pages, as CSV."""
    project = access.project(request.user, slug, to="view")
    runs = list(RunFilter(request.GET).chosen(selectors.runs_of(project))[:MOST_EXPORTED])
    summaries = selectors.summaries_of(runs)
    body = runs_csv((run, summaries[run.pk]) for run in runs)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="runs-{project.slug}.csv"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
