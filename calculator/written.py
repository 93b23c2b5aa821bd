"""A scenario as text: the JSON of the command line, its fields in the order of the format."""

from __future__ import annotations

import json
from typing import Any

from calculator.fields import ADOPTION_FIELDS, PROGRAMME_FIELDS, USE_CASE_FIELDS
from calculator.quantities import KINDS
from calculator.scenario import TOP_FIELDS

ORDER = {
    name: place
    for place, name in enumerate(
        dict.fromkeys(
            (
                *TOP_FIELDS,
                *("id", "start_month"),
                *(field.name for field in USE_CASE_FIELDS),
                *("adoption", "kind"),
                *(field.name for field in (*ADOPTION_FIELDS, *PROGRAMME_FIELDS)),
                "dist",
                *(name for kind in KINDS.values() for name in (*kind.required, *kind.optional)),
                *("a", "b", "rho", "n", "seed"),
            )
        )
    )
}


def written(document: Any) -> str:
    """The document as people read and edit it; PostgreSQL keeps its fields in an order of its own."""
    return json.dumps(_ordered(document), ensure_ascii=False, indent=2)


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: ORDER.get(name, len(ORDER)))
        return {name: _ordered(value[name]) for name in names}
    return [_ordered(one) for one in value] if isinstance(value, list) else value
