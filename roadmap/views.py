"""Pages of the roadmap: the rail, a phase, a criterion, and the file to take away."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from roadmap import selectors, services
from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.export import roadmap_csv
from roadmap.forms import CriterionForm, FilterForm, PlanForm, criterion_values
from roadmap.models import Criterion, Phase, Status
from roadmap.references import anchors_of, references_of
from roadmap.selectors import PhaseProgress, days_away, grouped
from roadmap.template import shipped_template
from roadmap.versus import Versus, criterion_versus, plan_versus
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES
from ui.pages import render, see_other, wants_fragment
from workspaces import access
from workspaces.models import Project

EVERY_VALUE = ("status", "owner", "due_on", "note", "reason")


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The four phases on one line, and below them the criteria of the phase the project is in."""
    return _index_page(request, access.project(request.user, slug, to="view"))


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Lays out the roadmap of a project that has none."""
    project = access.project(request.user, slug, to="edit")
    services.start_roadmap(project, access.person(request))
    return see_other(request, reverse("roadmap:index", args=[project.path]))


@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """All criteria as CSV, in UTF-8 with the mark by which spreadsheets recognise it."""
    project = access.project(request.user, slug, to="view")
    body = "\ufeff" + roadmap_csv(selectors.criteria_of(project))
    response = HttpResponse(body.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roadmap-{project.slug}.csv"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def phase_detail(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """One phase: its gate, what stands before it, and its criteria, which can be filtered."""
    project = access.project(request.user, slug, to="view")
    return _phase_page(request, project, get_object_or_404(Phase, project=project, pk=phase))


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
            _show(form, refusal)
        except ChangedMeanwhile:
            current = get_object_or_404(selectors.phases_of(project), pk=phase)
            return _conflict(request, project, plan_versus(project, current, form))
        else:
            messages.success(request, f"The plan of phase {found.number} is saved.")
            return see_other(request, reverse("roadmap:phase_detail", args=[project.path, found.pk]))
    context = {"project": project, "phase": found, "form": form}
    return render(request, "roadmap/phase_plan.html", context, status=422 if form.errors else 200)


def criterion_detail(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """One criterion: what is to be shown, what proves it, who works on it, and what was changed."""
    posted = request.method == "POST"
    project = access.project(request.user, slug, to="edit" if posted else "view")
    found = _criterion(project, criterion)
    form = CriterionForm(request.POST if posted else None, criterion=found)
    try:
        saved = posted and _saved(request, found, form, EVERY_VALUE)
    except ChangedMeanwhile:
        return _conflict(request, project, criterion_versus(project, _criterion(project, criterion), form, EVERY_VALUE))
    if saved:
        messages.success(request, f"{found.code} is saved.")
        return see_other(request, reverse("roadmap:criterion_detail", args=[project.path, found.pk]))
    return _criterion_page(request, project, found, form)


@require_POST
def criterion_status(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """Moves the status alone, from a row of a list, and shows that list again."""
    project = access.project(request.user, slug, to="edit")
    found = _criterion(project, criterion)
    posted = {name: request.POST.get(name, "") for name in ("status", "version")}
    form = CriterionForm({**criterion_values(found), **posted}, criterion=found)
    try:
        saved = _saved(request, found, form, ("status",))
    except ChangedMeanwhile:
        return _conflict(request, project, criterion_versus(project, _criterion(project, criterion), form, ("status",)))
    if not saved:
        return _criterion_page(request, project, found, form)
    messages.success(request, f"{found.code}: {Status(form.cleaned_data['status']).label.lower()}.")
    from_index = request.GET.get("from") == "index"
    if wants_fragment(request):
        return _index_page(request, project) if from_index else _phase_page(request, project, found.phase)
    url = reverse("roadmap:index", args=[project.path]) if from_index else _phase_url(request, project, found.phase)
    return see_other(request, f"{url}#{found.code}")


def _criterion(project: Project, pk: int) -> Criterion:
    found = get_object_or_404(selectors.criteria_of(project), pk=pk)
    found.phase.project = project
    return found


def _saved(request: HttpRequest, criterion: Criterion, form: CriterionForm, names: Sequence[str]) -> bool:
    """Whether the values were stored; if not, the form says beside which field why not."""
    if not form.is_valid():
        return False
    values: Any = {name: form.cleaned_data[name] for name in names}
    try:
        services.update_criterion(criterion, actor=access.person(request), version=form.seen, **values)
    except ChangeRefused as refusal:
        _show(form, refusal)
        return False
    return True


def _show(form: CriterionForm | PlanForm, refusal: ChangeRefused) -> None:
    for field, problem in refusal.problems.items():
        form.add_error(field, problem)


def _index_page(request: HttpRequest, project: Project) -> HttpResponse:
    stops = selectors.rail_of(project)
    progress = [stop.progress for stop in stops]
    current = selectors.current_progress(progress)
    criteria = selectors.criteria_of(project).filter(phase=current.phase) if current else []
    context = {
        "project": project,
        "stops": stops,
        "current": current,
        "met": sum(entry.met for entry in progress),
        "total": sum(entry.total for entry in progress),
        "away": current and days_away(current.phase.planned_on, timezone.localdate()),
        "overdue": sum(entry.overdue for entry in progress),
        "groups": grouped(criteria),
        "may_edit": access.may(access.person(request), project, "edit"),
        "today": timezone.localdate(),
        "carry": "from=index",
    }
    return render(request, "roadmap/index.html", context)


def _phase_page(request: HttpRequest, project: Project, phase: Phase) -> HttpResponse:
    phases = selectors.progress_of(project)
    progress = next(entry for entry in phases if entry.phase.pk == phase.pk)
    filters = FilterForm(request.GET, project=project)
    criteria = selectors.criteria_of(project).filter(filters.conditions(access.person(request)), phase=phase)
    context = {
        "project": project,
        "phase": progress.phase,
        "phases": phases,
        "progress": progress,
        "approvers": [ROLES.get(role, role) for role in progress.phase.gate_rule["approvers"]],
        "earlier": _earlier(project, progress),
        "filters": filters,
        "groups": grouped(criteria, by_code=filters.by_code),
        "may_edit": access.may(access.person(request), project, "edit"),
        "today": timezone.localdate(),
        "carry": _carried(request),
    }
    return render(request, "roadmap/phase_detail.html", context, fragment=None)


def _earlier(project: Project, progress: PhaseProgress) -> list[Criterion]:
    """What is still open in the phases before, which is why nothing here can be met yet."""
    if progress.state != "later":
        return []
    return list(selectors.blocking_criteria_of(project).filter(phase__number__lt=progress.number))


def _criterion_page(request: HttpRequest, project: Project, criterion: Criterion, form: CriterionForm) -> HttpResponse:
    context = {
        "project": project,
        "criterion": criterion,
        "form": form,
        "may_edit": access.may(access.person(request), project, "edit"),
        "evidence": [(EVIDENCE_TYPES[entry["type"]], entry["proves"]) for entry in criterion.evidence],
        "waiver": ROLES.get(criterion.waiver, ""),
        "anchors": anchors_of(project, criterion),
        "references": references_of(criterion),
        "mapping": shipped_template(),
        "history": selectors.history_of(criterion),
        "today": timezone.localdate(),
    }
    return render(request, "roadmap/criterion_detail.html", context, status=422 if form.errors else 200)


def _conflict(request: HttpRequest, project: Project, versus: Versus) -> HttpResponse:
    return render(request, "roadmap/conflict.html", {"project": project, "versus": versus}, status=409)


def _carried(request: HttpRequest) -> str:
    """The filter of the list, kept through a move of a status."""
    known = request.GET.copy()
    for name in list(known):
        if name not in FilterForm.base_fields:
            del known[name]
    return known.urlencode()


def _phase_url(request: HttpRequest, project: Project, phase: Phase) -> str:
    url = reverse("roadmap:phase_detail", args=[project.path, phase.pk])
    carried = _carried(request)
    return f"{url}?{carried}" if carried else url
