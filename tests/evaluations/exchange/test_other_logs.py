"""Logs of promptfoo and DeepEval, and results in our own columns, with what each of them is known to trip over."""

import json
from typing import Any

import pytest

from evaluations.exchange.records import LogRefused
from tests.evaluations.exchange.logs import as_json, samples_of, surveyed, unread_in


def promptfoo_row(index: int = 0, **parts: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "testIdx": index,
        "promptIdx": 0,
        "success": True,
        "failureReason": 0,
        "score": 1,
        "vars": {"question": "Why?"},
        "prompt": {"raw": "Why?"},
        "provider": {"id": "p", "label": "bot"},
        "response": {"output": "Because."},
        "gradingResult": {"pass": True, "score": 1, "reason": "fine"},
        "testCase": {"metadata": {"principle": "be_clear"}},
    }
    return {name: value for name, value in {**row, **parts}.items() if value is not None}


def promptfoo_json(*rows: dict[str, Any]) -> bytes:
    return as_json({"evalId": "e", "results": {"version": 3, "results": list(rows), "stats": {}}, "config": {}})


def test_promptfoo_errors_are_told_from_failures_by_their_reason_alone() -> None:
    failed = promptfoo_row(0, success=False, failureReason=1, error="Expected output to be JSON", score=0)
    errored = promptfoo_row(1, success=False, failureReason=2, error="API error 500", response=None, score=0)
    old = promptfoo_row(2, success=False, failureReason=None, error="timed out", gradingResult=None, response=None)
    found = surveyed(promptfoo_json(failed, errored, old))
    assert (found.errored, found.outcomes_under("success")["violation"]) == (2, 1)


def test_a_partial_score_that_passes_passes() -> None:
    found = surveyed(promptfoo_json(promptfoo_row(score=0.6), promptfoo_row(1, score=0.6, success=False)))
    counts = found.outcomes_under("success")
    assert (counts["compliant"], counts["violation"], counts["partial"]) == (1, 1, 0)


def test_promptfoo_named_scores_are_scorers_of_their_own() -> None:
    found = surveyed(promptfoo_json(promptfoo_row(namedScores={"tone": 0.5})))
    assert found.scorers() == ["success", "tone"]
    assert found.outcomes_under("tone")["partial"] == 1


def test_promptfoo_counts_rows_by_provider_and_distinct_tests() -> None:
    rows = [promptfoo_row(index, promptIdx=prompt) for index in range(3) for prompt in range(2)]
    found = surveyed(promptfoo_json(*rows))
    assert (found.samples, found.cases) == (6, 3)


def test_promptfoo_chats_and_structured_outputs_are_read() -> None:
    chat = json.dumps([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}])
    (sample,) = samples_of(promptfoo_json(promptfoo_row(prompt={"raw": chat}, response={"output": {"a": 1}})))
    assert [turn["role"] for turn in sample.messages] == ["system", "user"]
    assert sample.response == '{"a": 1}'


def test_promptfoo_csv_repeats_its_columns_for_each_provider_and_prompt() -> None:
    group = "Status,Score,Named Scores,Grader Reason,Comment"
    text = (
        f"Description,principle,question,[bot-a] Ask {{{{question}}}},{group},[bot-b] Ask {{{{question}}}},{group}\n"
        'one,be_clear,Why?,Because.,PASS,1.00,,fine,,"",FAIL,0.00,,empty,\n'
        "two,be_clear,How?,So.,FAIL,0.50,tone: 0.50,weak,,timeout,ERROR,0.00,,timeout,\n"
        "three,be_clear,short row\n"
    )
    found = surveyed(text.encode())
    assert (found.samples, found.cases, found.errored, found.silent) == (4, 2, 1, 1)
    assert found.values["success"] == {"pass": 1, "fail": 2}
    assert dict(found.models) == {"bot-a": 2, "bot-b": 2}
    assert unread_in(text.encode()) == [("line 4", "The row has 3 cells, the header 15.")]
    assert samples_of(text.encode())[0].messages == [{"role": "user", "content": "Ask Why?"}]


def test_a_promptfoo_line_that_is_broken_is_named() -> None:
    lines = [json.dumps(promptfoo_row(0)), '{"testIdx": 1,', "", json.dumps(promptfoo_row(2)), "[]"]
    assert [place for place, _ in unread_in("\n".join(lines).encode())] == ["line 2", "line 5"]


def deepeval_case(name: str, *metrics: dict[str, Any], **parts: Any) -> dict[str, Any]:
    case: dict[str, Any] = {"name": name, "input": "Q", "actualOutput": "A", "success": True}
    return {**case, "metricsData": list(metrics), **parts}


def metric(name: str, *, success: bool | None, score: float | None, **parts: Any) -> dict[str, Any]:
    return {"name": name, "success": success, "score": score, "threshold": 0.5, **parts}


