"""The JSON Schema of a report's JSON, generated from the types of its facts.

``python -m reports.schema > docs/report.schema.json`` publishes it anew; a test says when that is due.
"""

import dataclasses
import inspect
import json
import sys
import types
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from reports.dossier import Dossier

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FORMAT = "plumbline-report"
UNITS = {"share": "A share from 0 to 1.", "money": "In whole units of the scenario’s currency."}
PLAIN: Mapping[Any, Mapping[str, str]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def report_schema() -> dict[str, Any]:
    """The schema of the whole document: its frame here, each type of fact under `$defs`."""
    definitions: dict[str, Any] = {}
    facts = _schema(Dossier, definitions)
    return {
        "$schema": DIALECT,
        "title": "Plumbline report",
        "description": "A report of a project as JSON: what rides inside the PDF as facts.json, and is downloaded.",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "kind": {"type": "string", "description": "The kind of report, such as dossier."},
            "project": {
                "type": "string",
                "description": "Where the project is: organisation/project; of a portfolio the organisation.",
            },
            "sha256": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "SHA-256 of the facts without their making, as JSON with sorted keys and no spaces.",
            },
            "facts": facts,
        },
        "required": ["format", "kind", "project", "sha256", "facts"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def published() -> str:
    """The schema as it is published: a text that ends with a newline."""
    return json.dumps(report_schema(), ensure_ascii=False, indent=2) + "\n"


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if get_origin(hint) is Annotated:
        inner, unit = get_args(hint)
        return {**_schema(inner, definitions), "description": UNITS[unit]}
    if get_origin(hint) in (types.UnionType, Union):  # the second is what “| None” makes of an Annotated
        return {"anyOf": [_schema(option, definitions) for option in get_args(hint)]}
    if hint is types.NoneType:
        return {"type": "null"}
    if get_origin(hint) is tuple:
        return _list_schema(get_args(hint), definitions)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # stands while its own parts are read
            definitions[hint.__name__] = _record_schema(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return dict(PLAIN[hint])


def _list_schema(parts: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if parts[-1] is Ellipsis:
        return {"type": "array", "items": _schema(parts[0], definitions)}
    places = [_schema(part, definitions) for part in parts]
    return {"type": "array", "prefixItems": places, "items": False, "minItems": len(places)}


def _record_schema(record: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(record, include_extras=True)
    properties = {name: _schema(hint, definitions) for name, hint in hints.items()}
    return {
        "description": " ".join(inspect.cleandoc(record.__doc__ or "").split()),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


if __name__ == "__main__":
    sys.stdout.write(published())
