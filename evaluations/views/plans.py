"""Test plans: written, frozen, and held against every run that counts toward them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.errors import PlanRefused
from evaluations.models import Suite, TestPlan
from evaluations.plans import selectors as plan_selectors
from evaluations.plans.forms import PlanForm, as_share, initial_of
from evaluations.plans.reach import Reach, reach_of
from evaluations.selectors import suites_of
from evaluations.services import plans
from ui.pages import render, see_other, wants_fragment
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]


@require_safe
def plan_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    context = {
        "project": project,
        "rows": plan_selectors.rows_of(project),
        "has_suites": suites_of(project).exists(),
    }
    return render(request, "evaluations/plan_list.html", context)


@require_http_methods(WAYS)
def plan_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    if request.method != "POST":
        asked = wants_fragment(request) and bool(request.GET)
        first = {"suite": _largest_suite(project), "overall_mark": 90}
        form = PlanForm(request.GET, project=project) if asked else PlanForm(initial=first, project=project)
        return _form_page(request, project, form)
    form = PlanForm(request.POST, project=project)
    if form.is_valid():
        try:
            plan = plans.draft_plan(project, access.person(request), form.cleaned_data["name"], form.terms())
        except PlanRefused as refusal:
            form.add_problems(refusal.problems)
        else:
            return see_other(request, _address(project, plan))
    return _form_page(request, project, form, status=422)


@require_http_methods(WAYS)
def plan_edit(request: HttpRequest, slug: str, plan: int) -> HttpResponse:
    """A draft in the same form; a frozen plan leads to its page."""
    project = access.project(request.user, slug, to="edit")
    found = _found(project, plan)
    if found.is_frozen:
        messages.error(request, plans.FROZEN)
        return see_other(request, _address(project, found))
    if request.method != "POST":
        form = PlanForm(project=project, plan=found)
        form.initial = initial_of(found, form.sections)
        if wants_fragment(request) and request.GET:
            form = PlanForm(request.GET, project=project, plan=found)
        return _form_page(request, project, form, found)
    form = PlanForm(request.POST, project=project, plan=found)
    if form.is_valid():
        try:
            plans.change_plan(found, access.person(request), form.terms())
        except PlanRefused as refusal:
            form.add_problems(refusal.problems)
        else:
            return see_other(request, _address(project, found))
    return _form_page(request, project, form, found, status=422)


def _largest_suite(project: Project) -> Suite | None:
    """What a new plan starts with: the suite that can show most."""
    counted = Suite.objects.filter(pk__in=suites_of(project).values("pk")).annotate(size=Count("cases"))
    return counted.order_by("-size", "-pk").first()


def _form_page(
    request: HttpRequest, project: Project, form: PlanForm, plan: TestPlan | None = None, status: int = 200
) -> HttpResponse:
    context = {"project": project, "form": form, "plan": plan, "reach": _reach(project, form)}
    return render(request, "evaluations/plan_form.html", context, fragment="reach", status=status)


def _reach(project: Project, form: PlanForm) -> Reach | None:
    """What the chosen suite can show; of a form that was just opened by what it starts with."""
    if form.is_bound:
        form.is_valid()
        chosen: dict[str, Any] = form.cleaned_data
    else:
        chosen = dict(form.initial)
    return reach_of(
        project,
        chosen.get("suite"),
        estimator=chosen.get("estimator") or TestPlan.Estimator.HEADLINE,
        epochs=chosen.get("epochs") or 1,
        mark=as_share(chosen.get("overall_mark")),
        difference=as_share(chosen.get("difference")),
    )


@require_safe
def plan_detail(request: HttpRequest, slug: str, plan: int) -> HttpResponse:
    """What was promised, and what came out of each run that counts, the bad ones among them."""
    project = access.project(request.user, slug, to="view")
    found = _found(project, plan)
    runs = list(plan_selectors.counted_runs_of(found))
    verdicts = plan_selectors.verdicts_on_plans(runs)
    calibration = plan_selectors.known_error(found.judge)
    context = {
        "project": project,
        "plan": found,
        "rows": [(run, verdicts[run.pk]) for run in runs],
        "latest": verdicts[runs[-1].pk] if runs else None,
        "groups": plan_selectors.groups_of(project, found.suite),
        "judge_lacks": plan_selectors.below_agreement(found, calibration) if found.judge_id else [],
        "calibration": calibration,
        "versions": plan_selectors.plans_of(project).filter(name=found.name).exclude(pk=found.pk),
    }
    return render(request, "evaluations/plan_detail.html", context)


@require_POST
def plan_freeze(request: HttpRequest, slug: str, plan: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    found = _found(project, plan)
    try:
        plans.freeze_plan(found, access.person(request))
        messages.success(request, f"{found} is frozen. Runs may count toward it from now on.")
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    return see_other(request, _address(project, found))


@require_POST
def plan_version(request: HttpRequest, slug: str, plan: int) -> HttpResponse:
    """The next version of a frozen plan, as a draft to be changed."""
    project = access.project(request.user, slug, to="edit")
    found = _found(project, plan)
    try:
        draft = plans.next_version(found, access.person(request))
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return see_other(request, _address(project, found))
    return see_other(request, reverse("evaluations:plan_edit", args=[project.path, draft.pk]))


@require_POST
def plan_remove(request: HttpRequest, slug: str, plan: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    found = _found(project, plan)
    try:
        plans.remove_draft(found, access.person(request))
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return see_other(request, _address(project, found))
    return see_other(request, reverse("evaluations:plan_list", args=[project.path]))


def _found(project: Project, plan: int) -> TestPlan:
    rows = TestPlan.objects.select_related("suite", "judge", "frozen_by", "created_by")
    found = get_object_or_404(rows, project=project, pk=plan)
    found.project = project  # with what this request already knows of it
    return found


def _address(project: Project, plan: TestPlan) -> str:
    return reverse("evaluations:plan_detail", args=[project.path, plan.pk])
