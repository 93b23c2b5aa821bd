"""Gradings: a judge's pass over the stored answers of a run, started, watched and moved."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import services
from evaluations.judging.estimate import JudgeEstimate, estimate_of_grading
from evaluations.judging.forms import GradingForm, ResumeGradingForm
from evaluations.judging.selectors import attacks_in, gradings_of, progress_of, usable_judges_of
from evaluations.judging.standing import is_model_under_test
from evaluations.models import Grading, Judge, Run
from evaluations.selectors import runs_of
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project, User


@require_http_methods(["GET", "HEAD", "POST"])
def grading_create(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """Starts a grading; the estimate of the chosen judge comes first, and again with every choice."""
    project = access.project(request.user, slug, to="evaluate")
    found = get_object_or_404(runs_of(project).select_related("release_record"), pk=run)
    found.project = project  # with what this request already knows of it
    if request.method == "POST":
        form = GradingForm(request.POST, project=project)
        if form.is_valid() and (grading := _started(request, found, form)) is not None:
            return see_other(request, reverse("evaluations:grading_detail", args=[project.path, grading.pk]))
    else:
        form = GradingForm(initial={"judge": request.GET.get("judge", "")}, project=project)
    judge = _chosen(project, request.POST.get("judge") or request.GET.get("judge", ""))
    context = {
        "project": project,
        "run": found,
        "form": form,
        "judge": judge,
        "estimate": _estimate(judge, found),
        "own_model": judge is not None and is_model_under_test(judge, found),
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/grading_create.html", context, fragment="estimate", status=status)


def _chosen(project: Project, key: str) -> Judge | None:
    """The judge that was chosen, else the first one; None where there is none."""
    judges = usable_judges_of(project)
    known = judges.filter(pk=int(key)).first() if key.isascii() and key.isdecimal() and len(key) < 18 else None
    return known or judges.first()


def _estimate(judge: Judge | None, run: Run) -> JudgeEstimate | None:
    return None if judge is None else estimate_of_grading(judge, run)


def _started(request: HttpRequest, run: Run, form: GradingForm) -> Grading | None:
    data = form.cleaned_data
    try:
        return services.start_grading(
            run,
            data["judge"],
            actor=access.person(request),
            counts=data["counts"],
            insist=data["insist"],
            budget_tokens=data["budget_tokens"],
            once=data["once"],
        )
    except services.GradingRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


@require_safe
def grading_detail(request: HttpRequest, slug: str, grading: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = _grading(project, grading)
    if found.run is None:
        return see_other(request, _page_of(project, found))
    return _shown(request, project, found, ResumeGradingForm())


def _shown(
    request: HttpRequest, project: Project, grading: Grading, form: ResumeGradingForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "project": project,
        "grading": grading,
        "run": grading.run,
        "judge": grading.judge,
        "progress": progress_of(grading),
        "form": form,
    }
    live = request.headers.get("HX-Target") == "live"
    if grading.run is not None and not live:
        grading.run.project = project
        attacks, trial = attacks_in(grading)
        row = next(row for row in gradings_of(grading.run) if row.grading.pk == grading.pk)
        context |= {"attacks": attacks, "trial": trial, "row": row}
    response = render(request, "evaluations/grading_detail.html", context, fragment="live", status=status)
    if live and grading.state not in Grading.OPEN:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def grading_pause(request: HttpRequest, slug: str, grading: int) -> HttpResponse:
    return _moved(request, slug, grading, lambda found, actor: services.pause_grading(found, actor=actor))


@require_POST
def grading_cancel(request: HttpRequest, slug: str, grading: int) -> HttpResponse:
    return _moved(request, slug, grading, lambda found, actor: services.cancel_grading(found, actor=actor))


@require_POST
def grading_resume(request: HttpRequest, slug: str, grading: int) -> HttpResponse:
    """Goes on; with a larger budget where the old one is used up."""
    form = ResumeGradingForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Not resumed. {' '.join(map(str, form.errors['budget_tokens']))}")

    def resume(found: Grading, actor: User) -> None:
        if form.is_valid():
            services.resume_grading(found, actor=actor, budget_tokens=form.cleaned_data["budget_tokens"])

    return _moved(request, slug, grading, resume)


def _moved(request: HttpRequest, slug: str, key: int, act: Callable[[Grading, User], None]) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = _grading(project, key)
    try:
        act(found, access.person(request))
    except services.GradingRefused as refusal:
        messages.error(request, str(refusal))
    return see_other(request, _page_of(project, found))


def _grading(project: Project, key: int) -> Grading:
    gradings = Grading.objects.select_related("judge", "run__release_record", "created_by", "calibration")
    found = get_object_or_404(gradings, project=project, pk=key)
    found.project = project  # with what this request already knows of it
    return found


def _page_of(project: Project, grading: Grading) -> str:
    """A grading of a run has a page of its own; one of a calibration is shown with it."""
    if grading.run_id is None:
        return reverse("evaluations:calibration_detail", args=[project.path, grading.calibration.pk])
    return reverse("evaluations:grading_detail", args=[project.path, grading.pk])
