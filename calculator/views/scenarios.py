"""Saved scenarios: list, page, edit as text or by file, rename, duplicate, delete."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from calculator import findings
from calculator.errors import NameTaken, ScenarioKept, StaleScenario
from calculator.faults import ScenarioRefused
from calculator.forms import NameForm, NewScenarioForm, RenameForm, ScenarioForm
from calculator.measured import stale_links
from calculator.models import SavedScenario
from calculator.selectors import baseline_of, free_name, scenarios_of, what_keeps
from calculator.services import (
    change_scenario,
    delete_scenario,
    duplicate_scenario,
    rename_scenario,
    save_scenario,
)
from calculator.views.frame import conflict, fetch, result_page
from calculator.written import written
from ui.pages import render, see_other
from workspaces import access


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(access.person(request), slug, to="view")
    rows = [(one, findings.headline_words(one.headline, one.currency)) for one in scenarios_of(project)]
    context = {
        "project": project,
        "rows": rows,
        "finding": findings.list_finding([one for one, _ in rows]),
        "baseline": baseline_of(project),
        "stale_rates": stale_links(project),
    }
    return render(request, "calculator/index.html", context)


@require_http_methods(["GET", "POST"])
def scenario_create(request: HttpRequest, slug: str) -> HttpResponse:
    """A scenario from a file, JSON or XLSX, or from a text."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    form = NewScenarioForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            saved = save_scenario(project, name=data["name"], inputs=data["scenario"], actor=person, note=data["note"])
            return see_other(request, _page(saved))
        except ScenarioRefused as refused:
            form.refuse(refused)
        except NameTaken as taken:
            form.add_error("name", str(taken))
    context = {"project": project, "form": form}
    return render(request, "calculator/scenario_form.html", context, status=422 if form.errors else 200)


@require_GET
def scenario_detail(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """The current version of a scenario."""
    project = access.project(access.person(request), slug, to="view")
    return result_page(request, fetch(project, scenario).current)


@require_http_methods(["GET", "POST"])
def scenario_edit_text(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """Edits the scenario as it is written, or replaces it by a file; one that came from the quick form leaves it."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    start = {"content": written(saved.inputs), "version": saved.version}
    form = ScenarioForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given, version, note = (form.cleaned_data[name] for name in ("scenario", "version", "note"))
        try:
            change_scenario(saved, inputs=given, actor=person, version=version or 0, note=note)
            return see_other(request, _page(saved))
        except ScenarioRefused as refused:
            form.refuse(refused)
        except StaleScenario:
            given = {**given, "name": saved.name}
            return conflict(request, saved, given, request.path, [("content", written(given)), ("note", note)])
    context = {"project": project, "scenario": saved, "form": form}
    return render(request, "calculator/scenario_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def scenario_rename(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    form = RenameForm(request.POST or None, initial={"name": saved.name, "before": saved.name})
    if request.method == "POST" and form.is_valid():
        name, before = form.cleaned_data["name"], form.cleaned_data["before"]
        try:
            rename_scenario(saved, name=name, actor=person, before=before)
            return see_other(request, _page(saved))
        except NameTaken as taken:
            form.add_error("name", str(taken))
        except StaleScenario:
            return conflict(request, saved, {**saved.inputs, "name": name}, request.path, [("name", name)])
    context = {"project": project, "scenario": saved, "form": form}
    return render(request, "calculator/scenario_rename.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def scenario_duplicate(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """A copy of the current version, under a name that is proposed and may be changed."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    form = NameForm(request.POST or None, initial={"name": free_name(project, saved.name)})
    if request.method == "POST" and form.is_valid():
        try:
            copy = duplicate_scenario(saved.current, name=form.cleaned_data["name"], actor=person)
            return see_other(request, _page(copy))
        except NameTaken as taken:
            form.add_error("name", f"{taken} “{free_name(project, saved.name)}” is free.")
        except ScenarioRefused as refused:
            form.add_error(None, f"The model of today refuses these inputs. {refused}")
    context = {"project": project, "scenario": saved, "form": form}
    return render(request, "calculator/scenario_duplicate.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def scenario_delete(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """Asks once, naming the scenario, and then removes it; a baseline stays."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    problem: ScenarioKept | None = what_keeps(saved)
    if request.method == "POST":
        try:
            delete_scenario(saved, actor=person)
            messages.success(request, f"“{saved.name}” is deleted.")
            return see_other(request, reverse("calculator:index", args=[project.path]))
        except ScenarioKept as refused:
            problem = refused
    context = {"project": project, "scenario": saved, "problem": problem}
    return render(request, "calculator/scenario_delete.html", context, status=409 if request.method == "POST" else 200)


def _page(saved: SavedScenario) -> str:
    return reverse("calculator:scenario_detail", args=[saved.project.path, saved.pk])
