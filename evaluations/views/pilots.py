"""Recording a pilot that people ran: by counts, or from a CSV of the conversations."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import services
from evaluations.errors import Fault
from evaluations.exchange.pilot_csv import COLUMNS, MAX_BYTES, REQUIRED, TEMPLATE, RecordedRow, read_pilot_csv
from evaluations.forms import CountFormSet, PilotFileForm, PilotForm, count_forms
from evaluations.models import Run
from evaluations.outcomes import RECORDABLE
from evaluations.principles import principles_for
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]


@require_http_methods(WAYS)
def pilot_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    principles = principles_for(project)
    if request.method != "POST":
        return _count_page(request, project, PilotForm(), count_forms(principles))
    if "more" in request.POST:
        form = PilotForm(initial=request.POST.dict())
        return _count_page(request, project, form, count_forms(principles, request.POST, more=True))
    form, rows = PilotForm(request.POST), count_forms(principles, request.POST)
    if form.is_valid() & rows.is_valid():
        try:
            run = services.record_pilot(
                project,
                details=form.details(),
                counts=rows.counts(),
                once=form.cleaned_data["once"],
                actor=access.person(request),
            )
        except services.PilotRefused as refusal:
            form.add_faults(refusal.faults)
        else:
            return see_other(request, reverse("evaluations:run_detail", args=[project.path, run.pk]))
    return _count_page(request, project, form, rows, status=422)


def _count_page(
    request: HttpRequest, project: Project, form: PilotForm, rows: CountFormSet, status: int = 200
) -> HttpResponse:
    context = {"project": project, "form": form, "rows": rows}
    return render(request, "evaluations/pilot_create.html", context, fragment="rows", status=status)


@require_http_methods(WAYS)
def pilot_import(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    form = PilotFileForm(request.POST, request.FILES) if request.method == "POST" else PilotFileForm()
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            run = _record_file(request, project, form)
        except services.PilotRefused as refusal:
            faults = refusal.faults
            form.add_error(
                "file", f"Nothing was stored: {len(faults)} fault{'s' if len(faults) != 1 else ''}, see below."
            )
        else:
            return see_other(request, reverse("evaluations:run_detail", args=[project.path, run.pk]))
    context = {
        "project": project,
        "form": form,
        "faults": faults,
        "columns": [(name, name in REQUIRED) for name in COLUMNS],
        "outcomes": RECORDABLE,
    }
    return render(request, "evaluations/pilot_import.html", context, status=422 if form.errors else 200)


def _record_file(request: HttpRequest, project: Project, form: PilotFileForm) -> Run:
    data: bytes = form.cleaned_data["file"].read(MAX_BYTES + 1)
    rows: list[RecordedRow] = read_pilot_csv(data, principles_for(project))
    return services.record_pilot(
        project,
        details=form.details(),
        rows=rows,
        once=form.cleaned_data["once"],
        actor=access.person(request),
    )


@require_safe
def pilot_template(request: HttpRequest, slug: str) -> HttpResponse:
    access.project(request.user, slug, to="view")
    # With a BOM, because spreadsheets take UTF-8 without one for something else.
    response = HttpResponse(TEMPLATE.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="pilot-template.csv"'
    return response
