"""Suites and their cases."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations import services
from evaluations.graders import in_words
from evaluations.models import Case, Suite
from evaluations.principles import named, principles_for
from evaluations.services.suites import SIMULATED_MODELS
from explorer.house.selectors import rulings_for
from ui.pages import render, see_other
from workspaces import access


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
    found = get_object_or_404(Suite, project=project, pk=suite)
    cases = list(Case.objects.filter(suite=found).order_by("position"))
    principles = principles_for(project)
    order = {identifier: place for place, identifier in enumerate(principles)}
    by_principle = sorted(
        cases, key=lambda case: (order.get(case.principle, len(order)), case.principle, case.position)
    )
    groups = [
        (named(principles, identifier), [(case, in_words(case.graders, case.expected)) for case in group])
        for identifier, group in groupby(by_principle, key=lambda case: case.principle)
    ]
    context = {
        "project": project,
        "suite": found,
        "cases": cases,
        "groups": groups,
        "kinds": [(label, sum(case.kind == kind for case in cases)) for kind, label in Case.Kind.choices],
    }
    return render(request, "evaluations/suite_detail.html", context)


@require_safe
def case_detail(request: HttpRequest, slug: str, suite: int, case: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(Case.objects.select_related("suite"), suite__project=project, suite=suite, pk=case)
    cases = Case.objects.filter(suite=found.suite)
    context = {
        "project": project,
        "case": found,
        "principle": named(principles_for(project), found.principle),
        "rulings": rulings_for(project, found.principle),
        "demands": in_words(found.graders, found.expected),
        "before": cases.filter(position__lt=found.position).order_by("-position").first(),
        "after": cases.filter(position__gt=found.position).order_by("position").first(),
    }
    return render(request, "evaluations/case_detail.html", context)
