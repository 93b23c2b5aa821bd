"""Facets over the principles of a version: what can be chosen, how many would be left, and what is. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from explorer.levels import LEVELS

STANCES = {
    "undecided": "Undecided",
    "adopted": "Adopted",
    "tightened": "Tightened",
    "not_relevant": "Not relevant",
    "stale": "Stale",
    "unwaived": "Without a waiver",
}
MEASURED = {"violated": "With violations", "held": "Without a violation", "unmeasured": "Not measured"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a principle besides its text, a value (or several) for each facet."""

    section: str
    level: str
    tag: frozenset[str]
    since: frozenset[str]
    stance: str
    measured: str

    def has(self, facet: str, value: str) -> bool:
        own = getattr(self, facet)
        return value in own if isinstance(own, frozenset) else own == value


@dataclass(frozen=True, slots=True)
class Choice:
    """At most one value for each facet; an empty one leaves the facet open."""

    section: str = ""
    level: str = ""
    tag: str = ""
    since: str = ""
    stance: str = ""
    measured: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Choice:
        return cls(**{name: parameters.get(name, "")[:200] for name in NAMES})

    def chosen(self) -> dict[str, str]:
        return {name: value for name in NAMES if (value := getattr(self, name))}

    def allows(self, known: Known, *, but: str = "") -> bool:
        """Whether a principle is left over; `but` names a facet that is not looked at."""
        return all(known.has(facet, value) for facet, value in self.chosen().items() if facet != but)


NAMES = tuple(each.name for each in fields(Choice))
_TITLES = {
    "section": "Section",
    "level": "Level",
    "tag": "Tag",
    "since": "Changed since",
    "stance": "Stance",
    "measured": "Measured",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet: how many principles it would leave, and the query that chooses it or lets it go."""

    value: str
    word: str
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    options: list[Option]


def only_known(choice: Choice, known: Mapping[str, Known]) -> Choice:
    """The choice without values that no principle has: an old or mistyped address shows everything."""
    for facet, value in choice.chosen().items():
        if facet not in ("stance", "measured", "since") and not any(each.has(facet, value) for each in known.values()):
            choice = replace(choice, **{facet: ""})
    if choice.stance not in STANCES:
        choice = replace(choice, stance="")
    return replace(choice, measured="") if choice.measured not in MEASURED else choice


def matching(known: Mapping[str, Known], choice: Choice) -> set[str]:
    """The identifiers of the principles that are left over."""
    return {identifier for identifier, each in known.items() if choice.allows(each)}


def facets_of(
    known: Mapping[str, Known], choice: Choice, words: Mapping[str, Mapping[str, str]], kept: Mapping[str, str]
) -> list[Facet]:
    """The facets that part the principles, with counts that take the other facets' choices into account.

    Args:
        words: for section and since, the values in their order with what they are called.
        kept: further parameters of the address that every link keeps.
    """
    named = {
        "section": words["section"],
        "level": {level.name: level.name.capitalize() for level in LEVELS},
        "tag": {tag: tag.replace("_", " ").capitalize() for tag in sorted({t for k in known.values() for t in k.tag})},
        "since": words["since"],
        "stance": STANCES,
        "measured": MEASURED,
    }
    facets = [Facet(name, _TITLES[name], list(_options(name, named[name], known, choice, kept))) for name in NAMES]
    return [facet for facet in facets if facet.options and (len(facet.options) > 1 or facet.name in ("tag", "since"))]


def _options(
    facet: str, words: Mapping[str, str], known: Mapping[str, Known], choice: Choice, kept: Mapping[str, str]
) -> Iterator[Option]:
    left: Sequence[Known] = [each for each in known.values() if choice.allows(each, but=facet)]
    for value, word in words.items():
        is_chosen = getattr(choice, facet) == value
        count = sum(each.has(facet, value) for each in left)
        if count or is_chosen:
            query = replace(choice, **{facet: "" if is_chosen else value})
            yield Option(value, word, count, is_chosen, urlencode({**kept, **query.chosen()}))
