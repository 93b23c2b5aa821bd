"""What differs between two trees of facts, named as a reader of the report would; plain Python, no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What tells the entries of a list apart, the first that all of them have and no two share.
KEYS = (
    *("identifier", "code", "identity", "path", "number", "level", "outcome", "what", "name"),
    *("title", "person", "text", "at"),
)
LONGEST_LABEL = 60
ABSENT = "not there"


@dataclass(frozen=True)
class Difference:
    """One fact that is not as printed; ``where`` leads to it, such as ``phases › 2 › criteria › P2.4 › status``."""

    where: str
    printed: str
    now: str


def differences(printed: Any, now: Any, where: tuple[str, ...] = ()) -> list[Difference]:
    """Every leaf that differs, in the order of the report; an entry that came or went is one difference."""
    if isinstance(printed, Mapping) and isinstance(now, Mapping):
        names = list(dict.fromkeys([*printed, *now]))
        return [one for name in names for one in _under(name.replace("_", " "), printed, now, name, where)]
    if _is_list(printed) and _is_list(now):
        return _of_lists(printed, now, where)
    return [] if printed == now else [Difference(" › ".join(where), in_words(printed), in_words(now))]


def in_words(value: Any) -> str:
    """A fact as short text: of an entry its name, of a list how many it has."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        named = [str(value[key]) for key in ("title", "name", *KEYS) if value.get(key)]
        return named[0] if named else "there"
    if _is_list(value):
        return f"{len(value)} entries"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _under(
    label: str, printed: Mapping[Any, Any], now: Mapping[Any, Any], name: Any, where: tuple[str, ...]
) -> list[Difference]:
    here = (*where, label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL].rstrip()}…")
    if name not in now:
        return [Difference(" › ".join(here), in_words(printed[name]), ABSENT)]
    if name not in printed:
        return [Difference(" › ".join(here), ABSENT, in_words(now[name]))]
    return differences(printed[name], now[name], here)


def _of_lists(printed: Sequence[Any], now: Sequence[Any], where: tuple[str, ...]) -> list[Difference]:
    key = _key_of([*printed], [*now])
    if all(isinstance(entry, str) for entry in (*printed, *now)):
        return _of_words(printed, now, " › ".join(where))
    if key is None:
        if len(printed) == len(now):
            pairs = enumerate(zip(printed, now, strict=True), start=1)
            return [one for place, (old, new) in pairs for one in differences(old, new, (*where, str(place)))]
        return [Difference(" › ".join(where), in_words(printed), in_words(now))]
    before, after = {entry[key]: entry for entry in printed}, {entry[key]: entry for entry in now}
    found = [one for name in dict.fromkeys([*before, *after]) for one in _under(str(name), before, after, name, where)]
    if not found and list(before) != list(after):
        found.append(Difference(" › ".join(where), "in another order", "in this order"))
    return found


def _of_words(printed: Sequence[str], now: Sequence[str], where: str) -> list[Difference]:
    """Words that went, then words that came; where both are the same words, their order."""
    gone = [Difference(where, entry, ABSENT) for entry in printed if entry not in now]
    found = gone + [Difference(where, ABSENT, entry) for entry in now if entry not in printed]
    if not found and list(printed) != list(now):
        found.append(Difference(where, "in another order", "in this order"))
    return found


def _key_of(printed: Sequence[Any], now: Sequence[Any]) -> str | None:
    entries = [*printed, *now]
    if not entries or not all(isinstance(entry, Mapping) for entry in entries):
        return None
    for key in KEYS:
        if all(entry.get(key) not in (None, "") for entry in entries) and all(
            len({entry[key] for entry in side}) == len(side) for side in (printed, now)
        ):
            return key
    return None
