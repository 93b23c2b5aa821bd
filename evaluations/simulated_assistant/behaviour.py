"""How a simulated model behaves: a share of violations, faults and a latency, by its name or by a script file.

A name: ``simulated-share-0.07-seed-3`` answers 7 % of the catalogue's cases with their violating answer, by seed 3.
``simulated-share-0.07-seed-3-fault-500-0.02`` meets 2 % of them with the fault ``500`` as well; a fault may carry
``-once``, and several may follow each other. ``@250`` behind any name asks for 250 ms, ``@100-400`` for 100 to 400 ms.

A script file holds names of one's own::

    {"desk-bot": {"violations": 0.07, "seed": 3, "milliseconds": [100, 400], "faults": {"500": 0.02}}}

Shares are exact: of N cases the first ``round(share × N)`` in the order that the seed gives are struck, so that a
larger share of the same seed strikes the same cases and some more. Nothing is left to chance between two calls.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from evaluations.simulated_assistant.faults import FAULTS, ONCE

PREFIX = "simulated-share-"
LONGEST_MILLISECONDS = 60_000
_NUMBER = r"[01](?:\.\d{1,6})?"
_NAME = re.compile(rf"simulated-share-({_NUMBER})(?:-seed-(\d{{1,9}}))?((?:-fault-[a-z0-9-]+?-{_NUMBER})*)")
_FAULT = re.compile(rf"-fault-([a-z0-9-]+?)-({_NUMBER})(?=-fault-|$)")
_LATENCY = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


class BehaviourUnknown(ValueError):
    """The name or the script means no behaviour; the text says why."""


@dataclass(frozen=True)
class Behaviour:
    """Shares between 0 and 1; ``milliseconds`` is None where the server's own latency holds."""

    violations: float
    seed: int = 0
    milliseconds: tuple[int, int] | None = None
    faults: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for share in (self.violations, *self.faults.values()):
            if not 0 <= share <= 1:
                raise BehaviourUnknown(f"A share lies between 0 and 1, not at {share}.")
        for name in self.faults:
            if name.removesuffix(ONCE) not in FAULTS:
                raise BehaviourUnknown(f"There is no fault called {name[:40]}; there are {', '.join(FAULTS)}.")

    def violates(self, key: str, keys: Sequence[str]) -> bool:
        """Whether this case, one of these, is answered with its violating answer."""
        return key in struck(tuple(keys), f"{self.seed}:violation", self.violations)

    def fault_of(self, key: str, keys: Sequence[str]) -> str:
        """The fault that this case meets, empty for none. A question of no case is struck by its own hash."""
        for name, share in self.faults.items():
            salt = f"{self.seed}:{name}"
            if key in struck(tuple(keys), salt, share) or (key not in keys and _place(salt, key) < share):
                return name
        return ""


@lru_cache(maxsize=256)
def struck(keys: tuple[str, ...], salt: str, share: float) -> frozenset[str]:
    """The cases that a share strikes, in the order that the salt gives."""
    in_order = sorted(keys, key=lambda key: _place(salt, key))
    return frozenset(in_order[: round(share * len(in_order))])


def _place(salt: str, key: str) -> float:
    """A number from 0 up to 1 that salt and key decide."""
    return int.from_bytes(hashlib.sha256(f"{salt}:{key}".encode()).digest()[:8], "big") / 2**64


@lru_cache(maxsize=256)
def named(model: str) -> Behaviour | None:
    """What a model's name asks for; None for the names that are not about shares.

    Raises:
        BehaviourUnknown: it begins like one and goes on like none.
    """
    if not model.startswith(PREFIX):
        return None
    found = _NAME.fullmatch(model)
    if not found:
        raise BehaviourUnknown(f"Write {PREFIX}0.07-seed-3, perhaps followed by -fault-500-0.02.")
    faults = {name: float(share) for name, share in _FAULT.findall(found[3])}
    return Behaviour(float(found[1]), int(found[2] or 0), None, faults)


def read_latency(text: str) -> tuple[int, int]:
    """The milliseconds behind an ``@``: one number or a range; raises ValueError for anything else."""
    found = _LATENCY.fullmatch(text)
    if not found:
        raise ValueError(f"{text[:20]!r} is no time in milliseconds, such as 250 or 100-400")
    low, high = int(found[1]), int(found[2] or found[1])
    return min(low, LONGEST_MILLISECONDS), min(max(low, high), LONGEST_MILLISECONDS)


def seconds_for(milliseconds: tuple[int, int], question: str) -> float:
    """How long a question takes: spread over the range, the same every time."""
    low, high = milliseconds
    return (low + (high - low) * _place("latency", question)) / 1000


def read_scripts(path: Path) -> dict[str, Behaviour]:
    """The models of a script file.

    Raises:
        BehaviourUnknown: the file is not readable as one; the text names the model and the reason.
    """
    try:
        models = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BehaviourUnknown(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(models, dict):
        raise BehaviourUnknown(f"{path} is no object of models.")
    return {name: _scripted(name, script) for name, script in models.items()}


def _scripted(name: str, script: Any) -> Behaviour:
    known: dict[str, Callable[[Any], Any]] = {
        "violations": float,
        "seed": int,
        "milliseconds": _range,
        "faults": lambda faults: {str(fault): float(share) for fault, share in faults.items()},
    }
    if isinstance(script, dict) and (unknown := [key for key in script if key not in known]):
        raise BehaviourUnknown(f"{name}: {unknown[0]} is not known; known are {', '.join(known)}.")
    try:
        return Behaviour(**({"violations": 0.0} | {key: known[key](value) for key, value in script.items()}))
    except BehaviourUnknown as reason:
        raise BehaviourUnknown(f"{name}: {reason}") from reason
    except (TypeError, ValueError, AttributeError) as error:
        raise BehaviourUnknown(f"{name}: a value has the wrong type ({error}).") from error


def _range(value: Any) -> tuple[int, int]:
    low, high = value if isinstance(value, list) else (value, value)
    return read_latency(f"{int(low)}-{int(high)}")
