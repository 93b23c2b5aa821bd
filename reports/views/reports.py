"""The list of reports with its buttons, asking for one, and a report on the screen."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import services
from reports.attached import read_attached
from reports.context import build_dossier
from reports.dossier import read_dossier
from reports.errors import NoReport, ReportNotFailed, ReportNotWaiting, TooManyReports
from reports.formats import FILES
from reports.forms import CheckForm, RequestForm
from reports.models import Report
from reports.pictures import outcome_picture, part_of, scenario_pictures, spread_picture
from reports.removal import delete_report
from reports.selectors import reports_of
from reports.verifying import verify
from reports.wording import Shown, shown
from ui.pages import render, see_other, wants_fragment
from workspaces import access
from workspaces.models import Project


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All reports of the project; while one is being made, the list asks for itself again."""
    return _index(request, access.project(request.user, slug, to="view"))


@require_http_methods(["GET", "HEAD", "POST"])
def report_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for a report of any kind; pressing twice gives one. The list's button posts here as well."""
    project = access.project(request.user, slug, to="evaluate")
    if request.method != "POST":
        form = RequestForm(project=project, initial={"once": uuid.uuid4(), **request.GET.dict()})
        return _create_page(request, project, form)
    form = RequestForm(request.POST, project=project)
    if not form.is_valid():
        return _create_page(request, project, form, status=422)
    values, chosen = form.cleaned_data, form.chosen
    wishes: services.Wishes = {
        "of": form.of,
        "sections": list(chosen.sections),
        "paper": chosen.paper,
        "language": chosen.language,
        "site": request.build_absolute_uri("/"),
    }
    try:
        services.request_report(
            project,
            kind=chosen.kind,
            actor=access.person(request),
            once=values["once"],
            recipients=values["recipients"],
            **wishes,
        )
    except TooManyReports as refusal:
        return _index(request, project, fault=str(refusal), status=409)
    return see_other(request, reverse("reports:index", args=[project.path]))


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The dossier as it would be made now."""
    project = access.project(request.user, slug, to="view")
    dossier = shown(build_dossier(project, by=access.person(request).name))
    return render(request, "reports/dossier.html", {"project": project, **_on_screen(dossier), **_button()})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Holds a report that somebody has against the project as it stands now. Nothing of it is kept."""
    project = access.project(request.user, slug, to="view")
    if request.method != "POST":
        return render(request, "reports/check.html", {"project": project, "form": CheckForm()})
    form, found = CheckForm(request.POST, request.FILES), None
    if form.is_valid():
        try:
            found = verify(read_attached(form.cleaned_data["file"].read()), project)
        except NoReport as reason:
            form.add_error("file", str(reason))
    context = {"project": project, "form": form, "found": found}
    return render(request, "reports/check.html", context, status=200 if found else 422)


@require_safe
def report_detail(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    """A report on the screen, from the very facts its file was made from; while it is not ready, how far it is."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(Report.objects.select_related("requested_by"), project=project, pk=report)
    if found.state != Report.State.READY:
        return render(request, "reports/report_detail.html", {"project": project, "report": found}, fragment="state")
    if wants_fragment(request):
        return see_other(request, request.path)  # it became ready while its page was open
    try:
        dossier = shown(read_dossier(found.facts))
    except KeyError:  # made by a version that kept other facts; its file is as good as ever
        return render(request, "reports/report_older.html", {"project": project, "report": found})
    context = {"project": project, "report": found, "files": FILES.values(), **_on_screen(dossier)}
    return render(request, "reports/dossier.html", context)


@require_POST
def cancel(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    """Calls off a report that waits or is being made."""
    project = access.project(request.user, slug, to="evaluate")
    found = get_object_or_404(Report.objects.select_related("project__organisation"), project=project, pk=report)
    try:
        services.cancel_report(found, actor=access.person(request))
    except ReportNotWaiting as refusal:
        return _index(request, project, fault=str(refusal), status=409)
    return see_other(request, reverse("reports:index", args=[project.path]))


@require_POST
def retry(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    """Puts a failed report in the queue again."""
    project = access.project(request.user, slug, to="evaluate")
    found = get_object_or_404(Report.objects.select_related("project__organisation"), project=project, pk=report)
    try:
        services.retry_report(found, actor=access.person(request))
    except (ReportNotFailed, TooManyReports) as refusal:
        return _index(request, project, fault=str(refusal), status=409)
    return see_other(request, reverse("reports:index", args=[project.path]))


@require_POST
def delete(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    """Removes the report and its file."""
    project = access.project(request.user, slug, to="edit")
    found = get_object_or_404(Report.objects.select_related("project__organisation"), project=project, pk=report)
    delete_report(found, actor=access.person(request))
    messages.success(request, f"The {found.get_kind_display().lower()} is deleted.")
    return see_other(request, reverse("reports:index", args=[project.path]))


def _index(request: HttpRequest, project: Project, *, fault: str = "", status: int = 200) -> HttpResponse:
    reports = list(reports_of(project)[:200])
    context = {
        "project": project,
        "reports": reports,
        "ready": [report for report in reports if report.state == Report.State.READY],
        "making": any(report.is_active for report in reports),
        "fault": fault,
        **_button(),
    }
    return render(request, "reports/index.html", context, fragment="reports" if not fault else None, status=status)


def _on_screen(dossier: Shown) -> dict[str, Any]:
    """The report's sections in their order, with their drawings."""
    return {
        "dossier": dossier,
        "parts": [part_of(dossier, key) for key in dossier.sections],
        "outcome_parts": outcome_picture(dossier.evaluation.outcomes),
        "headline": spread_picture(dossier.business.headline) if dossier.business.headline else None,
        "scenarios": [scenario_pictures(scenario) for scenario in dossier.business.scenarios],
    }


def _button() -> dict[str, Any]:
    """What the button *Make dossier* posts."""
    return {"once": uuid.uuid4(), "kind": "dossier"}


def _create_page(request: HttpRequest, project: Project, form: RequestForm, *, status: int = 200) -> HttpResponse:
    context = {"project": project, "form": form}
    return render(request, "reports/report_create.html", context, status=status)
