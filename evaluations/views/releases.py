"""Releases: what is under test, described once, followed through its days in use, and held against another."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import services
from evaluations.models import Release
from evaluations.releases import selectors as release_selectors
from evaluations.releases.comparison import compared, finding
from evaluations.releases.forms import CompareForm, DeploymentForm, DescriptionForm, ReleaseForm
from evaluations.releases.selectors import releases_of, rows_of
from evaluations.selectors import summaries_of
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]
SHOWN_RUNS = 50


@require_safe
def release_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    context = {"project": project, "rows": rows_of(releases_of(project))}
    return render(request, "evaluations/release_list.html", context)


@require_http_methods(WAYS)
def release_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    form = ReleaseForm(request.POST) if request.method == "POST" else ReleaseForm(initial=_starting(request, project))
    if request.method == "POST" and form.is_valid():
        try:
            release = services.add_release(
                project, access.person(request), form.cleaned_data["name"], form.content(), form.deployment()
            )
        except services.ReleaseRefused as refusal:
            _add_problems(form, refusal.problems)
        else:
            return see_other(request, reverse("evaluations:release_detail", args=[project.path, release.pk]))
    context = {"project": project, "form": form}
    return render(request, "evaluations/release_create.html", context, status=422 if form.errors else 200)


@require_safe
def release_detail(request: HttpRequest, slug: str, release: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = _found(project, release)
    runs = list(release_selectors.runs_of_release(found)[:SHOWN_RUNS])
    summaries = summaries_of(runs)
    others = releases_of(project).exclude(pk=found.pk)
    context = {
        "project": project,
        "release": found,
        "rows": [(run, summaries[run.pk]) for run in runs],
        "before": others.filter(pk__lt=found.pk).first(),
        "has_others": others.exists(),
    }
    return render(request, "evaluations/release_detail.html", context)


@require_http_methods(WAYS)
def release_edit(request: HttpRequest, slug: str, release: int) -> HttpResponse:
    """The days in use of any release; and what it consists of, for one that so far is only a name."""
    project = access.project(request.user, slug, to="edit")
    found = _found(project, release)
    kind = DeploymentForm if found.is_described else DescriptionForm
    form: Any = kind(request.POST) if request.method == "POST" else kind(initial=_as_initial(found))
    if request.method == "POST" and form.is_valid():
        content = None if found.is_described or form.content().is_empty else form.content()
        try:
            services.deploy_release(found, access.person(request), form.deployment(), content)
        except services.ReleaseRefused as refusal:
            _add_problems(form, refusal.problems)
        else:
            return see_other(request, reverse("evaluations:release_detail", args=[project.path, found.pk]))
    context = {"project": project, "release": found, "form": form}
    return render(request, "evaluations/release_edit.html", context, status=422 if form.errors else 200)


@require_safe
def release_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two releases side by side; without a choice the two that were written down last."""
    project = access.project(request.user, slug, to="view")
    releases = releases_of(project)
    form = CompareForm(request.GET if request.GET else _latest_two(releases), releases=releases)
    context: dict[str, Any] = {"project": project, "form": form, "count": releases.count()}
    if form.is_valid():
        left, right = form.cleaned_data["left"], form.cleaned_data["right"]
        rows = {row.release.pk: row for row in rows_of(releases.filter(pk__in=[left.pk, right.pk]))}
        parts = compared(_content(left), _content(right))
        context |= {
            "left": rows[left.pk],
            "right": rows[right.pk],
            "sides": [rows[left.pk], rows[right.pk]],
            "parts": parts,
            "finding": finding(parts),
            "comparable": left.is_described and right.is_described,
        }
    status = 422 if request.GET and form.errors else 200
    return render(request, "evaluations/release_compare.html", context, status=status)


def _found(project: Project, release: int) -> Release:
    found = get_object_or_404(Release.objects.select_related("created_by"), project=project, pk=release)
    found.project = project  # with what this request already knows of it
    return found


def _starting(request: HttpRequest, project: Project) -> dict[str, Any]:
    """A new release starts from the one that is named in the address, because most change little."""
    number = request.GET.get("from", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return {}
    release = Release.objects.filter(project=project, pk=int(number)).first()
    return _content(release) if release else {}


def _content(release: Release) -> dict[str, Any]:
    return {name: getattr(release, name) for name in Release.CONTENT}


def _as_initial(release: Release) -> dict[str, Any]:
    return {name: getattr(release, name) for name in ("deployed_on", "retired_on", "monthly_volume", "note")}


def _latest_two(releases: Any) -> dict[str, Any]:
    two = list(releases.values_list("pk", flat=True)[:2])
    return {"left": two[1], "right": two[0]} if len(two) == 2 else {}


def _add_problems(form: Any, problems: Any) -> None:
    for name, message in problems.items():
        form.add_error(name if name in form.fields else None, message)
