"""Suites: one with its cases, the shipped one, and a suite as a file."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from evaluations import services
from evaluations.case_files import FORMATS, written
from evaluations.models import Case, Suite
from evaluations.services.suites import SIMULATED_MODELS
from evaluations.services.traffic_samples import why_not_usable
from evaluations.suites import selectors as suite_selectors
from evaluations.suites.drafts import draft_of
from ui.pages import render, see_other
from workspaces import access

PAGE = 60


@require_POST
def suite_starter(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    actor = access.person(request)
    suite = services.load_starter_suite(project, actor)
    for model in SIMULATED_MODELS:
        services.simulated_endpoint(project, actor, model)
    messages.success(request, f"{suite} is loaded. A run against the simulated assistant shows how it works.")
    return see_other(request, reverse("evaluations:suite_detail", args=[project.path, suite.pk]))


@require_safe
def suite_detail(request: HttpRequest, slug: str, suite: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(Suite.objects.select_related("parent"), project=project, pk=suite)
    mix = suite_selectors.mix_of(found, project)
    chosen = {name: request.GET.get(name, "") for name in ("principle", "tag")}
    keys = [each.pk for each in mix.cases if mix.fits(each, **chosen)]
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "project": project,
        "suite": found,
        "mix": mix,
        "chosen": chosen,
        "page": page,
        "groups": suite_selectors.groups_of(project, mix, list(page.object_list)),
        "newest": suite_selectors.newer_version_of(found),
        "not_usable": why_not_usable(found),
        "masked": suite_selectors.masked_in(found),
        "formats": list(FORMATS),
    }
    return render(request, "evaluations/suite_detail.html", context)


@require_safe
def suite_export(request: HttpRequest, slug: str, suite: int) -> HttpResponse:
    """All cases as a file that can be imported again; ``as`` chooses the format."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(Suite, project=project, pk=suite)
    form = request.GET.get("as", "")
    form = form if form in FORMATS else "jsonl"
    cases = Case.objects.filter(suite=found).order_by("position")
    response = HttpResponse(written(map(draft_of, cases), form), content_type=f"{FORMATS[form]}; charset=utf-8")
    name = f"{found}.{form}".replace("/", "-")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
