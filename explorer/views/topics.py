"""The front door of this room: four topics, and the ways on from there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from explorer import selectors
from explorer.topics import TOPICS, topic_at
from explorer.topics.pages import Visit, standings, topic_page
from explorer.views.frame import room_context
from ui import registries
from ui.pages import render
from workspaces import access


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The four topics, each with where the project stands, and the ways into the rest of the room."""
    project = access.project(request.user, slug, to="view")
    if not selectors.versions_for(project):
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    version = selectors.version_for(project)
    context = {
        **room_context(project, version),
        "topics": TOPICS,
        "minutes": sum(topic.minutes for topic in TOPICS),
        "standings": standings(project, version),
    }
    return render(request, "explorer/index.html", context)


@require_safe
def topic(request: HttpRequest, slug: str, topic: str) -> HttpResponse:
    """One topic. What the reader chose stands in the address, so that every state of it can be shared."""
    project = access.project(request.user, slug, to="view")
    found = topic_at(topic)
    if found is None:
        raise Http404("There is no such topic.")
    if not selectors.versions_for(project):
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    version = selectors.version_for(project)
    given = {name: request.GET.getlist(name) for name in request.GET}
    page = topic_page(found.name, Visit(project, version, given, timezone.localdate()))
    cases = registries.loop_stations.get("cases")
    context = {
        **room_context(project, version),
        **page.context,
        "topic": found,
        "finding": found.finding.format_map(page.facts),
        "before": next((each for each in TOPICS if each.number == found.number - 1), None),
        "after": next((each for each in TOPICS if each.number == found.number + 1), None),
        "cases": cases(project) if cases else None,
    }
    return render(request, found.template, context, fragment="part", status=422 if page.problem else 200)
