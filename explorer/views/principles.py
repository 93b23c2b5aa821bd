"""Pages of the explorer: the tree with its search, a section, and the pin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from explorer import outline, reading, search_results, selectors, services
from explorer.forms import PinForm
from explorer.levels import LEVELS
from explorer.models import Prompt, Section, SpecVersion
from explorer.rendering import SpecRenderer
from explorer.search_words import LONGEST_QUERY
from ui import registries
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The version the project works with."""
    project = access.project(request.user, slug, to="view")
    versions = selectors.versions_for(project)
    if not versions:
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    return _tree(request, project, selectors.version_for(project))


@require_safe
def version_detail(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Any version, whether the project works with it or not."""
    project = access.project(request.user, slug, to="view")
    return _tree(request, project, _version_labelled(project, label))


def _version_labelled(project: Project, label: str) -> SpecVersion:
    found = next((version for version in selectors.versions_for(project) if version.label == label), None)
    if found is None:
        raise Http404("No such version of the specification.")
    return found


def _tree(request: HttpRequest, project: Project, version: SpecVersion) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    level = request.GET.get("level", "")
    sections = selectors.outline_of(version)
    asks = selectors.sentences_for(section.identifier for section in sections if section.authority)
    groups = outline.levels_with(sections, asks)
    chosen = next((group for group in groups if group.level.name == level), None)
    context: dict[str, Any] = {
        **_frame(project, version),
        "query": query,
        "results": search_results.grouped(version, query) if query else None,
        "levels": groups,
        "level": chosen,
        "tree": outline.tree_of(sections, asks),
        "view": "level" if chosen else ("authority" if request.GET.get("view") == "authority" else "sections"),
        "fixed": len(groups[0].branches) if groups else 0,
    }
    return render(request, "explorer/index.html", context, fragment="results")


def _frame(project: Project, version: SpecVersion) -> dict[str, Any]:
    versions = selectors.versions_for(project)
    return {
        "project": project,
        "version": version,
        "versions": versions,
        "pinned": next((each for each in versions if getattr(each, "pinned", False)), None),
    }


@require_safe
def section_detail(request: HttpRequest, slug: str, label: str, identifier: str) -> HttpResponse:
    """A section: our sentence, the document's text with its examples, its prompts, and what was measured."""
    project = access.project(request.user, slug, to="view")
    version = _version_labelled(project, label)
    sections = selectors.outline_of(version)
    section = Section.objects.filter(version=version, identifier=identifier).first()
    if section is None:
        raise Http404("No such section in this version.")
    prompts = list(
        Prompt.objects.filter(version=version, footnote__in=section.footnotes).order_by("footnote", "position")
    )
    titles = {each.identifier: each.title for each in sections}
    renderer = _renderer(project, version, titles, section.footnotes, prompts)
    asks = selectors.sentences_for(each.identifier for each in sections if each.authority)
    before, after = outline.neighbours(section, sections)
    pieces = reading.pieces_of(section, renderer)
    context = {
        **_frame(project, version),
        "section": section,
        "titles": titles,
        "meaning": next((level.meaning for level in LEVELS if level.name == section.authority), ""),
        "asks": asks.get(section.identifier, ""),
        "path": outline.path_to(section, sections),
        "below": outline.tree_below(section, sections, asks),
        "pieces": pieces,
        "example_count": sum(piece.kind == "example" for piece in pieces),
        "prompt_groups": reading.prompt_groups(section, prompts, renderer),
        "prompt_count": len(prompts),
        "before": before,
        "after": after,
        "panels": registries.panels_for_principle(project, section.identifier) if section.authority else [],
        "mentions": selectors.sections_mentioning(section),
    }
    return render(request, "explorer/section_detail.html", context)


def _renderer(
    project: Project, version: SpecVersion, titles: dict[str, str], footnotes: list[str], prompts: list[Prompt]
) -> SpecRenderer:
    def address(identifier: str) -> str:
        return reverse("explorer:section_detail", args=[project.path, version.label, identifier])

    present = {prompt.footnote for prompt in prompts}
    numbers = {mark: number for number, mark in enumerate((each for each in footnotes if each in present), 1)}
    return SpecRenderer(titles, address, numbers)


@require_POST
def pin(request: HttpRequest, slug: str) -> HttpResponse:
    """Has the project work with another version."""
    project = access.project(request.user, slug, to="edit")
    form = PinForm(request.POST, versions=selectors.versions_for(project))
    if not form.is_valid():
        context = {"project": project, "form": form}
        return render(request, "explorer/pin.html", context, status=422)
    services.pin_version(project, form.chosen, access.person(request))
    messages.success(request, f"{project.name} works with the version {form.chosen.label} from now on.")
    return see_other(request, reverse("explorer:index", args=[project.path]))
