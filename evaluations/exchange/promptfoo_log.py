"""Reads results of promptfoo: JSON, JSONL and CSV. A row is one test by one provider with one prompt."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from evaluations.exchange.conversations import asked, named_in, text_of
from evaluations.exchange.json_lines import read_objects
from evaluations.exchange.json_pull import BadValue, BrokenOff, JsonPull
from evaluations.exchange.records import (
    LONGEST_ANSWER,
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
from evaluations.exchange.scores import scored
from evaluations.exchange.tables import Row, read_rows
from evaluations.outcomes import Outcome

NAME = "promptfoo"
PASSED = "success"  # the scorer that speaks for all assertions of a row
ERROR_REASON = 2
GROUP = ("status", "score", "named scores", "grader reason", "comment")


def read_json(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The rows of a results file; other parts of it say what it is of."""
    pull = JsonPull(file)
    gathered: dict[str, Any] = {}
    place = "the file"
    try:
        for key in pull.fields():
            if key == "results" and pull.kind() == "{":
                for inner in pull.fields():
                    if inner == "results" and pull.kind() == "[":
                        for number in pull.entries():
                            place = f"results.results[{number}]"
                            yield from _row_at(pull, place)
            elif key == "results" and pull.kind() == "[":
                for number in pull.entries():
                    place = f"results[{number}]"
                    yield from _row_at(pull, place)
            elif key in ("evalId", "metadata", "createdAt"):
                gathered[key] = _value_or_none(pull)
            elif key == "config" and pull.kind() == "{":
                gathered |= {inner: _value_or_none(pull) for inner in pull.fields() if inner == "description"}
    except BrokenOff as broken:
        yield Unread(place, f"The file ends there, {broken}.")
    yield _about(gathered)


