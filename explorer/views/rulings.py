"""Rulings: the list, one with its chain of predecessors, and the forms to record, change, confirm and withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from explorer import services
from explorer.errors import HouseRuleChanged, HouseRuleRefused, PrincipleUnknown
from explorer.house import selectors as house_selectors
from explorer.house import versus as house_versus
from explorer.house.forms import EndForm, RulingFilterForm, RulingForm, RulingWordsForm
from explorer.models import Ruling
from explorer.views.house_clauses import principle_choices
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def ruling_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The rulings that are looked for, each with whether its ground has moved."""
    project = access.project(request.user, slug, to="view")
    filters = RulingFilterForm(request.GET)
    entries = house_selectors.ruling_entries(project, house_selectors.rulings_of(project))
    in_force = [entry for entry in entries if entry.ruling.replaced_at is None]
    context = {
        "project": project,
        "filters": filters,
        "entries": [entry for entry in entries if filters.keeps(entry)],
        "total": len(entries),
        "in_force": len(in_force),
        "stale": sum(entry.is_stale for entry in in_force),
    }
    return render(request, "explorer/ruling_list.html", context, fragment="rulings")


@methods
def ruling_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Records how the company reads a principle in an ambiguous case."""
    project = access.project(request.user, slug, to="edit")
    principles = principle_choices(project)
    if not principles:
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    initial = {
        "principle": request.GET.get("principle", ""),
        "decided_by": access.person(request).name,
        "decided_on": timezone.localdate(),
    }
    form = RulingForm(request.POST if request.method == "POST" else None, principles=principles, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            ruling = services.record_ruling(
                project, access.person(request), form.cleaned_data["principle"], form.values()
            )
        except HouseRuleRefused as refusal:
            form.show(refusal.problems)
        except PrincipleUnknown as unknown:
            form.add_error("principle", str(unknown))
        except HouseRuleChanged as conflict:
            form.add_error(None, str(conflict))
        else:
            messages.success(request, f"Ruling {ruling.number} is recorded. Raters and graders are shown it.")
            return see_other(request, _address(project, ruling))
    context = {"project": project, "form": form}
    return render(request, "explorer/ruling_create.html", context, status=422 if form.errors else 200)


@require_safe
def ruling_detail(request: HttpRequest, slug: str, ruling: int) -> HttpResponse:
    """A ruling with what it replaced and what replaced it."""
    project = access.project(request.user, slug, to="view")
    return _detail(request, project, _ruling(project, ruling))


@methods
def ruling_change(request: HttpRequest, slug: str, ruling: int) -> HttpResponse:
    """Puts a new ruling in the place of this one."""
    project = access.project(request.user, slug, to="edit")
    found = _ruling(project, ruling)
    if request.method != "POST" and found.replaced_at is not None:
        return see_other(request, _address(project, found))
    initial = {
        "situation": found.situation,
        "reading": found.reading,
        "decided_by": access.person(request).name,
        "decided_on": timezone.localdate(),
    }
    form = RulingWordsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            successor = services.replace_ruling(project, access.person(request), found, form.values())
        except HouseRuleRefused as refusal:
            form.show(refusal.problems)
        except PrincipleUnknown as unknown:
            form.add_error(None, f"{unknown} Withdraw the ruling, or record one on another principle.")
        except HouseRuleChanged as conflict:
            versus = house_versus.ruling_versus(project, _ruling(project, ruling), form, str(conflict))
            return render(request, "explorer/house_conflict.html", {"project": project, "versus": versus}, status=409)
        else:
            messages.success(request, f"Ruling {successor.number} takes the place of ruling {found.number}.")
            return see_other(request, _address(project, successor))
    entry = house_selectors.ruling_entries(project, [found])[0]
    context = {"project": project, "form": form, "entry": entry, "ruling": found}
    return render(request, "explorer/ruling_change.html", context, status=422 if form.errors else 200)


@require_POST
def ruling_confirm(request: HttpRequest, slug: str, ruling: int) -> HttpResponse:
    """Repeats the ruling on the version of today."""
    project = access.project(request.user, slug, to="edit")
    found = _ruling(project, ruling)
    try:
        confirmed = services.confirm_ruling(project, access.person(request), found)
    except PrincipleUnknown as unknown:
        return _detail(request, project, found, f"Nothing was confirmed. {unknown}", 422)
    except HouseRuleChanged as conflict:
        return _detail(request, project, _ruling(project, ruling), f"Nothing was confirmed. {conflict}", 409)
    if confirmed.pk == found.pk:
        messages.info(request, f"Ruling {found.number} stands on {found.version_label} already.")
    else:
        words = f"Ruling {confirmed.number} repeats ruling {found.number} on {confirmed.version_label}."
        messages.success(request, words)
    return see_other(request, _address(project, confirmed))


@methods
def ruling_withdraw(request: HttpRequest, slug: str, ruling: int) -> HttpResponse:
    """Ends a ruling without a successor."""
    project = access.project(request.user, slug, to="edit")
    found = _ruling(project, ruling)
    if request.method != "POST" and found.replaced_at is not None:
        return see_other(request, _address(project, found))
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.withdraw_ruling(project, access.person(request), found, form.cleaned_data["reason"])
        except HouseRuleRefused as refusal:
            form.show(refusal.problems)
        except HouseRuleChanged as conflict:
            return _detail(request, project, _ruling(project, ruling), f"Nothing was withdrawn. {conflict}", 409)
        else:
            messages.success(request, f"Ruling {found.number} is withdrawn.")
            return see_other(request, _address(project, found))
    entry = house_selectors.ruling_entries(project, [found])[0]
    context = {"project": project, "form": form, "entry": entry, "ruling": found}
    return render(request, "explorer/ruling_withdraw.html", context, status=422 if form.errors else 200)


def _ruling(project: Project, pk: int) -> Ruling:
    return get_object_or_404(house_selectors.rulings_of(project), pk=pk)


def _address(project: Project, ruling: Ruling) -> str:
    return reverse("explorer:ruling_detail", args=[project.path, ruling.pk])


def _detail(
    request: HttpRequest, project: Project, ruling: Ruling, problem: str = "", status: int = 200
) -> HttpResponse:
    before, after = house_selectors.chain_of(project, ruling)
    entry = house_selectors.ruling_entries(project, [ruling])[0]
    context = {
        "project": project,
        "entry": entry,
        "ruling": ruling,
        "before": before,
        "after": after,
        "problem": problem,
    }
    return render(request, "explorer/ruling_detail.html", context, status=status)
