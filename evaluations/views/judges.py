"""Judges: which there are, their versions, and how they did on responses whose worth is known."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import services
from evaluations.judging.confusion import Needed
from evaluations.judging.estimate import JudgeEstimate, estimate_of_calibration
from evaluations.judging.forms import PANEL, PRESETS, CalibrationForm, JudgeForm, PanelForm, initial_of, start_of
from evaluations.judging.prompt import PROMPT_VERSION
from evaluations.judging.selectors import (
    calibrations_of,
    drifted,
    judge_rows,
    judges_of,
    misjudged_in,
    progress_of,
    sections_in,
)
from evaluations.judging.standing import OLDEST_DAYS, age_in_days, confusion_of, is_too_old, may_decide_gates
from evaluations.models import Calibration, Grading, Judge
from evaluations.services.calibrations import known_for
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]
SHOWN_GRADINGS = 20
SHOWN_MISJUDGED = 100


@require_safe
def judge_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    rows = judge_rows(judges_of(project))
    context = {
        "project": project,
        "in_use": [row for row in rows if not row.judge.is_archived],
        "archived": [row for row in rows if row.judge.is_archived],
        "oldest": OLDEST_DAYS,
    }
    return render(request, "evaluations/judge_list.html", context)


@require_http_methods(WAYS)
def judge_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    asked = request.GET.get("preset", "")
    preset = asked if asked in PRESETS else next(iter(PRESETS))
    form_class: type[JudgeForm] | type[PanelForm] = PanelForm if preset == PANEL else JudgeForm
    sent = request.POST if request.method == "POST" else None
    form = form_class(sent, initial=start_of(preset, project), project=project)
    if request.method == "POST" and form.is_valid():
        try:
            judge = services.add_judge(project, access.person(request), form.values())
        except services.JudgeRefused as refusal:
            _add_problems(form, refusal.problems)
        else:
            return see_other(request, reverse("evaluations:judge_detail", args=[project.path, judge.pk]))
    ways = [(key, title) for key, (title, _) in PRESETS.items()]
    context = {"project": project, "form": form, "preset": preset, "ways": ways, "panel": preset == PANEL}
    return render(request, "evaluations/judge_create.html", context, status=422 if form.errors else 200)


@require_safe
def judge_detail(request: HttpRequest, slug: str, judge: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = _judge(project, judge)
    calibrations = calibrations_of(found)
    gradings = Grading.objects.filter(judge=found, run__isnull=False).select_related("run")
    context = {
        "project": project,
        "judge": found,
        "members": found.members.select_related("endpoint").order_by("pk") if found.is_panel else [],
        "versions": Judge.objects.filter(project=project, name=found.name).order_by("-version"),
        "calibrations": calibrations,
        "latest": next((row for row in calibrations if row[1] is not None), None),
        "obstacles": may_decide_gates(found),
        "drifted": drifted(found),
        "outdated": not found.is_panel and found.prompt_version != PROMPT_VERSION,
        "gradings": gradings.order_by("-created_at", "-pk")[:SHOWN_GRADINGS],
        "oldest": OLDEST_DAYS,
    }
    return render(request, "evaluations/judge_detail.html", context)


@require_http_methods(WAYS)
def judge_change(request: HttpRequest, slug: str, judge: int) -> HttpResponse:
    """Makes the next version; the one it starts from stays as it is."""
    project = access.project(request.user, slug, to="edit")
    found = _judge(project, judge)
    form_class: type[JudgeForm] | type[PanelForm] = PanelForm if found.is_panel else JudgeForm
    form = form_class(
        request.POST if request.method == "POST" else None, initial=initial_of(found), project=project, judge=found
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.next_version(found, access.person(request), form.values())
        except services.JudgeRefused as refusal:
            _add_problems(form, refusal.problems)
        else:
            messages.success(request, f"{made} is stored. It has not been calibrated yet.")
            return see_other(request, reverse("evaluations:judge_detail", args=[project.path, made.pk]))
    context = {"project": project, "judge": found, "form": form, "panel": found.is_panel}
    return render(request, "evaluations/judge_change.html", context, status=422 if form.errors else 200)


@require_POST
def judge_archive(request: HttpRequest, slug: str, judge: int) -> HttpResponse:
    """Takes it out of use, or with ``restore`` back into it."""
    project = access.project(request.user, slug, to="edit")
    found = _judge(project, judge)
    archived = "restore" not in request.POST
    services.archive_judge(found, access.person(request), archived=archived)
    said = "is archived: no new grading can choose it" if archived else "is in use again"
    messages.success(request, f"{found} {said}.")
    return see_other(request, reverse("evaluations:judge_detail", args=[project.path, found.pk]))


@require_http_methods(WAYS)
def calibration_create(request: HttpRequest, slug: str, judge: int) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = _judge(project, judge)
    form = CalibrationForm(request.POST if request.method == "POST" else None, project=project)
    estimate, left_out = None, 0
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            estimate, left_out = _estimate(found, form)
        elif (calibration := _started(request, found, form)) is not None:
            page = reverse("evaluations:calibration_detail", args=[project.path, calibration.pk])
            return see_other(request, page)
    context = {"project": project, "judge": found, "form": form, "estimate": estimate, "left_out": left_out}
    return render(request, "evaluations/calibration_create.html", context, status=422 if form.errors else 200)


def _estimate(judge: Judge, form: CalibrationForm) -> tuple[JudgeEstimate, int]:
    known, left_out = known_for(judge, form.chosen())
    return estimate_of_calibration(judge, known), left_out


def _started(request: HttpRequest, judge: Judge, form: CalibrationForm) -> Calibration | None:
    data = form.cleaned_data
    try:
        return services.start_calibration(
            judge,
            form.chosen(),
            actor=access.person(request),
            agreement=data["agreement"] / 100,
            budget_tokens=data["budget_tokens"],
            once=data["once"],
        )
    except services.GradingRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


@require_safe
def calibration_detail(request: HttpRequest, slug: str, calibration: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(
        Calibration.objects.select_related("judge", "grading", "suite", "spec_version", "run", "release", "created_by"),
        project=project,
        pk=calibration,
    )
    found.project = project  # with what this request already knows of it
    confusion = confusion_of(found)
    misjudged = misjudged_in(found) if confusion else []
    context: dict[str, Any] = {
        "project": project,
        "calibration": found,
        "judge": found.judge,
        "grading": found.grading,
        "progress": progress_of(found.grading),
        "confusion": confusion,
        "obstacles": confusion.obstacles(Needed(found.agreement, found.agreement)) if confusion else [],
        "sections": sections_in(found) if confusion else [],
        "misjudged": misjudged[:SHOWN_MISJUDGED],
        "misjudged_count": len(misjudged),
        "age": age_in_days(found),
        "too_old": is_too_old(found),
        "oldest": OLDEST_DAYS,
    }
    response = render(request, "evaluations/calibration_detail.html", context, fragment="live")
    if request.headers.get("HX-Target") == "live" and found.grading.state not in Grading.OPEN:
        response.headers["HX-Refresh"] = "true"
    return response


def _judge(project: Project, key: int) -> Judge:
    found = get_object_or_404(judges_of(project).select_related("created_by"), pk=key)
    found.project = project  # with what this request already knows of it
    return found


def _add_problems(form: forms.Form, problems: Any) -> None:
    for name, message in problems.items():
        form.add_error(name if name in form.fields else None, message)
