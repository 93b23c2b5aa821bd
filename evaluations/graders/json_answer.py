"""An answer that must be JSON and nothing else, optionally of a given shape (a small part of JSON Schema)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Self

from evaluations.graders.plain_text import listed
from evaluations.graders.protocol import Finding, Spec
from evaluations.graders.spec_fields import SpecReader

MAX_DEPTH = 20
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
KEYWORDS = {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
}
NUMBERS = ("minimum", "maximum", "minLength", "maxLength")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def strict_json(text: str) -> Any:
    """The value of a JSON text; raises ValueError for NaN, repeated keys and nesting that exhausts the stack."""
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_unique)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def schema_faults(schema: object, path: str = "schema", depth: int = 0) -> Iterator[str]:
    """What cannot be used in a schema, one sentence each."""
    if depth > MAX_DEPTH:
        yield f"{path} is nested deeper than {MAX_DEPTH}"
        return
    if not isinstance(schema, Mapping):
        yield f"{path} must be an object"
        return
    unknown = sorted(set(map(str, schema)) - KEYWORDS)
    if unknown:
        yield f"{path} uses {', '.join(unknown)}; known are {', '.join(sorted(KEYWORDS))}"
    yield from _keyword_faults(schema, path)
    properties = schema.get("properties", {})
    if isinstance(properties, Mapping):
        for name, part in properties.items():
            yield from schema_faults(part, f"{path}.properties.{name}", depth + 1)
    else:
        yield f"{path}.properties must be an object"
    if "items" in schema:
        yield from schema_faults(schema["items"], f"{path}.items", depth + 1)


def _keyword_faults(schema: Mapping[str, Any], path: str) -> Iterator[str]:
    if "type" in schema and schema["type"] not in list(TYPES):
        yield f"{path}.type must be one of {', '.join(TYPES)}"
    required = schema.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        yield f"{path}.required must be a list of names"
    if not isinstance(schema.get("enum", []), list):
        yield f"{path}.enum must be a list"
    if not isinstance(schema.get("additionalProperties", True), bool):
        yield f"{path}.additionalProperties must be true or false"
    for name in NUMBERS:
        if name in schema and (isinstance(schema[name], bool) or not isinstance(schema[name], int | float)):
            yield f"{path}.{name} must be a number"


def differences(value: Any, schema: Mapping[str, Any], path: str = "$") -> Iterator[str]:
    """Where a value departs from a schema, one sentence each."""
    kind = schema.get("type")
    if kind and not _is_a(value, kind):
        yield f"{path} is not of type {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path} is not one of {json.dumps(schema['enum'], ensure_ascii=False)}"
    if isinstance(value, dict):
        yield from _object_differences(value, schema, path)
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from differences(item, schema["items"], f"{path}[{index}]")
    elif isinstance(value, str):
        yield from _bounds(len(value), schema.get("minLength"), schema.get("maxLength"), f"the length of {path}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _bounds(value, schema.get("minimum"), schema.get("maximum"), path)


def _is_a(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def _object_differences(value: dict[str, Any], schema: Mapping[str, Any], path: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{path} has no {name}"
    for name, item in value.items():
        if name in properties:
            yield from differences(item, properties[name], f"{path}.{name}")
        elif not schema.get("additionalProperties", True):
            yield f"{path} has {name}, which is not foreseen"


def _bounds(size: float, least: float | None, most: float | None, what: str) -> Iterator[str]:
    if least is not None and size < least:
        yield f"{what} is {size}, below {least}"
    if most is not None and size > most:
        yield f"{what} is {size}, above {most}"


@dataclass(frozen=True)
class JsonAnswer:
    """Wants one JSON value, without words or a code fence around it."""

    schema: Mapping[str, Any] | None

    @classmethod
    def read(cls, spec: Spec) -> Self:
        reader = SpecReader(spec)
        reader.known.add("schema")
        schema = spec.get("schema")
        if schema is not None:
            for message in schema_faults(schema):
                reader.fault("schema", "type, properties, required, items, enum and bounds", message)
        reader.done()
        return cls(schema if isinstance(schema, Mapping) else None)

    def judge(self, response: str, expected: str) -> Finding:
        try:
            value = strict_json(response)
        except ValueError as error:
            return Finding(False, f"is not JSON: {error}", response.strip()[:80])
        wrong = list(differences(value, self.schema)) if self.schema is not None else []
        if wrong:
            return Finding(False, "; ".join(wrong[:3]), response.strip()[:200])
        return Finding(True, "is JSON of the wanted shape" if self.schema else "is JSON")

    def in_words(self, expected: str) -> list[str]:
        required = self.schema.get("required", []) if self.schema else []
        return ["is JSON and nothing else" + (f", with {listed(required, 'and')}" if required else "")]
