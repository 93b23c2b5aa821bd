"""The correlations that the form writes in: judgement, stated as such, and the person's to change."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import combinations

from calculator.fields import DISCOUNT_RATE
from calculator.number_text import NumberRefused, number_text, read_number_text
from calculator.typed.texts import POINT, TypedPair, TypedScenario, TypedUseCase, next_key, reference

ACROSS = {"time_saved_share": 0.5, "plateau": 0.5, "cost_per_violation": 0.5}  # of two use cases
WITHIN = {("plateau", "time_saved_share"): 0.3}  # who saves more also adopts more
MOST_WRITTEN = 300  # rows that a person still reads


def uncertain_references(typed: TypedScenario, *, drawn: bool = False) -> set[str]:
    """Every input that has a distribution; as the page showed it, where `drawn` is set."""
    found = {
        shared_reference(name) for name, one in typed.shared.items() if (one.drawn if drawn else one.kind) != POINT
    }
    return found | {reference(one.key, name) for one in typed.use_cases for name in _uncertain(one, drawn=drawn)}


def shared_reference(name: str) -> str:
    """The path of an input that belongs to no use case."""
    return name if name == DISCOUNT_RATE.name else f"programme.{name}"


def with_usual_pairs(typed: TypedScenario, news: Collection[str]) -> TypedScenario:
    """The scenario with the usual pairs that touch one of these inputs and are not there yet.

    A pair that a person has taken out comes back only when one of its inputs becomes uncertain anew.
    """
    known = {frozenset((pair.a, pair.b)) for pair in typed.pairs}
    pairs = list(typed.pairs)
    for a, b, rho in usual_pairs(typed):
        if frozenset((a, b)) in known or not {a, b} & set(news) or len(pairs) >= MOST_WRITTEN:
            continue
        pairs.append(TypedPair(next_key(pair.key for pair in pairs), a, b, number_text(rho)))
    return replace(typed, pairs=tuple(pairs))


def usual_pairs(typed: TypedScenario) -> Iterator[tuple[str, str, float]]:
    """The usual pairs among the inputs that are uncertain now."""
    for one in typed.use_cases:
        for (a, b), rho in WITHIN.items():
            if {a, b} <= _uncertain(one):
                yield reference(one.key, a), reference(one.key, b), rho
    for first, second in combinations(typed.use_cases, 2):
        for name, rho in ACROSS.items():
            if name in _uncertain(first) and name in _uncertain(second):
                yield reference(first.key, name), reference(second.key, name), rho


def is_usual(typed: TypedPair) -> bool:
    """Whether the row is one that the form would write, with its number unchanged."""
    (owner_a, name_a), (owner_b, name_b) = _split(typed.a), _split(typed.b)
    if not owner_a or not owner_b:
        return False
    if owner_a == owner_b:
        usual = WITHIN.get((min(name_a, name_b), max(name_a, name_b)))
    else:
        usual = ACROSS.get(name_a) if name_a == name_b else None
    try:
        return usual is not None and read_number_text(typed.rho) == usual
    except NumberRefused:
        return False


def _split(given: str) -> tuple[str, str]:
    owner, _, name = given.partition(".")
    return (owner, name.removeprefix("adoption.")) if owner.startswith("#") else ("", given)


def _uncertain(typed: TypedUseCase, *, drawn: bool = False) -> set[str]:
    asked = {field.name for field in typed.fields()}
    kinds = {name: one.drawn if drawn else one.kind for name, one in typed.quantities.items()}
    return {name for name, kind in kinds.items() if kind != POINT and name in asked}
