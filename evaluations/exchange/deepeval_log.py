"""Reads test runs of DeepEval: JSON with single and conversational cases, each with its metrics."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from evaluations.exchange.conversations import asked, named_in, text_of, turns
from evaluations.exchange.json_pull import BadValue, BrokenOff, JsonPull
from evaluations.exchange.records import (
    LONGEST_ANSWER,
    LONGEST_KEY,
    LONGEST_NAME,
    LONGEST_WHY,
    About,
    LoggedSample,
    Record,
    Scored,
    Unread,
    clean,
    on_one_line,
)
from evaluations.exchange.scores import written
from evaluations.outcomes import Outcome

NAME = "deepeval"
LISTS = ("testCases", "conversationalTestCases")
INSIDE = "testRunData"  # as DeepEval keeps its latest run
PASSED = "success"  # what speaks for a case with no metric, or with several


def read_json(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The cases of a test run, in the file's order."""
    pull = JsonPull(file)
    try:
        yield from _run(pull)
    except BrokenOff as broken:
        yield Unread("the file", f"It ends in the middle, {broken}.")


def _run(pull: JsonPull) -> Iterator[Record]:
    for key in pull.fields():
        if key == INSIDE and pull.kind() == "{":
            yield from _run(pull)
        elif key in LISTS and pull.kind() == "[":
            for number in pull.entries():
                yield _case_at(pull, f"{key}[{number}]", number)
        elif key == "hyperparameters":
            yield _about(pull)


def _about(pull: JsonPull) -> About:
    try:
        found = pull.value()
    except BadValue:
        found = None
    return About(model=on_one_line(found.get("model"), 80)) if isinstance(found, Mapping) else About()


def _case_at(pull: JsonPull, place: str, number: int) -> Record:
    try:
        case = pull.value()
    except BadValue as error:
        return Unread(place, f"The case {error}.")
    return from_case(case, place, number) if isinstance(case, Mapping) else Unread(place, "This is no case.")


def from_case(case: Mapping[str, Any], place: str, number: int) -> LoggedSample:
    """The sample of one case; a case without its answer is errored, a metric that failed to run scores nothing."""
    spoken = turns(case.get("turns")) if isinstance(case.get("turns"), list) else None
    last = next((at for at in range(len(spoken or ()) - 1, -1, -1) if (spoken or [])[at]["role"] == "assistant"), None)
    if spoken is not None:
        messages = spoken[:last] if last is not None else spoken
        answer: Any = spoken[last]["content"] if last is not None else None
    else:
        messages, answer = asked(case.get("input")), case.get("actualOutput")
    named, footnotes = named_in(case.get("metadata"), case.get("additionalMetadata"))
    key = on_one_line(case.get("name"), LONGEST_KEY) or f"{place.split('[')[0]}-{number + 1}"
    return LoggedSample(
        place=place,
        case=key,
        messages=messages,
        response=None if answer is None else clean(text_of(answer), LONGEST_ANSWER),
        scores=_scores(case),
        named=named,
        footnotes=(*footnotes, key),
        error="The log holds no answer to this case." if answer is None else "",
    )


def _scores(case: Mapping[str, Any]) -> dict[str, Scored]:
    metrics = [metric for metric in case.get("metricsData") or () if isinstance(metric, Mapping)]
    found = {on_one_line(metric.get("name") or "metric", LONGEST_NAME): _metric(metric) for metric in metrics}
    passed = case.get("success")
    if len(found) != 1 and isinstance(passed, bool):
        broken = any(score.outcome == Outcome.UNSCORED for score in found.values())
        outcome = Outcome.COMPLIANT if passed else Outcome.UNSCORED if broken else Outcome.VIOLATION
        said = "A metric could not be computed." if outcome == Outcome.UNSCORED else ""
        found[PASSED] = Scored(str(passed).lower(), outcome, None, said)
    return found


def _metric(metric: Mapping[str, Any]) -> Scored:
    """What a metric said. DeepEval writes ``success: false`` where it could not be computed, which is no failure."""
    score, passed = metric.get("score"), metric.get("success")
    reason = clean(metric.get("reason"), LONGEST_WHY)
    number = float(score) if isinstance(score, int | float) and abs(score) < 1e9 else None
    error = clean(metric.get("error"), LONGEST_WHY)
    if error or (number is None and not passed):
        return Scored(written(score), Outcome.UNSCORED, None, f"The metric gave no score. {error or reason}".strip())
    if not isinstance(passed, bool):
        threshold = metric.get("threshold")
        if number is None or not isinstance(threshold, int | float):
            return Scored(written(score), Outcome.UNSCORED, number, f"Neither passed nor failed. {reason}".strip())
        passed = number >= threshold
    return Scored(written(score), Outcome.COMPLIANT if passed else Outcome.VIOLATION, number, reason)
