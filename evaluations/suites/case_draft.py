"""A case as a form, a file or a generator wants it, and what is wrong with it; plain Python, no Django."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from evaluations.errors import Fault
from evaluations.graders import SpecRefused, read_specs

ROLES = ("system", "developer", "user", "assistant")
KINDS = ("should_do", "should_not_do", "borderline")
EXPECTED = ("answer", "decline")
SIDES = ("compliant", "violation")
LONGEST_KEY = 100
LONGEST_TITLE = 200
LONGEST_MESSAGE = 20_000
LONGEST_RUBRIC = 4000
MAX_MESSAGES = 50
MAX_TAGS = 20
LONGEST_TAG = 40
LARGEST_WEIGHT = 1000.0
MAX_DEPTH = 40
_KEY_ROOM = 10  # for the number that a copied key gets


@dataclass(frozen=True)
class CaseDraft:
    """What a case says. ``weight`` is its share of the production mix against the other cases of its suite."""

    key: str
    principle: str
    messages: list[dict[str, str]]
    title: str = ""
    kind: str = ""
    expected: str = ""
    rubric: str = ""
    graders: list[dict[str, Any]] = field(default_factory=list)
    exemplars: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    weight: float = 1.0


def faults_in(draft: CaseDraft, principles: Collection[str], line: int = 0) -> list[Fault]:
    """Every fault, with its field as a path such as ``messages[1].content`` or ``graders[0].pattern``."""
    found = [*_text_faults(draft), *_message_faults(draft), *_choice_faults(draft, principles), *_number_faults(draft)]
    found += rule_faults(draft)
    return [Fault(each.field, each.value, each.allowed, each.message, line) for each in found]


def _text_faults(draft: CaseDraft) -> Iterator[Fault]:
    if not draft.key.strip():
        yield Fault("key", draft.key, "a text", "The key is empty.")
    limits = {"key": LONGEST_KEY, "title": LONGEST_TITLE, "rubric": LONGEST_RUBRIC}
    for name, longest in limits.items():
        yield from text_faults(name, getattr(draft, name), longest)
    for side, text in draft.exemplars.items():
        if side not in SIDES:
            yield Fault("exemplars", side, ", ".join(SIDES), f"An exemplar is {' or '.join(SIDES)}, not “{side}”.")
        yield from text_faults(f"exemplars.{side}", text, LONGEST_MESSAGE)


def text_faults(name: str, text: object, longest: int) -> Iterator[Fault]:
    """What keeps a value from being a text that can be stored and shown."""
    if not isinstance(text, str):
        yield Fault(name, text, "a text", f"{name} must be a text.")
    elif len(text) > longest:
        yield Fault(name, text[:80], f"up to {longest} characters", f"{name} has {len(text)} characters, too many.")
    elif not is_clean(text):
        yield Fault(name, "", "text", f"{name} contains a character that is not valid text.")


def is_clean(text: str) -> bool:
    """Whether any store and any encoder can take the text: no NUL and no lone surrogate."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _message_faults(draft: CaseDraft) -> Iterator[Fault]:
    turns = draft.messages
    if not 1 <= len(turns) <= MAX_MESSAGES:
        yield Fault("messages", len(turns), f"1 to {MAX_MESSAGES}", f"A case has 1 to {MAX_MESSAGES} messages.")
        return
    for number, turn in enumerate(turns):
        if turn.get("role") not in ROLES:
            allowed = ", ".join(ROLES)
            yield Fault(f"messages[{number}].role", turn.get("role"), allowed, f"The role must be one of {allowed}.")
        content = turn.get("content")
        if isinstance(content, str) and not content.strip():
            yield Fault(f"messages[{number}].content", "", "a text", "The message is empty.")
        yield from text_faults(f"messages[{number}].content", content, LONGEST_MESSAGE)
    if turns[-1].get("role") not in ("user", None):
        place = f"messages[{len(turns) - 1}].role"
        yield Fault(
            place, turns[-1].get("role"), "user", "The last message must be the user's: it is what is answered."
        )


