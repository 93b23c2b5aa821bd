"""Pieces of pages about test plans, triage and alarms."""

from typing import Any

from django import template

from evaluations.models import Run, Sample
from evaluations.plans import selectors as plan_selectors
from evaluations.plans.forms import TriageForm
from evaluations.schedules import selectors as schedule_selectors
from workspaces import access
from workspaces.models import Project

register = template.Library()


@register.simple_tag
def open_alarms(project: Project) -> int:
    """How many alarms of the project nobody has acknowledged."""
    return schedule_selectors.open_alarm_count(project)


@register.inclusion_tag("evaluations/plan_panel.html", takes_context=True)
def plan_panel(context: template.Context, run: Run) -> dict[str, Any]:
    """What a run comes to under its plan, how far its failures are triaged, and which schedule started it."""
    failures, left = plan_selectors.triage_counts([run]).get(run.pk, (0, 0))
    return {
        "project": context["project"],
        "run": run,
        "plan": run.plan,
        "verdict": plan_selectors.verdict_on_plan(run),
        "failures": failures,
        "triaged": failures - left,
        "scheduled": getattr(run, "scheduled", None),
    }


@register.inclusion_tag("evaluations/triage_panel.html", takes_context=True)
def triage_panel(context: template.Context, sample: Sample) -> dict[str, Any]:
    """What people said about a failing answer, the form to say it, and the next failure without a word."""
    request, project = context["request"], context["project"]
    waiting = plan_selectors.untriaged(sample.run).exclude(pk=sample.pk)
    failing = sample.outcome in plan_selectors.FAILING
    following = waiting.filter(pk__gt=sample.pk).first() or waiting.first() if failing else None
    return {
        "request": request,
        "project": project,
        "run": sample.run,
        "sample": sample,
        "failing": failing,
        "triages": list(plan_selectors.triages_of(sample)),
        "following": following,
        "form": TriageForm(auto_id="id_triage_%s"),
        "may_evaluate": access.may(request.user, project, "evaluate"),
        "csrf_token": context["csrf_token"],
    }
