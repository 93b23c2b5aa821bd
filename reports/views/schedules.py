"""Reports of a project by the clock: their list, a new one, and what can be done with one."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.views import acts
from workspaces import access


@require_safe
def schedule_list(request: HttpRequest, slug: str) -> HttpResponse:
    return acts.schedule_list(request, access.project(request.user, slug, to="view"))


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_create(request: HttpRequest, slug: str) -> HttpResponse:
    return acts.schedule_create(request, access.project(request.user, slug, to="evaluate"))


@require_POST
def schedule_pause(request: HttpRequest, slug: str, report_schedule: int) -> HttpResponse:
    return acts.schedule_pause(request, access.project(request.user, slug, to="evaluate"), report_schedule)


@require_POST
def schedule_resume(request: HttpRequest, slug: str, report_schedule: int) -> HttpResponse:
    return acts.schedule_resume(request, access.project(request.user, slug, to="evaluate"), report_schedule)


@require_POST
def schedule_delete(request: HttpRequest, slug: str, report_schedule: int) -> HttpResponse:
    return acts.schedule_delete(request, access.project(request.user, slug, to="evaluate"), report_schedule)
