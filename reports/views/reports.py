"""The reports of a project: the list with its buttons, asking for one, and a report on the screen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.context import build_dossier
from reports.errors import SubjectMissing
from reports.previewing import order_asked
from reports.views import acts
from workspaces import access


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    return acts.index(request, access.project(request.user, slug, to="view"))


@require_http_methods(["GET", "HEAD", "POST"])
def report_create(request: HttpRequest, slug: str) -> HttpResponse:
    return acts.create(request, access.project(request.user, slug, to="evaluate"))


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The dossier, or the report that the address asks for, as it would be made now."""
    project = access.project(request.user, slug, to="view")
    try:
        dossier = build_dossier(project, order_asked(project, request.GET), by=access.person(request).name)
    except SubjectMissing as gone:
        raise Http404(str(gone)) from gone
    return acts.preview(request, project, dossier)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    return acts.check(request, access.project(request.user, slug, to="view"))


@require_safe
def report_detail(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    return acts.detail(request, access.project(request.user, slug, to="view"), report)


@require_POST
def cancel(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    return acts.cancel(request, access.project(request.user, slug, to="evaluate"), report)


@require_POST
def retry(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    return acts.retry(request, access.project(request.user, slug, to="evaluate"), report)


@require_POST
def delete(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    return acts.delete(request, access.project(request.user, slug, to="edit"), report)
