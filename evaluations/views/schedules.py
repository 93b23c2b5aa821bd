"""Schedules with the series of their runs, and the alarms they raise."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.errors import AlarmRefused, ScheduleRefused
from evaluations.models import Alarm, RunSchedule
from evaluations.schedules import selectors as schedule_selectors
from evaluations.schedules.drift import FALSE_ALARMS
from evaluations.schedules.forms import AcknowledgeForm, BaselineForm, ScheduleForm
from evaluations.selectors import endpoints_of, suites_of
from evaluations.services import schedules
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project, User

SHOWN_SLOTS = 60
SHOWN_ALARMS = 100


@require_safe
def schedule_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    rows = schedule_selectors.schedule_rows(project)
    said = {row.schedule.pk: schedule_selectors.recurrence_of(row.schedule).said for row in rows}
    context = {
        "project": project,
        "rows": [(row, said[row.schedule.pk]) for row in rows],
        "has_suites": suites_of(project).exists(),
    }
    return render(request, "evaluations/schedule_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    first = {
        "suite": suites_of(project).first(),
        "endpoint": endpoints_of(project).first(),
        "at": "06:00",
        "zone": "UTC",
    }
    form = ScheduleForm(request.POST or None, initial=first, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            made = schedules.add_schedule(project, access.person(request), form.cleaned_data["name"], form.setup())
        except ScheduleRefused as refusal:
            for name, message in refusal.problems.items():
                form.add_error(name if name in form.fields else None, message)
        else:
            return see_other(request, _address(project, made))
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/schedule_create.html", {"project": project, "form": form}, status=status)


@require_safe
def schedule_detail(request: HttpRequest, slug: str, schedule: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    return _page(request, project, _found(project, schedule))


def _page(
    request: HttpRequest, project: Project, schedule: RunSchedule, form: BaselineForm | None = None
) -> HttpResponse:
    rows = schedule_selectors.series_of(schedule, SHOWN_SLOTS)
    latest = next((row.point for row in rows if row.point is not None), None)
    context = {
        "project": project,
        "schedule": schedule,
        "when": schedule_selectors.recurrence_of(schedule).said,
        "rows": rows,
        "latest": latest,
        "alarms": schedule_selectors.open_alarms_of(project).filter(schedule=schedule),
        "form": form or BaselineForm(initial={"baseline": schedule.baseline_id}, schedule=schedule),
        "false_alarms": FALSE_ALARMS,
        "shown": SHOWN_SLOTS,
    }
    return render(request, "evaluations/schedule_detail.html", context, status=422 if form else 200)


@require_POST
def schedule_baseline(request: HttpRequest, slug: str, schedule: int) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = _found(project, schedule)
    form = BaselineForm(request.POST, schedule=found)
    if form.is_valid():
        try:
            schedules.choose_baseline(found, form.cleaned_data["baseline"], access.person(request))
        except ScheduleRefused as refusal:
            form.add_error("baseline", str(refusal))
        else:
            return see_other(request, _address(project, found))
    return _page(request, project, found, form)


@require_POST
def schedule_pause(request: HttpRequest, slug: str, schedule: int) -> HttpResponse:
    return _moved(request, slug, schedule, schedules.pause_schedule, "It is not in use, so there is nothing to pause.")


@require_POST
def schedule_resume(request: HttpRequest, slug: str, schedule: int) -> HttpResponse:
    return _moved(request, slug, schedule, schedules.resume_schedule, "It is in use already, or was removed.")


@require_POST
def schedule_remove(request: HttpRequest, slug: str, schedule: int) -> HttpResponse:
    return _moved(request, slug, schedule, schedules.remove_schedule, "It was removed already.")


def _moved(
    request: HttpRequest, slug: str, schedule: int, move: Callable[[RunSchedule, User], bool], otherwise: str
) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = _found(project, schedule)
    if not move(found, access.person(request)):
        messages.error(request, otherwise)
    return see_other(request, _address(project, found))


@require_safe
def alarm_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    return _alarms(request, project)


def _alarms(request: HttpRequest, project: Project, wrong: tuple[Alarm, AcknowledgeForm] | None = None) -> HttpResponse:
    waiting = list(schedule_selectors.open_alarms_of(project)[:SHOWN_ALARMS])
    settled = schedule_selectors.alarms_of(project).filter(acknowledged_at__isnull=False)
    forms = {alarm.pk: AcknowledgeForm(prefix=f"alarm-{alarm.pk}") for alarm in waiting}
    if wrong:
        forms[wrong[0].pk] = wrong[1]
    context = {
        "project": project,
        "waiting": [(alarm, forms[alarm.pk]) for alarm in waiting],
        "count": schedule_selectors.open_alarm_count(project),
        "settled": settled[:SHOWN_ALARMS],
    }
    return render(request, "evaluations/alarm_list.html", context, status=422 if wrong else 200)


@require_POST
def alarm_acknowledge(request: HttpRequest, slug: str, alarm: int) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = get_object_or_404(schedule_selectors.alarms_of(project), pk=alarm)
    form = AcknowledgeForm(request.POST, prefix=f"alarm-{found.pk}")
    found.project = project
    if form.is_valid():
        try:
            schedules.acknowledge_alarm(found, note=form.cleaned_data["note"], actor=access.person(request))
        except AlarmRefused as refusal:
            messages.error(request, str(refusal))
        return see_other(request, reverse("evaluations:alarm_list", args=[project.path]))
    return _alarms(request, project, (found, form))


def _found(project: Project, schedule: int) -> RunSchedule:
    rows = RunSchedule.objects.select_related("suite", "endpoint", "plan", "baseline", "created_by")
    found = get_object_or_404(rows, project=project, pk=schedule)
    found.project = project  # with what this request already knows of it
    return found


def _address(project: Project, schedule: RunSchedule) -> str:
    return reverse("evaluations:schedule_detail", args=[project.path, schedule.pk])
