"""All criteria of a project over the phases: filtered, sorted, in pages, as a file, and many changed at once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from roadmap.errors import BatchRefused
from roadmap.export import roadmap_csv
from roadmap.list_forms import BatchForm, ListForm
from roadmap.services.batches import update_criteria
from roadmap.state_selectors import stated_criteria
from roadmap.views.shared import csv_file
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

PER_PAGE = 50


@require_safe
def criteria_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; who may edit ticks rows and changes them together."""
    return _page(request, access.project(request.user, slug, to="view"))


@require_safe
def criteria_export(request: HttpRequest, slug: str) -> HttpResponse:
    """What the list shows, over all its pages, as CSV."""
    project = access.project(request.user, slug, to="view")
    filters = ListForm(request.GET, project=project)
    entries = filters.chosen(stated_criteria(project, timezone.localdate()), access.person(request))
    return csv_file(roadmap_csv(entries), f"criteria-{project.slug}")


@require_POST
def criteria_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Changes all that are ticked, or none: then it says which of them stood in the way, and why."""
    project = access.project(request.user, slug, to="edit")
    form = BatchForm(request.POST, project=project)
    if not form.is_valid():
        return _page(request, project, form, status=422)
    try:
        changed = update_criteria(project, access.person(request), form.chosen, form.values)
    except BatchRefused as refusal:
        return _page(request, project, form, refusal=refusal, status=409 if refusal.moved else 422)
    messages.success(request, f"{changed} {'criterion' if changed == 1 else 'criteria'} changed.")
    asked = _query(ListForm(request.GET, project=project))
    return see_other(request, reverse("roadmap:criteria_list", args=[project.path]) + (f"?{asked}" if asked else ""))


def _page(
    request: HttpRequest,
    project: Project,
    form: BatchForm | None = None,
    *,
    refusal: BatchRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    today, person = timezone.localdate(), access.person(request)
    filters = ListForm(request.GET, project=project)
    stated = stated_criteria(project, today)
    found = filters.chosen(stated, person)
    may_edit = access.may(person, project, "edit")
    context: dict[str, Any] = {
        "project": project,
        "filters": filters,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "found": len(found),
        "total": len(stated),
        "overdue": sum(entry.is_overdue for entry in found),
        "query": _query(filters),
        "may_edit": may_edit,
        "form": (form or BatchForm(project=project)) if may_edit else None,
        "refusal": refusal,
        "today": today,
    }
    return render(request, "roadmap/criteria_list.html", context, status=status)


def _query(filters: ListForm) -> str:
    """The filter as it stands in addresses, without the page."""
    given = filters.cleaned_data if filters.is_valid() else {}
    return urlencode({name: "on" if value is True else value for name, value in given.items() if value})
