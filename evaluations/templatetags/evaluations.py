"""How this room writes its numbers, and pieces of its pages."""

import json
from typing import Any

from django import template
from django.urls import reverse

from evaluations.comparison import p_words, signed_points
from evaluations.models import ReportedRun, Run
from evaluations.principles import principles_for
from evaluations.reported.standing import RULE, standing_of
from evaluations.review.selectors import waits_for
from evaluations.room import navigation_at
from evaluations.runs.sample_filters import Chosen
from evaluations.selectors import PrincipleResult, RunSummary
from evaluations.statistics import Estimate
from evaluations.wording import bare, interval_words, run_label, when_words
from ui.templatetags.ui import moment
from workspaces import access
from workspaces.models import Project

register = template.Library()
register.filter("bare", bare)
register.filter("run_label", run_label)
register.simple_tag(navigation_at, name="room_tabs")


@register.filter
def as_json(value: Any) -> str:
    """A stored value spread out, to be read."""
    return json.dumps(value, indent=2, ensure_ascii=False)


@register.filter
def when(run: Run) -> str:
    """When a run ended, else began, in the reader's own zone; a pilot by its day."""
    return when_words(run) if run.source == Run.Source.RECORDED else moment(run.finished_at or run.created_at)


@register.filter
def interval(result: RunSummary | PrincipleResult | Estimate) -> str:
    """``64–93 %``; a dash where nothing was counted."""
    return interval_words(result.low, result.high) if result.denominator else "–"


@register.filter
def points(share: float | None) -> str:
    """A difference of two rates in percentage points with its sign: ``+4.2``; a dash for none."""
    return "–" if share is None else signed_points(share)


@register.filter
def p_value(p: float | None) -> str:
    """``0.035``, ``< 0.001`` or a dash."""
    return p_words(p)


@register.filter
def chosen_for(chosen: Chosen, name: str) -> str:
    """The value that a filter of the samples is held to."""
    return str(getattr(chosen, name))


@register.inclusion_tag("evaluations/reported_panel.html", takes_context=True)
def reported_panel(context: template.Context, run: Run) -> dict[str, Any]:
    """How far reported results were checked, and the next step."""
    request, project = context["request"], context["project"]
    reported = ReportedRun.objects.select_related("spot_run", "token", "accepted_by").get(run=run)
    return {
        "request": request,
        "project": project,
        "run": run,
        "reported": reported,
        "standing": standing_of(reported),
        "rule": RULE,
        "may_evaluate": access.may(request.user, project, "evaluate"),
        "may_edit": access.may(request.user, project, "edit"),
        "csrf_token": context["csrf_token"],
    }


@register.inclusion_tag("evaluations/curl_line.html", takes_context=True)
def curl_line(context: template.Context, project: Project) -> dict[str, Any]:
    """The one line with which tests that run elsewhere report to this project; it works as it stands."""
    request = context["request"]
    result = {
        "case_id": "refund-1",
        "principle": next(iter(principles_for(project)), "principle"),
        "user": "Did my refund go out?",
        "response": "I cannot see payments from here.",
        "outcome": "compliant",
    }
    body = {
        "project": project.path,
        "release": "Release 1",
        "commit": "4f2c1d9",
        "branch": "main",
        "idempotency_key": "build-1",
        "results": [result],
    }
    return {
        "project": project,
        "address": request.build_absolute_uri(reverse("api:reported_results")),
        "body": json.dumps(body),
        "may_edit": access.may(request.user, project, "edit"),
    }


@register.simple_tag(takes_context=True)
def waits_for_reader(context: template.Context, project: Project) -> int:
    """How many answers wait for the reader's rating, or for his word where raters disagree."""
    reader = context["request"].user
    return waits_for(project, reader) if access.may(reader, project, "evaluate") else 0
