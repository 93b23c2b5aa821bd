"""The versions of a scenario: their history, each of them read-only, restored, and taken away as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from calculator.errors import StaleScenario
from calculator.faults import ScenarioRefused
from calculator.forms import NoteForm
from calculator.history import history_finding, history_rows
from calculator.models import ScenarioVersion
from calculator.selectors import baselines_of, versions_of
from calculator.services import restore_version
from calculator.side_by_side import changes_between
from calculator.views.frame import conflict, fetch, fetch_version, result_page
from calculator.workbook.writing import Saved, write_workbook
from calculator.written import written
from ui.pages import render, see_other
from workspaces import access

A_PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def scenario_history(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """All versions, newest first: who, when, why, what changed input by input, and what it came to."""
    project = access.project(access.person(request), slug, to="view")
    saved = fetch(project, scenario)
    versions = versions_of(project).filter(scenario=saved).order_by("-number")
    pages = Paginator(versions, A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = list(page.object_list)
    older = versions[page.end_index() : page.end_index() + 1].first() if page.has_next() else None
    baselines = list(baselines_of(project).filter(version__scenario=saved))
    in_force = next((one.version_id for one in baselines if one.is_in_force), None)
    context = {
        "project": project,
        "scenario": saved,
        "finding": history_finding(saved.name, list(versions[:2]) if page.has_previous() else shown),
        "rows": history_rows(shown, older, in_force, {one.version_id for one in baselines}),
        "page": page,
    }
    return render(request, "calculator/scenario_history.html", context)


@require_GET
def scenario_version(request: HttpRequest, slug: str, scenario: int, number: int) -> HttpResponse:
    """One version as it was saved."""
    project = access.project(access.person(request), slug, to="view")
    return result_page(request, fetch_version(project, scenario, number))


@require_http_methods(["GET", "POST"])
def version_restore(request: HttpRequest, slug: str, scenario: int, number: int) -> HttpResponse:
    """Makes a new version with the inputs of this one, after showing what that changes."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    old, saved = fetch_version(project, scenario, number), fetch(project, scenario)
    form = NoteForm(request.POST or None, initial={"version": saved.version})
    if request.method == "POST" and form.is_valid():
        try:
            restored = restore_version(old, actor=person, version=form.cleaned_data["version"] or 0)
        except ScenarioRefused as refused:
            form.add_error(None, f"The model of today refuses these inputs. {refused}")
        except StaleScenario:
            return conflict(request, saved, old.document(saved.name), request.path, [])
        else:
            messages.success(request, f"Version {old.number} is restored as version {restored.version}.")
            return see_other(request, reverse("calculator:scenario_detail", args=[project.path, saved.pk]))
    context = {
        "project": project,
        "scenario": saved,
        "version": old,
        "form": form,
        "changes": changes_between(saved.current.inputs, old.inputs),
    }
    return render(request, "calculator/version_restore.html", context, status=422 if form.errors else 200)


@require_GET
def scenario_download(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """The current version as the command line reads it."""
    project = access.project(access.person(request), slug, to="view")
    return _json(fetch(project, scenario).current)


@require_GET
def scenario_workbook(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """The current version as XLSX."""
    project = access.project(access.person(request), slug, to="view")
    return _workbook(fetch(project, scenario).current)


@require_GET
def version_download(request: HttpRequest, slug: str, scenario: int, number: int) -> HttpResponse:
    """One version as the command line reads it."""
    project = access.project(access.person(request), slug, to="view")
    return _json(fetch_version(project, scenario, number))


@require_GET
def version_workbook(request: HttpRequest, slug: str, scenario: int, number: int) -> HttpResponse:
    """One version as XLSX."""
    project = access.project(access.person(request), slug, to="view")
    return _workbook(fetch_version(project, scenario, number))


def _json(version: ScenarioVersion) -> HttpResponse:
    text = written(version.document(version.scenario.name))
    return _file(version, text.encode(), "application/json; charset=utf-8", "json")


def _workbook(version: ScenarioVersion) -> HttpResponse:
    saved = Saved(
        name=version.scenario.name,
        number=version.number,
        note=version.note,
        saved_by=version.saved_by.name if version.saved_by else "",
        saved_at=version.saved_at,
        inputs=version.inputs,
        results=version.results,
        headline=version.headline,
        model_version=version.model_version,
        sha256=version.content_sha256,
    )
    return _file(version, write_workbook(saved), XLSX, "xlsx")


def _file(version: ScenarioVersion, content: bytes, kind: str, ending: str) -> HttpResponse:
    """A download that no browser shows; an old version has its number in the name."""
    name = slugify(version.scenario.name) or f"scenario-{version.scenario_id}"
    name = name if version.is_current else f"{name}-version-{version.number}"
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
