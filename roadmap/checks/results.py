"""What a check says: whether its criterion is shown, the facts that say so, and what would make it so."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class Fact:
    """One thing that was looked at, in words, and where it is shown.

    A confirmation rests on label and value. `passing` is what moves on with every run or month without taking anything
    away: a word that was given outlives it.
    """

    label: str
    value: str
    url: str = ""
    passing: bool = False


@dataclass(frozen=True)
class CheckResult:
    """`obstacles` say what would make it so; without any the check is satisfied."""

    facts: Sequence[Fact]
    obstacles: Sequence[str] = ()

    @property
    def satisfied(self) -> bool:
        return not self.obstacles


def fingerprint_of(pairs: Iterable[Pair]) -> str:
    """The SHA-256 of facts as label and value, in their order."""
    listed = json.dumps([list(pair) for pair in pairs], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"
