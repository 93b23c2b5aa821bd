"""A preset's proposals, section by section: each can be edited, and a section is confirmed with one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from explorer import selectors, services
from explorer.errors import PrincipleUnknown, StanceChanged, StanceRefused, VersionMoved
from explorer.presets import PRESET_NAMES, Preset, read_preset
from explorer.stances import proposals
from explorer.stances import selectors as stance_selectors
from explorer.stances.proposals import ProposedChapter
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


def stance_preset(request: HttpRequest, slug: str, preset: str) -> HttpResponse:
    """What the preset proposes; a POST confirms one section, all of it or nothing."""
    posted = request.method == "POST"
    project = access.project(request.user, slug, to="edit" if posted else "view")
    if preset not in PRESET_NAMES:
        raise Http404("No such preset.")
    found = read_preset(preset)
    if not selectors.versions_for(project):
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    if not posted:
        return _page(request, project, found)
    sent = request.POST.get("section", "")
    chapters = proposals.proposed(stance_selectors.stances_of(project, sentences=True), found, sent, request.POST)
    chapter = next((each for each in chapters if each.section.identifier == sent), None)
    if chapter is None:
        return _page(request, project, found, problem="Choose a section of this version.", status=422)
    if chapter.moved:
        titles = ", ".join(f"“{row.entry.section.title}”" for row in chapter.moved)
        return _beside(request, project, found, sent, f"Nothing was stored. Somebody decided on {titles} meanwhile.")
    if not chapter.is_valid():
        return _page(request, project, found, chapters, sent=sent, status=422)
    return _confirm(request, project, found, chapters, chapter)


def _confirm(
    request: HttpRequest, project: Project, preset: Preset, chapters: list[ProposedChapter], chapter: ProposedChapter
) -> HttpResponse:
    decisions, sent = chapter.decisions(preset), chapter.section.identifier
    if not decisions:
        problem = f"Nothing of “{chapter.section.title}” was chosen: tick what is to replace a decision that holds."
        return _page(request, project, preset, chapters, sent=sent, problem=problem, status=422)
    try:
        services.decide_stances(
            project, access.person(request), decisions, version=request.POST.get("version", "")[:80]
        )
    except StanceRefused as refusal:
        for form in chapter.wanted:
            form.show(refusal.problems.get(form.entry.section.identifier, {}))
        return _page(request, project, preset, chapters, sent=sent, status=422)
    except (StanceChanged, VersionMoved, PrincipleUnknown) as conflict:
        return _beside(request, project, preset, sent, f"Nothing was stored. {conflict}")
    done = len(decisions)
    messages.success(request, f"{done} principle{'' if done == 1 else 's'} of “{chapter.section.title}” decided.")
    follows = chapters[chapters.index(chapter) + 1 :]
    anchor = follows[0].section.identifier if follows else sent
    return see_other(request, f"{reverse('explorer:stance_preset', args=[project.path, preset.name])}#{anchor}")


def _beside(request: HttpRequest, project: Project, preset: Preset, sent: str, problem: str) -> HttpResponse:
    """What was typed once more, beside what holds now."""
    standing = stance_selectors.stances_of(project, sentences=True)
    data: dict[str, Any] = request.POST.dict()
    for entry in standing.entries:
        data[f"{entry.section.identifier}-seen"] = str(entry.stance.pk if entry.stance is not None else 0)
    chapters = proposals.proposed(standing, preset, sent, data)
    return _page(request, project, preset, chapters, sent=sent, problem=problem, status=409)


def _page(
    request: HttpRequest,
    project: Project,
    preset: Preset,
    chapters: list[ProposedChapter] | None = None,
    *,
    sent: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    if chapters is None:
        chapters = proposals.proposed(stance_selectors.stances_of(project, sentences=True), preset)
    context: Mapping[str, Any] = {
        "project": project,
        "version": selectors.version_for(project),
        "preset": preset,
        "chapters": chapters,
        "sent": sent,
        "problem": problem,
        "new": sum(chapter.new for chapter in chapters),
        "other": sum(chapter.other for chapter in chapters),
    }
    return render(request, "explorer/stance_preset.html", dict(context), status=status)
