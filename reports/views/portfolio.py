"""The portfolios of an organisation as files: the same pages as a project's reports, behind the organisation's door.

Anybody in the organisation may read a portfolio that tells of nothing but projects that they may see; who asks for one,
or calls it off, needs the rights that a project's report needs.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.errors import SubjectMissing
from reports.portfolio import build_portfolio, projects_for
from reports.previewing import order_asked
from reports.views import acts
from workspaces import access


@require_safe
def index(request: HttpRequest, organisation: str) -> HttpResponse:
    return acts.index(request, access.organisation(request.user, organisation, to="view"))


@require_http_methods(["GET", "HEAD", "POST"])
def report_create(request: HttpRequest, organisation: str) -> HttpResponse:
    return acts.create(request, access.organisation(request.user, organisation, to="evaluate"))


@require_safe
def preview(request: HttpRequest, organisation: str) -> HttpResponse:
    """The portfolio, or the template that the address asks for, as it would be made now for who looks at it."""
    place, person = access.organisation(request.user, organisation, to="view"), access.person(request)
    try:
        order = order_asked(place, request.GET)
        dossier = build_portfolio(place, projects_for(place, person), order, by=person.name)
    except SubjectMissing as gone:
        raise Http404(str(gone)) from gone
    return acts.preview(request, place, dossier)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, organisation: str) -> HttpResponse:
    return acts.check(request, access.organisation(request.user, organisation, to="view"))


@require_safe
def report_detail(request: HttpRequest, organisation: str, portfolio: int) -> HttpResponse:
    return acts.detail(request, access.organisation(request.user, organisation, to="view"), portfolio)


@require_safe
def download(request: HttpRequest, organisation: str, portfolio: int) -> HttpResponseBase:
    return acts.download(request, access.organisation(request.user, organisation, to="view"), portfolio)


@require_safe
def download_as(request: HttpRequest, organisation: str, portfolio: int, ending: str) -> HttpResponseBase:
    return acts.download_as(request, access.organisation(request.user, organisation, to="view"), portfolio, ending)


@require_POST
def cancel(request: HttpRequest, organisation: str, portfolio: int) -> HttpResponse:
    return acts.cancel(request, access.organisation(request.user, organisation, to="evaluate"), portfolio)


@require_POST
def retry(request: HttpRequest, organisation: str, portfolio: int) -> HttpResponse:
    return acts.retry(request, access.organisation(request.user, organisation, to="evaluate"), portfolio)


@require_POST
def delete(request: HttpRequest, organisation: str, portfolio: int) -> HttpResponse:
    return acts.delete(request, access.organisation(request.user, organisation, to="edit"), portfolio)


@require_safe
def schedule_list(request: HttpRequest, organisation: str) -> HttpResponse:
    return acts.schedule_list(request, access.organisation(request.user, organisation, to="view"))


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_create(request: HttpRequest, organisation: str) -> HttpResponse:
    return acts.schedule_create(request, access.organisation(request.user, organisation, to="evaluate"))


@require_POST
def schedule_pause(request: HttpRequest, organisation: str, portfolio_schedule: int) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="evaluate")
    return acts.schedule_pause(request, place, portfolio_schedule)


@require_POST
def schedule_resume(request: HttpRequest, organisation: str, portfolio_schedule: int) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="evaluate")
    return acts.schedule_resume(request, place, portfolio_schedule)


@require_POST
def schedule_delete(request: HttpRequest, organisation: str, portfolio_schedule: int) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="evaluate")
    return acts.schedule_delete(request, place, portfolio_schedule)