def test_a_deepeval_metric_that_could_not_run_is_unscored_and_no_failure() -> None:
    broken = deepeval_case("b", metric("m", success=False, score=None, error="judge timed out"), success=False)
    found = surveyed(as_json({"testCases": [deepeval_case("a", metric("m", success=True, score=0.9)), broken]}))
    counts = found.outcomes_under("m")
    assert (counts["compliant"], counts["violation"], counts["unscored"]) == (1, 0, 1)
    assert (found.errored, dict(found.values["m"])) == (0, {"0.9": 1, "null": 1})


def test_deepeval_conversations_count_beside_single_cases() -> None:
    turns = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    talk = {"name": "talk", "turns": turns, "success": False, "metricsData": [metric("m", success=False, score=0.1)]}
    single = deepeval_case("a", metric("m", success=True, score=1))
    data = as_json({"testCases": [single], "conversationalTestCases": [talk]})
    found = surveyed(data)
    assert (found.samples, found.cases) == (2, 2)
    assert samples_of(data)[1].messages == [{"role": "user", "content": "Hi"}]
    assert samples_of(data)[1].response == "Hello"


def test_a_deepeval_case_without_an_answer_is_errored() -> None:
    case = deepeval_case("a", metric("m", success=False, score=0), actualOutput=None)
    assert surveyed(as_json({"testCases": [case]})).errored == 1


def test_deepeval_cases_with_several_metrics_can_be_judged_by_all_of_them() -> None:
    case = deepeval_case("a", metric("m", success=True, score=1), metric("n", success=False, score=0), success=False)
    found = surveyed(as_json({"testRunData": {"testCases": [case]}}))
    assert found.scorers() == ["m", "n", "success"]
    assert [found.outcomes_under(name)["violation"] for name in found.scorers()] == [0, 1, 1]


OWN = "case_id,principle,user,response,outcome,grader\n"


def test_our_columns_keep_every_outcome_apart_and_name_the_line_of_what_does_not_hold() -> None:
    text = (
        OWN + "a,be_clear,Q,A,compliant,ada\nb,be_clear,Q,A,violation,\nc,be_clear,Q,A,partial,\n"
        "d,be_clear,Q,,no answer,\ne,be_clear,Q,A,unscored,\nf,be_clear,Q,,errored,\n"
        "g,be_clear,Q,A,splendid,\nh,be_clear,Q\n"
    )
    found = surveyed(text.encode())
    counts = {"compliant": 1, "violation": 1, "partial": 1, "no_answer": 1, "unscored": 1}
    assert found.outcomes_under("outcome") == counts
    assert (found.samples, found.errored) == (6, 1)
    assert [each.place for each in found.unread] == ["line 8", "line 9"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_our_csv_is_read_as_spreadsheets_save_it(encoding: str) -> None:
    text = OWN.replace(",", ";") + "a;be_clear;Wie groß?;Größer.;compliant;\r\n"
    (sample,) = samples_of(text.encode(encoding))
    assert sample.response == "Größer."
    assert bool(unread_in(text.encode(encoding))) == (encoding == "cp1252")


def test_a_quote_that_is_never_closed_ends_the_reading_with_its_line() -> None:
    text = OWN + 'a,be_clear,Q,A,compliant,\nb,be_clear,"Q,A,violation,\nc,be_clear,Q,A,compliant,\n'
    assert surveyed(text.encode()).samples == 1
    assert unread_in(text.encode())[0][0] == "line 3"


def test_our_jsonl_and_yaml_are_read_alike() -> None:
    row = {"case_id": "a", "principle": "be_clear", "user": "Q", "response": "A", "outcome": "compliant", "epoch": 2}
    lines = as_json(row) + b"\n" + as_json({**row, "epoch": 1}) + b"\nnonsense\n"
    assert (surveyed(lines).samples, surveyed(lines).epochs) == (2, 2)
    text = "- case_id: a\n  principle: be_clear\n  user: Q\n  response: A\n  outcome: violation\n- just text\n"
    assert surveyed(text.encode()).outcomes_under("outcome")["violation"] == 1
    assert unread_in(text.encode())[0][0] == "line 6"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"hello", "no log"),
        (b"{}", "none of a tool"),
        (b'{"foo": 1, "bar": [1', "cannot be read"),
        (b"[1, 2]", "bare JSON list"),
        (b"%PDF-1.7", "PDF"),
        (b"a\0b", "NUL"),
        (b"case_id,outcome\n1,2\n", "“principle” is missing"),
        (b"case_id,case_id,principle,user,response,outcome\n", "occurs 2 times"),
    ],
)
def test_what_is_no_log_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(LogRefused, match=said):
        surveyed(data)


def test_a_zip_of_nothing_has_no_samples_and_says_what_is_missing() -> None:
    found = surveyed(b"PK\x03\x04" + b"\0" * 100)
    assert (found.samples, bool(found.unread)) == (0, True)
