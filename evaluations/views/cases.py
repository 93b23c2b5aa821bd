"""One case: read, tried out, written, changed, copied, moved, removed, and checked where it comes from traffic."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.errors import CaseChanged, SuiteRefused, SuiteSuperseded
from evaluations.graders import grade
from evaluations.models import Case, Suite
from evaluations.principles import named, principles_for
from evaluations.services import cases as services
from evaluations.suites.case_draft import faults_in
from evaluations.suites.case_form import CaseEditor, preview_of
from evaluations.suites.drafts import case_sha256, draft_of
from evaluations.suites.selectors import demands_of, newer_version_of
from evaluations.suites.try_form import TryForm
from explorer.house.selectors import rulings_for
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

READ_WRITE = ["GET", "HEAD", "POST"]


def _case(project: Project, suite: int, case: int) -> Case:
    found = get_object_or_404(Case.objects.select_related("suite"), suite__project=project, suite=suite, pk=case)
    found.suite.project = project  # with what this request already knows of it
    return found


def _address(project: Project, case: Case) -> str:
    return reverse("evaluations:case_detail", args=[project.path, case.suite_id, case.pk])


@require_safe
def case_detail(request: HttpRequest, slug: str, suite: int, case: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    return _show(request, project, _case(project, suite, case), TryForm())


@require_POST
def case_try(request: HttpRequest, slug: str, suite: int, case: int) -> HttpResponse:
    """Grades an answer that somebody pasted, as the rules of the case would. Nothing is stored."""
    project = access.project(request.user, slug, to="view")
    found, form = _case(project, suite, case), TryForm(request.POST)
    result = None
    if form.is_valid():
        result = grade(form.cleaned_data["answer"], found.graders, found.expected, found.exemplars)
    return _show(request, project, found, form, tried=result)


def _show(request: HttpRequest, project: Project, case: Case, form: TryForm, **more: Any) -> HttpResponse:
    cases = Case.objects.filter(suite=case.suite_id)
    context = {
        "project": project,
        "case": case,
        "principle": named(principles_for(project), case.principle),
        "rulings": rulings_for(project, case.principle),
        "demands": demands_of(case),
        "before": cases.filter(position__lt=case.position).order_by("-position").first(),
        "after": cases.filter(position__gt=case.position).order_by("position").first(),
        "newest": newer_version_of(case.suite),
        "form": form,
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "evaluations/case_detail.html", context, fragment="tryout", status=status)


@require_http_methods(READ_WRITE)
def case_create(request: HttpRequest, slug: str, suite: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    found = get_object_or_404(Suite, project=project, pk=suite)
    found.project = project
    return _edit(request, project, found)


@require_http_methods(READ_WRITE)
def case_change(request: HttpRequest, slug: str, suite: int, case: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    found = _case(project, suite, case)
    return _edit(request, project, found.suite, found)


def _edit(request: HttpRequest, project: Project, suite: Suite, case: Case | None = None) -> HttpResponse:
    known = principles_for(project)
    context: dict[str, Any] = {"project": project, "suite": suite, "case": case, "newest": newer_version_of(suite)}
    if request.method != "POST":
        context["editor"] = editor = CaseEditor(known, draft=draft_of(case) if case else None)
        editor.form.initial["seen"] = case_sha256(case) if case else ""
        return render(request, "evaluations/case_form.html", context)
    data = request.POST.dict()
    context["editor"] = editor = CaseEditor(known, data)
    action = data.get("action", "save")
    if action not in ("save", "preview"):
        editor.act(action, data)
        context["did"] = action.partition(":")[0]  # what the form shows next has the focus
        return render(request, "evaluations/case_form.html", context, fragment="editor")
    draft, status = editor.draft(), 422
    if draft is not None and action == "preview":
        faults = faults_in(draft if draft.key else replace(draft, key="preview"), known)
        editor.show(faults)
        context |= {"preview": preview_of(draft), "did": "" if faults else action}
        status = 422 if faults else 200
        return render(request, "evaluations/case_form.html", context, fragment="editor", status=status)
    if draft is not None:
        try:
            actor, seen = access.person(request), editor.form.cleaned_data["seen"]
            stored = (
                services.change_case(case, actor, draft, seen=seen) if case else services.add_case(suite, actor, draft)
            )
        except SuiteRefused as refusal:
            editor.show(refusal.faults)
        except (CaseChanged, SuiteSuperseded) as conflict:
            editor.form.add_error(None, str(conflict))
            context |= {"conflict": True, "newest": newer_version_of(suite)}
            status = 409
        else:
            _say_version(request, suite, stored.suite)
            return see_other(request, _address(project, stored))
    return render(request, "evaluations/case_form.html", context, fragment="editor", status=status)


def _say_version(request: HttpRequest, before: Suite, after: Suite) -> None:
    if before.pk != after.pk:
        messages.success(request, f"{before} is frozen by its runs and stays as it was; the change is in {after}.")


@require_POST
def case_copy(request: HttpRequest, slug: str, suite: int, case: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    found = _case(project, suite, case)
    try:
        copy = services.copy_case(found, access.person(request))
    except (CaseChanged, SuiteSuperseded, SuiteRefused) as conflict:
        return _conflict(request, project, found, str(conflict))
    _say_version(request, found.suite, copy.suite)
    return see_other(request, reverse("evaluations:case_change", args=[project.path, copy.suite_id, copy.pk]))


@require_POST
def case_move(request: HttpRequest, slug: str, suite: int, case: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    found = _case(project, suite, case)
    try:
        moved = services.move_case(found, access.person(request), up=request.POST.get("to") != "down")
    except (CaseChanged, SuiteSuperseded) as conflict:
        return _conflict(request, project, found, str(conflict))
    _say_version(request, found.suite, moved.suite)
    return see_other(request, _in_suite(project, moved))


@require_http_methods(READ_WRITE)
def case_remove(request: HttpRequest, slug: str, suite: int, case: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    found = _case(project, suite, case)
    if request.method != "POST":
        return render(request, "evaluations/case_remove.html", {"project": project, "case": found})
    try:
        left = services.remove_case(found, access.person(request))
    except (CaseChanged, SuiteSuperseded) as conflict:
        return _conflict(request, project, found, str(conflict))
    _say_version(request, found.suite, left)
    return see_other(request, reverse("evaluations:suite_detail", args=[project.path, left.pk]))


@require_POST
def case_check(request: HttpRequest, slug: str, suite: int, case: int) -> HttpResponse:
    """Notes that nothing of a person is left in a conversation, and goes to the next one that nobody looked at."""
    project = access.project(request.user, slug, to="evaluate")
    found = _case(project, suite, case)
    services.check_case(found, access.person(request))
    following = Case.objects.filter(suite=found.suite, checked_at__isnull=True)
    after = following.filter(position__gt=found.position).order_by("position").first()
    following_case = after or following.order_by("position").first()
    if following_case is None:
        return see_other(request, reverse("evaluations:suite_detail", args=[project.path, found.suite_id]))
    return see_other(request, _address(project, following_case))


def _in_suite(project: Project, case: Case) -> str:
    address = reverse("evaluations:suite_detail", args=[project.path, case.suite_id])
    return f"{address}?principle={case.principle}#case-{case.pk}"


def _conflict(request: HttpRequest, project: Project, case: Case, message: str) -> HttpResponse:
    """Back to the case, with why nothing was changed."""
    messages.error(request, message)
    return see_other(request, _address(project, case))
