"""Projects: the list, a new one, the overview, its settings and the search."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ui import registries
from ui.pages import render, see_other
from workspaces import access, selectors, services
from workspaces.errors import ProjectMoved
from workspaces.forms import ProjectForm, ProjectSettingsForm
from workspaces.models import Role
from workspaces.overview import next_station

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
    stations = registries.stations_for(project)
    context = {
        "project": project,
        "panels": registries.panels_for(project, request.user),
        "stations": stations,
        "next": next_station(stations),
    }
    return render(request, "workspaces/project_overview.html", context)


def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Name and purpose; of two people who save at once the second sees what stands beside what they wanted."""
    project = access.project(request.user, slug, to="edit")
    form = ProjectSettingsForm(request.POST if request.method == "POST" else None, project=project)
    if form.is_bound and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("name", "purpose")}
        try:
            seen = form.cleaned_data["seen"]
            services.change_project(project, **wanted, actor=access.person(request), seen=seen)
        except ProjectMoved:
            standing = access.project(request.user, slug, to="edit")
            again = {**wanted, "seen": services.fingerprint_of(standing)}
            context = {"form": ProjectSettingsForm(again, project=standing), "project": standing, "wanted": wanted}
            return render(request, "workspaces/project_settings.html", context, status=409)
        messages.success(request, "Saved.")
        return see_other(request, reverse("workspaces:project_settings", args=[project.path]))
    context = {"form": form, "project": project}
    return render(request, "workspaces/project_settings.html", context, status=422 if form.errors else 200)


def search(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    query = request.GET.get("q", "").replace("\0", "").strip()[:SEARCH_LIMIT]
    hits = [hit for source in registries.search_sources for hit in source(project, query)] if query else []
    return render(
        request, "workspaces/search.html", {"project": project, "query": query, "hits": hits}, fragment="hits"
    )
