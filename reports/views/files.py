"""The files of a report, and the schema that its JSON follows."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reports import schema as schemas
from reports.dossier import read_dossier
from reports.downloads import attachment, parts_of
from reports.formats import FILES
from reports.models import Report
from reports.selectors import reports_of
from workspaces import access


@require_safe
def download(request: HttpRequest, slug: str, report: int) -> HttpResponseBase:
    """The PDF, to be kept and never to be opened inside the site."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(reports_of(project), pk=report, state=Report.State.READY)
    if not found.file.storage.exists(str(found.file.name)):
        raise Http404("The file of this report is gone.")
    response = attachment(parts_of(found.file), found.download_name(), f"{project.slug}.pdf")
    response.headers["Content-Length"] = str(found.size)
    return response


@require_safe
def download_as(request: HttpRequest, slug: str, report: int, ending: str) -> HttpResponseBase:
    """The same facts as another kind of file, made now from what the report keeps; they are never many."""
    project = access.project(request.user, slug, to="view")
    kept = Report.objects.select_related("project")
    found = get_object_or_404(kept, project=project, pk=report, state=Report.State.READY)
    if ending not in FILES:
        raise Http404("A report is not written as that.")
    kind = FILES[ending]
    try:
        content = kind.make(read_dossier(found.facts))
    except KeyError as older:
        raise Http404("An earlier version of the product made this report and kept other facts of it.") from older
    response = attachment(iter((content,)), found.download_name(ending), f"{project.slug}.{ending}", kind.media_type)
    response.headers["Content-Length"] = str(len(content))
    return response


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def schema(request: HttpRequest) -> HttpResponse:
    """What the JSON of a report holds, as JSON Schema; the same for everybody."""
    response = HttpResponse(schemas.published(), content_type="application/schema+json; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
