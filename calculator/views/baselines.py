"""The baseline: what the project is held against, what was before it, and the freezing of a version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from calculator import findings
from calculator.errors import BaselineMoved
from calculator.forms import FreezeForm
from calculator.models import Baseline, ScenarioVersion
from calculator.selectors import baseline_of, baselines_of, latest_scenario
from calculator.services import freeze_baseline
from calculator.views.frame import fetch_version
from ui.pages import render, see_other
from workspaces import access


@require_GET
def baseline(request: HttpRequest, slug: str) -> HttpResponse:
    """The baseline in force and every one before it, with reason, person and time."""
    project = access.project(access.person(request), slug, to="view")
    rows = [(one, findings.headline_words(one.version.headline, one.version.currency)) for one in baselines_of(project)]
    in_force = next((one for one, _ in rows if one.is_in_force), None)
    context = {
        "project": project,
        "rows": rows,
        "in_force": in_force,
        "finding": _finding(in_force),
        "latest": latest_scenario(project),
    }
    return render(request, "calculator/baseline.html", context)


@require_http_methods(["GET", "POST"])
def version_freeze(request: HttpRequest, slug: str, scenario: int, number: int) -> HttpResponse:
    """Freezes one version as the baseline, with a reason; who is on an older state sees the one in force first."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    version, in_force = fetch_version(project, scenario, number), baseline_of(project)
    form = FreezeForm(request.POST or None, initial={"replaces": in_force.pk if in_force else None})
    status = 200
    if request.method == "POST" and form.is_valid():
        reason, replaces = form.cleaned_data["reason"], form.cleaned_data["replaces"]
        try:
            freeze_baseline(version, reason=reason, actor=person, replaces=replaces)
        except BaselineMoved:
            status, in_force = 409, baseline_of(project)
            form = FreezeForm({"reason": reason, "replaces": in_force.pk if in_force else ""})
        else:
            messages.success(request, f"Version {version.number} of “{version.scenario.name}” is the baseline.")
            return see_other(request, reverse("calculator:baseline", args=[project.path]))
    context = {
        "project": project,
        "scenario": version.scenario,
        "version": version,
        "words": findings.headline_words(version.headline, version.currency),
        "in_force": in_force,
        "is_frozen": in_force is not None and in_force.version_id == version.pk,
        "moved": status == 409,
        "form": form,
    }
    return render(request, "calculator/version_freeze.html", context, status=422 if form.errors else status)


def _finding(in_force: Baseline | None) -> str:
    if in_force is None:
        return "Nothing is frozen as the baseline yet"
    version: ScenarioVersion = in_force.version
    words = findings.headline_words(version.headline, version.currency)
    return f"The project is held against “{version.scenario.name}”, version {version.number}: {words['short']}"
