"""Pages on which a version comes in: the upload, the preview of what was uploaded or fetched, and the yes to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from explorer import selectors, services
from explorer.comparison import compared
from explorer.comparison.forms import LabelForm, UploadForm, said
from explorer.comparison.version_changes import changes_against
from explorer.drafts import content as draft_content
from explorer.drafts.content import shown_faults
from explorer.errors import DraftNotReady, DraftsFull, NoSourceAddress
from explorer.models import SpecDraft
from explorer.spec_markdown import SpecDocument, SpecRefused, read_upload
from ui.pages import render, see_other, wants_fragment
from workspaces import access
from workspaces.models import Project


@require_http_methods(["GET", "HEAD", "POST"])
def spec_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a document as a draft, by upload; nothing of it is in the explorer before somebody has seen it."""
    project = access.project(request.user, slug, to="manage")
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            files = read_upload(form.contents(), form.cleaned_data["label"])
            draft = services.draft_upload(project, files, actor=access.person(request))
        except SpecRefused as refused:
            for fault in refused.faults:
                form.add_error("documents", f"{_place(fault.file, fault.line)}{said(fault)}")
        except DraftsFull as full:
            form.add_error(None, str(full))
        else:
            return see_other(request, _draft_address(project, draft))
    return _import_page(request, project, form, status=422 if form.errors else 200)


@require_POST
def spec_fetch(request: HttpRequest, slug: str) -> HttpResponse:
    """Has the document fetched from the operator's address."""
    project = access.project(request.user, slug, to="manage")
    try:
        draft = services.request_fetch(project, actor=access.person(request))
    except (NoSourceAddress, DraftsFull) as refusal:
        return _import_page(request, project, UploadForm(), refusal=str(refusal), status=409)
    return see_other(request, _draft_address(project, draft))


@require_http_methods(["GET", "HEAD", "POST"])
def spec_draft(request: HttpRequest, slug: str, draft: int) -> HttpResponse:
    """A draft: how far its fetching is, every fault with its line, or the preview with the yes."""
    project = access.project(request.user, slug, to="manage")
    found = get_object_or_404(SpecDraft.objects.select_related("version", "created_by"), project=project, pk=draft)
    found.project = project
    if request.method == "POST":
        return _import(request, project, found)
    if found.state == SpecDraft.State.IMPORTED and found.version is not None:
        return see_other(request, _version_address(project, found.version.label))
    if found.state == SpecDraft.State.FETCHING:
        return render(request, "explorer/spec_draft.html", _frame(project, found), fragment="fetching")
    if wants_fragment(request):
        return see_other(request, request.path)  # its document came while its page was open
    return _draft_page(request, project, found, LabelForm(initial={"label": found.label}))


@require_POST
def spec_draft_discard(request: HttpRequest, slug: str, draft: int) -> HttpResponse:
    """Throws a draft away."""
    project = access.project(request.user, slug, to="manage")
    found = get_object_or_404(SpecDraft, project=project, pk=draft)
    found.project = project
    try:
        services.discard_draft(found, actor=access.person(request))
    except DraftNotReady as refusal:
        return _import_page(request, project, UploadForm(), refusal=str(refusal), status=409)
    messages.success(request, "The document is discarded. Nothing of it was imported.")
    return see_other(request, reverse("explorer:spec_import", args=[project.path]))


def _import(request: HttpRequest, project: Project, draft: SpecDraft) -> HttpResponse:
    form = LabelForm(request.POST)
    if draft.state != SpecDraft.State.READY:
        refusal = "This document cannot be imported: " + draft.get_state_display().lower() + "."
        return _import_page(request, project, UploadForm(), refusal=refusal, status=409)
    if form.is_valid():
        try:
            imported = services.import_draft(draft, form.cleaned_data["label"], actor=access.person(request))
        except SpecRefused as refused:
            for fault in refused.faults:
                form.add_error("label", said(fault))
        except DraftNotReady as refusal:
            return _import_page(request, project, UploadForm(), refusal=str(refusal), status=409)
        else:
            label = imported.version.label
            messages.success(
                request,
                f"{label} is imported for {project.organisation.name}."
                if imported.created
                else f"This very content is here already as {label}. Nothing was changed.",
            )
            return see_other(request, _version_address(project, label))
    return _draft_page(request, project, draft, form, status=422)


def _import_page(
    request: HttpRequest, project: Project, form: UploadForm, *, refusal: str = "", status: int
) -> HttpResponse:
    waiting = SpecDraft.objects.filter(project=project).exclude(state=SpecDraft.State.IMPORTED)
    context = {
        "project": project,
        "form": form,
        "refusal": refusal,
        "waiting": waiting.select_related("created_by").defer("markdown", "prompt_files", "faults").order_by("-pk"),
        "address": settings.SPEC_SOURCE_URL,
    }
    return render(request, "explorer/spec_import.html", context, status=status)


def _draft_page(
    request: HttpRequest, project: Project, draft: SpecDraft, form: LabelForm, *, status: int = 200
) -> HttpResponse:
    context = {**_frame(project, draft), "form": form}
    if draft.state == SpecDraft.State.READY:
        try:
            context |= _preview(project, draft, draft_content.document_of(draft))
        except SpecRefused as refused:
            # The parser has become stricter since the draft was read.
            draft.state, draft.faults = SpecDraft.State.REFUSED, draft_content.as_rows(refused.faults)
    context["faults"] = shown_faults(draft)
    return render(request, "explorer/spec_draft.html", context, status=status)


def _preview(project: Project, draft: SpecDraft, document: SpecDocument) -> dict[str, Any]:
    """What the draft holds, and in what it differs from the newest version there is."""
    newest = selectors.newest_version(project)
    context: dict[str, Any] = {"counts": document.counts(), "remarks": document.remarks}
    context["same"] = selectors.version_with_content(project, draft_content.files_of(draft, "").content_sha256)
    if newest is not None:
        comparison = changes_against(newest, document.sections)
        sides = (compared.Side.of(newest), compared.Side("this document", text_known=True))
        context |= {"old": newest, "comparison": compared.shown(comparison, *sides), "outlines": _outlines(newest)}
    return context


def _outlines(version: Any) -> list[Any]:
    return [version] if version.is_outline else []


def _frame(project: Project, draft: SpecDraft) -> dict[str, Any]:
    return {"project": project, "draft": draft}


def _draft_address(project: Project, draft: SpecDraft) -> str:
    return reverse("explorer:spec_draft", args=[project.path, draft.pk])


def _version_address(project: Project, label: str) -> str:
    return reverse("explorer:version_detail", args=[project.path, label])


def _place(file: str, line: int) -> str:
    place = ", line ".join(part for part in (file or ("the document" if line else ""), str(line or "")) if part)
    return f"{place[:1].upper()}{place[1:]}: " if place else ""
