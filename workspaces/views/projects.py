"""Projects: the list, a new one, the overview, its settings and the search."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ui import registries
from ui.pages import render, see_other
from workspaces import access, selectors, services
from workspaces.forms import ProjectForm
from workspaces.models import Role

SEARCH_LIMIT = 200


def project_list(request: HttpRequest) -> HttpResponse:
    user = access.person(request)
    memberships = list(user.memberships.select_related("organisation").order_by("organisation__name"))
    context = {
        "projects": selectors.projects_of(user),
        "memberships": memberships,
        "may_create_in": [m.organisation for m in memberships if m.role in (Role.EDITOR, Role.OWNER)],
    }
    return render(request, "workspaces/project_list.html", context)


def project_create(request: HttpRequest, organisation: str) -> HttpResponse:
    owner = access.organisation(request.user, organisation, to="edit")
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        project = services.create_project(
            owner, name=form.cleaned_data["name"], purpose=form.cleaned_data["purpose"], actor=access.person(request)
        )
        return see_other(request, reverse("workspaces:project_overview", args=[project.path]))
    status = 422 if form.is_bound else 200
    return render(request, "workspaces/project_create.html", {"form": form, "organisation": owner}, status=status)


def project_overview(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    panels = registries.panels_for(project, request.user)
    return render(request, "workspaces/project_overview.html", {"project": project, "panels": panels})


def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    form = ProjectForm(request.POST or None, initial={"name": project.name, "purpose": project.purpose})
    if request.method == "POST" and form.is_valid():
        services.change_project(project, **form.cleaned_data, actor=access.person(request))
        messages.success(request, "Saved.")
        return see_other(request, reverse("workspaces:project_settings", args=[project.path]))
    status = 422 if form.is_bound else 200
    return render(request, "workspaces/project_settings.html", {"form": form, "project": project}, status=status)


def search(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    query = request.GET.get("q", "").replace("\0", "").strip()[:SEARCH_LIMIT]
    hits = [hit for source in registries.search_sources for hit in source(project, query)] if query else []
    return render(
        request, "workspaces/search.html", {"project": project, "query": query, "hits": hits}, fragment="hits"
    )
