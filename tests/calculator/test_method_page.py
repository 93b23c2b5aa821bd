"""The worked example of the method page, computed again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from calculator import fields
from calculator.estimate import estimate
from calculator.evidence import defaults
from calculator.explained import MOST_SHARED, explain
from calculator.scenario import read_scenario
from calculator.scenario_file import MOST_BYTES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "methods" / "impact.md").read_text(encoding="utf-8")


def example() -> dict[str, Any]:
    found = re.search(r"```json scenario\n(.*?)```", PAGE, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    return data


FIGURES = re.findall(r"^\| ([a-z_]+) \| [^|]+ \| ([\d.]+) \|$", PAGE, re.MULTILINE)


def test_the_example_has_its_figures() -> None:
    assert len(FIGURES) == 12


@pytest.mark.parametrize(("name", "value"), FIGURES)
def test_each_figure_of_the_example_is_what_the_model_gives(name: str, value: str) -> None:
    found: Any = estimate(example())
    flat = {**found["base"], "value_of_alignment": found["value_of_alignment"]["value"]}
    assert flat[name] == pytest.approx(float(value), rel=1e-6)


def test_the_worked_comparison_is_what_the_explanation_gives() -> None:
    first, second = example(), example()
    second["use_cases"][0] |= {"tasks_per_month": 150, "time_saved_share": 0.6}
    found = explain(read_scenario(first), read_scenario(second))
    parts = {part.key.rpartition(".")[2]: float(part.amount) for part in found.parts}
    row = re.search(r"^\| mean of both \| ([\d.]+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)
    assert row
    assert (parts["tasks_per_month"], parts["time_saved_share"]) == pytest.approx([float(one) for one in row.groups()])
    assert f"{float(found.difference):g}, from {found.before:g} to {found.after:g}" in PAGE
    assert (found.method, MOST_SHARED) == ("shapley", 8)


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    assert f"1 to {fields.MAX_HORIZON} months" in PAGE
    assert f"2 to {fields.MAX_DRAWS:,}" in PAGE
    assert f"| use cases | {fields.MAX_USE_CASES} |" in PAGE
    assert (MOST_BYTES, fields.OPEN_TOP, fields.SMALLEST_RAMP) == (1_000_000, 1e12, 1e-6)


def test_the_reality_check_on_the_page_is_the_shipped_one() -> None:
    check = defaults().reality_check
    assert f"the {check.low} to {check.high} that field studies report" in PAGE
    assert f"Above {check.too_good} it turns red" in PAGE