def _choice_faults(draft: CaseDraft, principles: Collection[str]) -> Iterator[Fault]:
    if draft.principle not in principles:
        near = get_close_matches(draft.principle[:100], principles, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        said = f"The principle “{draft.principle[:60]}” is not in the project's version.{hint}"
        yield Fault("principle", draft.principle[:80], "a principle's identifier", said)
    for name, value, known in (("kind", draft.kind, KINDS), ("expected", draft.expected, EXPECTED)):
        if value and value not in known:
            allowed = ", ".join(known)
            yield Fault(name, value[:80], allowed, f"{name} must be one of {allowed}, or empty.")


def _number_faults(draft: CaseDraft) -> Iterator[Fault]:
    if not math.isfinite(draft.weight) or not 0 < draft.weight <= LARGEST_WEIGHT:
        allowed = f"above 0, up to {LARGEST_WEIGHT:.0f}"
        yield Fault("weight", draft.weight, allowed, f"The weight must be a number {allowed}.")
    if len(draft.tags) > MAX_TAGS:
        yield Fault("tags", len(draft.tags), f"up to {MAX_TAGS}", f"A case has at most {MAX_TAGS} tags.")
    for tag in draft.tags:
        if not tag.strip() or len(tag) > LONGEST_TAG or not is_clean(tag) or set(tag) & set(",;\r\n"):
            allowed = f"1 to {LONGEST_TAG} characters, no comma"
            yield Fault("tags", tag[:80], allowed, f"The tag “{tag[:30]}” does not fit: {allowed}.")


def rule_faults(draft: CaseDraft) -> Iterator[Fault]:
    """What keeps the rules of a case from being read, with fields such as ``graders[0].pattern``."""
    if not is_storable(draft.graders):
        yield Fault("graders", "", "rules", f"The rules hold text that is not valid, or nest deeper than {MAX_DEPTH}.")
        return
    try:
        read_specs(draft.graders)
    except SpecRefused as refusal:
        for fault in refusal.faults:
            yield Fault(fault.field, fault.value, fault.allowed, f"{fault.field} {fault.message}.")
        return
    for side in SIDES:
        if _needs_exemplar(draft.graders, side) and not draft.exemplars.get(side, "").strip():
            name = "compliant" if side == "compliant" else "violating"
            yield Fault(
                f"exemplars.{side}", "", "a text", f"The similarity rule needs a {name} answer to compare with."
            )


def _needs_exemplar(specs: object, side: str) -> bool:
    if not isinstance(specs, list):
        return False
    plain = [spec for spec in specs if isinstance(spec, Mapping)]
    return any(
        (spec.get("kind") == "similarity" and not spec.get(side)) or _needs_exemplar(spec.get("of"), side)
        for spec in plain
    )


def is_storable(value: object) -> bool:
    """Whether a value of JSON is clean text all through, finite, and not nested beyond reason."""
    waiting: list[tuple[object, int]] = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > MAX_DEPTH or (isinstance(each, float) and not math.isfinite(each)):
            return False
        if isinstance(each, str) and not is_clean(each):
            return False
        if isinstance(each, Mapping):
            waiting += [(part, depth + 1) for pair in each.items() for part in pair]
        elif isinstance(each, list):
            waiting += [(part, depth + 1) for part in each]
    return True


def free_key(title: str, taken: Collection[str]) -> str:
    """A key made of a title, with a number behind it where it is taken."""
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    start = "-".join(re.findall(r"[a-z0-9]+", bare))[: LONGEST_KEY - _KEY_ROOM].strip("-") or "case"
    number, key = 1, start
    while key in taken:
        number += 1
        key = f"{start}-{number}"
    return key


def simple_turns(messages: list[dict[str, str]]) -> dict[str, str] | None:
    """System, developer and user message by role where the conversation is just that; None where it is longer."""
    roles = [turn["role"] for turn in messages]
    if roles != [role for role in ("system", "developer", "user") if role in roles] or "user" not in roles:
        return None
    return {turn["role"]: turn["content"] for turn in messages}
