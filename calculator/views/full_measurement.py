"""Out of the full form and back: the measurement that a use case takes its violation rate from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from calculator.errors import MeasurementRefused
from calculator.forms import RunForm
from calculator.measured import link_of, measurement_to_price_with, offers
from calculator.models import SavedScenario
from calculator.services import keep_draft
from calculator.typed.moves import take_rate
from calculator.typed.texts import TypedUseCase, owner_name, quantity_name, write_pairs
from calculator.views.frame import fetch, offers_finding
from calculator.views.full import Opened, measured_of, open_form
from evaluations.selectors import runs_that_price_nothing, traffic_measurements
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

NOTHING_CHOSEN = "Choose one of the measurements below."


@require_http_methods(["GET", "POST"])
def full_create_measurement(request: HttpRequest, slug: str) -> HttpResponse:
    """For a use case, `?use_case=KEY` or else the first one, of a scenario that is not saved yet."""
    project = access.project(access.person(request), slug, to="edit")
    return _answer(request, project, None)


@require_http_methods(["GET", "POST"])
def full_edit_measurement(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """For a use case of a saved scenario as it stands in the form."""
    project = access.project(access.person(request), slug, to="edit")
    return _answer(request, project, fetch(project, scenario))


def _answer(request: HttpRequest, project: Project, saved: SavedScenario | None) -> HttpResponse:
    opened = open_form(request, project, saved)
    key = request.GET.get("use_case", "")
    use_case = next((one for one in opened.typed.use_cases if key in ("", one.key)), None)
    if use_case is None:  # removed meanwhile, perhaps in another window
        return see_other(request, opened.here)
    if request.method != "POST":
        return _choose(request, opened, use_case)
    form = RunForm(request.POST)
    if not form.is_valid():
        return _choose(request, opened, use_case, NOTHING_CHOSEN)
    try:
        measurement = measurement_to_price_with(project, form.cleaned_data["run"])
    except MeasurementRefused as refused:
        return _choose(request, opened, use_case, str(refused))
    link = link_of(measurement, use_case.name)
    typed = take_rate(opened.typed, use_case.key, link.run_id, link.given)
    person = access.person(request)
    keep_draft(project, person, scenario=saved, version=opened.version, content=write_pairs(typed))
    return see_other(request, f"{opened.here}#{quantity_name(owner_name(use_case.key), 'violation_rate')}")


def _choose(request: HttpRequest, opened: Opened, use_case: TypedUseCase, problem: str = "") -> HttpResponse:
    project, today = opened.project, traffic_measurements(opened.project)
    note = measured_of(opened, today).get(use_case.key)
    linked = note.link.run_id if note and note.link and not note.stale else None
    context: dict[str, Any] = {
        "project": project,
        "scenario": opened.scenario,
        "title": use_case.title,
        "finding": offers_finding(use_case.title, today),
        "form_url": f"{opened.here}#{quantity_name(owner_name(use_case.key), 'violation_rate')}",
        "here": f"{opened.finding_place}?use_case={use_case.key}",
        "offers": offers(today),
        "others": runs_that_price_nothing(project, today),
        "linked": linked,
        "problem": problem,
    }
    return render(request, "calculator/full_measurement.html", context, status=422 if problem else 200)
