"""Reads logs of Inspect: `.eval`, a zip with a member for each sample, and one JSON file; old versions as well."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from evaluations.exchange.conversations import asked, named_in, text_of, turns
from evaluations.exchange.json_pull import BadValue, BrokenOff, JsonPull
from evaluations.exchange.records import (
    LONGEST_ANSWER,
    LONGEST_KEY,
    LONGEST_NAME,
    About,
    LoggedSample,
    LogRefused,
    Record,
    Scored,
    Unread,
    clean,
    on_one_line,
)
from evaluations.exchange.scores import scored
from evaluations.exchange.zip_members import Member, Members
from evaluations.outcomes import Outcome

NAME = "inspect"
KNOWN_VERSIONS = (1, 2)
HEADER_PARTS = ("version", "status", "eval", "error", "results")
HEADERS = ("header.json", "_journal/start.json")
# The parts of a sample that are looked at; events and stores, most of a log's weight, are passed over.
PARTS = frozenset(
    (
        "id",
        "epoch",
        "input",
        "messages",
        "output",
        "scores",
        "score",
        "metadata",
        "error",
        "attachments",
        "invalidation",
    )
)
LONGEST_ERROR = 1000
_ATTACHMENT = "attachment://"
_OLD_SCORE = "score"  # what the one score of old logs is called until the header names it


def read_archive(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The records of an `.eval`, the header first. Members that cannot be read are told by their names."""
    members = Members(file, largest)
    if members.cut_off:
        yield Unread("the directory at the end of the zip", "It is missing: the file was cut off.")
    header = next((found for name in HEADERS if (found := members.get(name))), None)
    names: list[str] = []
    if header is None:
        yield Unread("header.json", "It is missing, so the log does not say what it is of.")
    else:
        for record in _header(members, header):
            if isinstance(record, About):
                names = list(record.scorers)
            yield record
        if header.name != "header.json" and not members.cut_off:
            yield Unread("header.json", "It is missing: the evaluation was not ended.")
    for member in members:
        if member.name.startswith("samples/") and member.name.endswith(".json"):
            try:
                yield from _sample(JsonPull(members.open(member)), member.name, names)
            except (BrokenOff, ValueError, EOFError) as error:
                yield Unread(clean(member.name, 300), f"The sample cannot be read: {error}.")


def read_json(file: BinaryIO, largest: int) -> Iterator[Record]:
    """The records of a log in one JSON file, in its order; what stands before a break is kept."""
    pull = JsonPull(file)
    names: list[str] = []
    gathered: dict[str, Any] = {}
    number = 0
    try:
        for key in pull.fields():
            if key in HEADER_PARTS:
                gathered[key] = _value_or_none(pull)
            elif key == "samples" and pull.kind() == "[":
                about = about_of(gathered)
                names = list(about.scorers)
                yield about
                for number in pull.entries():
                    yield from _sample(pull, f"samples[{number}]", names)
        yield about_of(gathered)
    except BrokenOff as broken:
        yield Unread(f"samples[{number}]" if gathered else "the file", f"The log ends there, {broken}.")
        yield about_of(gathered)


def _value_or_none(pull: JsonPull) -> Any:
    try:
        return pull.value()
    except BadValue:
        return None


def _header(members: Members, member: Member) -> Iterator[Record]:
    gathered: dict[str, Any] = {}
    try:
        pull = JsonPull(members.open(member))
        for key in pull.fields():
            if key in HEADER_PARTS:
                gathered[key] = _value_or_none(pull)
    except (BrokenOff, ValueError) as error:
        yield Unread(member.name, f"It cannot be read: {error}.")
    yield about_of(gathered)


def about_of(header: Mapping[str, Any]) -> About:
    """What the parts of a header say.

    Raises:
        LogRefused: the log is of a version that is not known.
    """
    version = header.get("version", 2)
    if version not in KNOWN_VERSIONS or isinstance(version, bool):
        allowed = ", ".join(map(str, KNOWN_VERSIONS))
        raise LogRefused(f"The log has version {clean(version, 20)} of Inspect's format.", "version", version, allowed)
    spec, results = _mapping(header.get("eval")), _mapping(header.get("results"))
    dataset, config = _mapping(spec.get("dataset")), _mapping(spec.get("config"))
    expected = results.get("total_samples")
    ids, epochs = dataset.get("sample_ids"), config.get("epochs") or 1
    if not _is_count(expected) and isinstance(ids, list) and _is_count(epochs):
        expected = len(ids) * epochs
    status = clean(header.get("status") or "", 20)
    error = clean(_mapping(header.get("error")).get("message"), 300)
    notes = (f"Inspect says that the evaluation has the status “{status}”{f': {error}' if error else ''}.",)
    return About(
        name=on_one_line(spec.get("task"), 160),
        version=on_one_line(_mapping(spec.get("packages")).get("inspect_ai"), 40),
        model=on_one_line(spec.get("model"), 80),
        made_at=on_one_line(spec.get("created"), 40),
        status=status,
        identity=on_one_line(spec.get("eval_id") or spec.get("run_id"), 80),
        scorers=tuple(_scorers(spec, results)),
        expected=expected if _is_count(expected) and expected else None,
        notes=notes if status and status != "success" else (),
    )


