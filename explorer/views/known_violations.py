"""Known violations: the list, and the forms to mark one and to close a mark."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from explorer import services
from explorer.errors import AlreadyMarked, HouseRuleChanged, HouseRuleRefused
from explorer.house import selectors as house_selectors
from explorer.house.forms import Choices, CloseForm, MarkFilterForm, MarkForm
from explorer.models import KnownViolation
from explorer.views.house_clauses import principle_choices
from ui import registries
from ui.pages import render, see_other
from ui.registries import CaseLink
from workspaces import access
from workspaces.models import Project, User

methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def known_violation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The marks that are looked for, the most urgent first."""
    project = access.project(request.user, slug, to="view")
    filters = MarkFilterForm(request.GET)
    entries = house_selectors.mark_entries(project, house_selectors.marks_of(project))
    still_open = [entry for entry in entries if entry.state != "closed"]
    context = {
        "project": project,
        "filters": filters,
        "entries": [entry for entry in entries if filters.keeps(entry)],
        "total": len(entries),
        "open": len(still_open),
        "overdue": sum(entry.state == "overdue" for entry in still_open),
    }
    return render(request, "explorer/known_violation_list.html", context, fragment="marks")


@methods
def known_violation_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Marks a violation as a known gap or a regression."""
    project = access.project(request.user, slug, to="evaluate")
    initial = {name: request.GET.get(name, "") for name in ("principle", "case", "kind")}
    rules = _rules(project)
    if not rules:
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    form = MarkForm(request.POST if request.method == "POST" else None, principles=rules, initial=initial)
    status = 422
    if form.is_bound and form.is_valid():
        try:
            _mark(project, access.person(request), form)
        except HouseRuleRefused as refusal:
            form.show({"case" if name == "case_key" else name: words for name, words in refusal.problems.items()})
        except AlreadyMarked as known:
            form.add_error(None, str(known))
            status = 409
        else:
            messages.success(request, f"Marked as a {'known gap' if form.is_gap else 'regression'}.")
            return see_other(request, reverse("explorer:known_violation_list", args=[project.path]))
    context = {"project": project, "form": form, "case": _case(project, form, rules)}
    return render(request, "explorer/known_violation_create.html", context, status=status if form.errors else 200)


def _mark(project: Project, actor: User, form: MarkForm) -> KnownViolation:
    principle, what, case_key = (form.cleaned_data[name] for name in ("principle", "what", "case"))
    if form.is_gap:
        return services.mark_known_gap(project, actor, principle, what, form.cleaned_data["until"], case_key)
    return services.mark_regression(project, actor, principle, what, case_key)


def _case(project: Project, form: MarkForm, rules: Choices) -> CaseLink | None:
    """The case that stands in the form, where it is one."""
    key = (str(form["principle"].value() or ""), str(form["case"].value() or ""))
    is_usable = key[0] in dict(rules) and key[1].isprintable()
    return registries.cases_of(project, {key}).get(key) if is_usable else None


def _rules(project: Project) -> Choices:
    """The principles of the version and the house clauses in force: what can be violated."""
    clauses = [
        (identifier, f"{title} (house clause, {authority})")
        for _, identifier, title, authority in house_selectors.clauses_under(project)
    ]
    return [*principle_choices(project), *clauses]


@methods
def known_violation_close(request: HttpRequest, slug: str, mark: int) -> HttpResponse:
    """Closes a mark, and says what ended it."""
    project = access.project(request.user, slug, to="edit")
    found = get_object_or_404(house_selectors.marks_of(project), pk=mark)
    form = CloseForm(request.POST if request.method == "POST" else None)
    status = 422
    if form.is_bound and form.is_valid():
        try:
            services.close_mark(project, access.person(request), found, form.cleaned_data["note"])
        except HouseRuleRefused as refusal:
            form.show(refusal.problems)
        except HouseRuleChanged as conflict:
            form.add_error(None, str(conflict))
            status = 409
            found.refresh_from_db()
        else:
            messages.success(request, "The mark is closed. What it said stays in the list of closed ones.")
            return see_other(request, reverse("explorer:known_violation_list", args=[project.path]))
    context = {"project": project, "form": form, "entry": house_selectors.mark_entries(project, [found])[0]}
    return render(request, "explorer/known_violation_close.html", context, status=status if form.errors else 200)
