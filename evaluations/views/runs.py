"""Starting, watching and cancelling runs, and looking at what each sample answered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import selectors, services
from evaluations.forms import RunForm
from evaluations.graders import in_words
from evaluations.models import OUTCOMES, Run, Sample
from evaluations.outcomes import Outcome
from evaluations.principles import named, principles_for
from evaluations.wording import FAULT_WORDS, capitalised, duration_words, finding_of
from explorer.house.selectors import open_marks_by_case, rulings_for
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

PAGE = 50
FAILING = (Outcome.VIOLATION, Outcome.PARTIAL)


@require_http_methods(["GET", "HEAD", "POST"])
def run_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    if request.method == "POST":
        return _start(request, project)
    form = RunForm(initial=_first_choice(project), project=project)
    return _run_form(request, project, form, _estimate(project, request.GET or None))


def _start(request: HttpRequest, project: Project) -> HttpResponse:
    form = RunForm(request.POST, project=project)
    if form.is_valid():
        try:
            run = services.start_run(project, actor=access.person(request), **form.cleaned_data)
        except services.RunRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return see_other(request, reverse("evaluations:run_detail", args=[project.path, run.pk]))
    return _run_form(request, project, form, _estimate(project, request.POST), status=422)


def _run_form(request: HttpRequest, project: Project, form: RunForm, estimate: Any, status: int = 200) -> HttpResponse:
    context = {"project": project, "form": form, "estimate": estimate}
    return render(request, "evaluations/run_create.html", context, fragment="estimate", status=status)


def _first_choice(project: Project) -> dict[str, Any]:
    """The newest suite and the first endpoint, as the form shows them."""
    return {"suite": selectors.suites_of(project).first(), "endpoint": selectors.endpoints_of(project).first()}


def _estimate(project: Project, chosen: QueryDict | None) -> selectors.RunEstimate | None:
    """What a run of the chosen parts would take; of the first ones when nothing was chosen yet."""
    if chosen is None:
        first = _first_choice(project)
        return selectors.estimate_of_run(first["suite"], first["endpoint"])
    form = RunForm(chosen, project=project)
    form.is_valid()
    parts = form.cleaned_data
    return selectors.estimate_of_run(parts.get("suite"), parts.get("endpoint"))


@require_safe
def run_detail(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(selectors.runs_of(project).select_related("pilot", "created_by"), pk=run)
    found.project = project  # with what this request already knows of it
    target = request.headers.get("HX-Target", "")
    context: dict[str, Any] = {"project": project, "run": found, "chosen": _chosen(request)}
    if target == "samples":
        context |= _samples(project, found, context["chosen"])
        return render(request, "evaluations/run_detail.html", context, fragment="samples")
    context |= _figures(project, found)
    if target != "live":
        context |= _samples(project, found, context["chosen"])
    response = render(request, "evaluations/run_detail.html", context, fragment="live")
    if target == "live" and not found.is_active:
        response.headers["HX-Refresh"] = "true"  # the rail and the loop strip have news as well
    return response


def _figures(project: Project, run: Run) -> dict[str, Any]:
    summary = selectors.summary_of(run)
    results = selectors.results_by_principle(run)
    progress = selectors.progress_of(run, summary)
    return {
        "summary": summary,
        "finding": capitalised(finding_of(run, summary)),
        "results": sorted(results, key=lambda result: (result.rate is None, result.rate or 0.0)),
        "in_order": results,
        "progress": progress,
        "left": duration_words(progress.seconds_left) if progress.seconds_left is not None else "",
        "faults": [(FAULT_WORDS.get(fault, fault), times) for fault, times in progress.faults],
        "took": _took(run),
    }


def _took(run: Run) -> str:
    if run.source == Run.Source.RECORDED or not run.started_at or not run.finished_at:
        return ""
    return duration_words((run.finished_at - run.started_at).total_seconds())


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The filter of the samples; what is none of the choices filters nothing."""
    outcome, principle = request.GET.get("outcome", ""), request.GET.get("principle", "")
    return {
        "outcome": outcome if outcome in set(Outcome) else "",
        "principle": principle[:200] if principle.isidentifier() else "",
        "page": request.GET.get("page", ""),
    }


def _samples(project: Project, run: Run, chosen: dict[str, str]) -> dict[str, Any]:
    samples = Sample.objects.filter(run=run).select_related("case").order_by("pk")
    for name in ("outcome", "principle"):
        if chosen[name]:
            samples = samples.filter(**{name: chosen[name]})
    page: Page[Sample] = Paginator(
        samples.only(
            "run_id", "epoch", "principle", "outcome", "reason", "fault", "seconds", "case__key", "case__title"
        ),
        PAGE,
    ).get_page(chosen["page"])
    principles, marks = principles_for(project), open_marks_by_case(project)
    return {
        "page": page,
        "samples": [
            (
                sample,
                named(principles, sample.principle),
                marks.on(sample.principle, sample.case.key) if sample.outcome in FAILING else None,
            )
            for sample in page
        ],
        "outcomes": OUTCOMES,
        "filtered": bool(chosen["outcome"] or chosen["principle"]),
    }


@require_POST
def run_cancel(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = get_object_or_404(Run.objects.select_related("project__organisation"), project=project, pk=run)
    try:
        services.cancel_run(found, actor=access.person(request))
    except services.RunNotActive as refusal:
        messages.error(request, str(refusal))
    return see_other(request, reverse("evaluations:run_detail", args=[project.path, found.pk]))


@require_safe
def sample_detail(request: HttpRequest, slug: str, run: int, sample: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(
        Sample.objects.select_related("run", "case__suite"), run__project=project, run=run, pk=sample
    )
    others = Sample.objects.filter(run=found.run).only("pk")
    context = {
        "project": project,
        "run": found.run,
        "sample": found,
        "case": found.case,
        "principle": named(principles_for(project), found.principle),
        "verdicts": list(found.verdicts.all()),
        "rulings": rulings_for(project, found.principle),
        "failed": found.outcome in FAILING,
        "entry": open_marks_by_case(project).on(found.principle, found.case.key),
        "demands": in_words(found.case.graders, found.case.expected),
        "fault": FAULT_WORDS.get(found.fault, found.fault),
        "before": others.filter(pk__lt=found.pk).order_by("-pk").first(),
        "after": others.filter(pk__gt=found.pk).order_by("pk").first(),
    }
    return render(request, "evaluations/sample_detail.html", context)
