"""Plotly figures as plain JSON in the product's look; drawn in the browser by ``static/ui/charts.js``."""

from collections.abc import Mapping, Sequence
from typing import Any

# The browser replaces these names by the theme's colours, so one figure serves the light and the dark theme.
_NAMES = (
    *("ink", "ink-2", "ink-3", "line", "accent", "accent-soft", "paper", "surface", "sunken"),
    *("compliant", "violation", "partial", "unscored", "root", "system", "developer", "user", "guideline"),
)
COLOURS = {name: f"var:--{name}" for name in _NAMES}

Trace = Mapping[str, Any]

_AXIS: dict[str, Any] = {
    "gridcolor": COLOURS["line"],
    "linecolor": COLOURS["line"],
    "zerolinecolor": COLOURS["ink-3"],
    "tickfont": {"color": COLOURS["ink-3"], "size": 12},
    "title": {"font": {"color": COLOURS["ink-2"], "size": 12}},
    "automargin": True,
    "fixedrange": True,
}


def figure(data: Sequence[Trace], layout: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A figure with quiet axes, no legend and no background; ``layout`` adds to it or overrides it.

    Colours are given as ``COLOURS[name]``; a name with a share, ``COLOURS["accent"] + "/0.2"``, is made transparent.
    Trace kinds that need WebGL (``scattergl``, ``parcoords``) do not draw under the content security policy.
    """
    base: dict[str, Any] = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, system-ui, sans-serif", "size": 13, "color": COLOURS["ink-2"]},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": COLOURS["surface"],
            "bordercolor": COLOURS["line"],
            "font": {"color": COLOURS["ink"]},
        },
        "dragmode": False,
        "xaxis": dict(_AXIS),
        "yaxis": dict(_AXIS),
    }
    return {"data": [dict(trace) for trace in data], "layout": _merged(base, layout or {})}


def _merged(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in more.items():
        known = result.get(key)
        result[key] = _merged(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return result
