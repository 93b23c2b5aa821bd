"""The evidence of a project: its list, one piece with its versions, adding, using, and taking it away as a file."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.evidence.forms import ContentForm, EvidenceFilter, EvidenceForm, SupersedeForm, UseForm
from roadmap.evidence.listing import evidence_csv, is_previewed, rows_of, source_of
from roadmap.models import Criterion, Evidence, EvidencePage, EvidenceUse, EvidenceVersion
from roadmap.services import evidence as services
from roadmap.state_selectors import current_versions
from roadmap.versus import superseded_versus, version_versus
from roadmap.views.criteria import criterion_page
from roadmap.views.shared import conflict, criterion_of, criterion_url, csv_file, show
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

KINDS = dict(EvidenceVersion.Kind.choices)
PER_PAGE = 50
CLOSED = "default-src 'none'; sandbox"


@require_safe
def evidence_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the project has as evidence, which can be narrowed to what needs a hand."""
    project = access.project(request.user, slug, to="view")
    rows = rows_of(project, timezone.localdate())
    filters = EvidenceFilter(request.GET)
    page = Paginator(filters.chosen(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "rows": list(page),
        "page": page,
        "total": len(rows),
        "broken": sum(bool(row.problem) for row in rows),
        "filters": filters,
        "query": filters.query,
        "kinds": KINDS.items(),
        "may_edit": access.may(request.user, project, "edit"),
    }
    return render(request, "roadmap/evidence_list.html", context)


@require_safe
def evidence_export(request: HttpRequest, slug: str) -> HttpResponse:
    """What the list shows, over all its pages, as CSV."""
    project = access.project(request.user, slug, to="view")
    rows = EvidenceFilter(request.GET).chosen(rows_of(project, timezone.localdate()))
    return csv_file(evidence_csv(rows), f"evidence-{project.slug}")


def evidence_create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new piece of evidence of the kind in the address; for a criterion in the address it is used at once."""
    project = access.project(request.user, slug, to="edit")
    kind, criterion = _kind(request), _criterion_asked(request, project)
    posted = request.method == "POST"
    form = EvidenceForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        project=project,
        kind=kind,
        criterion=criterion,
    )
    if posted and form.is_valid():
        data = form.cleaned_data
        uses = [(criterion, data["proves"])] if criterion else []
        try:
            added = services.add_evidence(project, access.person(request), data["title"], form.content(), uses)
        except ChangeRefused as refusal:
            show(form, refusal)
        else:
            messages.success(request, f"“{added.title}” is added.")
            return see_other(request, criterion_url(project, criterion) if criterion else _url(project, added))
    context = {"project": project, "form": form, "kind": kind, "kinds": KINDS.items(), "criterion": criterion}
    return render(request, "roadmap/evidence_create.html", context, status=422 if form.errors else 200)


@require_safe
def evidence_detail(request: HttpRequest, slug: str, evidence: int) -> HttpResponse:
    """One piece of evidence with what it is used for and all its versions."""
    project = access.project(request.user, slug, to="view")
    return _page(request, project, _evidence(project, evidence))


def evidence_version(request: HttpRequest, slug: str, evidence: int) -> HttpResponse:
    """The next version of a piece of evidence; what was there before stays."""
    project = access.project(request.user, slug, to="edit")
    found = _evidence(project, evidence)
    kind, posted = _kind(request), request.method == "POST"
    files = request.FILES if posted else None
    form = ContentForm(request.POST if posted else None, files, project=project, kind=kind)
    seen = _number(request.POST.get("seen", ""), found.number)
    if posted and form.is_valid():
        try:
            services.add_version(found, access.person(request), form.content(), seen=seen)
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            current = _current(project, _evidence(project, evidence))
            return conflict(request, project, version_versus(project, found.title, current, form))
        else:
            messages.success(request, f"“{found.title}” is at version {found.number}.")
            return see_other(request, _url(project, found))
    context = {"project": project, "evidence": found, "form": form, "kind": kind, "kinds": KINDS.items(), "seen": seen}
    return render(request, "roadmap/evidence_version.html", context, status=422 if form.errors else 200)


@require_POST
def evidence_supersede(request: HttpRequest, slug: str, evidence: int) -> HttpResponse:
    """Says that other evidence has taken its place."""
    project = access.project(request.user, slug, to="edit")
    found = _evidence(project, evidence)
    form = SupersedeForm(request.POST, evidence=found)
    if form.is_valid():
        try:
            services.supersede(found, access.person(request), form.cleaned_data["by"])
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            versus = superseded_versus(project, _evidence(project, evidence), form.cleaned_data["by"])
            return conflict(request, project, versus)
        else:
            messages.success(request, f"“{found.title}” does not count any more.")
            return see_other(request, _url(project, found))
    return _page(request, project, found, supersede_form=form, status=422)


@require_POST
def evidence_use(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """Uses evidence that is there already for a criterion."""
    project = access.project(request.user, slug, to="edit")
    found = criterion_of(project, criterion)
    form = UseForm(request.POST, criterion=found)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.use_for(data["evidence"], found, data["proves"], actor=access.person(request))
        except ChangeRefused as refusal:
            show(form, refusal)
        else:
            messages.success(request, f"“{data['evidence'].title}” is used for {found.code}.")
            return see_other(request, criterion_url(project, found))
    return criterion_page(request, project, found, status=422, use_form=form)


@require_POST
def evidence_unuse(request: HttpRequest, slug: str, criterion: int, use: int) -> HttpResponse:
    """Takes evidence off a criterion; the evidence stays in the project."""
    project = access.project(request.user, slug, to="edit")
    found = criterion_of(project, criterion)
    taken = get_object_or_404(EvidenceUse.objects.select_related("evidence__project"), criterion=found, pk=use)
    services.stop_using(taken, access.person(request))
    messages.success(request, f"“{taken.evidence.title}” is taken off {found.code}.")
    return see_other(request, criterion_url(project, found))


@require_safe
def evidence_file(request: HttpRequest, slug: str, evidence: int, number: int) -> HttpResponse:
    """The file of a version, to take away: never shown by the browser itself."""
    version = _version(access.project(request.user, slug, to="view"), evidence, number)
    return _sent(version, as_attachment=True)


@require_safe
def evidence_picture(request: HttpRequest, slug: str, evidence: int, number: int) -> HttpResponse:
    """A raster image as a picture; everything else is only to be taken away."""
    version = _version(access.project(request.user, slug, to="view"), evidence, number)
    return _sent(version, as_attachment=not is_previewed(version))


@require_safe
def evidence_page(request: HttpRequest, slug: str, evidence: int, number: int, page: int) -> HttpResponse:
    """A page of a PDF as it was drawn when it was uploaded; the PDF itself is only to be taken away."""
    version = _version(access.project(request.user, slug, to="view"), evidence, number)
    picture = get_object_or_404(EvidencePage, version=version, number=page)
    return _closed(picture.file, "image/png", f"page-{page}.png", as_attachment=False)


def _sent(version: EvidenceVersion, *, as_attachment: bool) -> HttpResponse:
    return _closed(version.file, version.media_type, version.file_name, as_attachment=as_attachment)


def _closed(file: FieldFile, media_type: str, name: str, *, as_attachment: bool) -> HttpResponse:
    """A stored file, with everything around it that keeps it from running."""
    try:
        with file.open("rb") as opened:
            body = opened.read()  # bounded by what an upload may have
    except FileNotFoundError as error:
        raise Http404("The file is not there any more.") from error
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "attachment"
    response["Content-Security-Policy"] = CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response


def _evidence(project: Project, pk: int) -> Evidence:
    found = get_object_or_404(Evidence.objects.select_related("superseded_by", "added_by"), project=project, pk=pk)
    found.project = project
    return found


def _current(project: Project, evidence: Evidence) -> EvidenceVersion:
    """The version that a piece of evidence is at, with what it links."""
    return get_object_or_404(current_versions(project), evidence=evidence)


def _version(project: Project, evidence: int, number: int) -> EvidenceVersion:
    files = EvidenceVersion.objects.filter(evidence__project=project, kind=EvidenceVersion.Kind.FILE)
    return get_object_or_404(files, evidence=evidence, number=number)


def _url(project: Project, evidence: Evidence) -> str:
    return reverse("roadmap:evidence_detail", args=[project.path, evidence.pk])


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in KINDS else EvidenceVersion.Kind.FILE.value


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _criterion_asked(request: HttpRequest, project: Project) -> Criterion | None:
    pk = _number(request.GET.get("criterion", ""), 0)
    return criterion_of(project, pk) if pk else None


def _page(
    request: HttpRequest, project: Project, evidence: Evidence, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    row = next(row for row in rows_of(project, timezone.localdate()) if row.evidence.pk == evidence.pk)
    versions = EvidenceVersion.objects.filter(evidence=evidence).select_related(
        "added_by", "run", "scenario_version__scenario"
    )
    whole = versions.defer("scenario_version__inputs", "scenario_version__results").prefetch_related("pages")
    listed = list(whole.order_by("-number"))
    context = {
        "project": project,
        "evidence": evidence,
        "row": row,
        "versions": [(version, source_of(project, version), is_previewed(version)) for version in listed],
        "supersede_form": SupersedeForm(evidence=evidence),
        "may_edit": access.may(request.user, project, "edit"),
        **bound,
    }
    return render(request, "roadmap/evidence_detail.html", context, status=status)
