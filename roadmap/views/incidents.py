"""Incidents: the list and its file, recording, one incident with its history, changing it, and making a case of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.errors import SuiteRefused, SuiteSuperseded
from evaluations.principles import Principle, named, principles_for
from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Incident, IncidentChange
from roadmap.models.criteria import ChangedField
from roadmap.register.export import incidents_csv
from roadmap.register.forms import INCIDENT_FIELDS, CaseForm, IncidentForm
from roadmap.register.from_answers import begun_from
from roadmap.register.listing import A_PAGE, IncidentFilter, incidents_of, past_clock
from roadmap.services import register as services
from roadmap.versus import last_hand, row_versus
from roadmap.views.shared import conflict, csv_file, show
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]


@require_safe
def incident_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The incidents of the project, which can be narrowed and ordered."""
    project, person = access.project(request.user, slug, to="view"), access.person(request)
    filters, today = IncidentFilter(request.GET, project=project), timezone.localdate()
    page = Paginator(filters.rows(project, person), A_PAGE).get_page(request.GET.get("page"))
    every = incidents_of(project).order_by().values_list("status", "due_on")
    open_ones = [due for status, due in every if status != "closed"]
    context = {
        "project": project,
        "filters": filters,
        "page": page,
        "rows": [(incident, past_clock(incident, today)) for incident in page],
        "total": len(every),
        "open": len(open_ones),
        "overdue": sum(due is not None and due < today for due in open_ones),
        "may_record": access.may(person, project, "evaluate"),
    }
    return render(request, "roadmap/incident_list.html", context)


@require_safe
def incident_export(request: HttpRequest, slug: str) -> HttpResponse:
    """The incidents that fit the filter of the address, as CSV."""
    project, person = access.project(request.user, slug, to="view"), access.person(request)
    rows = IncidentFilter(request.GET, project=project).rows(project, person)
    return csv_file(incidents_csv(rows, timezone.localdate()), f"incidents-{project.slug}")


@require_http_methods(WAYS)
def incident_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Records what went wrong; the ``answer`` of a run fills in what it was about."""
    project = access.project(request.user, slug, to="evaluate")
    posted = request.method == "POST"
    begun = begun_from(project, request.GET.get("answer", ""))
    form = IncidentForm(request.POST if posted else None, project=project, begun=begun)
    if posted and form.is_valid():
        try:
            added = services.record_incident(project, access.person(request), **_values(form))
        except ChangeRefused as refusal:
            show(form, refusal)
        else:
            messages.success(request, f"“{added.title}” is recorded.")
            return see_other(request, _url(project, added))
    context = {"project": project, "form": form}
    return render(request, "roadmap/incident_create.html", context, status=422 if form.errors else 200)


@require_safe
def incident_detail(request: HttpRequest, slug: str, incident: int) -> HttpResponse:
    """One incident: what happened, what is done, the cases that were made of it, and its history."""
    project, person = access.project(request.user, slug, to="view"), access.person(request)
    found, principles = _incident(project, incident), principles_for(project)
    context = {
        "project": project,
        "incident": found,
        "principle": named(principles, found.principle) if found.principle else None,
        "overdue": past_clock(found, timezone.localdate()),
        "cases": found.cases.select_related("case", "made_by").order_by("made_at", "pk"),
        "history": [(change, _with_titles(change.rows, principles)) for change in found.changes.order_by("-at", "-pk")],
        "may_change": access.may(person, project, "evaluate"),
        "may_edit": access.may(person, project, "edit"),
    }
    return render(request, "roadmap/incident_detail.html", context)


@require_http_methods(WAYS)
def incident_change(request: HttpRequest, slug: str, incident: int) -> HttpResponse:
    """Changes an incident; whoever saves second sees both sides."""
    project = access.project(request.user, slug, to="evaluate")
    found, posted = _incident(project, incident), request.method == "POST"
    form = IncidentForm(request.POST if posted else None, project=project, incident=found)
    if posted and form.is_valid():
        try:
            services.change_incident(found, access.person(request), seen=form.seen, **_values(form))
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            return _both_sides(request, project, form, incident)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is saved.")
            return see_other(request, _url(project, found))
    context = {"project": project, "incident": found, "form": form}
    return render(request, "roadmap/incident_change.html", context, status=422 if form.errors else 200)


@require_http_methods(WAYS)
def incident_case(request: HttpRequest, slug: str, incident: int) -> HttpResponse:
    """Turns an incident into a case of a suite, so that the next run asks it again."""
    project = access.project(request.user, slug, to="edit")
    found, posted, status = _incident(project, incident), request.method == "POST", 422
    form = CaseForm(request.POST if posted else None, project=project, incident=found)
    if posted and form.is_valid():
        try:
            link = services.make_case(found, access.person(request), form.draft(), form.cleaned_data["suite"])
        except SuiteRefused as refusal:
            form.show(refusal.faults)
        except SuiteSuperseded as moved:
            form.add_error("suite", str(moved))
            status = 409
        else:
            messages.success(request, f"“{link.key}” is a case of {link.suite_name} now.")
            return see_other(request, _url(project, found))
    context = {"project": project, "incident": found, "form": form}
    return render(request, "roadmap/incident_case.html", context, status=status if form.errors else 200)


def _both_sides(request: HttpRequest, project: Project, form: IncidentForm, pk: int) -> HttpResponse:
    current = _incident(project, pk)
    versus = row_versus(
        f"“{current.title}” was changed while you had it open",
        IncidentForm(project=project, incident=current),
        form,
        INCIDENT_FIELDS,
        who=last_hand(current.changes.order_by("-at", "-pk").first()),
        action=reverse("roadmap:incident_change", args=[project.path, current.pk]),
        keep_url=_url(project, current),
    )
    return conflict(request, project, versus)


def _with_titles(rows: Sequence[ChangedField], principles: dict[str, Principle]) -> list[ChangedField]:
    """A change with its principles by their titles, where it keeps them by identifier."""
    label = IncidentChange.LABELS["principle"]

    def title(identifier: str) -> str:
        return named(principles, identifier).title if identifier else ""

    return [
        replace(row, before=title(row.before), after=title(row.after)) if row.label == label else row for row in rows
    ]


def _values(form: IncidentForm) -> Any:
    return {name: form.cleaned_data[name] for name in INCIDENT_FIELDS}


def _incident(project: Project, pk: int) -> Incident:
    found = get_object_or_404(incidents_of(project), pk=pk)
    found.project = project
    return found


def _url(project: Project, incident: Incident) -> str:
    return reverse("roadmap:incident_detail", args=[project.path, incident.pk])
