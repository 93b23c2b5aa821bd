"""The words of the page about the chain of command: its levels, its kinds of conflict, and the finding in a line."""

from __future__ import annotations

from explorer.chain.line import Line
from explorer.command_chain import Resolution
from explorer.command_chain.instructions import Kind, Role

ROLE_NAMES: dict[Role, str] = {
    "root": "Root",
    "system": "System",
    "developer": "Developer",
    "user": "User",
    "guideline": "Guideline",
    "tool": "Tool output",
    "quoted": "Quoted text",
}
ROLE_MEANINGS: dict[Role, str] = {
    "root": "Rules of the specification that nobody changes.",
    "system": "Set by the provider of the model.",
    "developer": "You, when you build on the model.",
    "user": "The person, and defaults that take explicit words.",
    "guideline": "Defaults that yield even to a hint.",
    "tool": "What a program or a web page returned.",
    "quoted": "Mails, documents, anything in quotation marks.",
}
KIND_NAMES: dict[Kind, str] = {
    "letter": "contradict in words",
    "spirit": "one runs against the other’s intent",
    "cue": "one is a cue against the other",
    "later": "the later one replaces the earlier",
    "mistaken": "one looks like a slip",
}
KIND_MEANINGS: dict[Kind, tuple[str, str]] = {
    "letter": (
        "Both cannot be followed as they are written.",
        "The higher one holds; at one level, the later one.",
    ),
    "spirit": (
        "The words leave room for both, but one defeats what the other is there for.",
        "The higher one holds, even when it is only implied.",
    ),
    "cue": (
        "Nobody says so, but tone, context or habit asks for something else than the other says.",
        "A guideline yields. Everything above takes explicit words, so there the cue falls.",
    ),
    "later": (
        "A newer message takes back or changes what an older one said.",
        "At one level the later one holds. Between levels time does not matter: the higher one holds.",
    ),
    "mistaken": (
        "One of the two was probably not meant that way: a slip of the pen, a forgotten “not”.",
        "The slip does not count, and the assistant asks. In doubt is the lower one, among equals the later one.",
    ),
}
EXPLICITNESS = (("words", "In explicit words"), ("implied", "Only implied: a cue"))
QUESTION = "Which instruction holds when two disagree?"


def start_of(text: str) -> str:
    """The first words of a card, for a list to choose from."""
    words = " ".join(text.split())
    return words if len(words) <= 40 else f"{words[:39].rstrip()}…"


def finding(line: Line, found: Resolution) -> str:
    """What the line shows, as the title of the page."""
    count, holding = len(line.cards), len(found.holds)
    if not count:
        return QUESTION
    if count == 1:
        return "One instruction, and it holds" if holding else "One text, and it has no authority"
    if holding == count:
        return f"All {count} instructions hold"
    fallen = [f"{one.by} overrides {one.id}" for one in found.overridden]
    if len(fallen) > 2:
        fallen = [f"{len(fallen)} are overridden"]
    if found.ignored:
        names = " and ".join(one.id for one in found.ignored) if len(found.ignored) < 3 else str(len(found.ignored))
        fallen.append(f"{names} {'has' if len(found.ignored) == 1 else 'have'} no authority")
    return f"{holding} of {count} hold: {_listed(fallen)}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
