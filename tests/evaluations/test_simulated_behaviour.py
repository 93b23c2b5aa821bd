"""The simulated assistant's shares: exact, the same every time, by name or by a script file."""

import json
from pathlib import Path

import pytest

from evaluations.simulated_assistant.behaviour import (
    Behaviour,
    BehaviourUnknown,
    named,
    read_latency,
    read_scripts,
    seconds_for,
)
from evaluations.simulated_assistant.scripts import case_keys
from tests import processes
from tests.evaluations.test_simulated_assistant import CASES, call

KEYS = case_keys()


def wrong_ones(behaviour: Behaviour) -> set[str]:
    return {key for key in KEYS if behaviour.violates(key, KEYS)}


@pytest.mark.parametrize("share", [0, 0.07, 0.5, 1])
def test_a_share_is_exact(share: float) -> None:
    behaviour = named(f"simulated-share-{share}-seed-3")
    assert behaviour is not None
    assert len(wrong_ones(behaviour)) == round(share * len(KEYS))


def test_a_seed_draws_and_a_larger_share_strikes_the_same_and_more() -> None:
    few, more, others = Behaviour(0.07, 3), Behaviour(0.2, 3), Behaviour(0.07, 4)
    assert wrong_ones(few) < wrong_ones(more)
    assert wrong_ones(few) != wrong_ones(others)


def test_faults_have_shares_of_their_own() -> None:
    behaviour = named("simulated-share-0.07-seed-3-fault-500-0.02-fault-no-choices-0.5")
    assert behaviour is not None
    assert dict(behaviour.faults) == {"500": 0.02, "no-choices": 0.5}
    struck = [behaviour.fault_of(key, KEYS) for key in KEYS]
    assert struck.count("500") == round(0.02 * len(KEYS))
    unknown = [behaviour.fault_of(f"question {number}", KEYS) for number in range(1000)]
    assert 400 < unknown.count("no-choices") < 600


@pytest.mark.parametrize("name", ["simulated-release-4", "gpt-x", "fault-500"])
def test_other_names_are_none_of_its_business(name: str) -> None:
    assert named(name) is None


@pytest.mark.parametrize(
    "name", ["simulated-share-", "simulated-share-1.5", "simulated-share-0.1-fault-none-0.1", "simulated-share-x"]
)
def test_a_name_that_means_nothing_is_told(name: str) -> None:
    with pytest.raises(BehaviourUnknown):
        named(name)


def test_a_range_of_latency_is_spread_over_the_questions_and_lasts() -> None:
    assert (read_latency("250"), read_latency("100-400")) == ((250, 250), (100, 400))
    seconds = [seconds_for((100, 400), f"question {number}") for number in range(200)]
    assert seconds == [seconds_for((100, 400), f"question {number}") for number in range(200)]
    assert 0.1 <= min(seconds) < 0.15
    assert 0.35 < max(seconds) <= 0.4


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[]",
        '{"m": 3}',
        '{"m": {"violations": 2}}',
        '{"m": {"violations": NaN}}',
        '{"m": {"faults": ["500"]}}',
        '{"m": {"faults": {"none": 0.1}}}',
        '{"m": {"speed": 1}}',
        '{"m": {"milliseconds": [1, 2, 3]}}',
    ],
)
def test_a_script_that_cannot_be_used_is_refused(script: str, tmp_path: Path) -> None:
    (tmp_path / "models.json").write_text(script)
    with pytest.raises(BehaviourUnknown):
        read_scripts(tmp_path / "models.json")


def test_the_server_follows_a_script_and_a_name(tmp_path: Path) -> None:
    script = tmp_path / "models.json"
    script.write_text(json.dumps({"desk-bot": {"violations": 1, "milliseconds": 0, "faults": {}}}))
    case = CASES[0]
    messages = [{"role": "user", "content": case.question}]
    with processes.simulated_assistant("--latency", "0", "--script", str(script)) as url:
        assert "desk-bot" in json.dumps(call(f"{url}/models", b"", "GET")[1])
        for model, outcome in (("desk-bot", "violation"), ("simulated-share-0@5-10", "compliant")):
            body = json.dumps({"model": model, "messages": messages}).encode()
            status, answer = call(f"{url}/chat/completions", body)
            assert (status, answer["choices"][0]["message"]["content"]) == (200, case.responses[outcome])
        body = json.dumps({"model": "simulated-share-0-fault-500-1", "messages": messages}).encode()
        assert call(f"{url}/chat/completions", body)[0] == 500
        body = json.dumps({"model": "simulated-share-7", "messages": messages}).encode()
        assert call(f"{url}/chat/completions", body)[0] == 404
