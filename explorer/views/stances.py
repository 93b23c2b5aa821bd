"""Stances: the list with what is decided, one principle with its history, and what a new version left to confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from explorer import presets, selectors, services
from explorer.errors import NothingToConfirm, PrincipleUnknown, StanceChanged, StanceRefused, VersionMoved
from explorer.forms import PinForm
from explorer.models import SpecVersion
from explorer.stances import selectors as stance_selectors
from explorer.stances import versus as stance_versus
from explorer.stances.forms import ConfirmForm, FilterForm, StanceForm
from explorer.stances.standing import Chapter, StanceEntry, Standing
from explorer.stances.versus import Versus
from ui.pages import render, see_other
from workspaces import access
from workspaces.errors import WaiverAlreadyAsked, WaiverRefused
from workspaces.forms import WaiverForm
from workspaces.models import Project, Waiver
from workspaces.selectors import waivers_about
from workspaces.waivers import ask_waiver


@require_safe
def stance_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every principle of the project's version with what was decided on it."""
    return _list(request, access.project(request.user, slug, to="view"))


def _list(request: HttpRequest, project: Project, *, problem: str = "", status: int = 200) -> HttpResponse:
    if not selectors.versions_for(project):
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    standing = stance_selectors.stances_of(project, sentences=True)
    filters = FilterForm(request.GET if request.method in ("GET", "HEAD") else QueryDict())
    context = {
        "project": project,
        "version": selectors.version_for(project),
        "standing": standing,
        "completeness": standing.completeness,
        "chapters": _kept(standing, filters),
        "filters": filters,
        "presets": presets.all_presets(),
        "problem": problem,
    }
    return render(request, "explorer/stance_list.html", context, fragment="stances", status=status)


def _kept(standing: Standing, filters: FilterForm) -> list[Chapter]:
    chapters = (
        Chapter(chapter.section, [entry for entry in chapter.entries if filters.keeps(entry)])
        for chapter in standing.chapters
    )
    return [chapter for chapter in chapters if chapter.entries]


def stance_detail(request: HttpRequest, slug: str, identifier: str) -> HttpResponse:
    """One principle: what holds, why, since when, and the form to decide it."""
    posted = request.method == "POST"
    project = access.project(request.user, slug, to="edit" if posted else "view")
    entry = _entry(project, identifier)
    if not posted:
        return _detail(request, project, identifier, entry)
    if entry is None:
        raise Http404("The version of the project has no such principle.")
    form, version = StanceForm(request.POST, entry=entry), request.POST.get("version", "")[:80]
    if form.is_valid():
        try:
            stance = services.decide_stances(project, access.person(request), [form.decision()], version=version)[0]
        except StanceRefused as refusal:
            form.show(refusal.problems.get(identifier, {}))
        except (StanceChanged, VersionMoved) as conflict:
            versus = stance_versus.of(project, identifier, form, str(conflict).rstrip("."))
            return _conflict(request, project, versus)
        else:
            messages.success(request, f"{stance.title}: {stance.get_kind_display().lower()}.")
            return see_other(request, _address(project, identifier))
    return _detail(request, project, identifier, entry, form=form, status=422)


@require_POST
def stance_waiver(request: HttpRequest, slug: str, identifier: str) -> HttpResponse:
    """Asks for leave to drop a principle that nobody may override."""
    project = access.project(request.user, slug, to="edit")
    entry = _entry(project, identifier)
    if entry is None or not entry.is_fixed:
        raise Http404("Only principles that nobody may override need a waiver.")
    form = WaiverForm(request.POST, auto_id="id_waiver_%s")
    if form.is_valid():
        subject = stance_selectors.waiver_subject(identifier)
        title = f"Drop “{entry.section.title}”"
        try:
            ask_waiver(project, access.person(request), subject=subject, title=title, **form.cleaned_data)
        except WaiverRefused as refusal:
            for field, problem in refusal.problems.items():
                form.add_error(field, problem)
        except WaiverAlreadyAsked as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The waiver is asked for. An owner who did not ask for it decides.")
            return see_other(request, _address(project, identifier))
    return _detail(request, project, identifier, entry, waiver_form=form, status=422)


