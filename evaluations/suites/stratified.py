"""Draws a stratified sample that can be drawn again: the same seed over the same things gives the same ones."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def draw(things: Sequence[T], *, key: Callable[[T], str], stratum: Callable[[T], str], size: int, seed: int) -> list[T]:
    """Up to ``size`` things of each stratum, in the order in which they were given.

    Each stratum is drawn by itself and from its things in the order of their keys, so that neither the order of the
    things nor what other strata hold changes what is drawn.
    """
    strata: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        strata[stratum(thing)].append(thing)
    chosen: set[str] = set()
    for name, members in strata.items():
        ordered = sorted(members, key=key)
        picked = _generator(seed, name).sample(ordered, min(size, len(ordered)))
        chosen.update(key(thing) for thing in picked)
    return [thing for thing in things if key(thing) in chosen]


def _generator(seed: int, stratum: str) -> random.Random:
    digest = hashlib.sha256(f"{seed}\n{stratum}".encode()).digest()
    return random.Random(int.from_bytes(digest, "big"))  # noqa: S311 - to be repeatable is what it is for
