"""Endpoints: which there are, setting them up, testing them, and recording answers to them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import services
from evaluations.endpoints import selectors as endpoint_selectors
from evaluations.endpoints.forms import AnswersForm, EndpointForm, RecordedEndpointForm
from evaluations.endpoints.recorded_answers import COLUMNS, REQUIRED, read_answers
from evaluations.endpoints.trial import NAMES
from evaluations.errors import Fault
from evaluations.models import Endpoint
from evaluations.wording import bare
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]
EDITABLE = (Endpoint.Kind.OPENAI, Endpoint.Kind.RECORDED)
FORMS: dict[str, type[EndpointForm] | type[RecordedEndpointForm]] = {
    Endpoint.Kind.OPENAI.value: EndpointForm,
    Endpoint.Kind.RECORDED.value: RecordedEndpointForm,
}
SHOWN_RUNS = 20


@require_safe
def endpoint_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    endpoints = list(endpoint_selectors.all_endpoints_of(project))
    context = {
        "project": project,
        "in_use": [endpoint for endpoint in endpoints if not endpoint.is_archived],
        "archived": [endpoint for endpoint in endpoints if endpoint.is_archived],
    }
    return render(request, "evaluations/endpoint_list.html", context)


@require_http_methods(WAYS)
def endpoint_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    asked = request.GET.get("kind", "")
    kind = asked if asked in FORMS else Endpoint.Kind.OPENAI.value
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint = services.add_endpoint(project, access.person(request), form.values(), form.secrets())
        except services.EndpointRefused as refusal:
            _add_problems(form, refusal.problems)
        else:
            return see_other(request, reverse("evaluations:endpoint_detail", args=[project.path, endpoint.pk]))
    context = {"project": project, "form": form, "kind": kind}
    return render(request, "evaluations/endpoint_create.html", context, status=422 if form.errors else 200)


@require_safe
def endpoint_detail(request: HttpRequest, slug: str, endpoint: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    return render(request, "evaluations/endpoint_detail.html", _detail(request, _found(project, endpoint)))


@require_http_methods(WAYS)
def endpoint_edit(request: HttpRequest, slug: str, endpoint: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    found = _found(project, endpoint, kind__in=EDITABLE)
    status = 422
    if request.method == "POST":
        form = FORMS[found.kind](request.POST, endpoint=found)
        if form.is_valid():
            version = form.cleaned_data["version"] or found.version
            try:
                services.change_endpoint(found, access.person(request), form.values(), form.secrets(), version=version)
            except services.EndpointRefused as refusal:
                _add_problems(form, refusal.problems)
            except services.EndpointChangedMeanwhile as conflict:
                form.add_error(None, f"Nothing was stored. {conflict} Open it again to see what holds now.")
                status = 409
            else:
                return see_other(request, reverse("evaluations:endpoint_detail", args=[project.path, found.pk]))
    else:
        form = FORMS[found.kind](initial=_as_initial(found), endpoint=found)
    context = {"project": project, "endpoint": found, "form": form, "kind": found.kind}
    return render(request, "evaluations/endpoint_edit.html", context, status=status if form.errors else 200)


@require_POST
def endpoint_test(request: HttpRequest, slug: str, endpoint: int) -> HttpResponse:
    """Tries the endpoint within ten seconds; the page then shows what was found, also to those who come later."""
    project = access.project(request.user, slug, to="edit")
    found = _found(project, endpoint)
    if found.kind != Endpoint.Kind.RECORDED:
        services.check_endpoint(found, access.person(request))
        found = _found(project, endpoint)
    if request.headers.get("HX-Target") == "test":
        return render(request, "evaluations/endpoint_detail.html", _detail(request, found), fragment="test")
    return see_other(request, reverse("evaluations:endpoint_detail", args=[project.path, found.pk]) + "#test")


@require_POST
def endpoint_archive(request: HttpRequest, slug: str, endpoint: int) -> HttpResponse:
    """Takes it out of use, or with ``restore`` back into it."""
    project = access.project(request.user, slug, to="edit")
    found = _found(project, endpoint)
    archived = "restore" not in request.POST
    services.archive_endpoint(found, access.person(request), archived=archived)
    said = "is archived: no new run can choose it" if archived else "is in use again"
    messages.success(request, f"{found.name} {said}.")
    return see_other(request, reverse("evaluations:endpoint_detail", args=[project.path, found.pk]))


@require_http_methods(WAYS)
def endpoint_answers(request: HttpRequest, slug: str, endpoint: int) -> HttpResponse:
    project = access.project(request.user, slug, to="evaluate")
    found = _found(project, endpoint, kind=Endpoint.Kind.RECORDED)
    form = AnswersForm(request.POST, request.FILES) if request.method == "POST" else AnswersForm()
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            stored = services.record_responses(found, read_answers(form.content()), access.person(request))
        except services.AnswersRefused as refusal:
            faults = refusal.faults
            form.add_error(None, f"Nothing was stored: {len(faults)} fault{'s' if len(faults) != 1 else ''}.")
        else:
            messages.success(request, f"{stored} response{'s' if stored != 1 else ''} recorded.")
            return see_other(request, reverse("evaluations:endpoint_detail", args=[project.path, found.pk]))
    context = {
        "project": project,
        "endpoint": found,
        "form": form,
        "faults": faults,
        "columns": [(name, name in REQUIRED) for name in COLUMNS],
    }
    return render(request, "evaluations/endpoint_answers.html", context, status=422 if form.errors else 200)


def _found(project: Project, endpoint: int, **narrower: Any) -> Endpoint:
    found = get_object_or_404(Endpoint, project=project, pk=endpoint, **narrower)
    found.project = project  # with what this request already knows of it
    return found


def _detail(request: HttpRequest, endpoint: Endpoint) -> dict[str, Any]:
    failed = [step for step in endpoint.test_steps if step["state"] == "failed"]
    return {
        "project": endpoint.project,
        "endpoint": endpoint,
        "answers_address": request.build_absolute_uri(reverse("api:recorded_answers")),
        "failed": failed[0] if failed else None,
        "step_names": NAMES,
        "runs": endpoint.runs.select_related("suite").order_by("-created_at", "-pk")[:SHOWN_RUNS],
        "coverage": endpoint_selectors.coverage_of(endpoint) if endpoint.kind == Endpoint.Kind.RECORDED else [],
        "responses": endpoint.recorded_responses.count() if endpoint.kind == Endpoint.Kind.RECORDED else 0,
    }


def _as_initial(endpoint: Endpoint) -> dict[str, Any]:
    """What the form shows of a stored endpoint; of headers the names."""
    names = set(EndpointForm.base_fields) - {"api_key", "remove_key", "headers"}
    shown = {name: getattr(endpoint, name) for name in names} | {"headers": endpoint.header_names}
    prices = {name: bare(shown[name]) for name in ("price_in", "price_out") if shown[name] is not None}
    return shown | prices


def _add_problems(form: Any, problems: Any) -> None:
    for name, message in problems.items():
        form.add_error(name if name in form.fields else None, message)
