"""What the form's buttons do to what was typed: use cases added, copied, moved, removed, and correlations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from calculator.evidence import as_distribution, defaults
from calculator.fields import MAX_USE_CASES
from calculator.scenario import ID_LENGTH
from calculator.typed.conversion import settle, with_defaults_of_work
from calculator.typed.opening import quantity_of
from calculator.typed.texts import (
    MOST_PAIRS,
    TypedPair,
    TypedScenario,
    TypedUseCase,
    next_key,
)
from calculator.typed.usual_pairs import uncertain_references, with_usual_pairs

FIRST_HORIZON = "36"
FIRST_WORK = "other"


def first_form() -> TypedScenario:
    """An empty form: one use case with the defaults of no special kind of work, and a horizon of three years."""
    return carry_out(TypedScenario(horizon=FIRST_HORIZON), "add")


def carry_out(typed: TypedScenario, do: str) -> TypedScenario:
    """The scenario after the button `do`, such as `copy:2`; every choice made in the form takes effect as well.

    The usual correlations are written in for inputs that have become uncertain. What the form does not know does
    nothing.
    """
    name, _, key = do.partition(":")
    before = set() if name == "usual" else uncertain_references(typed, drawn=True)
    settled = settle(typed)
    moved = MOVES[name](settled, key) if name in MOVES else settled
    return with_usual_pairs(moved, uncertain_references(moved) - before)


def take_rate(typed: TypedScenario, key: str, run: int, given: Mapping[str, float | str]) -> TypedScenario:
    """The scenario with the violation rate of a use case taken from a measurement, and the use case unfolded."""
    found = typed.find(key)
    if found is None:
        return typed
    taken = replace(found.put(violation_rate=quantity_of(given)), measured=str(run))
    return typed.map({key: taken}).with_use_case_unfolded(key)


def _add(typed: TypedScenario, _: str) -> TypedScenario:
    key = next_key(one.key for one in typed.use_cases)
    shipped = defaults()
    added = TypedUseCase(key, name=_free_name(typed, f"Use case {key}"), work=FIRST_WORK).put(
        realisation=quantity_of(as_distribution(shipped.realisation)),
        plateau=quantity_of(as_distribution(shipped.plateau)),
    )
    return _placed(typed, with_defaults_of_work(added), len(typed.use_cases))


def _copy(typed: TypedScenario, key: str) -> TypedScenario:
    """A copy below its original, with the correlations that the original has inside itself."""
    original = typed.find(key)
    if original is None:
        return typed
    copied = next_key(one.key for one in typed.use_cases)
    grown = _placed(
        typed,
        replace(original, key=copied, name=_free_name(typed, original.name)),
        typed.use_cases.index(original) + 1,
    )
    if grown is typed:
        return typed
    inside = [pair for pair in typed.pairs if _is_of(pair.a, key) and _is_of(pair.b, key)]
    for pair in inside:
        a, b = (f"#{copied}.{end.partition('.')[2]}" for end in (pair.a, pair.b))
        grown = _with_pair(grown, a, b, pair.rho)
    return grown


def _remove(typed: TypedScenario, key: str) -> TypedScenario:
    pairs = [pair for pair in typed.pairs if not _is_of(pair.a, key) and not _is_of(pair.b, key)]
    left = [one for one in typed.use_cases if one.key != key]
    return replace(typed, use_cases=tuple(left), pairs=tuple(pairs))


def _up(typed: TypedScenario, key: str) -> TypedScenario:
    return _shifted(typed, key, -1)


def _down(typed: TypedScenario, key: str) -> TypedScenario:
    return _shifted(typed, key, 1)


def _shifted(typed: TypedScenario, key: str, by: int) -> TypedScenario:
    found = typed.find(key)
    if found is None:
        return typed
    others = [one for one in typed.use_cases if one.key != key]
    others.insert(max(0, typed.use_cases.index(found) + by), found)
    return replace(typed, use_cases=tuple(others))


def _default_of_work(typed: TypedScenario, key: str) -> TypedScenario:
    found = typed.find(key)
    return typed if found is None else typed.map({key: with_defaults_of_work(found)})


def _pair(typed: TypedScenario, _: str) -> TypedScenario:
    """Adds the correlation that was chosen; half a choice stays where it is."""
    if not typed.add_a or not typed.add_b:
        return typed
    grown = _with_pair(typed, typed.add_a, typed.add_b, typed.add_rho)
    return replace(grown, add_a="", add_b="", add_rho="")


def _unpair(typed: TypedScenario, key: str) -> TypedScenario:
    return replace(typed, pairs=tuple(pair for pair in typed.pairs if pair.key != key))


def _unchanged(typed: TypedScenario, _: str) -> TypedScenario:
    return typed


MOVES: dict[str, Callable[[TypedScenario, str], TypedScenario]] = {
    "add": _add,
    "copy": _copy,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "work": _default_of_work,
    "pair": _pair,
    "unpair": _unpair,
    "usual": _unchanged,
}


def _placed(typed: TypedScenario, use_case: TypedUseCase, at: int) -> TypedScenario:
    """The scenario with one more use case, unfolded; at the most that there may be it stays as it is."""
    if len(typed.use_cases) >= MAX_USE_CASES:
        return typed
    use_cases = [*typed.use_cases[:at], use_case, *typed.use_cases[at:]]
    return replace(typed, use_cases=tuple(use_cases)).with_use_case_unfolded(use_case.key)


def _with_pair(typed: TypedScenario, a: str, b: str, rho: str) -> TypedScenario:
    if len(typed.pairs) >= MOST_PAIRS:
        return typed
    added = TypedPair(next_key(pair.key for pair in typed.pairs), a, b, rho)
    return replace(typed, pairs=(*typed.pairs, added))


def _free_name(typed: TypedScenario, name: str) -> str:
    """The name, or “… copy”, “… copy 2” where it is taken; cut where the ending would make it too long."""
    taken = {one.name.strip().casefold() for one in typed.use_cases}
    endings = ["", " copy", *(f" copy {number}" for number in range(2, len(taken) + 2))]
    proposals = (f"{name.strip()[: ID_LENGTH - len(ending)].rstrip()}{ending}" for ending in endings)
    return next(proposed for proposed in proposals if proposed.casefold() not in taken)


def _is_of(given: str, key: str) -> bool:
    return given.startswith(f"#{key}.")
