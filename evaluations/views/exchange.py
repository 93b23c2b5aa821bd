"""Exchange with other tools: a log uploaded, previewed and stored, and suites and results as files for them."""

import io
import tempfile
from collections.abc import Iterable
from typing import Any, BinaryIO, TypeVar, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.errors import Fault, FileRefused
from evaluations.exchange.export import inspect_task, promptfoo_config, results
from evaluations.exchange.forms import MOST_NAMES, LogImportForm, LogUploadForm
from evaluations.exchange.selectors import earlier_imports, results_of
from evaluations.models import Case, LogDraft, Run, Suite
from evaluations.outcomes import VERDICTS
from evaluations.principles import principles_for
from evaluations.services.importing import LARGEST_UPLOADED, Surveyed, deciding_scorer, draft_log, import_log, read_log
from evaluations.suites.drafts import draft_of
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]
IN_MEMORY = 4 * 1024 * 1024
SHOWN_UNREAD = 200
Response = TypeVar("Response", HttpResponse, StreamingHttpResponse, FileResponse)
SUITE_FORMATS = {"inspect": ("zip", "application/zip"), "promptfoo": ("yaml", "application/yaml")}


@require_http_methods(WAYS)
def exchange_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a log and puts it aside; nothing of it counts before somebody has seen what is in it."""
    project = access.project(request.user, slug, to="evaluate")
    form = LogUploadForm(request.POST, request.FILES) if request.method == "POST" else LogUploadForm()
    faults: list[Fault] = []
    if form.is_bound and form.is_valid():
        file = form.log()
        content = cast(BinaryIO, file.file)
        try:
            draft = draft_log(project, access.person(request), content, file.name or "")
        except FileRefused as refusal:
            faults = refusal.faults
            form.add_error("file", faults[0].message)
        else:
            return see_other(request, reverse("evaluations:exchange_preview", args=[project.path, draft.pk]))
    context = {"project": project, "form": form, "faults": faults[1:]}
    return render(request, "evaluations/exchange_import.html", context, status=422 if form.errors else 200)


@require_http_methods(WAYS)
def exchange_preview(request: HttpRequest, slug: str, log_draft: UUID) -> HttpResponse:
    """What is in a log, and the yes to it; sent twice, it gives the first run."""
    project = access.project(request.user, slug, to="evaluate")
    known = Run.objects.filter(project=project, once=log_draft, imported_log__isnull=False).first()
    if known is not None:
        return see_other(request, reverse("evaluations:run_detail", args=[project.path, known.pk]))
    found = get_object_or_404(LogDraft, project=project, pk=log_draft)
    content = io.BytesIO(bytes(found.content))
    surveyed = read_log(project, content, largest=LARGEST_UPLOADED)
    sent = request.POST if request.method == "POST" else None
    form = LogImportForm(sent, surveyed=surveyed, principles=principles_for(project), file_name=found.file_name)
    if form.is_bound and form.is_valid():
        actor = access.person(request)
        wishes = form.wishes()
        run, _ = import_log(
            *(project, actor, content),
            file_name=found.file_name,
            wishes=wishes,
            once=log_draft,
            largest=LARGEST_UPLOADED,
        )
        return see_other(request, reverse("evaluations:run_detail", args=[project.path, run.pk]))
    context = {"project": project, "draft": found, "form": form, **_shown(project, surveyed, found, form)}
    return render(request, "evaluations/exchange_preview.html", context, status=422 if form.errors else 200)


def _shown(project: Project, surveyed: Surveyed, draft: LogDraft, form: LogImportForm) -> dict[str, Any]:
    survey = surveyed.survey
    deciding = deciding_scorer(form.wishes(), survey) if form.is_bound and form.is_valid() else form["scorer"].value()
    asked = [(name, surveyed.unmapped[name], form[f"principle_{number}"]) for number, name in form.names.items()]
    return {
        "survey": survey,
        "tool": surveyed.tool,
        "about": survey.about,
        "deciding": survey.outcomes_under(deciding or ""),
        "deciding_name": deciding,
        "outcomes": [outcome.value.replace("_", " ") for outcome in VERDICTS],
        "scorers": [
            (name, list(survey.outcomes_under(name).items()), list(survey.values_of(name).items()))
            for name in survey.scorers()
        ],
        "asked": asked,
        "mapped": survey.samples - sum(surveyed.unmapped.values()),
        "not_asked": max(0, len(surveyed.unmapped) - MOST_NAMES),
        "unread": survey.unread[:SHOWN_UNREAD],
        "models": list(survey.models.most_common(20)),
        "earlier": earlier_imports(project, draft.sha256),
    }


@require_safe
def exchange_suite(request: HttpRequest, slug: str, suite: int) -> HttpResponse:
    """A suite for another tool; ``as`` chooses which."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(Suite, project=project, pk=suite)
    tool = request.GET.get("as", "")
    tool = tool if tool in SUITE_FORMATS else "inspect"
    cases = map(draft_of, Case.objects.filter(suite=found).order_by("position"))
    data = inspect_task.written(cases) if tool == "inspect" else promptfoo_config.written(cases, str(found))
    ending, kind = SUITE_FORMATS[tool]
    return _as_file(HttpResponse(data, content_type=kind), f"{found} for {tool}.{ending}")


@require_safe
def exchange_results(request: HttpRequest, slug: str, run: int) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """The results of a run as a file, a batch of samples at a time; ``as`` chooses the format."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(Run, project=project, pk=run, suite__isnull=False)
    form = request.GET.get("as", "")
    form = form if form in results.FORMATS else "csv"
    name = f"{found.name}, {found.release}.{form}"
    if form == "parquet":
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the response closes it
        results.write_parquet(cast(BinaryIO, file), results_of(found))
        file.seek(0)
        return _as_file(FileResponse(file, content_type=results.FORMATS[form]), name)
    write = results.csv_lines if form == "csv" else results.json_lines
    lines: Iterable[bytes] = write(results_of(found))
    return _as_file(StreamingHttpResponse(lines, content_type=f"{results.FORMATS[form]}; charset=utf-8"), name)


def _as_file(response: Response, name: str) -> Response:
    safe = name.replace("/", "-")
    response.headers["Content-Disposition"] = content_disposition_header(True, safe) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
