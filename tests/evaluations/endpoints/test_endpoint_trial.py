"""The test of an endpoint names the step that failed and what to do, within its ten seconds."""

import ssl
import time
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from evaluations.endpoints import trial as endpoint_trial
from evaluations.endpoints.chat_client import ChatEndpoint
from evaluations.endpoints.trial import NAMES, Step, Trial
from tests import processes
from tests.evaluations.canned import KEY, canned, completion, http, http_json, listed
from tests.workspaces.test_outbound import certificate_for, leads_to
from workspaces.outbound import OutboundRules, run_bounded

MODELS = {"object": "list", "data": [{"id": "small"}, {"id": "large"}]}
USAGE = {"usage": {"prompt_tokens": 9, "completion_tokens": 1}}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def steps_of(get: bytes, post: bytes, model: str = "small", key: str = KEY) -> list[Step]:
    async with canned(lambda head: get if head.startswith("GET") else post) as url:
        return await Trial(ChatEndpoint(url, model, api_key=key), listed(url)).run()


def failed(steps: list[Step]) -> Step:
    """The one step that failed; those after it were not reached."""
    names = [step.state for step in steps]
    place = names.index("failed")
    assert [step.name for step in steps] == list(NAMES)
    assert set(names[place + 1 :]) <= {"skipped"}
    assert steps[place].advice
    return steps[place]


@pytest.mark.anyio
async def test_a_good_endpoint_passes_every_step() -> None:
    steps = await steps_of(http_json("200 OK", MODELS), http_json("200 OK", {**completion("ready"), **USAGE}))
    assert [step.state for step in steps] == ["passed"] * 7
    assert "9 in, 1 out" in steps[-1].said


@pytest.mark.anyio
async def test_an_endpoint_without_a_list_and_without_counts_works_and_says_so() -> None:
    steps = await steps_of(http("404 Not Found", b""), http_json("200 OK", completion("ready")), key="")
    assert [step.state for step in steps] == ["passed"] * 6 + ["unsure"]
    assert "estimate" in steps[-1].said
    assert "No key was sent" in steps[3].said


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("base_url", "step"),
    [
        ("http://api.example.com/v1", 0),
        ("https://user:pass@api.example.com/v1", 0),
        ("https://api.example.com:6379/v1", 0),
        ("https://api。example。com/v1", 0),
        ("https://127.0.0.1/v1", 1),
        ("https://2130706433/v1", 1),
        ("https://[::ffff:127.0.0.1]/v1", 1),
        ("https://169.254.169.254/v1", 1),
    ],
)
async def test_an_address_that_may_not_be_called_is_named_before_anything_is_sent(base_url: str, step: int) -> None:
    steps = await Trial(ChatEndpoint(base_url, "m"), OutboundRules()).run()
    assert failed(steps).name == NAMES[step]


@pytest.mark.anyio
async def test_a_name_with_one_private_address_among_its_two_is_refused() -> None:
    rules = leads_to(["8.8.8.8", "10.0.0.5"])
    steps = await Trial(ChatEndpoint("https://api.example.com/v1", "m"), rules).run()
    assert "does not lead to a public address" in failed(steps).said


@pytest.mark.anyio
async def test_nobody_listening_is_a_matter_of_the_connection() -> None:
    url = f"http://127.0.0.1:{processes.free_port()}/v1"
    found = failed(await Trial(ChatEndpoint(url, "m"), listed(url)).run())
    assert found.name == NAMES[2]
    assert "Nobody answers at 127.0.0.1" in found.advice


