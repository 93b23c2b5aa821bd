"""What the pages of reports do, whoever's reports they are: a project's, or the portfolios of an organisation.

The doors are in `reports.views.reports`, `files`, `schedules` and `portfolio`: each lets the person in and names the
place, then calls one of these.
"""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import translation

from reports import services
from reports.attached import read_attached
from reports.dossier import Dossier, read_dossier
from reports.downloads import attachment, parts_of
from reports.errors import (
    DesignRefused,
    NoReport,
    ReportNotFailed,
    ReportNotWaiting,
    TooManyReports,
    UnreadableFacts,
)
from reports.formats import FILES
from reports.forms import CheckForm, PortfolioForm, ReportRequest, RequestForm
from reports.kinds import KINDS, LANGUAGES, PORTFOLIO, Language, language_named
from reports.map_picture import map_picture
from reports.models import Report, ReportSchedule
from reports.pictures import outcome_picture, part_of, scenario_pictures, spread_picture
from reports.places import Place, address
from reports.previewing import query_of
from reports.removal import delete_report
from reports.schedule_forms import ScheduleForm
from reports.selectors import reports_for, schedules_of
from reports.services import schedules
from reports.subjects import subject_names
from reports.verifying import verify
from reports.wording import Shown, shown
from ui.pages import render, see_other, wants_fragment
from workspaces import access
from workspaces.models import Project


def index(request: HttpRequest, place: Place, *, fault: str = "", status: int = 200) -> HttpResponse:
    """All of its reports that the person may read; while one is being made, the list asks for itself again."""
    reports = list(reports_for(place, access.person(request))[:200])
    making = any(report.is_active for report in reports)
    context = {
        **surroundings(place),
        "reports": reports,
        "subjects": subject_names(place, reports),
        "ready": [report for report in reports if report.state == Report.State.READY],
        "making": making,
        "fault": fault,
        **button(place),
    }
    # The open page picks the list out of its last answer, and the loop and the rail, which have news as well then.
    fragment = "reports" if making and not fault else None
    return render(request, "reports/index.html", context, fragment=fragment, status=status)


def create(request: HttpRequest, place: Place) -> HttpResponse:
    """Asks for a report; pressing twice gives one. The list's button posts here as well."""
    if request.method != "POST":
        form = request_form(place, initial={"once": uuid.uuid4(), **request.GET.dict()})
        return _create_page(request, place, form)
    form = request_form(place, request.POST)
    if not form.is_valid():
        return _create_page(request, place, form, status=422)
    if "preview" in request.POST:
        return see_other(request, f"{address(place, 'preview')}?{query_of(form)}")
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
            place,
            kind=chosen.kind,
            actor=access.person(request),
            once=values["once"],
            recipients=values["recipients"],
            **wishes,
        )
    except TooManyReports as refusal:
        return index(request, place, fault=str(refusal), status=409)
    return see_other(request, address(place, "index"))


def preview(request: HttpRequest, place: Place, dossier: Dossier) -> HttpResponse:
    """The report as it would be made now, in the language that the address asks for."""
    language = language_named(request.GET.get("language", ""))
    said = _on_screen(shown(dossier, language=language))
    asked = {"kind": request.GET.get("kind") or dossier.kind, "subject": KINDS[dossier.kind].of, "of": dossier.of}
    context = {**surroundings(place), **said, **button(place, language), **asked, "languages": LANGUAGES.items()}
    return render(request, "reports/dossier.html", context)


def check(request: HttpRequest, place: Place) -> HttpResponse:
    """Holds a report that somebody has against what holds now. Nothing of it is kept."""
    if request.method != "POST":
        return render(request, "reports/check.html", {**surroundings(place), "form": CheckForm()})
    form, found, content = CheckForm(request.POST, request.FILES), None, b""
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            found = verify(read_attached(content), place, reader=access.person(request))
        except NoReport as reason:
            form.add_error("file", str(reason))
    context = {**surroundings(place), "form": form, "found": found}
    if found and content.startswith(b"%PDF-"):
        kept = reports_for(place, access.person(request))
        context["file_seen"] = True
        context["original"] = kept.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    return render(request, "reports/check.html", context, status=200 if found else 422)


def detail(request: HttpRequest, place: Place, key: int) -> HttpResponse:
    """A report on the screen, from the very facts its file was made from; while it is not ready, how far it is."""
    found = _whole(request, place, key)
    context = {**surroundings(place), "report": found}
    if found.state != Report.State.READY:
        return render(request, "reports/report_detail.html", context, fragment="state")
    if wants_fragment(request):
        return see_other(request, request.path)  # it became ready while its page was open
    try:
        dossier = shown(read_dossier(found.facts), language=language_named(found.language))
    except UnreadableFacts:  # made by a version that kept other facts; its file is as good as ever
        return render(request, "reports/report_older.html", context)
    return render(request, "reports/dossier.html", {**context, "files": FILES.values(), **_on_screen(dossier)})


def download(request: HttpRequest, place: Place, key: int) -> HttpResponseBase:
    """The PDF, to be kept and never to be opened inside the site."""
    found = get_object_or_404(reports_for(place, access.person(request)), pk=key, state=Report.State.READY)
    if not found.file.storage.exists(str(found.file.name)):
        raise Http404("The file of this report is gone.")
    response = attachment(parts_of(found.file), found.download_name(), f"{place.slug}.pdf")
    response.headers["Content-Length"] = str(found.size)
    return response