@require_POST
def stance_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Repeats stances as they are on the version of today, one or several."""
    project = access.project(request.user, slug, to="edit")
    decided = stance_selectors.stances_in_force(project).values_list("principle", flat=True)
    form = ConfirmForm(request.POST, identifiers=list(decided))
    if not form.is_valid():
        problem = " ".join(str(words) for errors in form.errors.values() for words in errors)
        return _list(request, project, problem=problem, status=422)
    try:
        confirmed = services.confirm_stances(
            project, access.person(request), form.cleaned_data["principle"], version=form.cleaned_data["version"]
        )
    except (StanceRefused, NothingToConfirm, PrincipleUnknown) as refusal:
        return _list(request, project, problem=f"Nothing was confirmed. {refusal}", status=422)
    except (StanceChanged, VersionMoved) as conflict:
        return _list(request, project, problem=f"Nothing was confirmed. {conflict}", status=409)
    label = selectors.version_for(project).label
    messages.success(request, f"{len(confirmed)} stance{'' if len(confirmed) == 1 else 's'} confirmed on {label}.")
    left = stance_selectors.stances_of(project).stale
    query = "?show=stale" if left else ""
    return see_other(request, reverse("explorer:stance_list", args=[project.path]) + query)


@require_POST
def stance_repin(request: HttpRequest, slug: str) -> HttpResponse:
    """Has the project work with a newer version, and leads to what has to be looked at for it."""
    project = access.project(request.user, slug, to="edit")
    form = PinForm(request.POST, versions=selectors.versions_for(project))
    if not form.is_valid():
        return render(request, "explorer/pin.html", {"project": project, "form": form}, status=422)
    services.pin_version(project, form.chosen, access.person(request))
    messages.success(request, f"{project.name} works with the version {form.chosen.label} from now on.")
    return see_other(request, reverse("explorer:stance_list", args=[project.path]) + "?show=open")


def _entry(project: Project, identifier: str) -> StanceEntry | None:
    try:
        return stance_selectors.entry_for(project, identifier)
    except SpecVersion.DoesNotExist as nothing:
        raise Http404(str(nothing)) from nothing


def _address(project: Project, identifier: str) -> str:
    return reverse("explorer:stance_detail", args=[project.path, identifier])


def _detail(
    request: HttpRequest,
    project: Project,
    identifier: str,
    entry: StanceEntry | None,
    *,
    form: StanceForm | None = None,
    waiver_form: WaiverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    history = stance_selectors.history_of(project, identifier)
    if entry is None and not history:
        raise Http404("Neither the version of the project nor its decisions know this principle.")
    context: dict[str, Any] = {
        "project": project,
        "version": selectors.version_for(project),
        "identifier": identifier,
        "entry": entry,
        "title": entry.section.title if entry is not None else history[0].title or identifier,
        "history": history,
        "ground": stance_selectors.ground_of(project, entry) if entry is not None else None,
        "form": form or (StanceForm(entry=entry) if entry is not None else None),
        **_waivers(project, entry, waiver_form),
    }
    return render(request, "explorer/stance_detail.html", context, status=status)


def _waivers(project: Project, entry: StanceEntry | None, form: WaiverForm | None) -> dict[str, Any]:
    """What the page shows of waivers, where the principle can be dropped under one only."""
    if entry is None or not entry.is_fixed:
        return {}
    waivers: list[Waiver] = list(waivers_about(project, stance_selectors.waiver_subject(entry.section.identifier)))
    return {
        "waivers": waivers,
        "waiting": next((waiver for waiver in waivers if waiver.is_open), None),
        "waiver_form": form or WaiverForm(auto_id="id_waiver_%s"),
        "today": timezone.localdate(),
    }


def _conflict(request: HttpRequest, project: Project, versus: Versus) -> HttpResponse:
    return render(request, "explorer/stance_conflict.html", {"project": project, "versus": versus}, status=409)
