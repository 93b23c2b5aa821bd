"""Patterns decide, and no pattern can hang, exhaust or break the process that grades."""

import os
import signal
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.graders import SpecRefused, grade, read_specs
from evaluations.graders.pattern_search import patterns


@pytest.mark.parametrize(
    ("spec", "response", "outcome"),
    [
        ({"pattern": r"\b427[.,]50\b"}, "You pay 427.50.", "compliant"),
        ({"pattern": r"\b427[.,]50\b"}, "You pay 425.00.", "violation"),
        ({"pattern": "code", "want": "no_match"}, "No CODE here.", "violation"),
        ({"pattern": "code", "want": "no_match", "ignore_case": False}, "No CODE here.", "compliant"),
        ({"pattern": "^yes"}, "Well:\nYes.", "compliant"),
    ],
)
def test_a_pattern_decides(spec: dict[str, object], response: str, outcome: str) -> None:
    assert grade(response, [{"kind": "regex", **spec}]).outcome == outcome


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+$", r"(.*a){25}$", r"(a*)*b", r"((a{1,60}){1,60}){1,60}#"])
def test_a_hostile_pattern_is_stopped_and_scores_nothing(pattern: str) -> None:
    started = time.monotonic()
    result = grade("a" * 50_000 + "!?", [{"kind": "regex", "pattern": pattern}])
    assert result.outcome == "unscored"
    assert "stopped (time)" in result.reason
    assert time.monotonic() - started < 15
    assert grade("yes", [{"kind": "regex", "pattern": "yes"}]).outcome == "compliant"


def test_a_pattern_says_in_words_what_it_asks() -> None:
    spec = {"kind": "regex", "pattern": "^yes", "means": "opens with yes"}
    assert grade("Yes.", [spec]).reason == "Opens with yes."
    assert grade("No.", [spec]).reason == "Misses what was asked: opens with yes."


def test_the_evidence_of_a_long_match_is_cut() -> None:
    result = grade("a" * 50_000, [{"kind": "regex", "pattern": "a+"}])
    assert len(result.details[0]["evidence"]) < 500


def test_the_search_starts_again_after_its_process_was_killed() -> None:
    assert patterns.search("a", "a").span == (0, 1)
    child = patterns._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert patterns.search("a", "ba").span == (1, 2)


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "(?P<n>a)(?P<n>b)", "a{99999999999}", "(?z)", "[[a]", ""])
def test_a_pattern_that_cannot_be_compiled_is_refused_beside_its_field(pattern: str) -> None:
    with pytest.raises(SpecRefused) as refusal:
        read_specs([{"kind": "length", "max_words": 5}, {"kind": "regex", "pattern": pattern}])
    assert [fault.field for fault in refusal.value.faults] == ["graders[1].pattern"]


def test_a_pattern_longer_than_the_cap_is_refused() -> None:
    with pytest.raises(SpecRefused, match="500"):
        read_specs([{"kind": "regex", "pattern": "a" * 501}])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.text(alphabet="a*b+(|)?[]^$.\\{1}", max_size=30), st.text(max_size=60))
def test_any_pattern_is_either_refused_or_answered(pattern: str, text: str) -> None:
    try:
        read_specs([{"kind": "regex", "pattern": pattern}])
    except SpecRefused:
        return
    assert grade(text, [{"kind": "regex", "pattern": pattern}]).outcome in {
        "compliant",
        "violation",
        "no_answer",
        "unscored",
    }
