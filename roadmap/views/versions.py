"""A new version of the specification: what is to be done about it, adopting it, and running again what it touches."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.errors import RunRefused
from evaluations.runs.estimate import estimate_of_cases
from evaluations.wording import duration_words
from explorer.models import SpecVersion
from explorer.selectors import version_for, versions_for
from roadmap.errors import ChangedMeanwhile
from roadmap.services.versions import Rerun, adopt_version, rerun_of, rerun_touched
from roadmap.versions.forms import AdoptForm, RerunForm
from roadmap.versions.selectors import work_on
from roadmap.versions.tested import version_before
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


@require_safe
def version_detail(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """What the version touches and what is left to do about it."""
    project = access.project(request.user, slug, to="view")
    version = _version(project, label)
    before = version_before(project, label)
    if before is None:  # older than the version in use, or the first there is: nothing is to be done about it
        return redirect("explorer:version_detail", project.path, label)
    person, work = access.person(request), work_on(project, before, version)
    context = {
        "project": project,
        "work": work,
        "old": before,
        "new": version,
        "may_edit": access.may(person, project, "edit"),
        "may_run": access.may(person, project, "evaluate"),
    }
    return render(request, "roadmap/version_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def version_adopt(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Names what working with the version means, and has the project do so."""
    project = access.project(request.user, slug, to="edit")
    version, here = _version(project, label), reverse("roadmap:version_detail", args=[slug, label])
    before = version_before(project, label)
    if before is None or version_for(project).label == label:
        return see_other(request, here)
    form = AdoptForm(request.POST if request.method == "POST" else None, initial={"seen": before.label})
    status = 200
    if form.is_bound and form.is_valid():
        try:
            adopt_version(project, version, access.person(request), seen=form.cleaned_data["seen"])
        except ChangedMeanwhile as refusal:
            form, status = AdoptForm(initial={"seen": version_for(project).label}), 409
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{project.name} works with {label} from now on.")
            return see_other(request, here)
    status = 422 if form.errors else status
    context = {"project": project, "work": work_on(project, before, version), "form": form}
    return render(request, "roadmap/version_adopt.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def version_rerun(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Shows what running the touched cases again takes, and starts it."""
    project = access.project(request.user, slug, to="evaluate")
    version, before = _version(project, label), version_before(project, label)
    if before is None:
        raise Http404("Nothing is touched by this version.")
    rerun = rerun_of(project, before, version)
    if rerun is None or version_for(project).label != label:
        context = {"project": project, "label": label, "adopted": version_for(project).label == label}
        moved = request.method == "POST"  # the page that was sent from still had something to run
        return render(request, "roadmap/version_rerun.html", context, status=409 if moved else 200)
    form = RerunForm(request.POST if request.method == "POST" else None, rerun=rerun)
    if form.is_bound and form.is_valid():
        try:
            longest, once = form.cleaned_data["max_tokens"], form.cleaned_data["once"]
            run = rerun_touched(
                project,
                access.person(request),
                rerun,
                label=label,
                budget=form.budget,
                longest=longest,
                once=once,
            )
        except RunRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return see_other(request, reverse("evaluations:run_detail", args=[project.path, run.pk]))
    return _rerun_page(request, project, label, rerun, form)


def _rerun_page(request: HttpRequest, project: Project, label: str, rerun: Rerun, form: RerunForm) -> HttpResponse:
    estimate = estimate_of_cases(rerun.cases, len(rerun.cases), rerun.endpoint, rerun.epochs, rerun.wishes)
    duration = duration_words(estimate.seconds) if estimate.seconds is not None else ""
    context = {
        "project": project,
        "label": label,
        "adopted": True,
        "rerun": rerun,
        "form": form,
        "estimate": estimate,
        "duration": duration,
        "principles": len({case.principle for case in rerun.cases}),
    }
    return render(request, "roadmap/version_rerun.html", context, status=422 if form.errors else 200)


def _version(project: Project, label: str) -> SpecVersion:
    found = next((version for version in versions_for(project) if version.label == label), None)
    if found is None:
        raise Http404("No such version of the specification.")
    return found
