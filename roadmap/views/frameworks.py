"""Frameworks: how far criteria cover them, the statement of applicability with its file, and one decision in it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.frameworks.coverage import YES, Coverage, coverage_of, decisions_about, decisions_in_force
from roadmap.frameworks.export import applicability_csv
from roadmap.frameworks.forms import FIELDS, ApplicabilityForm, CoverageFilter
from roadmap.frameworks.reading import shipped_frameworks
from roadmap.frameworks.records import FrameworkList, Identifier
from roadmap.services.applicability import decide_applicability
from roadmap.state_selectors import stated_criteria
from roadmap.template.reading import shipped_template
from roadmap.versus import row_versus
from roadmap.views.shared import conflict, csv_file, show
from roadmap.vocabulary import VERIFICATIONS
from ui import registries
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


@require_safe
def framework_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The frameworks, each with how far the criteria cover it."""
    project = access.project(request.user, slug, to="view")
    entries, decisions = stated_criteria(project, timezone.localdate()), decisions_in_force(project)
    covered = [coverage_of(one, entries, decisions.get(key, {})) for key, one in shipped_frameworks().items()]
    context = {
        "project": project,
        "covered": covered,
        "settled": sum(one.settled for one in covered),
        "mapped": sum(one.mapped for one in covered),
        "mapping": shipped_template(),
        "actions": registries.actions_for("framework", project, request.user),
    }
    return render(request, "roadmap/framework_list.html", context)


@require_safe
def framework_detail(request: HttpRequest, slug: str, framework: str) -> HttpResponse:
    """Which identifiers are mapped by which criteria in which state, and which by none."""
    project = access.project(request.user, slug, to="view")
    return _table(request, project, _framework(framework), "roadmap/framework_detail.html")


@require_safe
def applicability_list(request: HttpRequest, slug: str, framework: str) -> HttpResponse:
    """The statement of applicability: what applies, why, and what stands behind it."""
    project = access.project(request.user, slug, to="view")
    return _table(request, project, _framework(framework), "roadmap/applicability_list.html")


@require_safe
def applicability_export(request: HttpRequest, slug: str, framework: str) -> HttpResponse:
    """The whole statement of applicability as CSV."""
    project = access.project(request.user, slug, to="view")
    found = _framework(framework)
    return csv_file(applicability_csv(_coverage(project, found)), f"applicability-{found.key}-{project.slug}")


@require_http_methods(["GET", "HEAD", "POST"])
def applicability_decide(request: HttpRequest, slug: str, framework: str, reference: str) -> HttpResponse:
    """One identifier with its history; a POST decides whether it applies."""
    posted = request.method == "POST"
    project = access.project(request.user, slug, to="edit" if posted else "view")
    found = _framework(framework)
    identifier = _identifier(found, reference)
    form = ApplicabilityForm(
        request.POST if posted else None, decision=decisions_about(project, found, reference).first()
    )
    if posted and form.is_valid():
        applies, reason = form.cleaned_data["applies"] == YES, form.cleaned_data["reason"]
        try:
            decide_applicability(
                project, access.person(request), found, reference, applies=applies, reason=reason, number=form.seen
            )
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            return _both_sides(request, project, found, identifier, form)
        else:
            messages.success(request, f"It is decided that {reference} {'applies' if applies else 'does not apply'}.")
            address = reverse("roadmap:applicability_list", args=[project.path, found.key])
            return see_other(request, f"{address}#{_anchor(found, identifier)}")
    coverage = _coverage(project, found)
    context = {
        "project": project,
        "framework": found,
        "row": next(row for row in coverage.rows if row.identifier == identifier),
        "form": form,
        "history": decisions_about(project, found, reference),
        "mapping": shipped_template(),
        "may_edit": access.may(request.user, project, "edit"),
    }
    return render(request, "roadmap/applicability_decide.html", context, status=422 if form.errors else 200)


def _table(request: HttpRequest, project: Project, framework: FrameworkList, template: str) -> HttpResponse:
    coverage, filters = _coverage(project, framework), CoverageFilter(request.GET)
    context = {
        "project": project,
        "framework": framework,
        "coverage": coverage,
        "groups": [
            (title, [(row, _anchor(framework, row.identifier)) for row in rows])
            for title, rows in coverage.narrowed(filters.fits)
        ],
        "filters": filters,
        "checked": VERIFICATIONS[framework.about.verification],
        "dates": [one for one in shipped_template().regulation_dates if one.framework == framework.key],
        "mapping": shipped_template(),
        "may_edit": access.may(request.user, project, "edit"),
        "actions": registries.actions_for("framework", project, request.user, framework.key),
    }
    return render(request, template, context)


def _both_sides(
    request: HttpRequest, project: Project, framework: FrameworkList, identifier: Identifier, form: ApplicabilityForm
) -> HttpResponse:
    name = identifier.name
    latest = decisions_about(project, framework, name).first()
    versus = row_versus(
        f"{name} was decided while you had it open",
        ApplicabilityForm(decision=latest),
        form,
        FIELDS,
        who=f"{latest.actor_name}, {date_format(latest.at, 'j M Y, H:i')} UTC" if latest else "",
        action=reverse("roadmap:applicability_decide", args=[project.path, framework.key, name]),
        keep_url=reverse("roadmap:applicability_list", args=[project.path, framework.key]),
    )
    return conflict(request, project, versus)


def _coverage(project: Project, framework: FrameworkList) -> Coverage:
    decisions = decisions_in_force(project).get(framework.key, {})
    return coverage_of(framework, stated_criteria(project, timezone.localdate()), decisions)


def _framework(key: str) -> FrameworkList:
    found = shipped_frameworks().get(key)
    if found is None:
        raise Http404("No such framework.")
    return found


def _identifier(framework: FrameworkList, name: str) -> Identifier:
    found = framework.find(name)
    if found is None:
        raise Http404("No such identifier.")
    return found


def _anchor(framework: FrameworkList, identifier: Identifier) -> str:
    """The place of an identifier in its table, for the address."""
    return f"{framework.key}-{framework.identifiers.index(identifier)}"
