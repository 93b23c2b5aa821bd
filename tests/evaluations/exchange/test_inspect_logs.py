"""Logs of Inspect with everything that the samples at hand do not show."""

import json
import math
from typing import Any

import pytest

from evaluations.exchange.records import LogRefused
from tests.evaluations.exchange.logs import (
    as_json,
    eval_file,
    inspect_log,
    inspect_sample,
    samples_of,
    surveyed,
    unread_in,
    zipped,
)


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("C", "compliant"),
        ("I", "violation"),
        ("P", "partial"),
        ("N", "no_answer"),
        (1, "compliant"),
        (0, "violation"),
        (1.0, "compliant"),
        (0.25, "partial"),
        (True, "compliant"),
        (False, "violation"),
        ("0.5", "partial"),
        ("yes", "compliant"),
        (7, "unscored"),
        (-1, "unscored"),
        (math.nan, "unscored"),
        (math.inf, "unscored"),
        (10**400, "unscored"),
        ("excellent", "unscored"),
        ("", "unscored"),
        ([1, 0], "unscored"),
        ({"tone": 1}, "unscored"),
        (None, "unscored"),
    ],
)
def test_a_score_of_any_kind_has_one_outcome(value: Any, outcome: str) -> None:
    data = as_json(inspect_log(inspect_sample("a", scores={"match": {"value": value}})))
    assert surveyed(data).outcomes_under("match")[outcome] == 1


def test_a_score_that_says_nothing_clear_is_told_with_its_value() -> None:
    (sample,) = samples_of(as_json(inspect_log(inspect_sample("a", scores={"match": {"value": [1, 0]}}))))
    assert "[1, 0]" in sample.scores["match"].reason
    (sample,) = samples_of(as_json(inspect_log(inspect_sample("a", scores={"match": {"value": math.nan}}))))
    assert sample.scores["match"].value == "NaN"


def test_a_sample_without_scores_is_unscored_and_stays() -> None:
    found = surveyed(as_json(inspect_log(inspect_sample("a", scores=None), inspect_sample("b"))))
    assert (found.samples, found.outcomes_under("match")["unscored"]) == (2, 1)


def test_an_error_is_no_failure_even_where_it_was_scored() -> None:
    bad = inspect_sample("a", error={"message": "HTTP 503"}, scores={"match": {"value": "I"}})
    found = surveyed(as_json(inspect_log(bad, inspect_sample("b"))))
    assert found.errored == 1
    assert found.outcomes_under("match") == {
        "compliant": 1,
        "violation": 0,
        "partial": 0,
        "no_answer": 0,
        "unscored": 0,
    }


def test_an_empty_answer_is_no_answer_and_a_missing_one_is_judged_by_its_score() -> None:
    empty = inspect_sample("a", output={"choices": [{"message": {"content": ""}}]}, scores={"match": {"value": "I"}})
    absent = inspect_sample("b", output=None, scores={"match": {"value": "I"}})
    tools = inspect_sample("c", output={"choices": [{"message": {"content": "", "tool_calls": [{"id": "1"}]}}]})
    counts = surveyed(as_json(inspect_log(empty, absent, tools))).outcomes_under("match")
    assert (counts["no_answer"], counts["violation"], counts["compliant"]) == (1, 1, 1)


def test_an_edited_score_counts_as_it_is_now_and_says_who_edited_it() -> None:
    history = [{"value": "I"}, {"value": "C", "provenance": {"author": "Ada", "reason": "misread"}}]
    (sample,) = samples_of(
        as_json(inspect_log(inspect_sample("a", scores={"match": {"value": "C", "history": history}})))
    )
    score = sample.scores["match"]
    assert (score.outcome, score.reason) == ("compliant", "Edited in the log by Ada: misread.")


def test_an_invalidated_sample_is_unscored() -> None:
    (sample,) = samples_of(as_json(inspect_log(inspect_sample("a", invalidation={"reason": "wrong prompt"}))))
    assert sample.scores["match"].outcome == "unscored"
    assert "wrong prompt" in sample.scores["match"].reason


def test_attachments_come_back_to_where_they_belong() -> None:
    sample = inspect_sample(
        "a",
        input="attachment://1",
        output={"choices": [{"message": {"content": [{"type": "text", "text": "attachment://2"}]}}]},
        attachments={"1": "A long question", "2": "A long answer"},
    )
    (found,) = samples_of(as_json(inspect_log(sample)))
    assert (found.messages, found.response) == ([{"role": "user", "content": "A long question"}], "A long answer")


def test_the_oldest_logs_have_one_score_and_a_completion() -> None:
    sample = inspect_sample("a", scores=None, score={"value": "I"}, output={"completion": "No."})
    log = inspect_log(sample, version=1, eval={"task": "old"}, results={"scorer": {"name": "includes"}})
    found = surveyed(as_json(log))
    assert (found.scorers(), found.outcomes_under("includes")["violation"]) == (["includes"], 1)
    assert samples_of(as_json(log))[0].response == "No."


