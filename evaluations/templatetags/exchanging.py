"""Pieces of pages about runs that came out of logs of other tools."""

from collections.abc import Mapping
from typing import Any

from django import template

from evaluations.exchange.export.results import FORMATS
from evaluations.exchange.formats import TOOLS
from evaluations.models import ImportedLog, Run

register = template.Library()


@register.filter
def tool_name(tool: str) -> str:
    """What a tool or format is called to people."""
    return TOOLS.get(tool, tool)


@register.filter
def source_in(run: Run, tools: Mapping[int, str]) -> str:
    """Where a run comes from: of an imported one the tool, by ``exchange_selectors.tools_of``."""
    return f"Log of {tools[run.pk]}" if run.pk in tools else run.get_source_display()


@register.filter
def where_from(run: Run) -> str:
    """Where one run comes from, inside a sentence."""
    tool = ""
    if run.source == Run.Source.RECORDED:
        tool = ImportedLog.objects.filter(run=run).values_list("tool", flat=True).first() or ""
    return f"log of {TOOLS[tool]}" if tool else run.get_source_display().lower()


@register.inclusion_tag("evaluations/exchange_source.html", takes_context=True)
def imported_log(context: template.Context, run: Run) -> dict[str, Any]:
    """Where a recorded run comes from, if it came out of a log."""
    recorded = run.source == Run.Source.RECORDED
    log = ImportedLog.objects.filter(run=run).first() if recorded else None
    return {"request": context["request"], "project": context["project"], "run": run, "log": log}


@register.simple_tag
def result_formats() -> list[str]:
    """The formats in which the results of a run are written."""
    return list(FORMATS)
