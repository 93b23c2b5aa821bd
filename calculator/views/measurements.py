"""Choosing the measurement that prices a use case, and giving it up again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from calculator.errors import CalculatorError, MeasurementRefused, StaleScenario
from calculator.faults import ScenarioRefused
from calculator.forms import MeasurementForm, UseCaseForm
from calculator.measured import measured_rates, offers
from calculator.models import SavedScenario
from calculator.services import link_measurement, unlink_measurement
from calculator.views.frame import fetch, offers_finding
from evaluations.selectors import runs_that_price_nothing, traffic_measurements
from ui.pages import render, see_other
from workspaces import access


@require_http_methods(["GET", "POST"])
def measurement_link(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """The measurements that may price one use case, `?use_case=chat`, and the choice of one."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    if request.method != "POST":
        return _choose(request, saved, request.GET.get("use_case", ""))
    form = MeasurementForm(request.POST)
    use_case = request.POST.get("use_case", "")
    if not form.is_valid():
        return _choose(request, saved, use_case, "Choose one of the measurements below.", 422)
    given = form.cleaned_data
    try:
        link_measurement(saved, use_case=use_case, run=given["run"], actor=person, version=given["version"] or 0)
    except (MeasurementRefused, ScenarioRefused) as refused:
        return _choose(request, saved, use_case, str(refused), 422)
    except StaleScenario as stale:
        return _choose(request, fetch(project, scenario), use_case, f"{stale} Nothing of yours is stored.", 409)
    messages.success(request, f"The violation rate of “{use_case}” is a measured one now.")
    return see_other(request, _rates_of(saved))


@require_POST
def measurement_unlink(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """Keeps the rate as it is, as nobody's measurement."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved, form = fetch(project, scenario), UseCaseForm(request.POST)
    use_case = request.POST.get("use_case", "")
    try:
        if not form.is_valid():
            raise MeasurementRefused("Nothing was changed: the form did not say what to unlink.")
        version = form.cleaned_data["version"] or 0
        unlink_measurement(saved, use_case=use_case, actor=person, version=version)
    except CalculatorError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"The violation rate of “{use_case}” stays, and is no measured one any more.")
    return see_other(request, _rates_of(saved))


def _choose(
    request: HttpRequest, saved: SavedScenario, use_case: str, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page about the use case that is asked for, or about the first one."""
    project, today = saved.project, traffic_measurements(saved.project)
    rate = next((one for one in measured_rates(saved.current, today) if use_case in ("", one.use_case)), None)
    if rate is None:
        raise Http404("No such use case.")
    context: dict[str, Any] = {
        "project": project,
        "scenario": saved,
        "rate": rate,
        "offers": offers(today),
        "others": runs_that_price_nothing(project, today),
        "finding": offers_finding(rate.use_case, today),
        "linked": rate.link.run_id if rate.link and not rate.stale else None,
        "next_version": str(saved.version + 1),
        "problem": problem,
    }
    return render(request, "calculator/measurement_link.html", context, status=status)


def _rates_of(saved: SavedScenario) -> str:
    return f"{reverse('calculator:scenario_detail', args=[saved.project.path, saved.pk])}#measured-rates"