def test_a_version_from_the_future_is_refused() -> None:
    with pytest.raises(LogRefused, match="version 9"):
        surveyed(as_json(inspect_log(inspect_sample("a"), version=9)))


def test_a_cancelled_log_says_so_and_how_much_of_it_is_there() -> None:
    results = {"total_samples": 4, "completed_samples": 2}
    found = surveyed(eval_file(inspect_sample("a"), inspect_sample("b"), status="cancelled", results=results))
    assert found.samples == 2
    assert "“cancelled”" in found.notes[0]
    assert found.unread[-1].why == "It names 4 samples; 2 of them could be read."


@pytest.mark.parametrize("method", [93, 8, 0])
def test_members_of_every_packing_and_name_are_read(method: int) -> None:
    names = ["set/a", "größe-ß", "../../x", "日本"]
    found = surveyed(eval_file(*(inspect_sample(name) for name in names), method=method))
    assert (found.samples, found.cases, found.unread) == (4, 4, [])


def test_a_zip_that_was_cut_off_gives_what_stands_before_the_cut() -> None:
    whole = eval_file(*(inspect_sample(f"case-{number}") for number in range(6)))
    found = surveyed(whole[: whole.index(b"samples/case-3") + 60])
    assert 0 < found.samples < 6
    places = [each.place for each in found.unread]
    assert places[0] == "the directory at the end of the zip"
    assert any(place.startswith("samples/") for place in places)


def test_a_json_log_that_was_cut_off_gives_what_stands_before_the_cut() -> None:
    whole = as_json(inspect_log(*(inspect_sample(f"case-{number}") for number in range(6))))
    found = surveyed(whole[: int(len(whole) * 0.7)])
    assert 0 < found.samples < 6
    assert found.unread[0].place == f"samples[{found.samples}]"


def test_one_broken_sample_is_named_and_the_others_are_kept() -> None:
    header = inspect_log()
    header.pop("samples")
    data = zipped(
        [
            ("header.json", as_json(header)),
            ("samples/a_epoch_1.json", as_json(inspect_sample("a"))),
            ("samples/b_epoch_1.json", b'{"id": "b", "epoch": 1, "scores": {"match": '),
            ("samples/c_epoch_1.json", b"[]"),
            ("samples/d_epoch_1.json", as_json(inspect_sample(None))),
        ]
    )
    assert surveyed(data).samples == 1
    assert [place for place, _ in unread_in(data)] == [f"samples/{key}_epoch_1.json" for key in "bcd"]


def test_the_same_sample_twice_is_taken_once() -> None:
    found = surveyed(as_json(inspect_log(inspect_sample("a"), inspect_sample("a"), inspect_sample("a", 2))))
    assert (found.samples, found.epochs) == (2, 2)
    assert [each.place for each in found.unread] == ["samples[1]"]


def test_a_bomb_is_refused_by_what_it_declares_and_by_what_comes_out() -> None:
    bomb = zipped([("header.json", as_json(inspect_log())), ("samples/a.json", b" " * 30_000_000)])
    with pytest.raises(LogRefused, match="two thousand times"):
        surveyed(bomb)
    with pytest.raises(LogRefused, match="holds more than"):
        surveyed(bomb, largest=1 << 20)
    many = zipped(((f"samples/{number}.json", b"") for number in range(50_001)), method=0)
    with pytest.raises(LogRefused, match="members"):
        surveyed(many)


def test_deep_nesting_and_odd_text_in_one_sample_spoil_nothing() -> None:
    deep = json.loads("[" * 500 + "]" * 500)
    odd = inspect_sample("b", output={"choices": [{"message": {"content": "nul \0 and \ud800"}}]})
    text = as_json(inspect_log(inspect_sample("a", metadata={"x": deep}), odd)).decode()
    text = text.replace("[" * 500 + "]" * 500, "[" * 200_000 + "]" * 200_000)
    found = samples_of(text.encode())
    assert [sample.case for sample in found] == ["a", "b"]
    assert found[1].response == "nul \ufffd and ?"
    assert [place for place, _ in unread_in(text.encode())] == ["samples[0], metadata"]


def test_more_than_twenty_numbers_are_counted_in_bins() -> None:
    samples = [inspect_sample(number, scores={"match": {"value": number / 100}}) for number in range(101)]
    values = surveyed(as_json(inspect_log(*samples))).values_of("match")
    assert len(values) == 10
    assert sum(values.values()) == 101
    few = [inspect_sample(number, scores={"match": {"value": number / 100}}) for number in range(20)]
    assert len(surveyed(as_json(inspect_log(*few))).values_of("match")) == 20
