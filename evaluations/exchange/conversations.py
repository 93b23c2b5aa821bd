"""Conversations as other tools write them, as turns of ours: role and text, nothing lost that was said."""

import json
from collections.abc import Mapping
from typing import Any

from evaluations.exchange.records import clean

ROLES = ("system", "developer", "user", "assistant", "tool")
LONGEST_TURN = 100_000
MOST_TURNS = 200
# Keys under which a log may name the principle that a case tests, and the id of an evaluation prompt.
PRINCIPLE_KEYS = ("principle", "principle_id", "principleId", "spec_principle", "section", "section_id", "spec_section")
FOOTNOTE_KEYS = ("footnote", "footnote_id", "footnoteId", "prompt_id", "eval_prompt")


def turns(messages: Any) -> list[dict[str, str]]:
    """The messages of a chat with their texts; a part that is no text is named in brackets."""
    found = []
    for message in messages if isinstance(messages, list) else []:
        if isinstance(message, Mapping):
            role = str(message.get("role") or "user").lower()
            role = role if role in ROLES else "user"
            content = message.get("content", message.get("text"))
            found.append({"role": role, "content": clean(text_of(content), LONGEST_TURN)})
        elif isinstance(message, str):
            found.append({"role": "user", "content": clean(message, LONGEST_TURN)})
    return [turn for turn in found if turn["content"].strip()][:MOST_TURNS]


def asked(value: Any) -> list[dict[str, str]]:
    """What was asked: a text, a chat, or a text that holds a chat as JSON."""
    if isinstance(value, str):
        if value.lstrip().startswith(("[", "{")):
            try:
                inner = json.loads(value)
            except (ValueError, RecursionError):
                inner = None
            chat = inner.get("messages") if isinstance(inner, dict) else inner
            if isinstance(chat, list) and all(isinstance(turn, dict) and "role" in turn for turn in chat) and chat:
                return turns(chat)
        return turns([value])
    if isinstance(value, list):
        return turns(value)
    return turns([text_of(value)]) if value is not None else []


def text_of(content: Any) -> str:
    """The text of a message or an answer, whatever shape it has."""
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    if isinstance(content, list):
        return "\n".join(filter(None, map(_part, content)))
    return json.dumps(content, ensure_ascii=False, default=str)


def _part(part: Any) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            return str(part["text"])
        kind = str(part.get("type") or "part")
        return "" if kind == "reasoning" else f"[{kind}]"
    return str(part)


def named_in(*places: Any) -> tuple[str, tuple[str, ...]]:
    """The principle that the first of these mappings names, and every footnote id in them."""
    principle, footnotes = "", []
    for place in places:
        if not isinstance(place, Mapping):
            continue
        for key in PRINCIPLE_KEYS:
            value = place.get(key)
            value = value[0] if isinstance(value, list) and value else value
            if not principle and isinstance(value, str | int) and not isinstance(value, bool):
                principle = clean(value, 200).strip()
        footnotes += [clean(place[key], 255).strip() for key in FOOTNOTE_KEYS if isinstance(place.get(key), str | int)]
    return principle, tuple(filter(None, footnotes))
