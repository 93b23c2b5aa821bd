"""The evidence page, inside a project and for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from calculator import evidence_page
from calculator.evidence import defaults
from ui.pages import render
from workspaces import access


@require_GET
def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(access.person(request), slug, to="view")
    context = {"project": project, **_context(request, reverse("calculator:evidence", args=[project.path]))}
    return render(request, "calculator/evidence.html", context, fragment="findings")


@login_not_required
@require_GET
def evidence_public(request: HttpRequest) -> HttpResponse:
    """The same outside of any project."""
    context = _context(request, reverse("calculator_public:evidence"))
    return render(request, "calculator/evidence_public.html", context, fragment="findings")


def _context(request: HttpRequest, url: str) -> dict[str, Any]:
    """`?work=support&result=loss`; what is none of the choices filters nothing."""
    works = evidence_page.works()
    work, result = request.GET.get("work", ""), request.GET.get("result", "")
    work, result = work if work in works else "", result if result in evidence_page.RESULTS else ""
    shown = evidence_page.findings(work, result)
    return {
        "evidence_url": url,
        "works": works.items(),
        "results": evidence_page.RESULTS.items(),
        "work": work,
        "result": result,
        "findings": shown,
        "count": len(evidence_page.findings()),
        "finding": evidence_page.evidence_finding(evidence_page.findings()),
        "shown_finding": evidence_page.evidence_finding(shown) if shown else "",
        "defaults": evidence_page.all_defaults(),
        "not_known": evidence_page.NOT_KNOWN,
        "version": defaults().version,
    }
