"""What a confirmation keeps of the sections that its criterion rests on, and how it is told that they changed.

A version other than the one that was in use takes nothing away by itself: only where the text or the level of a section
is another one does a confirmation turn stale. A confirmation that was given before sections were kept holds nothing
about them, so nothing is held against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roadmap.checks.results import Pair
from ui.sentences import sentence

SECTION = "Section "
NOT_THERE = sentence("not in the version")
UNKNOWN = sentence("unknown")
NO_LEVEL = sentence("no level")
LEVELS = {
    "root": sentence("root"),
    "system": sentence("system"),
    "platform": sentence("platform"),
    "developer": sentence("developer"),
    "user": sentence("user"),
    "guideline": sentence("guideline"),
    "": NO_LEVEL,
}


def written(authority: str, text_sha256: str) -> str:
    """A section as a confirmation keeps it: its level, and the beginning of its text's hash."""
    level, text = LEVELS.get(authority, authority), text_sha256[:12] or UNKNOWN
    return sentence("%(level)s, text %(sha256)s", level=level, sha256=text)


def pairs_of(identifiers: Iterable[str], sections: Mapping[str, str]) -> list[Pair]:
    """The sections of a criterion as they read in the version; `sections` holds what `written` gives."""
    return [
        (sentence("Section %(identifier)s", identifier=identifier), sections.get(identifier, NOT_THERE))
        for identifier in identifiers
    ]


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
        return sentence(
            "The version has no section %(section)s any more, which it had when this was confirmed.", section=name
        )
    if then == NOT_THERE:
        return sentence("The version added %(section)s since this was confirmed.", section=name)
    level_then, level_now = then.partition(", text ")[0], now.partition(", text ")[0]
    if level_then != level_now:
        return sentence(
            "The version moved %(section)s from %(before)s to %(after)s since this was confirmed.",
            section=name,
            before=_level(level_then),
            after=_level(level_now),
        )
    return sentence("The version changed %(section)s since this was confirmed.", section=name)


def _level(name: str) -> str:
    return NO_LEVEL if name == NO_LEVEL else LEVELS.get(name, name)


def named(identifier: str) -> str:
    """A section as a sentence names it."""
    return sentence("‘%(name)s’", name=identifier.replace("_", " ").capitalize())


def moved(facts: Iterable[Iterable[str]], sections: Mapping[str, str]) -> list[str]:
    """What a version changes of the sections that a confirmation kept, in words.

    Args:
        facts: what the confirmation kept, label by label.
        sections: every section of the version, as `written` gives it.
    """
    kept = [(label, then) for label, then in facts if is_section(label)]
    now = {label: sections.get(label.removeprefix(SECTION), NOT_THERE) for label, _ in kept}
    return [said(label, then, now[label]) for label, then in kept if differ(then, now[label])]
