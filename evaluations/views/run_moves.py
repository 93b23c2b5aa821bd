"""What people do with a run: pause, cancel, resume, retry what failed, repeat it."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import UUIDField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evaluations import services
from evaluations.models import Run
from evaluations.runs.forms import ResumeForm
from evaluations.runs.spending import money_of
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project, User


@require_POST
def run_cancel(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    return _moved(request, slug, run, lambda found, actor: services.cancel_run(found, actor=actor))


@require_POST
def run_pause(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    return _moved(request, slug, run, lambda found, actor: services.pause_run(found, actor=actor))


@require_POST
def run_retry(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    def retry(found: Run, actor: User) -> None:
        count = services.retry_failed(found, actor=actor)
        messages.success(request, f"{count} sample{'' if count == 1 else 's'} will be tried again.")

    return _moved(request, slug, run, retry)


def _moved(request: HttpRequest, slug: str, run: int, act: Callable[[Run, User], None]) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = _run(project, run)
    try:
        act(found, access.person(request))
    except services.RunMoveRefused as refusal:
        messages.error(request, str(refusal))
    return _to_its_page(request, project, found)


@require_http_methods(["GET", "HEAD", "POST"])
def run_resume(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """Resumes a run; asks for a new budget first where the old one is used up."""
    project = access.project(request.user, slug, to="evaluate")
    found = _run(project, run)
    if request.method != "POST":
        form = ResumeForm(initial=_doubled(found))
        return _resume_form(request, project, found, form)
    form = ResumeForm(request.POST)
    if form.is_valid():
        try:
            services.resume_run(found, actor=access.person(request), budget=form.budget())
        except services.RunMoveRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _to_its_page(request, project, found)
    return _resume_form(request, project, found, form, status=422)


def _doubled(run: Run) -> dict[str, object]:
    """Twice the budget it had, as a proposal."""
    money = None if run.budget_nano is None else f"{2 * money_of(run.budget_nano):f}"
    return {"budget_tokens": run.budget_tokens and 2 * run.budget_tokens, "budget_money": money}


def _resume_form(request: HttpRequest, project: Project, run: Run, form: ResumeForm, status: int = 200) -> HttpResponse:
    context = {"project": project, "run": run, "form": form, "spent": money_of(run.spent_nano)}
    return render(request, "evaluations/run_resume.html", context, status=status)


@require_POST
def run_repeat(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = _run(project, run)
    try:
        repeated = services.repeat_run(found, actor=access.person(request), once=_once(request))
    except services.RunRefused as refusal:
        messages.error(request, str(refusal))
        return _to_its_page(request, project, found)
    return _to_its_page(request, project, repeated)


def _once(request: HttpRequest) -> uuid.UUID | None:
    try:
        once: uuid.UUID | None = UUIDField(required=False).clean(request.POST.get("once", ""))
    except ValidationError:
        return None
    return once


def _run(project: Project, key: int) -> Run:
    runs = Run.objects.select_related("project__organisation", "endpoint__project", "suite")
    return get_object_or_404(runs, project=project, pk=key)


def _to_its_page(request: HttpRequest, project: Project, run: Run) -> HttpResponse:
    return see_other(request, reverse("evaluations:run_detail", args=[project.path, run.pk]))
