"""How system and developer messages reach an endpoint that does not know both roles; pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

Message = Mapping[str, str]
BETWEEN = "\n\n"
INSTRUCTING = frozenset({"system", "developer"})


class Roles(StrEnum):
    """What becomes of the roles of a case's messages."""

    AS_THEY_ARE = "as_they_are"
    DEVELOPER_AS_SYSTEM = "developer_as_system"
    FOLDED = "folded"  # both into the first message of the user


def spoken(messages: Sequence[Message], roles: Roles) -> list[dict[str, str]]:
    """The messages as the endpoint takes them. No word is lost, and none changes its place among the instructions.

    Developer messages that become system ones are joined with the system message before them, because many chat
    templates take a single one. Folded instructions stand before the user's own words, in their order.
    """
    if roles is Roles.DEVELOPER_AS_SYSTEM:
        return _neighbours_joined(_renamed(message) for message in messages)
    if roles is Roles.FOLDED:
        return _folded(messages)
    return [dict(message) for message in messages]


def _renamed(message: Message) -> dict[str, str]:
    return {**message, "role": "system"} if message["role"] == "developer" else dict(message)


def _neighbours_joined(messages: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    joined: list[dict[str, str]] = []
    for message in messages:
        if joined and message["role"] == joined[-1]["role"] == "system":
            joined[-1]["content"] += BETWEEN + message["content"]
        else:
            joined.append(message)
    return joined


def _folded(messages: Sequence[Message]) -> list[dict[str, str]]:
    instructions = [message["content"] for message in messages if message["role"] in INSTRUCTING]
    others = [dict(message) for message in messages if message["role"] not in INSTRUCTING]
    if not instructions:
        return others
    first = next((message for message in others if message["role"] == "user"), None)
    if first is None:
        return [{"role": "user", "content": BETWEEN.join(instructions)}, *others]
    first["content"] = BETWEEN.join([*instructions, first["content"]])
    return others
