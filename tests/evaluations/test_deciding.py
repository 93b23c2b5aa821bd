"""Which verdict of several is the outcome."""

from collections.abc import Sequence

import pytest

from evaluations.deciding import Said, decide


def outcome(*verdicts: tuple[str, str]) -> tuple[str, str, bool]:
    decision = decide([Said(source, said) for source, said in verdicts])
    assert decision is not None
    return decision.said.source, decision.said.outcome, decision.disputed


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([("rules", "compliant")], ("rules", "compliant", False)),
        ([("recorded", "violation"), ("rules", "compliant")], ("rules", "compliant", True)),
        ([("rules", "compliant"), ("judge", "violation")], ("judge", "violation", True)),
        ([("person", "compliant"), ("judge", "violation")], ("person", "compliant", True)),
        ([("rules", "violation"), ("rules", "compliant")], ("rules", "compliant", False)),
        ([("rules", "compliant"), ("judge", "unscored")], ("rules", "compliant", True)),
        ([("judge", "unscored"), ("person", "unscored")], ("person", "unscored", False)),
    ],
)
def test_people_outrank_judges_and_judges_outrank_rules(
    verdicts: Sequence[tuple[str, str]], expected: tuple[str, str, bool]
) -> None:
    assert outcome(*verdicts) == expected


def test_an_advisory_verdict_neither_decides_nor_disputes() -> None:
    decision = decide([Said("rules", "compliant"), Said("judge", "violation", advisory=True)])
    assert decision is not None
    assert (decision.said.source, decision.disputed) == ("rules", False)


def test_without_a_verdict_nothing_is_decided() -> None:
    assert decide([]) is None
