"""An answer for a program: one JSON value of the wanted shape, nothing around it."""

import pytest

from evaluations.graders import SpecRefused, grade, read_specs

SCHEMA = {
    "type": "object",
    "required": ["topic", "score"],
    "additionalProperties": False,
    "properties": {
        "topic": {"type": "string", "enum": ["bill", "claim"]},
        "score": {"type": "integer", "minimum": 1, "maximum": 5},
        "notes": {"type": "array", "items": {"type": "string", "maxLength": 5}},
    },
}


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ('{"topic": "bill", "score": 3}', "Is JSON of the wanted shape."),
        ('{"topic": "bill", "score": 3, "notes": ["short"]}', "Is JSON of the wanted shape."),
        ('{"topic": "rain", "score": 3}', "$.topic is not one of"),
        ('{"topic": "bill"}', "$ has no score"),
        ('{"topic": "bill", "score": true}', "$.score is not of type integer"),
        ('{"topic": "bill", "score": 9}', "$.score is 9, above 5"),
        ('{"topic": "bill", "score": 3, "more": 1}', "$ has more, which is not foreseen"),
        ('{"topic": "bill", "score": 3, "notes": ["too long"]}', "the length of $.notes[0] is 8"),
        ("[1, 2]", "$ is not of type object"),
        ('```json\n{"topic": "bill", "score": 3}\n```', "Is not JSON"),
        ('{"topic": "bill", "score": NaN}', "NaN is not JSON"),
        ('{"topic": "bill", "topic": "claim", "score": 3}', "a key occurs twice"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_the_answer_is_held_against_the_schema(response: str, reason: str) -> None:
    result = grade(response, [{"kind": "json", "schema": SCHEMA}])
    assert reason.lower() in result.reason.lower()
    assert result.outcome == ("compliant" if reason.startswith("Is JSON of") else "violation")


def test_without_a_schema_any_json_will_do() -> None:
    assert grade("[1]", [{"kind": "json"}]).outcome == "compliant"


@pytest.mark.parametrize(
    "schema",
    [
        "text",
        {"type": "text"},
        {"type": ["string"]},
        {"required": "topic"},
        {"enum": "a"},
        {"properties": []},
        {"pattern": "a"},
        {"properties": {"a": {"minimum": "1"}}},
        {"items": 3},
        {"additionalProperties": {}},
    ],
)
def test_a_schema_that_cannot_be_used_is_refused(schema: object) -> None:
    with pytest.raises(SpecRefused) as refusal:
        read_specs([{"kind": "json", "schema": schema}])
    assert {fault.field for fault in refusal.value.faults} == {"graders[0].schema"}


def test_a_schema_nested_too_deep_is_refused() -> None:
    schema: dict[str, object] = {"type": "array"}
    for _ in range(30):
        schema = {"type": "array", "items": schema}
    with pytest.raises(SpecRefused, match="deeper than 20"):
        read_specs([{"kind": "json", "schema": schema}])
