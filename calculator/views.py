"""Saved scenarios: list, page, edit as text, rename, delete, download."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from calculator import findings, pictures
from calculator.errors import NameTaken, StaleScenario
from calculator.faults import ScenarioRefused
from calculator.figures import figures_of
from calculator.forms import NameForm, NewScenarioForm, ScenarioForm
from calculator.models import SavedScenario
from calculator.selectors import scenarios_of
from calculator.services import change_scenario, delete_scenario, rename_scenario, save_scenario
from calculator.tables import differences, input_groups
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


def fetch(project: Project, scenario: int) -> SavedScenario:
    """One of the project's scenarios; 404 for any other."""
    found = (
        SavedScenario.objects.filter(project=project, pk=scenario)
        .select_related("created_by", "updated_by", "project__organisation")
        .first()
    )
    if found is None:
        raise Http404("No such scenario.")
    return found


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(access.person(request), slug, to="view")
    rows = [(one, findings.headline_words(one.headline, one.currency)) for one in scenarios_of(project)]
    context = {"project": project, "rows": rows, "finding": findings.list_finding([one for one, _ in rows])}
    return render(request, "calculator/index.html", context)


@require_http_methods(["GET", "POST"])
def scenario_create(request: HttpRequest, slug: str) -> HttpResponse:
    """A scenario in its JSON format, from a file or a text."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    form = NewScenarioForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            saved = save_scenario(project, name=data["name"], inputs=data["scenario"], actor=person)
            return see_other(request, reverse("calculator:scenario_detail", args=[project.path, saved.pk]))
        except ScenarioRefused as refused:
            form.refuse(refused)
        except NameTaken as taken:
            form.add_error("name", str(taken))
    context = {"project": project, "form": form}
    return render(request, "calculator/scenario_form.html", context, status=422 if form.errors else 200)


@require_GET
def scenario_detail(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    project = access.project(access.person(request), slug, to="view")
    saved = fetch(project, scenario)
    return render(request, "calculator/scenario_detail.html", {"project": project, **_detail(saved)})


def _detail(saved: SavedScenario) -> dict[str, Any]:
    results, currency = saved.results, saved.currency
    answer = results["answer"]
    names = {one["id"]: one["id"] for one in saved.inputs.get("use_cases", [])}
    priced, simulated, fan = saved.headline["priced"], answer.get("monte_carlo"), results["fan"]
    payback = simulated["payback"] if simulated and priced else None
    return {
        "scenario": saved,
        "finding": findings.scenario_finding(saved.name, saved.headline, currency),
        "priced": priced,
        "figures": figures_of(answer, saved.headline, results["gross_year1"], currency),
        "fan": pictures.fan(fan["months"], fan["levels"], currency, net=priced, payback=payback)
        if fan
        else pictures.cumulative(answer["base"]["cumulative"], currency),
        "tornado": pictures.tornado(answer["tornado"], currency, names)
        if priced and answer["tornado"]["bars"]
        else None,
        "base": answer["base"],
        "irr": findings.return_words(answer["base"]) if priced else "",
        "simulated": simulated,
        "groups": input_groups(saved.inputs, answer, currency),
        "correlations": saved.inputs.get("correlations", []),
        "warnings": results["warnings"],
    }


@require_http_methods(["GET", "POST"])
def scenario_edit_text(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """Edits the scenario as it is written, or replaces it by a file; one that came from the quick form leaves it."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    start = {"content": _written(saved.inputs), "version": saved.version}
    form = ScenarioForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["scenario"]
        try:
            change_scenario(saved, inputs=given, actor=person, version=form.cleaned_data["version"] or 0)
            return see_other(request, reverse("calculator:scenario_detail", args=[project.path, saved.pk]))
        except ScenarioRefused as refused:
            form.refuse(refused)
        except StaleScenario:
            given = {**given, "name": saved.name}
            return conflict(request, saved, given, request.path, [("content", _written(given))])
    context = {"project": project, "scenario": saved, "form": form}
    return render(request, "calculator/scenario_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def scenario_rename(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    form = NameForm(request.POST or None, initial={"name": saved.name, "version": saved.version})
    if request.method == "POST" and form.is_valid():
        name, version = form.cleaned_data["name"], form.cleaned_data["version"] or 0
        try:
            rename_scenario(saved, name=name, actor=person, version=version)
            return see_other(request, reverse("calculator:scenario_detail", args=[project.path, saved.pk]))
        except NameTaken as taken:
            form.add_error("name", str(taken))
        except StaleScenario:
            return conflict(request, saved, {**saved.inputs, "name": name}, request.path, [("name", name)])
    context = {"project": project, "scenario": saved, "form": form}
    return render(request, "calculator/scenario_rename.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def scenario_delete(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """Asks once, naming the scenario, and then removes it."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    if request.method == "POST":
        delete_scenario(saved, actor=person)
        return see_other(request, reverse("calculator:index", args=[project.path]))
    return render(request, "calculator/scenario_delete.html", {"project": project, "scenario": saved})


@require_GET
def scenario_download(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """The scenario as the command line reads it."""
    project = access.project(access.person(request), slug, to="view")
    saved = fetch(project, scenario)
    name = slugify(saved.name) or f"scenario-{saved.pk}"
    response = HttpResponse(_written(saved.inputs), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def conflict(
    request: HttpRequest, saved: SavedScenario, yours: Any, url: str, carried: Iterable[tuple[str, str]]
) -> HttpResponse:
    """Two people saved the same scenario: both values side by side, and the choice of one."""
    current = fetch(saved.project, saved.pk)
    context = {
        "project": saved.project,
        "scenario": current,
        "differences": differences(yours, current.inputs),
        "url": url,
        "carried": list(carried),
    }
    return render(request, "calculator/conflict.html", context, status=409)


def _written(inputs: Any) -> str:
    return json.dumps(inputs, ensure_ascii=False, indent=2)