@pytest.mark.anyio
async def test_a_certificate_that_is_not_trusted_is_refused_and_no_switch_is_offered(tmp_path: Path) -> None:
    trusting, serving = certificate_for("model.example", tmp_path)
    async with canned(http_json("200 OK", MODELS), tls=serving) as address:
        port = int(address.split(":")[2].split("/")[0])
        rules = OutboundRules(frozenset({("model.example", port)}), resolve=leads_to(["127.0.0.1"]).resolve)
        endpoint = ChatEndpoint(f"https://model.example:{port}/v1", "small")
        found = failed(await Trial(endpoint, rules).run())
        assert found.name == NAMES[2]
        assert found.said.startswith("TLS: ")
        assert "OUTBOUND_CA_FILE" in found.advice
        passed = await Trial(endpoint, rules, tls=trusting).run()
        assert passed[2].state == "passed"


@pytest.mark.anyio
async def test_an_outdated_version_of_tls_is_refused(tmp_path: Path) -> None:
    trusting, serving = certificate_for("model.example", tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # naming the old version warns, and that is the point
        serving.minimum_version = ssl.TLSVersion.TLSv1
        serving.maximum_version = ssl.TLSVersion.TLSv1
    serving.set_ciphers("ALL:@SECLEVEL=0")
    async with canned(http_json("200 OK", MODELS), tls=serving) as address:
        port = int(address.split(":")[2].split("/")[0])
        rules = OutboundRules(frozenset({("model.example", port)}), resolve=leads_to(["127.0.0.1"]).resolve)
        steps = await Trial(ChatEndpoint(f"https://model.example:{port}/v1", "small"), rules, tls=trusting).run()
    assert failed(steps).name == NAMES[2]


@pytest.mark.anyio
@pytest.mark.parametrize(("key", "advice"), [(KEY, "Type the key again"), ("", "asks for a key")])
async def test_a_refused_key_is_named_without_being_repeated(key: str, advice: str) -> None:
    refusal = http_json("401 Unauthorized", {"error": {"message": f"Bad key {KEY}"}})
    found = failed(await steps_of(refusal, refusal, key=key))
    assert found.name == NAMES[3]
    assert advice in found.advice
    assert not key or KEY not in found.said


@pytest.mark.anyio
async def test_a_model_that_is_not_listed_is_named_with_the_one_that_was_meant() -> None:
    refusal = http_json("404 Not Found", {"error": {"message": "no such model"}})
    found = failed(await steps_of(http_json("200 OK", MODELS), refusal, model="smal"))
    assert found.name == NAMES[4]
    assert found.advice == "Did you mean small?"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("post", "words"),
    [
        (http_json("400 Bad Request", {"error": "unknown role: developer"}), "unknown role"),
        (http("200 OK", b"<html>", "content-type: text/html"), "text/html"),
        (http_json("429 Too Many", {"error": {"code": "insufficient_quota", "message": "used up"}}), "used up"),
        (http_json("503 Busy", {"error": "Loading model"}), "Loading model"),
    ],
)
async def test_an_answer_that_does_not_come_says_why(post: bytes, words: str) -> None:
    found = failed(await steps_of(http_json("200 OK", MODELS), post))
    assert found.name == NAMES[5]
    assert words in found.said


@pytest.mark.anyio
async def test_an_endpoint_that_hangs_is_left_in_time_at_the_step_it_hangs_in(
    monkeypatch: pytest.MonkeyPatch, simulated_assistant: str
) -> None:
    monkeypatch.setattr(endpoint_trial, "SECONDS", 1.5)
    started = time.monotonic()
    endpoint = replace(ChatEndpoint(simulated_assistant, "fault-hang"))
    found = failed(await Trial(endpoint, listed(simulated_assistant)).run())
    assert found.name == NAMES[5]
    assert time.monotonic() - started < 3


def test_a_name_service_that_never_answers_holds_nobody_up() -> None:
    async def never(host: str, port: int) -> list[str]:
        time.sleep(2)  # a system call that cannot be broken off
        return []

    trial = Trial(ChatEndpoint("https://api.example.com/v1", "m"), OutboundRules(resolve=never))
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        run_bounded(trial.run, 0.3)
    assert time.monotonic() - started < 1.5
