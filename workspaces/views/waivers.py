"""Waivers of a project: what waits for an owner, what is in force, what has ended."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ui import registries
from ui.pages import render, see_other
from workspaces import access, selectors
from workspaces.errors import OwnRequest, WaiverClosed, WaiverOutOfDate, WaiverRefused
from workspaces.forms import WaiverDecisionForm
from workspaces.models import Project, Waiver
from workspaces.waivers import decide_waiver, withdraw_waiver


@require_safe
def waivers(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of all waivers."""
    return _page(request, access.project(request.user, slug, to="view"))


@require_POST
def waiver_decide(request: HttpRequest, slug: str, waiver: int) -> HttpResponse:
    """An owner grants or refuses what somebody else asked for."""
    project = access.project(request.user, slug, to="manage")
    found = _waiver(project, waiver)
    form = WaiverDecisionForm(request.POST, auto_id=f"id_{found.pk}_%s")
    if form.is_valid():
        granted = form.cleaned_data["decision"] == WaiverDecisionForm.GRANT
        try:
            decide_waiver(found, access.person(request), granted=granted, note=form.cleaned_data["note"])
        except WaiverRefused as refusal:
            for field, problem in refusal.problems.items():
                form.add_error(field, problem)
        except (OwnRequest, WaiverOutOfDate) as refusal:
            form.add_error(None, str(refusal))
        except WaiverClosed as refusal:
            return _closed(request, project, refusal)
        else:
            word = "granted" if granted else "refused"
            messages.success(request, f"The waiver for “{found.title}” is {word}.")
            return see_other(request, reverse("workspaces:waivers", args=[project.path]))
    return _page(request, project, {found.pk: form}, status=422)


@require_POST
def waiver_withdraw(request: HttpRequest, slug: str, waiver: int) -> HttpResponse:
    """The one who asked, or an owner, takes it back."""
    project = access.project(request.user, slug, to="edit")
    found = _waiver(project, waiver)
    if found.asked_by != request.user and not access.may(request.user, project, "manage"):
        raise PermissionDenied(f"{found.asked_by.name} asked for this waiver; they or an owner can withdraw it.")
    try:
        withdraw_waiver(found, access.person(request))
    except WaiverClosed as refusal:
        return _closed(request, project, refusal)
    messages.success(request, f"The waiver for “{found.title}” is withdrawn.")
    return see_other(request, reverse("workspaces:waivers", args=[project.path]))


def _waiver(project: Project, pk: int) -> Waiver:
    found = get_object_or_404(Waiver.objects.select_related("asked_by", "decided_by"), project=project, pk=pk)
    found.project = project
    return found


def _closed(request: HttpRequest, project: Project, refusal: WaiverClosed) -> HttpResponse:
    messages.error(request, str(refusal))
    return _page(request, project, status=409)


def _page(
    request: HttpRequest, project: Project, bound: dict[int, WaiverDecisionForm] | None = None, status: int = 200
) -> HttpResponse:
    lists = selectors.waivers_of(project)
    forms = {each.pk: WaiverDecisionForm(auto_id=f"id_{each.pk}_%s") for each in lists.waiting} | (bound or {})
    context = {
        "project": project,
        "lists": lists,
        "forms": forms,
        "links": _links(project, (*lists.waiting, *lists.in_force, *lists.ended)),
        "today": timezone.localdate(),
    }
    return render(request, "workspaces/waivers.html", context, status=status)


def _links(project: Project, every: Iterable[Waiver]) -> dict[int, str]:
    return {waiver.pk: registries.address_of(project, waiver.subject) for waiver in every}
