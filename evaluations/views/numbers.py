"""The numbers of a run on its page: by principle, section or level, and all intervals with their questions."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from evaluations.models import Run
from evaluations.result_selectors import WAYS, breakdown_of, numbers_of

NUMBERS = "numbers"


def numbers_shown(request: HttpRequest, run: Run) -> dict[str, Any]:
    """What ``evaluations/numbers.html`` needs, by the address: ``by`` chooses the way, ``errors`` how errors count."""
    by = request.GET.get("by", "")
    by = by if by in WAYS else next(iter(WAYS))
    errors_count = request.GET.get("errors") == "violations"
    return {
        "by": by,
        "ways": [(key, label, _query(key, errors_count)) for key, label in WAYS.items()],
        "ways_query": _query(by, errors_count),
        "errors_count": errors_count,
        "switch_query": _query(by, not errors_count),
        "breakdown": breakdown_of(run, "principle" if by == NUMBERS else by, errors_count=errors_count),
        "said": numbers_of(run, errors_count=errors_count) if by == NUMBERS else [],
    }


def _query(by: str, errors_count: bool) -> str:
    """The query of one way; empty for the page as it opens."""
    chosen = {"by": by} if by != next(iter(WAYS)) else {}
    if errors_count:
        chosen["errors"] = "violations"
    return f"?{urlencode(chosen)}" if chosen else ""
