"""What a confirmation keeps of the sections that its criterion rests on, and how it is told that they changed.

A version other than the one that was in use takes nothing away by itself: only where the text or the level of a section
is another one does a confirmation turn stale. A confirmation that was given before sections were kept holds nothing
about them, so nothing is held against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roadmap.checks.results import Pair

SECTION = "Section "
NOT_THERE = "not in the version"
UNKNOWN = "unknown"
NO_LEVEL = "no level"


def written(authority: str, text_sha256: str) -> str:
    """A section as a confirmation keeps it: its level, and the beginning of its text's hash."""
    return f"{authority or NO_LEVEL}, text {text_sha256[:12] or UNKNOWN}"


def pairs_of(identifiers: Iterable[str], sections: Mapping[str, str]) -> list[Pair]:
    """The sections of a criterion as they read in the version; `sections` holds what `written` gives."""
    return [(f"{SECTION}{identifier}", sections.get(identifier, NOT_THERE)) for identifier in identifiers]


def is_section(label: str) -> bool:
    return label.startswith(SECTION)


def differ(then: str, now: str) -> bool:
    """Whether a section reads otherwise; a text that is not known on one side is not held against the other."""
    if then == now:
        return False
    level_then, _, text_then = then.partition(", text ")
    level_now, _, text_now = now.partition(", text ")
    return level_then != level_now or UNKNOWN not in (text_then, text_now)


def said(label: str, then: str, now: str) -> str:
    """The change of one section in words."""
    name = named(label.removeprefix(SECTION))
    if now == NOT_THERE:
        return f"The version has no section {name} any more, which it had when this was confirmed."
    if then == NOT_THERE:
        return f"The version added {name} since this was confirmed."
    level_then, level_now = then.partition(", text ")[0], now.partition(", text ")[0]
    if level_then != level_now:
        return f"The version moved {name} from {level_then} to {level_now} since this was confirmed."
    return f"The version changed {name} since this was confirmed."


def named(identifier: str) -> str:
    """A section as a sentence names it."""
    return f"‘{identifier.replace('_', ' ').capitalize()}’"


def moved(facts: Iterable[Iterable[str]], sections: Mapping[str, str]) -> list[str]:
    """What a version changes of the sections that a confirmation kept, in words.

    Args:
        facts: what the confirmation kept, label by label.
        sections: every section of the version, as `written` gives it.
    """
    kept = [(label, then) for label, then in facts if is_section(label)]
    now = {label: sections.get(label.removeprefix(SECTION), NOT_THERE) for label, _ in kept}
    return [said(label, then, now[label]) for label, then in kept if differ(then, now[label])]
