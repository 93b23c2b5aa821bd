"""All projects of an organisation on one page, and where one of them stands today."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap import selectors
from roadmap.portfolio import portfolio_of
from ui import registries
from ui.pages import render
from workspaces import access


@require_safe
def portfolio(request: HttpRequest, organisation: str) -> HttpResponse:
    """Who is where, what blocks, and who acts next."""
    found = access.organisation(request.user, organisation, to="view")
    rows = portfolio_of(found, access.person(request), timezone.localdate())
    context = {
        "organisation": found,
        "rows": rows,
        "asked": sum(bool(row.asked) for row in rows),
        "late": sum(row.is_late for row in rows),
        "actions": registries.actions_for("portfolio", found, request.user),
    }
    return render(request, "roadmap/portfolio.html", context)


@require_safe
def portfolio_standing(request: HttpRequest, slug: str) -> HttpResponse:
    """The computed standing of one project, for its row."""
    project = access.project(request.user, slug, to="view")
    stops = selectors.rail_of(project, timezone.localdate())
    current = next((stop for stop in stops if stop.progress.state == "now"), None)
    return render(request, "roadmap/portfolio_standing.html", {"project": project, "stops": stops, "current": current})
