"""Pages about versions: the list of them, two of them compared, and the history of one section over all of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from explorer import selectors
from explorer.comparison import compared
from explorer.comparison.compared import Side
from explorer.comparison.comparing import counts_in_words
from explorer.comparison.forms import CompareForm
from explorer.comparison.history import HistoryRow, compare_address, history_of
from explorer.comparison.version_changes import changes_between, changes_of_each
from explorer.models import SpecVersion
from explorer.stances import selectors as stance_selectors
from explorer.views.frame import room_context, version_labelled
from ui.pages import render
from workspaces import access
from workspaces.models import Project


@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version with what it brought, and which one the project works with."""
    project = access.project(request.user, slug, to="view")
    versions = selectors.versions_for(project)
    if not versions:
        return render(request, "explorer/nothing_loaded.html", {"project": project})
    used = selectors.version_for(project)
    rows = [
        (row, counts_in_words(row.changes), compare_address(project, row.before, row.version))
        if row.before is not None
        else (row, "", "")
        for row in changes_of_each(versions)
    ]
    context = {**room_context(project, used), "rows": rows, "newer": versions.index(used)}
    return render(request, "explorer/version_list.html", context)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions compared: without a choice the one in use with the newest, or the two newest."""
    project = access.project(request.user, slug, to="view")
    versions = selectors.versions_for(project)
    if len(versions) < 2:
        return render(request, "explorer/nothing_to_compare.html", {"project": project, "versions": versions})
    form = CompareForm(request.GET, versions=versions, start=_start(project, versions))
    if not form.is_valid():
        context = {**room_context(project, versions[0]), "form": form}
        return render(request, "explorer/compare.html", context, status=422)
    return render(request, "explorer/compare.html", _comparison(project, form))


def _start(project: Project, versions: list[SpecVersion]) -> tuple[SpecVersion, SpecVersion]:
    used, newest = selectors.version_for(project), versions[0]
    return (used, newest) if used.pk != newest.pk else (versions[1], newest)


def _comparison(project: Project, form: CompareForm) -> dict[str, Any]:
    """Everything the page shows. What a newer version touches in the project's stances goes in as `touched`."""
    old, new = form.old_version, form.new_version
    comparison = changes_between(old, new)
    in_use = old.pk == selectors.version_for(project).pk != new.pk
    return {
        **room_context(project, new),
        "form": form,
        "old": old,
        "new": new,
        "kind": form.chosen_kind,
        "side_by_side": form.cleaned_data["view"] == "side",
        "comparison": compared.shown(comparison, Side.of(old), Side.of(new), form.chosen_kind),
        "touched": stance_selectors.touched_by(project, old, new, comparison) if in_use else None,
        "outlines": [version for version in dict.fromkeys((old, new)) if version.is_outline],
    }


@require_safe
def section_history(request: HttpRequest, slug: str, label: str, identifier: str) -> HttpResponse:
    """What each version did to a section, step by step."""
    project = access.project(request.user, slug, to="view")
    version = version_labelled(project, label)
    rows = history_of(project, identifier, with_text=True)
    known = next((row for row in rows if row.new is not None), None)
    if known is None:
        raise Http404("No version has such a section.")
    here = next((row for row in rows if row.version.pk == version.pk and row.new is not None), known)
    context = {
        **room_context(project, version),
        "section": here.new,
        "section_version": here.version,
        "history": rows,
        "finding": _finding(rows),
        "side_by_side": request.GET.get("view") == "side",
    }
    return render(request, "explorer/section_history.html", context)


def _finding(rows: list[HistoryRow]) -> str:
    """`Changed twice since 12 Feb 2025, last in 18 Dec 2025`."""
    held = [row for row in rows if row.new is not None]
    came = compared.name_of(held[-1].version)
    if rows[0].new is None:
        gone = rows[rows.index(held[0]) - 1]
        return f"Removed in {compared.name_of(gone.version)}"
    if len(rows) == 1:
        return f"Only {came} is here"
    since = f"since {came}" if held[-1].before is None else f"since it was added in {came}"
    changed = [row for row in held if row.kinds and "added" not in row.kinds]
    if not changed:
        return f"Unchanged {since}"
    times = {1: "once", 2: "twice"}.get(len(changed), f"{len(changed)} times")
    return f"Changed {times} {since}, last in {compared.name_of(changed[0].version)}"
