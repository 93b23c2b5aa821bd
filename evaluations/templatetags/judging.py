"""Pieces of pages about judges: what they say of a run, and whether a verdict of theirs decides."""

from typing import Any

from django import template

from evaluations.judging.selectors import gradings_of
from evaluations.models import Grading, Run, Verdict
from evaluations.statistics import Corrected, Estimate
from evaluations.verdict_keeping import deciding_gradings
from evaluations.wording import interval_words
from workspaces import access

register = template.Library()


@register.filter
def bounds(found: Estimate | Corrected) -> str:
    """``64–93 %``: an interval, whatever it is of."""
    return interval_words(found.low, found.high)


@register.filter
def ago(days: int) -> str:
    """``today``, ``1 day ago``, ``12 days ago``."""
    return "today" if days < 1 else "1 day ago" if days == 1 else f"{days} days ago"


@register.filter
def share(part: float) -> str:
    """A share that somebody agreed to, in whole percents."""
    return f"{part:.0%}".replace("%", "\u202f%")


@register.inclusion_tag("evaluations/gradings_panel.html", takes_context=True)
def gradings_panel(context: template.Context, run: Run) -> dict[str, Any]:
    """What judges say of a run, with the way to ask another."""
    request, project = context["request"], context["project"]
    may_grade = bool(run.suite_id) and run.state in Run.FINISHED and access.may(request.user, project, "evaluate")
    return {"project": project, "run": run, "rows": gradings_of(run), "may_grade": may_grade}


@register.simple_tag
def why_advice(verdict: Verdict) -> str:
    """Why a judge's verdict decides nothing, in words; empty where it may decide."""
    grading = verdict.grading
    if grading is None or grading.pk in deciding_gradings({verdict.sample.run_id}):
        return ""
    return _why(grading)


def _why(grading: Grading) -> str:
    if grading.is_own_model:
        return "the judge is the model under test"
    if not grading.counts:
        return "the grading is exploratory"
    if not grading.trusted:
        return "the judge is not trusted"
    return "another grading followed"
