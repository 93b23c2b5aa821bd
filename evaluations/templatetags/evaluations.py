"""How this room writes its numbers."""

from django import template

from evaluations.selectors import PrincipleResult, RunSummary
from evaluations.wording import interval_words

register = template.Library()


@register.filter
def interval(result: RunSummary | PrincipleResult) -> str:
    """``64–93 %``; a dash where nothing was counted."""
    return interval_words(result.low, result.high) if result.denominator else "–"
