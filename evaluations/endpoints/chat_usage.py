"""How many tokens an exchange took: what the endpoint says where it can be believed, else an estimate of our own."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A token is four letters of English and at least one byte of anything; a message costs a few for its frame.
LETTERS_PER_TOKEN = 4
TOKENS_PER_MESSAGE = 4
# Beyond what was sent or received an endpoint may count a template, tools of its own, or hidden reasoning.
UNSEEN_PROMPT = 50_000
UNSEEN_COMPLETION = 500_000


@dataclass(frozen=True)
class Usage:
    """Tokens in and out; ``estimated`` where at least one of the two is our own estimate."""

    prompt_tokens: int
    completion_tokens: int
    estimated: bool


def usage_of(told: object, messages: Sequence[Mapping[str, str]], answer: str) -> Usage:
    """Reads the ``usage`` of a completion; a missing, negative or impossibly large count is replaced by an estimate."""
    asked = sum(len(message["content"].encode("utf-8", "replace")) for message in messages)
    prompt = _count(told, "prompt_tokens", longest=asked + UNSEEN_PROMPT)
    completion = _count(told, "completion_tokens", longest=len(answer.encode()) + UNSEEN_COMPLETION)
    return Usage(
        prompt_tokens=estimate_of_prompt(messages) if prompt is None else prompt,
        completion_tokens=estimate_of_text(answer) if completion is None else completion,
        estimated=prompt is None or completion is None,
    )


def estimate_of_text(text: str) -> int:
    return math.ceil(len(text) / LETTERS_PER_TOKEN)


def estimate_of_prompt(messages: Sequence[Mapping[str, str]]) -> int:
    """What a conversation costs before anybody has counted it; also for the estimate before a run."""
    return sum(estimate_of_text(message["content"]) + TOKENS_PER_MESSAGE for message in messages)


def _count(told: object, name: str, *, longest: int) -> int | None:
    count: Any = told.get(name) if isinstance(told, dict) else None
    believable = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= longest
    return count if believable else None
