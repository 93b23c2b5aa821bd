"""The figures that the method page is published with."""

import json
from pathlib import Path
from typing import Any

import pytest

from calculator.estimate import estimate

RELATIVE = {"monte_carlo": 1e-6, "tornado": 1e-6, "break_even": 1e-6}


def differences(found: Any, expected: Any, relative: float, path: str) -> list[str]:
    """Where the two are not the same within the tolerance."""
    if isinstance(expected, dict):
        if not isinstance(found, dict) or set(found) != set(expected):
            return [f"{path}: other keys"]
        return [line for key in expected for line in differences(found[key], expected[key], relative, f"{path}.{key}")]
    if isinstance(expected, list):
        if len(found) != len(expected):
            return [f"{path}: another length"]
        pairs = enumerate(zip(found, expected, strict=True))
        return [line for index, (a, b) in pairs for line in differences(a, b, relative, f"{path}[{index}]")]
    same = (
        found == pytest.approx(expected, rel=relative, abs=1e-9) if isinstance(expected, float) else found == expected
    )
    return [] if same else [f"{path}: {found!r} instead of {expected!r}"]


@pytest.mark.parametrize("case", ["case1", "case2", "case3"])
def test_a_published_case_comes_out_number_by_number(shared_data: Path, case: str) -> None:
    folder = shared_data / "impact_cases"
    found = estimate(json.loads((folder / f"{case}.input.json").read_text()))
    expected = json.loads((folder / f"{case}.output.json").read_text())
    assert set(found) == set(expected)
    for part, values in expected.items():
        assert differences(found[part], values, RELATIVE.get(part, 1e-9), part) == []


def test_every_published_edge_comes_out(shared_data: Path) -> None:
    for edge in json.loads((shared_data / "impact_cases" / "edge_cases.json").read_text()):
        found: dict[str, Any] = estimate(edge["input"])
        flat = {**found["base"], "value_of_alignment": found["value_of_alignment"]["value"]}
        shown = {name: flat[name] for name in edge["expected"]}
        assert differences(shown, edge["expected"], 1e-9, edge["name"]) == []
