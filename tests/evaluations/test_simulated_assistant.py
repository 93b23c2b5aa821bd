"""The simulated assistant as the process people start: scripted, quick, and gone when its starter is gone."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from evaluations.graders import grade
from evaluations.simulated_assistant.scripts import GENERIC, RELEASES, rank_of, scripted_answer, scripts, violates
from evaluations.starter import starter_suite
from tests import processes
from tests.processes import ROOT, answers, free_port, wait_for

CASES = starter_suite().cases


def test_a_release_violates_in_some_cases_and_the_newer_one_in_fewer() -> None:
    failed = {release: {case.key for case in CASES if violates(release, case.key)} for release in RELEASES}
    assert 0.05 <= len(failed["simulated-release-4"]) / len(CASES) <= 0.10
    assert len(failed["simulated-release-3"]) > len(failed["simulated-release-4"])
    assert failed["simulated-release-4"] - failed["simulated-release-3"], "a new release is worse somewhere"


def test_the_scripts_name_only_cases_that_there_are() -> None:
    known = {case.key for case in CASES}
    assert all(script.violates | script.fails <= known for script in scripts().values())
    assert set(scripts()) == set(RELEASES)


def test_the_scripted_answers_are_graded_as_scripted() -> None:
    for case in CASES:
        outcome = grade(scripted_answer("simulated-release-4", case.question), case.graders, case.expected).outcome
        assert (outcome == "violation") is violates("simulated-release-4", case.key), case.key


def test_an_unknown_question_gets_a_generic_answer_and_a_lasting_rank() -> None:
    assert scripted_answer("simulated-release-4", "What is the weather?") == GENERIC
    assert rank_of("What is the weather?") == rank_of("What is the weather?")


def call(url: str, body: bytes, method: str = "POST") -> tuple[int, Any]:
    request = urllib.request.Request(url, data=body or None, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"model": "x", "messages": []}',
        b'{"model": "x", "messages": "a"}',
        b'{"model": 3, "messages": [{"role": "user", "content": "a"}]}',
        b'{"model": "x", "messages": [{"role": "user", "content": 3}]}',
        b'{"model": "x@soon", "messages": [{"role": "user", "content": "a"}]}',
    ],
)
def test_a_request_that_cannot_be_read_is_answered_400(body: bytes) -> None:
    with processes.simulated_assistant("--latency", "0") as url:
        status, answer = call(f"{url}/chat/completions", body, "POST")
        assert status == 400
        assert answer["error"]["code"] == "invalid_request_error"


def test_it_lists_its_models_counts_its_calls_and_strikes_once_where_asked() -> None:
    with processes.simulated_assistant("--latency", "0") as url:
        assert {"simulated-release-3", "simulated-release-4"} <= {
            model["id"] for model in call(f"{url}/models", b"", "GET")[1]["data"]
        }
        body = json.dumps({"model": "fault-500-once", "messages": [{"role": "user", "content": "hello"}]}).encode()
        assert [call(f"{url}/chat/completions", body)[0] for _ in range(3)] == [500, 200, 200]
        assert call(f"{url}/tally", b"", "GET")[1] == {"calls": 3, "at_once": 0, "most_at_once": 1}
        assert call(f"{url}/elsewhere", b"", "GET")[0] == 404


def test_it_answers_well_under_a_second_after_its_start_and_never_loads_django() -> None:
    code = "import sys, evaluations.simulated_assistant.__main__; print('django' in sys.modules)"
    started = time.monotonic()
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
    assert time.monotonic() - started < 5  # 0.2 s on an idle machine; this one is shared


def test_it_leaves_when_the_process_that_started_it_is_killed() -> None:
    port = free_port()
    starter_code = (
        "import subprocess, sys, time;"
        f"subprocess.Popen([sys.executable, '-m', 'evaluations.simulated_assistant', '--port', '{port}']);"
        "time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", starter_code], cwd=ROOT, start_new_session=True)
    url = f"http://127.0.0.1:{port}/v1/models"
    try:
        wait_for(lambda: answers(url), "the simulated assistant")
        os.kill(starter.pid, signal.SIGKILL)
        starter.wait()
        wait_for(lambda: not answers(url), "the simulated assistant to leave")
    finally:
        processes.end(starter, signal.SIGKILL)


def test_sigterm_ends_it_even_while_a_call_hangs() -> None:
    with processes.simulated_assistant("--latency", "0") as url:
        body = json.dumps({"model": "fault-hang", "messages": [{"role": "user", "content": "a"}]})
        hanging = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys, urllib.request as r; r.urlopen(sys.argv[1], sys.argv[2].encode())",
                f"{url}/chat/completions",
                body,
            ],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(lambda: call(f"{url}/tally", b"", "GET")[1]["at_once"] == 1, "the call to hang")
        started = time.monotonic()
    assert time.monotonic() - started < 10
    processes.end(hanging)