def read_lines(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The rows of a JSONL export, one a line."""
    for place, value in read_objects(file):
        yield value if isinstance(value, Unread) else from_row(value, place)


def _value_or_none(pull: JsonPull) -> Any:
    try:
        return pull.value()
    except BadValue:
        return None


def _row_at(pull: JsonPull, place: str) -> Iterator[Record]:
    try:
        row = pull.value()
    except BadValue as error:
        yield Unread(place, f"The row {error}.")
        return
    yield from_row(row, place) if isinstance(row, dict) else Unread(place, "This is no row.")


def _about(gathered: Mapping[str, Any]) -> About:
    metadata = gathered.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    return About(
        name=on_one_line(gathered.get("description"), 160),
        version=on_one_line(metadata.get("promptfooVersion"), 40),
        made_at=on_one_line(metadata.get("evaluationCreatedAt") or gathered.get("createdAt"), 40),
        identity=on_one_line(gathered.get("evalId"), 80),
    )


def from_row(row: Mapping[str, Any], place: str) -> LoggedSample:
    """The sample of one row."""
    test, grading = _mapping(row.get("testCase")), _mapping(row.get("gradingResult"))
    variables, provider = _mapping(row.get("vars")), row.get("provider")
    provider = _mapping(provider).get("label") or _mapping(provider).get("id") or provider
    response, errored = _mapping(row.get("response")), _errored(row, grading)
    answer = response.get("output", row.get("output"))
    prompt = row.get("prompt")
    named, footnotes = named_in(test.get("metadata"), row.get("metadata"), variables)
    index = row.get("testIdx")
    title = on_one_line(test.get("description") or row.get("description"), 200)
    return LoggedSample(
        place=place,
        case=f"test-{index + 1}" if isinstance(index, int) else f"test-{_hash_of(variables, title)}",
        title=title,
        messages=asked(_mapping(prompt).get("raw", prompt)),
        response=None if answer is None and not errored else clean(text_of(answer), LONGEST_ANSWER),
        scores={} if errored else {PASSED: _passed(row, grading)} | _named(row.get("namedScores")),
        named=named,
        footnotes=footnotes,
        error=clean(row.get("error") or response.get("error") or "The log tells no reason.", 1000) if errored else "",
        model=on_one_line(provider, 200),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _errored(row: Mapping[str, Any], grading: Mapping[str, Any]) -> bool:
    """Whether there was no answer. A failed assertion has an error text as well; the reason tells the two apart."""
    reason = row.get("failureReason")
    if isinstance(reason, int):
        return reason == ERROR_REASON
    return bool(row.get("error")) and not grading


def _passed(row: Mapping[str, Any], grading: Mapping[str, Any]) -> Scored:
    passed = row.get("success", grading.get("pass"))
    score = row.get("score", grading.get("score"))
    number = float(score) if isinstance(score, int | float) and abs(score) < 1e9 else None
    reason = clean(grading.get("reason") or row.get("error"), LONGEST_WHY)
    if not isinstance(passed, bool):
        return Scored("absent", Outcome.UNSCORED, number, reason or "The row says neither pass nor fail.")
    return Scored("pass" if passed else "fail", Outcome.COMPLIANT if passed else Outcome.VIOLATION, number, reason)


def _named(scores: Any) -> dict[str, Scored]:
    return {
        on_one_line(name, LONGEST_NAME): scored(value)
        for name, value in _mapping(scores).items()
        if name and name != PASSED
    }


def _hash_of(variables: Mapping[str, Any], title: str) -> str:
    text = json.dumps([variables, title], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def is_table(header: Sequence[str]) -> bool:
    """Whether a CSV's header is that of promptfoo: variables, then the same columns for each provider and prompt."""
    names = [name.strip().lower() for name in header]
    return "status" in names and "score" in names and "grader reason" in names


def read_table(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The rows of a CSV export, once for each group of columns that a provider and prompt has."""
    groups: list[int] = []
    header: list[str] = []
    number = 0
    for row in read_rows(file):
        if isinstance(row, Unread):
            yield row
        elif not header:
            header = row.cells
            groups = [at for at, name in enumerate(header) if name.strip().lower() == "status" and at]
        elif len(row.cells) != len(header):
            yield Unread(f"line {row.line}", f"The row has {len(row.cells)} cells, the header {len(header)}.")
        else:
            number += 1
            yield from _from_cells(header, row, groups, number)


def _from_cells(header: Sequence[str], row: Row, groups: Sequence[int], number: int) -> Iterator[Record]:
    first = groups[0] - 1
    variables = dict(zip(header[:first], row.cells[:first], strict=True))
    title = next((value for name, value in variables.items() if name.strip().lower() == "description"), "")
    asks = {name: value for name, value in variables.items() if name.strip().lower() != "description"}
    named, footnotes = named_in(asks)
    for at in groups:
        cells = {name: row.cells[at + step] for step, name in enumerate(GROUP) if _is_at(header, at + step, name)}
        provider, prompt = _provider_and_prompt(header[at - 1])
        errored = cells["status"].strip().upper() == "ERROR"
        answer, reason = row.cells[at - 1], cells.get("grader reason", "")
        yield LoggedSample(
            place=f"line {row.line}" + (f", column {at}" if len(groups) > 1 else ""),
            case=f"test-{number}",
            title=on_one_line(title, 200),
            messages=asked(_filled(prompt, asks)),
            response=clean(answer),
            scores={} if errored else {PASSED: _cell_verdict(cells)} | _cell_scores(cells.get("named scores", "")),
            named=named,
            footnotes=footnotes,
            error=clean(reason or answer or "The log tells no reason.", 1000) if errored else "",
            model=on_one_line(provider, 200),
        )


def _is_at(header: Sequence[str], at: int, name: str) -> bool:
    return at < len(header) and header[at].strip().lower() == name


def _provider_and_prompt(title: str) -> tuple[str, str]:
    """Out of ``[provider] prompt``, as the column of answers is called."""
    if title.startswith("[") and "]" in title:
        provider, _, prompt = title[1:].partition("]")
        return provider.strip(), prompt.strip()
    return "", title


def _filled(prompt: str, variables: Mapping[str, str]) -> str:
    """The prompt with its variables; what else a template can do is left as it stands."""
    for name, value in variables.items():
        for written in (f"{{{{{name}}}}}", f"{{{{ {name} }}}}"):
            prompt = prompt.replace(written, value)
    return prompt


def _cell_verdict(cells: Mapping[str, str]) -> Scored:
    status = cells["status"].strip().upper()
    outcome = {"PASS": Outcome.COMPLIANT, "FAIL": Outcome.VIOLATION}.get(status, Outcome.UNSCORED)
    number = scored(cells.get("score", "")).number
    reason = clean(cells.get("grader reason", ""), LONGEST_WHY)
    said = reason or ("" if outcome != Outcome.UNSCORED else f"The status is “{clean(status, 30)}”.")
    return Scored(status.lower() if outcome != Outcome.UNSCORED else clean(status, 30), outcome, number, said)


def _cell_scores(text: str) -> dict[str, Scored]:
    """Named scores as the cell has them: JSON, or ``name: 0.5`` one a line."""
    try:
        return _named(json.loads(text)) if text.strip() else {}
    except (ValueError, RecursionError):
        parts = (line.rpartition(":") for line in text.replace(",", "\n").splitlines())
        return _named({name.strip(): value.strip() for name, mark, value in parts if mark})
