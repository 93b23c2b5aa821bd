"""The evidence base that ships with the product."""

import pytest

from calculator.evidence import SAYING_NO_FIRST, as_distribution, defaults, studies
from calculator.scenario import read_scenario


def test_every_finding_has_a_source_a_direction_and_a_remark() -> None:
    assert len(studies()) == 48
    for study in studies().values():
        assert study.study
        assert study.setting
        assert study.note
        assert study.url.startswith("https://")
        assert study.direction in SAYING_NO_FIRST
        assert study.seen in ("yes", "no")


def test_withdrawn_and_unseen_findings_are_behind_no_default() -> None:
    used = {row for kind in defaults().kinds.values() for row in kind.rows}
    assert used <= set(studies())
    assert not [row for row in used if studies()[row].direction == "withdrawn" or studies()[row].seen == "no"]


def test_findings_that_say_no_stand_first() -> None:
    assert next(study.id for study in defaults().kinds["software"].studies) == "S08"


@pytest.mark.parametrize("key", sorted(defaults().kinds))
def test_every_default_is_an_input_that_the_format_takes(key: str) -> None:
    shipped = defaults()
    use_case = {
        "id": "a",
        "time_saved_share": as_distribution(shipped.kinds[key].time_saved),
        "realisation": as_distribution(shipped.realisation),
        "adoption": {"plateau": as_distribution(shipped.plateau)},
    }
    assert len(read_scenario({"horizon_months": 12, "use_cases": [use_case]}).uncertain) == 3


def test_there_is_no_default_for_the_cost_of_a_violation() -> None:
    assert not hasattr(defaults(), "cost_per_violation")
