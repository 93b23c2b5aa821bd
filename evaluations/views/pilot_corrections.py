"""Correcting a recorded pilot, by its counts or with a file of its conversations."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.errors import Fault, PilotRefused, PilotSuperseded
from evaluations.exchange.pilot_csv import MAX_BYTES, read_pilot_csv
from evaluations.forms import (
    CALIBRATION,
    COUNTED,
    CorrectionFileForm,
    CorrectionForm,
    CountFormSet,
    count_forms,
)
from evaluations.models import Run
from evaluations.principles import principles_for
from evaluations.selectors import runs_of
from evaluations.services.pilot_corrections import correct_pilot
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

DETAILS = (
    *("began_on", "ended_on", "scope", "population", "conducted_by", "notes"),
    *("from_traffic", "drawn_by", "drawn_how", "graded_by", *CALIBRATION),
)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_correct(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """Records a pilot again, with what was wrong; ``?way=file`` takes its conversations from a CSV file."""
    project = access.project(request.user, slug, to="evaluate")
    pilots = runs_of(project).filter(source=Run.Source.RECORDED, pilot__isnull=False)
    found = get_object_or_404(pilots.select_related("pilot", "correction__by"), pk=run)
    found.project = project
    if request.GET.get("way") == "file":
        return _by_file(request, project, found)
    return _by_counts(request, project, found)


def _by_counts(request: HttpRequest, project: Project, run: Run) -> HttpResponse:
    principles = principles_for(project)
    if request.method != "POST":
        form = CorrectionForm(initial=values_of(run))
        return _page(request, project, run, form, rows=count_forms(principles, start=_counted(run)))
    if "more" in request.POST:
        form = CorrectionForm(initial=request.POST.dict())
        return _page(request, project, run, form, rows=count_forms(principles, request.POST, more=True))
    form, rows, status = CorrectionForm(request.POST), count_forms(principles, request.POST), 422
    if form.is_valid() & rows.is_valid():
        try:
            return _corrected(request, project, run, form, counts=rows.counts())
        except PilotRefused as refusal:
            form.add_faults(refusal.faults)
        except PilotSuperseded as moved:
            form.add_error(None, str(moved))
            status = 409
    return _page(request, project, run, form, rows=rows, status=status)


def _by_file(request: HttpRequest, project: Project, run: Run) -> HttpResponse:
    if request.method != "POST":
        return _page(request, project, run, CorrectionFileForm(initial=values_of(run)), faults=[])
    form, faults, status = CorrectionFileForm(request.POST, request.FILES), list[Fault](), 422
    if form.is_valid():
        try:
            data: bytes = form.cleaned_data["file"].read(MAX_BYTES + 1)
            return _corrected(request, project, run, form, rows=read_pilot_csv(data, principles_for(project)))
        except PilotRefused as refusal:
            faults = refusal.faults
            form.add_error("file", f"Nothing was stored: {faults[0].message}")
        except PilotSuperseded as moved:
            form.add_error(None, str(moved))
            status = 409
    return _page(request, project, run, form, faults=faults, status=status)


def _corrected(request: HttpRequest, project: Project, run: Run, form: CorrectionForm, **results: Any) -> HttpResponse:
    new = correct_pilot(
        run,
        details=form.details(),
        actor=access.person(request),
        reason=form.cleaned_data["reason"],
        once=form.cleaned_data["once"],
        **results,
    )
    messages.success(
        request, "The correction is recorded. What was recorded before stays to be read and does not count."
    )
    return see_other(request, reverse("evaluations:run_detail", args=[project.path, new.pk]))


def _page(
    request: HttpRequest,
    project: Project,
    run: Run,
    form: CorrectionForm,
    *,
    rows: CountFormSet | None = None,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HttpResponse:
    correction = getattr(run, "correction", None)
    context = {"project": project, "run": run, "form": form, "rows": rows, "faults": faults, "correction": correction}
    fragment = "rows" if rows is not None else None
    return render(request, "evaluations/pilot_correct.html", context, fragment=fragment, status=status)


def values_of(run: Run) -> dict[str, Any]:
    """What the form starts from: everything that was recorded."""
    return {"name": run.name, "release": run.release, **{name: getattr(run.pilot, name) for name in DETAILS}}


def _counted(run: Run) -> list[dict[str, Any]]:
    """The counts as rows of the form; none where conversations were recorded."""
    rows: dict[str, dict[str, Any]] = {}
    for tally in run.tallies.order_by("principle"):
        row = rows.setdefault(tally.principle, {"principle": tally.principle})
        if tally.outcome in COUNTED:
            row[tally.outcome] = tally.count
    return list(rows.values())
