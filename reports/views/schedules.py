"""Reports by the clock: their list, a new one, and what can be done with one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.errors import DesignRefused
from reports.models import ReportSchedule
from reports.schedule_forms import ScheduleForm
from reports.selectors import schedules_of
from reports.services import schedules
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import User


@require_safe
def schedule_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    rows = [(one, schedules.recurrence_of(one).said) for one in schedules_of(project)]
    return render(request, "reports/schedule_list.html", {"project": project, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    form = ScheduleForm(request.POST or None, project=project, initial={"at": "07:00", "zone": "UTC"})
    if request.method == "POST" and form.is_valid():
        site = request.build_absolute_uri("/")
        try:
            schedules.add_schedule(project, form.plan(), site=site, actor=access.person(request))
        except DesignRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return see_other(request, reverse("reports:schedule_list", args=[project.path]))
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/schedule_create.html", {"project": project, "form": form}, status=status)


@require_POST
def schedule_pause(request: HttpRequest, slug: str, report_schedule: int) -> HttpResponse:
    return _moved(request, slug, report_schedule, schedules.pause_schedule, "It was paused already.")


@require_POST
def schedule_resume(request: HttpRequest, slug: str, report_schedule: int) -> HttpResponse:
    return _moved(request, slug, report_schedule, schedules.resume_schedule, "It is not paused.")


@require_POST
def schedule_delete(request: HttpRequest, slug: str, report_schedule: int) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    schedules.delete_schedule(
        get_object_or_404(schedules_of(project), pk=report_schedule), actor=access.person(request)
    )
    return see_other(request, reverse("reports:schedule_list", args=[project.path]))


def _moved(request: HttpRequest, slug: str, schedule: int, move: Callable[..., bool], otherwise: str) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found: ReportSchedule = get_object_or_404(schedules_of(project), pk=schedule)
    actor: User = access.person(request)
    if not move(found, actor=actor):
        messages.error(request, otherwise)
    return see_other(request, reverse("reports:schedule_list", args=[project.path]))
