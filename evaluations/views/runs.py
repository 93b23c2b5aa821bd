"""Starting runs and watching them."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import selectors, services
from evaluations.endpoints.chat_client import Fault
from evaluations.models import Run
from evaluations.plans.selectors import frozen_plans_of
from evaluations.runs.estimate import RunEstimate, estimate_of_run
from evaluations.runs.forms import RunForm
from evaluations.runs.spending import money_of
from evaluations.runs.states import Move, may
from evaluations.views.numbers import numbers_shown
from evaluations.views.samples import listed
from evaluations.wording import FAULT_WORDS, capitalised, duration_words, finding_of
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

BACK_OFF = ((timedelta(minutes=1), 1), (timedelta(minutes=5), 2), (timedelta(minutes=30), 5))
SELDOM = 15
NOTHING: Mapping[str, str] = {}
M = TypeVar("M", bound=Model)


@require_http_methods(["GET", "HEAD", "POST"])
def run_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    if request.method == "POST":
        return _start(request, project)
    first = _first_choice(project, request.GET)
    form = RunForm(initial=first, project=project)
    return _run_form(request, project, form, _estimate(project, request.GET if "suite" in request.GET else None, first))


def _start(request: HttpRequest, project: Project) -> HttpResponse:
    form = RunForm(request.POST, project=project)
    if form.is_valid():
        try:
            run = services.start_run(project, actor=access.person(request), **form.order())
        except services.RunRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return see_other(request, reverse("evaluations:run_detail", args=[project.path, run.pk]))
    return _run_form(request, project, form, _estimate(project, request.POST), status=422)


def _run_form(
    request: HttpRequest, project: Project, form: RunForm, estimate: RunEstimate | None, status: int = 200
) -> HttpResponse:
    seconds = estimate.seconds if estimate else None
    duration = duration_words(seconds) if seconds is not None else ""
    context = {"project": project, "form": form, "estimate": estimate, "duration": duration}
    return render(request, "evaluations/run_create.html", context, fragment="estimate", status=status)


def _first_choice(project: Project, asked: Mapping[str, str] = NOTHING) -> dict[str, Any]:
    """What the form shows at first: the suite ``of`` that number, else the newest one, the first endpoint, and the
    release of that name; or what the plan of that number promises."""
    suites = selectors.suites_of(project)
    first: dict[str, Any] = {
        "suite": _of_number(suites, asked.get("of", "")) or suites.first(),
        "endpoint": selectors.endpoints_of(project).first(),
        "release": "".join(letter for letter in asked.get("release", "")[:80] if letter.isprintable()),
    }
    found = _of_number(frozen_plans_of(project), asked.get("plan", ""))
    return first if found is None else first | {"plan": found, "suite": found.suite, "epochs": found.epochs}


def _of_number(rows: QuerySet[M], number: str) -> M | None:
    """The row of that number among these; None where it is no number, or none of theirs."""
    usable = number.isascii() and number.isdecimal() and len(number) < 19
    return rows.filter(pk=int(number)).first() if usable else None


def _estimate(project: Project, chosen: QueryDict | None, first: dict[str, Any] | None = None) -> RunEstimate | None:
    """What a run of the chosen parts would take; of the first ones when nothing was chosen yet."""
    if chosen is None:
        first = first or _first_choice(project)
        return estimate_of_run(first["suite"], first["endpoint"], first.get("epochs", 1))
    form = RunForm(chosen, project=project)
    form.is_valid()
    parts = form.cleaned_data
    return estimate_of_run(parts.get("suite"), parts.get("endpoint"), parts.get("epochs") or 1, form.wishes())


@require_safe
def run_detail(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(
        selectors.runs_of(project).select_related(
            "pilot", "created_by", "correction", "corrects", "scheduled__schedule"
        ),
        pk=run,
    )
    found.project = project  # with what this request already knows of it
    # While it goes on, the open page asks for a piece. At the end it gets the whole page and picks what has news: what
    # may be done now, the loop and the rail too. A comment half written stays as it is.
    piece = request.headers.get("HX-Target", "") == "live" and (found.is_active or found.is_resting)
    figures = _figures(project, found) | numbers_shown(request, found)
    context: dict[str, Any] = {"project": project, "run": found, "piece": piece, **figures}
    if not piece:
        context |= listed(request, project, found)
    return render(request, "evaluations/run_detail.html", context, fragment="live" if piece else None)


def _figures(project: Project, run: Run) -> dict[str, Any]:
    summary = selectors.summary_of(run)
    progress = selectors.progress_of(run, summary)
    return {
        "summary": summary,
        "finding": capitalised(finding_of(run, summary)),
        "in_order": [] if run.suite_id else selectors.results_by_principle(run),
        "progress": progress,
        "left": duration_words(progress.seconds_left) if progress.seconds_left is not None else "",
        "faults": [(FAULT_WORDS.get(fault, fault), times) for fault, times in progress.faults],
        "took": _took(run),
        "look_again": _look_again_after(run),
        "may": {move.value: may(run.state, move) for move in Move},
        "retryable": _retryable(run, progress.faults),
        "repeatable": run.source == Run.Source.EXECUTED and not run.is_active,
        "once": uuid.uuid4(),
        "spent": money_of(run.spent_nano),
        "budget_money": None if run.budget_nano is None else money_of(run.budget_nano),
    }


def _retryable(run: Run, faults: list[tuple[str, int]]) -> int:
    """How many samples another try may mend; 0 where the run cannot be retried."""
    if run.source != Run.Source.EXECUTED or not may(run.state, Move.RETRY):
        return 0
    return sum(times for fault, times in faults if fault != Fault.NOT_RECORDED)


def _look_again_after(run: Run) -> int:
    """Seconds until the open page asks again: the longer it runs, the less a second matters."""
    if run.is_resting:
        return SELDOM
    begun: datetime = run.taken_up_at or run.created_at
    passed = timezone.now() - begun
    return next((seconds for within, seconds in BACK_OFF if passed < within), SELDOM)


def _took(run: Run) -> str:
    if run.source != Run.Source.EXECUTED or not run.started_at or not run.finished_at:
        return ""
    return duration_words((run.finished_at - run.started_at).total_seconds())
