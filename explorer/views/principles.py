"""The principles of a version: browsed by facets, searched as one types, and the pin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from explorer import browsing, outline, selectors, services
from explorer.browsing import Choice, Known
from explorer.forms import PinForm
from explorer.models import Section, SpecVersion
from explorer.outline import Marks
from explorer.searching import results as search_results
from explorer.searching.words import LONGEST_QUERY
from explorer.stances import selectors as stance_selectors
from explorer.views.frame import room_context, version_labelled
from ui import registries
from ui.pages import render, see_other
from ui.registries import Measured
from workspaces import access
from workspaces.models import Project


@require_safe
def principle_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The version the project works with."""
    project = access.project(request.user, slug, to="view")
    versions = selectors.versions_for(project)
    if not versions:
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    return _browsed(request, project, selectors.version_for(project))


@require_safe
def version_detail(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Any version, whether the project works with it or not."""
    project = access.project(request.user, slug, to="view")
    return _browsed(request, project, version_labelled(project, label))


def _browsed(request: HttpRequest, project: Project, version: SpecVersion) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    everywhere = request.GET.get("in") == "all"
    by_authority = request.GET.get("view") == "authority"
    sections = selectors.outline_of(version)
    versions = selectors.versions_for(project)
    changes = selectors.changes_since(version, versions)
    marks = _marks(project, sections)
    known = _known(sections, changes, marks)
    choice = browsing.only_known(Choice.read(request.GET.dict()), known)
    left = browsing.matching(known, choice)
    kept = {"q": query, "in": "all" if everywhere else "", "view": "authority" if by_authority else ""}
    kept = {name: value for name, value in kept.items() if value}
    shown = outline.with_ways_to(left, sections) if choice.chosen() else sections
    context: dict[str, Any] = {
        **room_context(project, version),
        "query": query,
        "everywhere": everywhere,
        "results": _found(query, versions if everywhere else [version], left if choice.chosen() else None),
        "by_authority": by_authority,
        "tree": outline.tree_of(shown, marks),
        "levels": outline.levels_with(shown, marks),
        "facets": browsing.facets_of(known, choice, _words(sections, changes, known), kept),
        "choice": choice,
        "kept": kept,
        "left": len(left),
        "total": len(known),
        "stance_words": browsing.STANCES,
        "fixed": sum(each.level in ("root", "platform") for each in known.values()),
    }
    return render(request, "explorer/principle_list.html", context, fragment="browse")


def _found(query: str, versions: list[SpecVersion], only: set[str] | None) -> search_results.GroupedResult | None:
    return search_results.grouped(versions, query, only) if query else None


def _marks(project: Project, sections: list[Section]) -> dict[str, Marks]:
    principles = [section.identifier for section in sections if section.authority]
    asks = selectors.sentences_for(principles)
    measures = registries.measures_for(project)
    states = stance_selectors.states_of(project, sections)
    return {key: Marks(asks.get(key, ""), states[key], measures.get(key)) for key in principles}


def _known(sections: list[Section], changes: dict[str, set[str]], marks: dict[str, Marks]) -> dict[str, Known]:
    chapters = outline.chapters(sections)
    return {
        section.identifier: Known(
            section=chapters[section.identifier].identifier,
            level=section.authority,
            tag=frozenset(section.tags),
            since=frozenset(label for label, changed in changes.items() if section.identifier in changed),
            stance=marks[section.identifier].stance,
            measured=_measured(marks[section.identifier].measured),
        )
        for section in sections
        if section.authority
    }


def _measured(measured: Measured | None) -> str:
    if measured is None or not measured.denominator:
        return "unmeasured"
    return "held" if measured.numerator == measured.denominator else "violated"


def _words(sections: list[Section], changes: dict[str, set[str]], known: dict[str, Known]) -> dict[str, dict[str, str]]:
    used = {each.section for each in known.values()}
    titles = {section.identifier: section.title for section in sections if section.identifier in used}
    return {"section": titles, "since": {label: label for label in changes}}


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
    return see_other(request, reverse("explorer:principle_list", args=[project.path]))
