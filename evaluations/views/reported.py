"""Checking reported results: graded again by our rules, a random share asked again, and accepted."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evaluations import services
from evaluations.models import ReportedRun
from evaluations.reported.form import SpotCheckForm
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

LARGEST_PROPOSED_SEED = 10_000


@require_POST
def report_regrade(request: HttpRequest, slug: str, reported_run: int) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    reported = _reported(project, reported_run)
    try:
        services.ask_regrade(reported, actor=access.person(request))
        messages.success(request, "The answers are graded again by your own rules; reload the page to see how far.")
    except services.CheckRefused as refusal:
        messages.error(request, str(refusal))
    return _back(request, project, reported)


@require_http_methods(["GET", "HEAD", "POST"])
def report_spot_check(request: HttpRequest, slug: str, reported_run: int) -> HttpResponse:
    """Asks a random share of the reported cases again, at an endpoint of the project."""
    project = access.project(request.user, slug, to="evaluate")
    reported = _reported(project, reported_run)
    if request.method != "POST":
        proposed = {"share": 20, "seed": secrets.randbelow(LARGEST_PROPOSED_SEED)}
        return _spot_page(request, reported, SpotCheckForm(initial=proposed, project=project))
    form = SpotCheckForm(request.POST, project=project)
    if form.is_valid():
        try:
            started = services.start_spot_check(reported, actor=access.person(request), **form.wanted())
        except (services.CheckRefused, services.RunRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            return see_other(request, reverse("evaluations:run_detail", args=[project.path, started.pk]))
    return _spot_page(request, reported, form, status=422)


def _spot_page(request: HttpRequest, reported: ReportedRun, form: SpotCheckForm, status: int = 200) -> HttpResponse:
    context = {"project": reported.project, "run": reported.run, "form": form}
    return render(request, "evaluations/report_spot_check.html", context, status=status)


@require_POST
def report_accept(request: HttpRequest, slug: str, reported_run: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    reported = _reported(project, reported_run)
    try:
        services.accept_report(reported, actor=access.person(request))
        messages.success(request, f"{reported.run.name} counts from now on.")
    except services.CheckRefused as refusal:
        messages.error(request, str(refusal))
    return _back(request, project, reported)


def _reported(project: Project, run: int) -> ReportedRun:
    found = get_object_or_404(ReportedRun.objects.select_related("run", "spot_run"), project=project, run=run)
    found.project = project
    found.run.project = project
    return found


def _back(request: HttpRequest, project: Project, reported: ReportedRun) -> HttpResponse:
    return see_other(request, reverse("evaluations:run_detail", args=[project.path, reported.run_id]) + "#checks")
