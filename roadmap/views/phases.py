"""The rail, a phase with its plan, and the file to take away."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from roadmap import selectors, services
from roadmap.checks.facts import facts_of, responsibilities_in_force
from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.export import roadmap_csv
from roadmap.forms import FilterForm, PlanForm
from roadmap.gates.selectors import GateGround
from roadmap.models import Criterion, Phase
from roadmap.register.listing import bearing_on
from roadmap.selectors import PhaseProgress, days_away, grouped
from roadmap.services.words import awaiting
from roadmap.state_selectors import Stated, stated_criteria
from roadmap.template.selectors import template_called, template_for_new, templates_of
from roadmap.versus import plan_versus
from roadmap.views.shared import conflict, csv_file, show
from roadmap.vocabulary import ROLES
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The four phases on one line, and below them the criteria of the phase the project is in."""
    project, today = access.project(request.user, slug, to="view"), timezone.localdate()
    facts = facts_of(project, today)
    stated = stated_criteria(project, today, facts)
    stops = selectors.rail_of(project, today, stated, facts)
    progress = [stop.progress for stop in stops]
    current = selectors.current_progress(progress)
    here = [entry for entry in stated if current and entry.criterion.phase_id == current.phase.pk]
    context = {
        "project": project,
        "stops": stops,
        "current": current,
        "met": sum(entry.met for entry in progress),
        "total": sum(entry.total for entry in progress),
        "away": current and days_away(current.phase.planned_on, today),
        "overdue": sum(entry.overdue for entry in progress),
        "groups": grouped(here),
        "may_edit": access.may(access.person(request), project, "edit"),
        "confirmable": _confirmable(request, project, stated),
        "today": today,
        "templates": [] if current else templates_of(project.organisation),
    }
    return render(request, "roadmap/index.html", context)


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Lays out the roadmap of a project that has none."""
    project = access.project(request.user, slug, to="edit")
    asked = request.POST.get("template", "")
    template = template_called(project.organisation, asked) or template_for_new(project.organisation)
    services.start_roadmap(project, access.person(request), template)
    return see_other(request, reverse("roadmap:index", args=[project.path]))


@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """All criteria as CSV."""
    project = access.project(request.user, slug, to="view")
    return csv_file(roadmap_csv(stated_criteria(project, timezone.localdate())), f"roadmap-{project.slug}")


@require_safe
def phase_detail(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """One phase: its gate, what stands before it, and its criteria, which can be filtered."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(Phase, project=project, pk=phase)
    today, person = timezone.localdate(), access.person(request)
    ground = GateGround.of(project, today)
    stated = ground.stated
    phases = selectors.progress_of(project, today, stated)
    progress = next(entry for entry in phases if entry.phase.pk == found.pk)
    filters = FilterForm(request.GET, project=project)
    here = [entry for entry in stated if entry.criterion.phase_id == found.pk and filters.fits(entry, person)]
    context = {
        "project": project,
        "phase": progress.phase,
        "phases": phases,
        "progress": progress,
        "approvers": [ROLES.get(role, role) for role in progress.phase.gate_rule["approvers"]],
        "earlier": _earlier(progress, stated),
        "gate": ground.standing(found),
        "requests": ground.of_phase(found),
        "incidents": bearing_on(found),
        "filters": filters,
        "groups": grouped(here, by_code=filters.by_code),
        "may_edit": access.may(person, project, "edit"),
        "confirmable": _confirmable(request, project, stated),
        "today": today,
    }
    return render(request, "roadmap/phase_detail.html", context, fragment=None)


def phase_plan(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """When the phase is planned to end and who answers for it."""
    project = access.project(request.user, slug, to="edit")
    found = get_object_or_404(selectors.phases_of(project), pk=phase)
    found.project = project
    form = PlanForm(request.POST if request.method == "POST" else None, phase=found)
    if form.is_bound and form.is_valid():
        try:
            services.plan_phase(
                found,
                actor=access.person(request),
                version=form.seen,
                planned_on=form.cleaned_data["planned_on"],
                owner=form.cleaned_data["owner"],
            )
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            current = get_object_or_404(selectors.phases_of(project), pk=phase)
            return conflict(request, project, plan_versus(project, current, form))
        else:
            messages.success(request, f"The plan of phase {found.number} is saved.")
            return see_other(request, reverse("roadmap:phase_detail", args=[project.path, found.pk]))
    context = {"project": project, "phase": found, "form": form}
    return render(request, "roadmap/phase_plan.html", context, status=422 if form.errors else 200)


def _earlier(progress: PhaseProgress, stated: Sequence[Stated]) -> list[Criterion]:
    """What is still open in the phases before, which is why nothing here can be met yet."""
    if progress.state != "later":
        return []
    return [
        entry.criterion
        for entry in stated
        if entry.stands_in_the_way and entry.criterion.phase.number < progress.number
    ]


def _confirmable(request: HttpRequest, project: Project, stated: Sequence[Stated]) -> set[int]:
    """The criteria that wait for this person's word."""
    found = awaiting(access.person(request), responsibilities_in_force(project), stated)
    return {entry.criterion.pk for entry in found}
