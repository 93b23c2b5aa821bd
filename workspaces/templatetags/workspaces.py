"""The frame around every signed-in page: the rail, the project switcher and the loop strip."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from ui import registries
from workspaces import access, selectors
from workspaces.comment_forms import CommentForm
from workspaces.comment_selectors import comments_on
from workspaces.models import Organisation, Project
from workspaces.notifications.selectors import unread_count

register = template.Library()

MODULES = [
    ("explorer", "Explore", "explorer:index"),
    ("calculator", "Impact", "calculator:index"),
    ("roadmap", "Roadmap", "roadmap:index"),
    ("evaluations", "Evaluations", "evaluations:index"),
    ("reports", "Reports", "reports:index"),
]


@dataclass(frozen=True)
class NavigationEntry:
    label: str
    url: str
    current: bool
    count: str = ""


@register.inclusion_tag("workspaces/rail.html", takes_context=True)
def rail(context: template.Context) -> dict[str, Any]:
    """The left rail; inside a project with its modules, elsewhere with the projects alone."""
    request = context["request"]
    project: Project | None = context.get("project") or None
    match = request.resolver_match
    here = (match.namespace, match.url_name) if match else ("", "")
    frame: dict[str, Any] = {
        "request": request,
        "user": request.user,
        "project": project,
        "theme": context.get("theme"),
    }
    if project is None:
        frame["at_projects"] = here == ("workspaces", "project_list")
        frame["organisations"] = selectors.organisations_of(request.user) if request.user.is_authenticated else []
        return frame
    frame["at_overview"] = here == ("workspaces", "project_overview")
    frame["entries"] = [_entry(project, here[0], *module) for module in MODULES]
    frame["others"] = selectors.projects_of(request.user).exclude(pk=project.pk)
    frame["may_edit"] = access.may(request.user, project, "edit")
    frame["at_settings"] = here == ("workspaces", "project_settings")
    return frame


def _entry(project: Project, here: str, namespace: str, label: str, name: str) -> NavigationEntry:
    count = registries.project_counts.get(namespace)
    return NavigationEntry(
        label=label,
        url=reverse(name, kwargs={"slug": project.path}),
        current=here == namespace,
        count=count(project) if count else "",
    )


@register.inclusion_tag("workspaces/loop_strip.html")
def loop_strip(project: Project) -> dict[str, Any]:
    """Where the project stands in the loop, with the way to the next station."""
    return {"stations": registries.stations_for(project)}


@register.simple_tag(takes_context=True)
def may(context: template.Context, place: Project | Organisation, to: str) -> bool:
    """Whether the reader may do that: a button nobody may press is not shown."""
    return access.may(context["request"].user, place, to)  # type: ignore[arg-type] # a template names the action


@register.inclusion_tag("workspaces/comment_thread.html", takes_context=True)
def comment_thread(context: template.Context, project: Project, kind: str, key: object) -> dict[str, Any]:
    """What was said about one thing, such as ``criterion`` and its code, and the form for more."""
    subject = f"{kind}:{key}"
    return {
        "request": context["request"],
        "user": context["request"].user,
        "csrf_token": context.get("csrf_token"),
        "project": project,
        "subject": subject,
        "comments": comments_on(project, subject),
        "form": CommentForm(project=project),
    }


@register.inclusion_tag("workspaces/bell.html", takes_context=True)
def bell(context: template.Context) -> dict[str, Any]:
    """How much the person has not read yet, and the ways to it and to what waits for them."""
    request = context["request"]
    match = request.resolver_match
    here = match.url_name if match and match.namespace == "workspaces" else ""
    return {"unread": unread_count(request.user), "here": here, "project": context.get("project") or None}
