"""The files of a project's report, and the schema that the JSON of every report follows."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reports import schema as schemas
from reports.views import acts
from workspaces import access


@require_safe
def download(request: HttpRequest, slug: str, report: int) -> HttpResponseBase:
    return acts.download(request, access.project(request.user, slug, to="view"), report)


@require_safe
def download_as(request: HttpRequest, slug: str, report: int, ending: str) -> HttpResponseBase:
    return acts.download_as(request, access.project(request.user, slug, to="view"), report, ending)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def schema(request: HttpRequest) -> HttpResponse:
    """What the JSON of a report holds, as JSON Schema; the same for everybody."""
    response = HttpResponse(schemas.published(), content_type="application/schema+json; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
