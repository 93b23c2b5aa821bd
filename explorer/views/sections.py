"""One section: our text on it, the document's text with its examples and prompts, and what this project made of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from explorer import outline, reading, selectors
from explorer.comparison.history import history_of
from explorer.house.selectors import house_panel
from explorer.levels import LEVELS
from explorer.models import Prompt, Section, SpecVersion
from explorer.outline import Marks
from explorer.rendering import SpecRenderer
from explorer.spec_markdown import cross_references_in
from explorer.stances.selectors import stance_panel
from explorer.views.frame import room_context, version_labelled
from ui import registries
from ui.pages import render
from workspaces import access
from workspaces.models import Project


@require_safe
def section_detail(request: HttpRequest, slug: str, label: str, identifier: str) -> HttpResponse:
    """A section of a version; with an authority it is a principle, and more is known about it."""
    project = access.project(request.user, slug, to="view")
    version = version_labelled(project, label)
    sections = selectors.outline_of(version)
    section = Section.objects.filter(version=version, identifier=identifier).first()
    if section is None:
        raise Http404("No such section in this version.")
    context = {
        **room_context(project, version),
        **_place(section, sections),
        **_text(project, version, section, sections),
        "section": section,
        "mentions": selectors.sections_mentioning(section),
        "refers_to": _pointed_to(section, sections),
    }
    if section.authority:
        context |= _about_the_principle(project, version, section)
    return render(request, "explorer/section_detail.html", context)


def _place(section: Section, sections: list[Section]) -> dict[str, Any]:
    """Where the section stands: what is above and below it, and the principles before and after."""
    asks = selectors.sentences_for(each.identifier for each in sections if each.authority)
    before, after = outline.neighbours(section, sections)
    return {
        "path": outline.path_to(section, sections),
        "below": outline.tree_below(section, sections, {key: Marks(sentence) for key, sentence in asks.items()}),
        "before": before,
        "after": after,
    }


def _text(project: Project, version: SpecVersion, section: Section, sections: list[Section]) -> dict[str, Any]:
    """The document's own text, examples and prompts."""
    of_footnotes = Prompt.objects.filter(version=version, footnote__in=section.footnotes)
    prompts = list(of_footnotes.order_by("footnote", "position"))
    titles = {each.identifier: each.title for each in sections}
    renderer = _renderer(project, version, titles, section.footnotes, prompts)
    pieces = reading.pieces_of(section, renderer)
    return {
        "titles": titles,
        "pieces": pieces,
        "example_count": sum(piece.kind == "example" for piece in pieces),
        "prompt_groups": reading.prompt_groups(section, prompts, renderer),
        "prompt_count": len(prompts),
    }


def _about_the_principle(project: Project, version: SpecVersion, section: Section) -> dict[str, Any]:
    """What our catalogue says, what this project decided and measured, and what became of it over the versions."""
    return {
        "meaning": next((level.meaning for level in LEVELS if level.name == section.authority), ""),
        "our_text": selectors.texts_for(section.identifier),
        "stance": stance_panel(project, section),
        "house": house_panel(project, section.identifier, version),
        "panels": registries.panels_for_principle(project, section.identifier),
        "history": history_of(project, section.identifier),
    }


def _pointed_to(section: Section, sections: list[Section]) -> list[Section]:
    """The other sections that the text points to, in the order of the text."""
    by_identifier = {each.identifier: each for each in sections if each.pk != section.pk}
    found = cross_references_in(section.text.split("\n"))
    return [by_identifier[identifier] for identifier in found if identifier in by_identifier]


def _renderer(
    project: Project, version: SpecVersion, titles: dict[str, str], footnotes: list[str], prompts: list[Prompt]
) -> SpecRenderer:
    def address(identifier: str) -> str:
        return reverse("explorer:section_detail", args=[project.path, version.label, identifier])

    present = {prompt.footnote for prompt in prompts}
    numbers = {mark: number for number, mark in enumerate((each for each in footnotes if each in present), 1)}
    return SpecRenderer(titles, address, numbers)
