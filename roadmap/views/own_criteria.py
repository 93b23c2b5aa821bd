"""A project's own criteria: the list of them, adding one, changing it, and taking it out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from roadmap.checks.facts import responsibilities_in_force
from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.models import Criterion, Phase
from roadmap.models.criteria import OWN
from roadmap.overtaken import retire_versus, retired_versus
from roadmap.own_forms import OWN_FIELDS, NewOwnCriterionForm, OwnCriterionForm, RetireForm
from roadmap.selectors import last_change_of
from roadmap.services.own_criteria import (
    NOT_A_LEAD,
    add_own_criterion,
    change_own_criterion,
    leads,
    retire_own_criterion,
)
from roadmap.state_selectors import stated_criteria
from roadmap.versus import last_hand, row_versus
from roadmap.views.shared import conflict, criterion_url, show, words_belong_to_people
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


@require_safe
def own_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The criteria that the project wrote itself, with where they stand."""
    project = access.project(request.user, slug, to="view")
    entries = [entry for entry in stated_criteria(project, timezone.localdate()) if entry.criterion.is_own]
    may_lead = _may_lead(request, project)
    has_roadmap = Phase.objects.filter(project=project).exists()
    context = {"project": project, "entries": entries, "may_lead": may_lead and has_roadmap}
    return render(request, "roadmap/own_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@words_belong_to_people
def own_create(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    _only_leads(request, project)
    form = NewOwnCriterionForm(request.POST if request.method == "POST" else None, project=project)
    if form.is_bound and form.is_valid():
        phase = form.cleaned_data["phase"]
        phase.project = project
        try:
            added = add_own_criterion(phase, access.person(request), form.values())
        except ChangeRefused as refusal:
            show(form, refusal)
        else:
            messages.success(request, f"{added.code} is part of phase {phase.number}.")
            return see_other(request, criterion_url(project, added))
    return render(request, "roadmap/own_create.html", _page(request, project, form), status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@words_belong_to_people
def own_change(request: HttpRequest, slug: str, own: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    _only_leads(request, project)
    criterion = _own(request, project, own)
    form = OwnCriterionForm(request.POST if request.method == "POST" else None, criterion=criterion)
    if form.is_bound and form.is_valid():
        try:
            change_own_criterion(criterion, access.person(request), form.values(), version=form.seen)
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            return _conflict(request, project, _own(request, project, own), form)
        else:
            messages.success(request, f"{criterion.code} is saved.")
            return see_other(request, criterion_url(project, criterion))
    context = {**_page(request, project, form), "criterion": criterion}
    return render(request, "roadmap/own_change.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@words_belong_to_people
def own_retire(request: HttpRequest, slug: str, own: int) -> HttpResponse:
    """Takes a criterion out, with a reason."""
    project = access.project(request.user, slug, to="view")
    _only_leads(request, project)
    criterion = _own(request, project, own)
    form = RetireForm(request.POST if request.method == "POST" else None, initial={"version": criterion.version})
    if form.is_bound and form.is_valid():
        try:
            retire_own_criterion(criterion, access.person(request), form.cleaned_data["reason"], version=form.seen)
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            return conflict(request, project, retire_versus(project, _own(request, project, own), form))
        else:
            messages.success(request, f"{criterion.code} is taken out of the roadmap.")
            return see_other(request, reverse("roadmap:own_list", args=[project.path]))
    context = {**_page(request, project, form), "criterion": criterion}
    return render(request, "roadmap/own_retire.html", context, status=_status(form))


def _own(request: HttpRequest, project: Project, pk: int) -> Criterion:
    """The project's own criterion, or 404: one of the template is changed by another template alone.

    Whoever sends a form about one that was taken out meanwhile learns that from the refusal.
    """
    own = Criterion.every.filter(phase__project=project, code__startswith=OWN).select_related("phase", "owner")
    in_force = {} if request.method == "POST" else {"retired_at": None}
    found = get_object_or_404(own, pk=pk, **in_force)
    found.phase.project = project
    return found


def _only_leads(request: HttpRequest, project: Project) -> None:
    """Others see whose it is, and can send nothing, not even a form that is wrong."""
    if request.method == "POST" and not _may_lead(request, project):
        raise NotYours(NOT_A_LEAD)


def _may_lead(request: HttpRequest, project: Project) -> bool:
    return leads(access.person(request), responsibilities_in_force(project))


def _page(request: HttpRequest, project: Project, form: OwnCriterionForm | RetireForm) -> dict[str, object]:
    return {"project": project, "form": form, "may_lead": _may_lead(request, project)}


def _status(form: OwnCriterionForm | RetireForm) -> int:
    return 422 if form.errors else 200


def _conflict(request: HttpRequest, project: Project, current: Criterion, form: OwnCriterionForm) -> HttpResponse:
    if current.retired_at is not None:
        return conflict(request, project, retired_versus(project, current, form))
    versus = row_versus(
        f"{current.code} was changed while you had it open",
        OwnCriterionForm(criterion=current),
        form,
        OWN_FIELDS,
        who=last_hand(last_change_of(current)),
        action=reverse("roadmap:own_change", args=[project.path, current.pk]),
        keep_url=criterion_url(project, current),
    )
    return conflict(request, project, versus)