def _scorers(spec: Mapping[str, Any], results: Mapping[str, Any]) -> Iterator[str]:
    """The names of the scorers in the log's order; the oldest logs have a single one among the results."""
    for place in (spec.get("scorers"), results.get("scores"), [results.get("scorer")]):
        names = [_mapping(each).get("name") for each in place] if isinstance(place, list) else []
        texts = [on_one_line(name, LONGEST_NAME) for name in names if isinstance(name, str) and name]
        if texts:
            yield from texts
            return


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _sample(pull: JsonPull, place: str, names: list[str]) -> Iterator[Record]:
    """One sample, and what of it could not be read."""
    if pull.kind() != "{":
        pull.skip()
        yield Unread(place, "This is no sample.")
        return
    parts: dict[str, Any] = {}
    for key in pull.fields():
        if key in PARTS:
            try:
                parts[key] = pull.value()
            except BadValue as error:
                yield Unread(f"{clean(place, 300)}, {key}", f"It {error}.")
    if parts.get("id") is None:
        yield Unread(clean(place, 300), "The sample has no id.")
        return
    _attach(parts)
    answer = _answer(parts)
    if answer is not None and len(answer) > LONGEST_ANSWER:
        why = f"The answer has {len(answer):,} characters; the first {LONGEST_ANSWER:,} are kept."
        yield Unread(clean(place, 300), why)
    epoch = parts.get("epoch")
    named, footnotes = named_in(parts.get("metadata"))
    key = on_one_line(parts["id"], LONGEST_KEY)
    yield LoggedSample(
        place=clean(place, 300),
        case=key,
        messages=_asked(parts),
        response=None if answer is None else clean(answer),
        scores=_scores(parts, names),
        named=named,
        footnotes=(*footnotes, key),
        epoch=epoch if _is_count(epoch) and epoch else 1,
        error=_error(parts),
        model=on_one_line(_mapping(parts.get("output")).get("model"), 200),
    )


def _attach(parts: dict[str, Any]) -> None:
    """Puts long texts, which stand apart in the log, back where they belong."""
    attachments = parts.pop("attachments", None)
    if isinstance(attachments, Mapping) and attachments:
        for name in ("input", "messages", "output", "scores", "score", "error"):
            if name in parts:
                parts[name] = _attached(parts[name], attachments)


def _attached(value: Any, attachments: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith(_ATTACHMENT):
        return attachments.get(value.removeprefix(_ATTACHMENT), value)
    if isinstance(value, list):
        return [_attached(each, attachments) for each in value]
    if isinstance(value, dict):
        return {key: _attached(each, attachments) for key, each in value.items()}
    return value


def _asked(parts: Mapping[str, Any]) -> list[dict[str, str]]:
    """The conversation up to the first answer: the input, with what a solver put before it."""
    given = asked(parts.get("input"))
    spoken = turns(parts.get("messages"))
    before: list[dict[str, str]] = []
    for turn in spoken:
        if turn["role"] not in ("system", "developer") or turn in given:
            break
        before.append(turn)
    return [*before, *given]


def _answer(parts: Mapping[str, Any]) -> str | None:
    """The text that was answered; None where the log does not hold it, or where the answer was a call of tools."""
    output = _mapping(parts.get("output"))
    choices = output.get("choices")
    if isinstance(choices, list) and choices:
        message = _mapping(_mapping(choices[0]).get("message"))
        text = text_of(message.get("content"))
        return None if message.get("tool_calls") and not text.strip() else text
    if isinstance(output.get("completion"), str):
        return str(output["completion"])
    said = [turn["content"] for turn in turns(parts.get("messages")) if turn["role"] == "assistant"]
    return said[-1] if said else "" if output else None


def _error(parts: Mapping[str, Any]) -> str:
    """Why there is nothing to grade; a sample that was scored in spite of its error is errored all the same."""
    error = parts.get("error")
    if not error:
        return ""
    message = error.get("message") if isinstance(error, Mapping) else error
    return clean(message or "The log tells no reason.", LONGEST_ERROR)


def _scores(parts: Mapping[str, Any], names: list[str]) -> dict[str, Scored]:
    found = _mapping(parts.get("scores"))
    if not found and isinstance(parts.get("score"), Mapping):  # as logs were before they could have several
        found = {names[0] if names else _OLD_SCORE: parts["score"]}
    scores = {
        on_one_line(name, LONGEST_NAME): _score(score) for name, score in found.items() if isinstance(score, Mapping)
    }
    invalid = parts.get("invalidation")
    if invalid:
        why = clean(_mapping(invalid).get("reason") or "no reason given", 300)
        return {
            name: Scored(score.value, Outcome.UNSCORED, None, f"Declared invalid in the log: {why}.")
            for name, score in scores.items()
        }
    return scores


def _score(score: Mapping[str, Any]) -> Scored:
    """The value that holds now. Edits stand in the history, the first of them being the value as it was scored."""
    found = scored(score.get("value"), score.get("explanation"))
    history = score.get("history")
    if not isinstance(history, list) or not history:
        return found
    edit = _mapping(history[-1])
    by = _mapping(edit.get("provenance"))
    said = f"Edited in the log by {by['author']}" if by.get("author") else "Edited in the log"
    said += f": {by.get('reason')}." if by.get("reason") else "."
    return Scored(found.value, found.outcome, found.number, clean(f"{said} {found.reason}".strip(), 2000))
