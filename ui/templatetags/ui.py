"""Tags and filters every template may use without loading them."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.template.defaultfilters import date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from ui import formats

register = template.Library()

OUTCOMES = {
    "compliant": "Compliant",
    "violation": "Violation",
    "partial": "Partial",
    "no_answer": "No answer",
    "unscored": "Unscored",
    "errored": "Errored",
    "pending": "Pending",
}

register.filter("percent", formats.percent)
register.filter("money", formats.money)
register.filter("number", formats.number)
register.filter("compact", formats.compact)
register.filter("ratio", formats.ratio)


@register.simple_tag
def moment(value: datetime | None) -> str:
    """A day and a time: in UTC as the server writes it, in the reader's own zone once a script has seen it."""
    if value is None:
        return ""
    return format_html('<time datetime="{}" data-local>{}</time>', value.isoformat(), date(value, "j M Y, H:i e"))


@register.inclusion_tag("ui/level.html")
def level(authority: str, text: str = "") -> dict[str, str]:
    """The chip of an authority level: its colour and, always, its word; `text` is that word in another language."""
    colour = "root" if authority == "platform" else authority
    return {"authority": authority, "colour": colour, "text": text}


@register.inclusion_tag("ui/outcome.html")
def outcome(name: str, text: str = "") -> dict[str, str]:
    """The chip of an outcome: colour, shape and word, so that it holds without colour."""
    return {"name": name, "text": text or OUTCOMES.get(name, name)}


@register.inclusion_tag("ui/interval_bar.html")
def interval_bar(
    rate: float | None, low: float | None, high: float | None, name: str = "compliant", words: str = ""
) -> dict[str, Any]:
    """A share with its interval on a line from 0 to 100 %, all as shares between 0 and 1; None draws the bare line.

    `words` says it in another language than the site's.
    """
    if rate is None or low is None or high is None:
        return {"measured": False, "words": words}
    return {
        "measured": True,
        "name": name,
        "low": round(low * 100, 2),
        "width": round(max(high - low, 0.005) * 100, 2),
        "mark": round(min(max(rate * 100 - 0.8, 0), 98.4), 2),
        "words": words or f"{formats.percent(rate)}, interval {formats.percent(low)} to {formats.percent(high)}",
    }


@register.simple_tag
def icon(name: str, size: int = 18) -> str:
    """A Lucide icon beside a word; hidden from screen readers because the word says it."""
    return SafeString(lucide(name, size=size, **{"aria-hidden": "true", "class": "icon"}))


@register.inclusion_tag("ui/chart.html")
def chart(
    spec: dict[str, Any],
    title: str,
    table: dict[str, Any] | None = None,
    height: int = 320,
    key: str = "chart",
    level: int = 3,
) -> dict[str, Any]:
    """A Plotly chart with its finding as the title and its numbers as a table behind a toggle.

    The figure travels in an attribute: htmx takes every script element out of a fragment, data in JSON included.

    Args:
        spec: what :func:`ui.charts.figure` gives.
        table: ``{"head": [...], "rows": [[...], ...]}``.
        height: pixels, one of 200, 240, 280, 320, 360, 400, 480 (they are classes in the style sheet).
        key: unique on the page.
        level: of the title as a heading, 2 where the chart stands right under the title of the page, else 3.
    """
    found = {"title": title, "table": table, "height": height, "key": key, "level": level}
    return {"spec": json.dumps(spec), **found}


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value of a dictionary by a key that is itself a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag
def progress(done: int, total: int, label: str) -> str:
    return format_html(
        '<progress class="progress" max="{}" value="{}" aria-label="{}"></progress>', max(total, 1), done, label
    )