def download_as(request: HttpRequest, place: Place, key: int, ending: str) -> HttpResponseBase:
    """The same facts as another kind of file, made now from what the report keeps; they are never many."""
    found = _whole(request, place, key)
    if ending not in FILES or found.state != Report.State.READY:
        raise Http404("A report is not written as that.")
    kind = FILES[ending]
    try:
        content = kind.make(read_dossier(found.facts))
    except UnreadableFacts as older:
        raise Http404("An earlier version of the product made this report and kept other facts of it.") from older
    response = attachment(iter((content,)), found.download_name(ending), f"{place.slug}.{ending}", kind.media_type)
    response.headers["Content-Length"] = str(len(content))
    return response


def cancel(request: HttpRequest, place: Place, key: int) -> HttpResponse:
    """Calls off a report that waits or is being made."""
    try:
        services.cancel_report(_listed(request, place, key), actor=access.person(request))
    except ReportNotWaiting as refusal:
        return index(request, place, fault=str(refusal), status=409)
    return see_other(request, address(place, "index"))


def retry(request: HttpRequest, place: Place, key: int) -> HttpResponse:
    """Puts a failed report in the queue again."""
    try:
        services.retry_report(_listed(request, place, key), actor=access.person(request))
    except (ReportNotFailed, TooManyReports) as refusal:
        return index(request, place, fault=str(refusal), status=409)
    return see_other(request, address(place, "index"))


def delete(request: HttpRequest, place: Place, key: int) -> HttpResponse:
    """Removes the report and its file."""
    found = _listed(request, place, key)
    delete_report(found, actor=access.person(request))
    messages.success(request, f"The {found.get_kind_display().lower()} is deleted.")
    return see_other(request, address(place, "index"))


def schedule_list(request: HttpRequest, place: Place) -> HttpResponse:
    """What is made by the clock."""
    rows = [(one, schedules.recurrence_of(one).said) for one in schedules_of(place)]
    return render(request, "reports/schedule_list.html", {**surroundings(place), "rows": rows})


def schedule_create(request: HttpRequest, place: Place) -> HttpResponse:
    """A new schedule."""
    form = ScheduleForm(request.POST or None, place=place, initial={"at": "07:00", "zone": "UTC"})
    if request.method == "POST" and form.is_valid():
        site = request.build_absolute_uri("/")
        try:
            schedules.add_schedule(place, form.plan(), site=site, actor=access.person(request))
        except DesignRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return see_other(request, address(place, "schedule_list"))
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/schedule_create.html", {**surroundings(place), "form": form}, status=status)


def schedule_pause(request: HttpRequest, place: Place, key: int) -> HttpResponse:
    return _moved(request, place, key, schedules.pause_schedule, "It was paused already.")


def schedule_resume(request: HttpRequest, place: Place, key: int) -> HttpResponse:
    return _moved(request, place, key, schedules.resume_schedule, "It is not paused.")


def schedule_delete(request: HttpRequest, place: Place, key: int) -> HttpResponse:
    """Removes a schedule; the reports that it asked for stay."""
    schedules.delete_schedule(get_object_or_404(schedules_of(place), pk=key), actor=access.person(request))
    return see_other(request, address(place, "schedule_list"))


def surroundings(place: Place) -> dict[str, Any]:
    """What every page needs to know of the place: the frame around it as well."""
    if isinstance(place, Project):
        return {"place": place, "project": place, "organisation": place.organisation, "frame": "project_page.html"}
    return {"place": place, "organisation": place, "frame": "organisation_page.html"}


def button(place: Place, language: Language = "en") -> dict[str, Any]:
    """What the button *Make dossier*, or *Make portfolio*, posts."""
    kind = "dossier" if isinstance(place, Project) else PORTFOLIO
    return {"once": uuid.uuid4(), "kind": kind, "language": language}


def request_form(place: Place, data: QueryDict | None = None, **options: Any) -> ReportRequest:
    """The form that asks for a report of the place."""
    if isinstance(place, Project):
        return RequestForm(data, project=place, **options)
    return PortfolioForm(data, place=place, **options)


def _whole(request: HttpRequest, place: Place, key: int) -> Report:
    """A report with its facts."""
    return get_object_or_404(reports_for(place, access.person(request)).defer(None), pk=key)


def _listed(request: HttpRequest, place: Place, key: int) -> Report:
    return get_object_or_404(reports_for(place, access.person(request)), pk=key)


def _moved(request: HttpRequest, place: Place, key: int, move: Callable[..., bool], otherwise: str) -> HttpResponse:
    found: ReportSchedule = get_object_or_404(schedules_of(place), pk=key)
    if not move(found, actor=access.person(request)):
        messages.error(request, otherwise)
    return see_other(request, address(place, "schedule_list"))


def _on_screen(dossier: Shown) -> dict[str, Any]:
    """The report's sections in their order, with their drawings, in its language; the page around stays English."""
    with translation.override(dossier.language):
        return {
            "dossier": dossier,
            "parts": [part_of(dossier, key) for key in dossier.sections],
            "outcome_parts": outcome_picture(dossier.evaluation.outcomes),
            "spec_map": map_picture(dossier.summary.spec_map) if dossier.summary.spec_map else None,
            "headline": spread_picture(dossier.business.headline) if dossier.business.headline else None,
            "scenarios": [scenario_pictures(scenario) for scenario in dossier.business.scenarios],
        }


def _create_page(request: HttpRequest, place: Place, form: ReportRequest, *, status: int = 200) -> HttpResponse:
    return render(request, "reports/report_create.html", {**surroundings(place), "form": form}, status=status)
