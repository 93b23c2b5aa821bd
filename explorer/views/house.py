"""The company's own rules on one page: house clauses, rulings and known violations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from explorer.house import selectors as house_selectors
from ui.pages import render
from workspaces import access


@require_safe
def house_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Clauses under their principles, rulings with the stale ones first, marks with the overdue ones first."""
    project = access.project(request.user, slug, to="view")
    rulings = house_selectors.ruling_entries(project, house_selectors.rulings_in_force(project))
    groups = house_selectors.clause_groups(project)
    marks = house_selectors.mark_entries(project, house_selectors.open_marks(project))
    context = {
        "project": project,
        "label": house_selectors.version_label(project),
        "groups": groups,
        "clause_count": sum(len(group.entries) for group in groups),
        "rulings": sorted(rulings, key=lambda entry: not entry.is_stale),
        "stale": sum(entry.is_stale for entry in rulings),
        "marks": marks,
        "overdue": sum(entry.state == "overdue" for entry in marks),
    }
    return render(request, "explorer/house_rules.html", context)
