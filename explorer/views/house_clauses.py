"""House clauses: one clause with what tests it, and the forms to add, change and retire one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from explorer import selectors, services
from explorer.errors import HouseRuleChanged, HouseRuleRefused
from explorer.house import selectors as house_selectors
from explorer.house import versus as house_versus
from explorer.house.forms import Choices, ClauseForm, EndForm
from explorer.models import HouseClause
from explorer.services import ClauseValues
from ui import registries
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

methods = require_http_methods(["GET", "HEAD", "POST"])


def principle_choices(project: Project, *, also: str = "") -> Choices:
    """The principles of the project's version to choose from, and one more that it may not have."""
    if not selectors.versions_for(project):
        return []
    titles = selectors.principle_titles(selectors.version_for(project))
    choices = [(identifier, f"{title} ({authority})") for identifier, (title, authority) in titles.items()]
    if also and also not in titles:
        choices.append((also, f"{house_selectors.grounds(project, [also])[also].title} (not in this version)"))
    return choices


@methods
def house_clause_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Adds a rule of the company's own under a principle."""
    project = access.project(request.user, slug, to="edit")
    principles = principle_choices(project)
    if not principles:
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    initial = {"principle": request.GET.get("principle", ""), "seen": 0}
    form = ClauseForm(request.POST if request.method == "POST" else None, principles=principles, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            clause = services.add_house_clause(project, access.person(request), form.values())
        except HouseRuleRefused as refusal:
            form.show(refusal.problems)
        except HouseRuleChanged as conflict:
            form.add_error(None, str(conflict))
        else:
            messages.success(request, f"“{clause.title}” holds from now on. Next, write a case that tests it.")
            return see_other(request, _address(project, clause.identifier))
    context = {"project": project, "form": form}
    return render(request, "explorer/house_clause_create.html", context, status=422 if form.errors else 200)


@require_safe
def house_clause_detail(request: HttpRequest, slug: str, clause: str) -> HttpResponse:
    """A clause: what holds, what tests it and what came out, what is known to go wrong, and how it came to be."""
    project = access.project(request.user, slug, to="view")
    history = _history(project, clause)
    entry = house_selectors.clause_entries(project, history[:1])[0]
    marks = house_selectors.open_marks(project).filter(principle=clause)
    context = {
        "project": project,
        "entry": entry,
        "clause": entry.clause,
        "history": history,
        "label": house_selectors.version_label(project),
        "panels": registries.panels_for_principle(project, clause) if entry.is_covered else [],
        "marks": house_selectors.mark_entries(project, marks),
    }
    return render(request, "explorer/house_clause_detail.html", context)


@methods
def house_clause_change(request: HttpRequest, slug: str, clause: str) -> HttpResponse:
    """Puts a new row in the place of the clause in force."""
    project = access.project(request.user, slug, to="edit")
    current = _history(project, clause)[0]
    if request.method != "POST" and current.replaced_at is not None:
        return see_other(request, _address(project, clause))
    initial = {**_initial(current), "seen": current.number}
    principles = principle_choices(project, also=current.principle)
    form = ClauseForm(request.POST if request.method == "POST" else None, principles=principles, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.change_house_clause(
                project, access.person(request), clause, form.values(), seen=form.cleaned_data["seen"]
            )
        except HouseRuleRefused as refusal:
            form.show(refusal.problems)
        except HouseRuleChanged as conflict:
            versus = house_versus.clause_versus(project, clause, form, str(conflict))
            return render(request, "explorer/house_conflict.html", {"project": project, "versus": versus}, status=409)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is changed.")
            return see_other(request, _address(project, clause))
    context = {"project": project, "form": form, "clause": current}
    return render(request, "explorer/house_clause_change.html", context, status=422 if form.errors else 200)


@methods
def house_clause_retire(request: HttpRequest, slug: str, clause: str) -> HttpResponse:
    """Ends a clause; what tested it stays to be read."""
    project = access.project(request.user, slug, to="edit")
    current = _history(project, clause)[0]
    if request.method != "POST" and current.replaced_at is not None:
        return see_other(request, _address(project, clause))
    form = EndForm(request.POST if request.method == "POST" else None, initial={"seen": current.number})
    status = 422
    if form.is_bound and form.is_valid():
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            services.retire_house_clause(project, access.person(request), clause, reason, seen=seen)
        except HouseRuleRefused as refusal:
            form.show(refusal.problems)
        except HouseRuleChanged as conflict:
            form.add_error(None, f"{conflict} Look at it again before you retire it.")
            status = 409
        else:
            messages.success(request, f"“{current.title}” is retired.")
            return see_other(request, _address(project, clause))
    context = {"project": project, "form": form, "clause": current}
    return render(request, "explorer/house_clause_retire.html", context, status=status if form.errors else 200)


def _history(project: Project, identifier: str) -> list[HouseClause]:
    history = house_selectors.clause_history(project, identifier)
    if not history:
        raise Http404("The project has no such house clause.")
    return history


def _initial(clause: HouseClause) -> dict[str, Any]:
    values = ClauseValues.of(clause)
    return {name: getattr(values, name) for name in ("principle", "title", "authority", "text", "reason")}


def _address(project: Project, identifier: str) -> str:
    return reverse("explorer:house_clause_detail", args=[project.path, identifier])
