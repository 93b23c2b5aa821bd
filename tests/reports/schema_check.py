"""Holds a JSON value against a JSON Schema, as far as ours goes; an unknown keyword is an error of the test."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}
SAID = {"$schema", "title", "description", "$defs", "format"}
KNOWN = SAID | {
    "type", "properties", "required", "additionalProperties", "items", "prefixItems", "minItems", "anyOf", "const",
    "pattern", "$ref",
}  # fmt: skip


def faults_of(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """Where the value does not fit, as paths."""
    return list(_faults(value, schema, schema, "$"))


def _faults(value: Any, rule: Mapping[str, Any], root: Mapping[str, Any], where: str) -> Iterator[str]:
    assert set(rule) <= KNOWN, set(rule) - KNOWN
    if "$ref" in rule:
        name = rule["$ref"].removeprefix("#/$defs/")
        yield from _faults(value, root["$defs"][name], root, where)
    elif "anyOf" in rule:
        if all(list(_faults(value, option, root, where)) for option in rule["anyOf"]):
            yield where
    elif "const" in rule:
        if value != rule["const"]:
            yield where
    elif not _is(value, rule["type"]) or not re.search(rule.get("pattern", ""), str(value)):
        yield where
    elif rule["type"] == "object":
        yield from _of_object(value, rule, root, where)
    elif rule["type"] == "array":
        first = rule.get("prefixItems", [])
        for at, entry in enumerate(value):
            yield from _faults(entry, first[at] if at < len(first) else rule["items"], root, f"{where}[{at}]")


def _of_object(value: Any, rule: Mapping[str, Any], root: Mapping[str, Any], where: str) -> Iterator[str]:
    yield from (f"{where}.{name}" for name in rule["required"] if name not in value)
    for name, entry in value.items():
        if name in rule["properties"]:
            yield from _faults(entry, rule["properties"][name], root, f"{where}.{name}")
        elif not rule["additionalProperties"]:
            yield f"{where}.{name}"


def _is(value: Any, name: str) -> bool:
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
