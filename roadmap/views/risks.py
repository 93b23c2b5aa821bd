"""Risks: the list with its limit and file, recording, one risk with its history, and changing it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Risk, RiskLimit
from roadmap.register.export import risks_csv
from roadmap.register.forms import RISK_FIELDS, RiskForm, RiskLimitForm
from roadmap.register.listing import A_PAGE, RiskFilter, is_untreated, limit_of, past_review, risks_of
from roadmap.services import register as services
from roadmap.versus import Versus, last_hand, row_versus
from roadmap.views.shared import conflict, csv_file, show
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

WAYS = ["GET", "HEAD", "POST"]


@require_safe
def risk_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The risks of the project, which can be narrowed and ordered."""
    return _list(request, access.project(request.user, slug, to="view"))


@require_POST
def risk_limit(request: HttpRequest, slug: str) -> HttpResponse:
    """Sets the highest level that is accepted without a mitigation."""
    project = access.project(request.user, slug, to="edit")
    form = RiskLimitForm(request.POST, limit=None, times=0)
    if not form.is_valid():
        return _list(request, project, form)
    try:
        limit = services.set_risk_limit(project, access.person(request), form.cleaned_data["level"], seen=form.seen - 1)
    except ChangedMeanwhile:
        return conflict(request, project, _two_limits(project, form))
    messages.success(request, f"Risks above {limit.get_level_display().lower()} need a mitigation from now on.")
    return see_other(request, reverse("roadmap:risk_list", args=[project.path]))


def _limit_form(project: Project) -> RiskLimitForm:
    return RiskLimitForm(limit=limit_of(project), times=RiskLimit.objects.filter(project=project).count())


def _two_limits(project: Project, form: RiskLimitForm) -> Versus:
    limit = limit_of(project)
    return row_versus(
        "The limit of tolerance was set while you had it open",
        _limit_form(project),
        form,
        ["level"],
        who=f"{limit.actor_name or 'Somebody'}, {date_format(limit.at, 'j M Y, H:i')} UTC" if limit else "",
        action=reverse("roadmap:risk_limit", args=[project.path]),
        keep_url=reverse("roadmap:risk_list", args=[project.path]),
    )


def _list(request: HttpRequest, project: Project, form: RiskLimitForm | None = None) -> HttpResponse:
    person, today = access.person(request), timezone.localdate()
    filters, limit = RiskFilter(request.GET, project=project), limit_of(project)
    page = Paginator(filters.rows(project, person), A_PAGE).get_page(request.GET.get("page"))
    every = list(Risk.objects.filter(project=project).only("status", "likelihood", "severity", "mitigation"))
    context = {
        "project": project,
        "filters": filters,
        "page": page,
        "rows": [(risk, past_review(risk, today)) for risk in page],
        "total": len(every),
        "open": sum(risk.is_open for risk in every),
        "limit": limit,
        "untreated": sum(is_untreated(risk, limit) for risk in every),
        "form": form or _limit_form(project),
        "may_edit": access.may(person, project, "edit"),
    }
    return render(request, "roadmap/risk_list.html", context, status=422 if form else 200)


@require_safe
def risk_export(request: HttpRequest, slug: str) -> HttpResponse:
    """The risks that fit the filter of the address, as CSV."""
    project, person = access.project(request.user, slug, to="view"), access.person(request)
    rows = RiskFilter(request.GET, project=project).rows(project, person)
    return csv_file(risks_csv(rows, timezone.localdate()), f"risks-{project.slug}")


@require_http_methods(WAYS)
def risk_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Records what could go wrong."""
    project = access.project(request.user, slug, to="edit")
    posted = request.method == "POST"
    form = RiskForm(request.POST if posted else None, project=project)
    if posted and form.is_valid():
        try:
            added = services.record_risk(project, access.person(request), **_values(form))
        except ChangeRefused as refusal:
            show(form, refusal)
        else:
            messages.success(request, f"“{added.title}” is recorded.")
            return see_other(request, _url(project, added))
    context = {"project": project, "form": form}
    return render(request, "roadmap/risk_create.html", context, status=422 if form.errors else 200)


@require_safe
def risk_detail(request: HttpRequest, slug: str, risk: int) -> HttpResponse:
    """One risk with its history."""
    project = access.project(request.user, slug, to="view")
    found, limit = _risk(project, risk), limit_of(project)
    context = {
        "project": project,
        "risk": found,
        "limit": limit,
        "untreated": is_untreated(found, limit),
        "overdue": past_review(found, timezone.localdate()),
        "history": found.changes.order_by("-at", "-pk"),
        "may_edit": access.may(request.user, project, "edit"),
    }
    return render(request, "roadmap/risk_detail.html", context)


@require_http_methods(WAYS)
def risk_change(request: HttpRequest, slug: str, risk: int) -> HttpResponse:
    """Changes a risk; whoever saves second sees both sides."""
    project = access.project(request.user, slug, to="edit")
    found, posted = _risk(project, risk), request.method == "POST"
    form = RiskForm(request.POST if posted else None, project=project, risk=found)
    if posted and form.is_valid():
        try:
            services.change_risk(found, access.person(request), seen=form.seen, **_values(form))
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            return _both_sides(request, project, form, risk)
        else:
            messages.success(request, f"“{form.cleaned_data['title']}” is saved.")
            return see_other(request, _url(project, found))
    context = {"project": project, "risk": found, "form": form}
    return render(request, "roadmap/risk_change.html", context, status=422 if form.errors else 200)


def _both_sides(request: HttpRequest, project: Project, form: RiskForm, pk: int) -> HttpResponse:
    current = _risk(project, pk)
    versus = row_versus(
        f"“{current.title}” was changed while you had it open",
        RiskForm(project=project, risk=current),
        form,
        RISK_FIELDS,
        who=last_hand(current.changes.order_by("-at", "-pk").first()),
        action=reverse("roadmap:risk_change", args=[project.path, current.pk]),
        keep_url=_url(project, current),
    )
    return conflict(request, project, versus)


def _values(form: RiskForm) -> Any:
    return {name: form.cleaned_data[name] for name in RISK_FIELDS}


def _risk(project: Project, pk: int) -> Risk:
    found = get_object_or_404(risks_of(project), pk=pk)
    found.project = project
    return found


def _url(project: Project, risk: Risk) -> str:
    return reverse("roadmap:risk_detail", args=[project.path, risk.pk])
