"""Asking for leave to pass a gate without a criterion, and deciding on it."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from roadmap.errors import ChangeRefused, NotYours
from roadmap.models import Criterion
from roadmap.overtaken import waiver_versus
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver, may_waive, not_to_waive
from roadmap.state_selectors import waiver_subject
from roadmap.views.criteria import criterion_page
from roadmap.views.shared import conflict, criterion_of, criterion_url, show, words_belong_to_people
from ui.pages import see_other
from workspaces import access
from workspaces.errors import OwnRequest, WaiverAlreadyAsked, WaiverClosed, WaiverOutOfDate, WaiverRefused
from workspaces.forms import WaiverDecisionForm, WaiverForm
from workspaces.models import Project, Waiver
from workspaces.selectors import waivers_about


@require_POST
def criterion_waiver(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """Asks for a waiver until a day."""
    project = access.project(request.user, slug, to="edit")
    found = criterion_of(project, criterion)
    form = WaiverForm(request.POST, auto_id="id_waiver_%s")
    if form.is_valid():
        try:
            data = form.cleaned_data
            ask_criterion_waiver(found, access.person(request), reason=data["reason"], until=data["until"])
        except ChangeRefused as refusal:
            show(form, refusal)
        except WaiverRefused as refused:
            show(form, ChangeRefused(refused.problems))
        except WaiverAlreadyAsked:
            waiting = get_object_or_404(_waiting(project, found))
            versus = waiver_versus(project, found, waiting, form.cleaned_data["reason"], form.cleaned_data["until"])
            return conflict(request, project, versus)
        else:
            messages.success(request, f"A waiver for {found.code} is asked for.")
            return see_other(request, criterion_url(project, found))
    return criterion_page(request, project, found, status=422, waiver_form=form)


@require_POST
@words_belong_to_people
def criterion_waiver_decide(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """Whoever holds the responsibility that the criterion names grants or refuses what is asked for."""
    project = access.project(request.user, slug, to="view")
    found = criterion_of(project, criterion)
    if not may_waive(found, access.person(request)):
        raise NotYours(not_to_waive(found))
    form = WaiverDecisionForm(request.POST, auto_id="id_decision_%s")
    if not form.is_valid():
        return criterion_page(request, project, found, status=422, decision_form=form)
    waiver = get_object_or_404(_waiting(project, found))
    granted = form.cleaned_data["decision"] == WaiverDecisionForm.GRANT
    try:
        decide_criterion_waiver(found, waiver, access.person(request), granted=granted, note=form.cleaned_data["note"])
    except WaiverRefused as refused:
        show(form, ChangeRefused(refused.problems))
    except (OwnRequest, WaiverOutOfDate) as refusal:
        form.add_error(None, str(refusal))
    except WaiverClosed as closed:
        messages.error(request, str(closed))
        return criterion_page(request, project, found, status=409)
    else:
        messages.success(request, f"The waiver for {found.code} is {'granted' if granted else 'refused'}.")
        return see_other(request, criterion_url(project, found))
    return criterion_page(request, project, found, status=422, decision_form=form)


def _waiting(project: Project, criterion: Criterion) -> QuerySet[Waiver]:
    return waivers_about(project, waiver_subject(criterion)).filter(decided_at=None, withdrawn_at=None)
