"""Reads pilot conversations and masks them in the same step: nobody holds the unmasked text any longer than that."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from evaluations.case_files.decoding import capped, decoded
from evaluations.case_files.reading import TURNS, FieldReader, rows_of
from evaluations.errors import Fault, FileRefused
from evaluations.suites.case_draft import CaseDraft, faults_in
from evaluations.traffic_samples.masking import Masker

COLUMNS = ("id", *TURNS, "messages", "principle", "stratum")
MAX_CONVERSATIONS = 2000
# What the preview carries to the next step has to fit into one form.
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True)
class Conversation:
    """A conversation after masking, without the answer of the assistant that ended it."""

    key: str
    principle: str
    stratum: str
    messages: list[dict[str, str]]

    def draft(self) -> CaseDraft:
        tags = [self.stratum] if self.stratum else []
        return CaseDraft(key=self.key, principle=self.principle, messages=self.messages, tags=tags)


@dataclass(frozen=True)
class Reading:
    """What a file held: the conversations, what was masked by kind, and how many conversations that touched.

    ``unanswered`` counts closing answers of the assistant that were left out: they are not what a run asks.
    """

    conversations: list[Conversation]
    masked: Counter[str]
    touched: int
    unanswered: int
    encoding: str
    guessed: bool


def read_conversations(
    data: bytes, name: str, principles: Collection[str], *, default: str, names: Iterable[str] = ()
) -> Reading:
    """The conversations of a file, masked.

    Args:
        default: the principle that conversations without one are held against.
        names: what is masked beside what the patterns find.

    Raises:
        FileRefused: with every fault and its line. Texts of the file do not stand in them.
    """
    file = decoded(data)
    _, rows, faults = rows_of(file, name, COLUMNS)
    masker, masked = Masker(names), Counter[str]()
    conversations: list[Conversation] = []
    touched = dropped = 0
    seen: dict[str, int] = {}
    for line, row in rows:
        messages, answers, found, wrong = _turns(row, line, masker)
        reader = FieldReader(row, line)
        reader.only(COLUMNS)
        key, stratum = f"conversation-{len(conversations) + 1}", masker.mask(reader.text("stratum")).text
        own = reader.text("id")
        if own and own in seen:
            wrong.append(Fault("id", "", "each id once", f"The id stands in line {seen[own]} already.", line))
        seen.setdefault(own, line)
        conversation = Conversation(key, reader.text("principle") or default, stratum, messages)
        wrong += reader.faults
        faults += wrong or faults_in(conversation.draft(), principles, line)
        conversations.append(conversation)
        masked.update(found)
        touched += bool(found)
        dropped += answers
    _check_size(conversations, faults)
    if faults:
        raise FileRefused(capped([_without_text(fault) for fault in faults]))
    return Reading(conversations, masked, touched, dropped, file.encoding, file.guessed)


def _turns(
    row: dict[str, Any], line: int, masker: Masker
) -> tuple[list[dict[str, str]], int, Counter[str], list[Fault]]:
    """The masked turns up to the last one of the user, and how many answers behind it were left out."""
    reader = FieldReader(row, line)
    turns = reader.messages()
    kept = list(turns)
    while kept and kept[-1].get("role") == "assistant":
        kept.pop()
    found: Counter[str] = Counter()
    for turn in kept:
        if isinstance(turn.get("content"), str):
            masked = masker.mask(turn["content"])
            turn["content"] = masked.text
            found.update(masked.found)
    return kept, len(turns) - len(kept), found, reader.faults


def _check_size(conversations: list[Conversation], faults: list[Fault]) -> None:
    if not conversations and not faults:
        faults.append(Fault("file", "", "at least one conversation", "The file holds no conversation."))
    if len(conversations) > MAX_CONVERSATIONS:
        message = f"There are {len(conversations)} conversations; {MAX_CONVERSATIONS} are taken at once."
        faults.append(Fault("file", len(conversations), f"up to {MAX_CONVERSATIONS}", message))
    size = sum(len(str(turn.get("content"))) for each in conversations for turn in each.messages)
    if size > MAX_CHARACTERS:
        message = f"The conversations have {size} characters; {MAX_CHARACTERS} are taken at once. Part the file."
        faults.append(Fault("file", size, f"up to {MAX_CHARACTERS}", message))


def _without_text(fault: Fault) -> Fault:
    """The fault without the value: that may be a person's own words."""
    return Fault(fault.field, "", fault.allowed, fault.message, fault.line)
