"""Review queues: what waits for whom, making one, and what its ratings say."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import selectors
from evaluations.errors import ReviewRefused
from evaluations.models import ReviewQueue, Run, Sample
from evaluations.principles import named, principles_for
from evaluations.review.forms import QueueForm
from evaluations.review.reading import disagreements_of, report_of
from evaluations.review.rules import counts_of_rules
from evaluations.review.selectors import queues_of, rows_for, sitting_of
from evaluations.services.reviews import MAX_ITEMS, WARM_UPS, close_queue, make_queue
from evaluations.wording import duration_words
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]


@require_safe
def review_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    rows = rows_for(project, access.person(request))
    may_rate = access.may(request.user, project, "evaluate")
    context = {
        "project": project,
        "open": [row for row in rows if row.queue.is_open],
        "closed": [row for row in rows if not row.queue.is_open],
        "waiting": sum(row.waiting for row in rows) if may_rate else 0,
        "to_settle": sum(row.to_settle for row in rows) if may_rate else 0,
    }
    return render(request, "evaluations/review_list.html", context)


@require_http_methods(WAYS)
def review_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    if request.method == "POST":
        return _make(request, project)
    return _queue_form(request, project, _form(project, request.GET, bound=False), request.GET)


def _make(request: HttpRequest, project: Project) -> HttpResponse:
    form = _form(project, request.POST)
    if form.is_valid():
        try:
            queue = make_queue(project, access.person(request), form.values())
        except ReviewRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return see_other(request, reverse("evaluations:review_detail", args=[project.path, queue.pk]))
    return _queue_form(request, project, form, request.POST, status=422)


def _form(project: Project, sent: QueryDict, *, bound: bool = True) -> QueueForm:
    """The form as it was sent, or drawn with what of it makes sense."""
    runs = _runs(project)
    asked = sent.get("run", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) < 19
    run = (runs.filter(pk=int(asked)).first() if known else None) or runs.first()
    if bound:
        return QueueForm(sent, project=project, runs=runs, run=run)
    probe = QueueForm(sent, project=project, runs=runs, run=run)
    probe.is_valid()
    initial = {name: value for name, value in probe.cleaned_data.items() if name in sent and value is not None}
    return QueueForm(initial={"run": run} | initial, project=project, runs=runs, run=run)


def _queue_form(
    request: HttpRequest, project: Project, form: QueueForm, sent: QueryDict, status: int = 200
) -> HttpResponse:
    probe = _form(project, sent)
    probe.is_valid()
    run = form.shown_run
    percent = probe.cleaned_data.get("percent") or (None if "percent" in sent else 10)
    choices = [key for key, _ in form.fields["principle"].choices]  # type: ignore[attr-defined] # a ChoiceField
    principle = probe.cleaned_data.get("principle") or next(iter(choices), "")
    counts = counts_of_rules(run, percent=percent, principle=principle) if run else {}
    ratings = probe.cleaned_data.get("ratings_per_item") or 2
    context: dict[str, Any] = {
        "project": project,
        "form": form,
        "rules": [(value, label, counts.get(value, 0)) for value, label in ReviewQueue.Rule.choices],
        "chosen": form["rule"].value(),
        "goes_with": [form["percent"], form["principle"]],
        "run": run,
        "ratings": ratings,
        "most": MAX_ITEMS,
        "warm_ups": WARM_UPS,
    }
    return render(request, "evaluations/review_create.html", context, fragment="rules", status=status)


def _runs(project: Project) -> QuerySet[Run]:
    """The runs that have an answer to read."""
    readable = Sample.objects.filter(run=OuterRef("pk"), state=Sample.State.FINISHED).exclude(response="")
    return selectors.runs_of(project).filter(Exists(readable), state__in=Run.FINISHED)


@require_safe
def review_detail(request: HttpRequest, slug: str, review: int) -> HttpResponse:
    """The lead's page. Raters do not get it: its name, its rule and its ratings would tell them too much."""
    project = access.project(request.user, slug, to="edit")
    queue = get_object_or_404(queues_of(project), pk=review)
    queue.project = project
    report = report_of(queue)
    person = access.person(request)
    disagreements = disagreements_of(queue, person.pk) if report.disputed else []
    context = {
        "project": project,
        "queue": queue,
        "report": report,
        "raters": [(row, duration_words(row.seconds) if row.seconds is not None else "") for row in report.raters],
        "rule": _rule_in_words(project, queue),
        "disagreements": disagreements,
        "to_rate": queue.is_open and sitting_of(queue, person).left,
        "to_settle": any(one.may_settle for one in disagreements),
        "warm_ups": queue.items.filter(kind="warm_up").count(),
    }
    return render(request, "evaluations/review_detail.html", context)


def _rule_in_words(project: Project, queue: ReviewQueue) -> str:
    if queue.rule == ReviewQueue.Rule.RANDOM:
        return f"{queue.percent} % at random, seed {queue.seed}"
    if queue.rule == ReviewQueue.Rule.PRINCIPLE:
        return f"{named(principles_for(project), queue.principle).title}"
    return str(queue.get_rule_display())


@require_POST
def review_close(request: HttpRequest, slug: str, review: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    queue = get_object_or_404(queues_of(project), pk=review)
    try:
        close_queue(queue, access.person(request))
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
    return see_other(request, reverse("evaluations:review_detail", args=[project.path, queue.pk]))
