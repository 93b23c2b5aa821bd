"""The cases of two runs paired by their keys: which got better, which worse, and by how much under each principle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations.statistics import Asked, Paired, holm, paired

NOISE_BELOW = 0.05


@dataclass(frozen=True)
class Side:
    """A case in one run: ``k`` compliant of ``n`` counted answers, the worst outcome of all, and a sample with it."""

    k: int
    n: int
    outcome: str
    sample: int

    @property
    def rate(self) -> float | None:
        return self.k / self.n if self.n else None


@dataclass(frozen=True)
class CaseRow:
    """A case in both runs; a side is None where the run did not ask it."""

    key: str
    title: str
    principle: str
    first: Side | None
    second: Side | None

    @property
    def comparable(self) -> bool:
        return bool(self.first and self.second and self.first.n and self.second.n)

    @property
    def change(self) -> str:
        """``better``, ``worse`` or ``same``; empty where it cannot be compared."""
        if not (self.first and self.second and self.first.n and self.second.n):
            return ""
        before, after = self.first.k * self.second.n, self.second.k * self.first.n
        return "better" if after > before else "worse" if after < before else "same"

    @property
    def difference(self) -> float | None:
        if not (self.first and self.second and self.first.n and self.second.n):
            return None
        return self.second.k / self.second.n - self.first.k / self.first.n


@dataclass(frozen=True)
class PrincipleRow:
    """What changed under one principle; ``p`` is that of its own test, ``holm`` after having looked at all of them."""

    identifier: str
    found: Paired
    holm: float | None

    @property
    def more_than_noise(self) -> bool:
        return self.holm is not None and self.holm < NOISE_BELOW


@dataclass(frozen=True)
class Compared:
    """Two runs compared: all cases, the difference over them, and the rows by principle, the most certain first."""

    cases: list[CaseRow]
    found: Paired
    principles: list[PrincipleRow]

    @property
    def better(self) -> list[CaseRow]:
        return [case for case in self.cases if case.change == "better"]

    @property
    def worse(self) -> list[CaseRow]:
        return [case for case in self.cases if case.change == "worse"]

    @property
    def changed(self) -> list[CaseRow]:
        return [*self.worse, *self.better]

    @property
    def left_out(self) -> list[CaseRow]:
        return [case for case in self.cases if not case.comparable]

    @property
    def more_than_noise(self) -> bool:
        return self.found.p is not None and self.found.p < NOISE_BELOW


def compared(
    first: Mapping[tuple[str, str], Side],
    second: Mapping[tuple[str, str], Side],
    titles: Mapping[str, str],
    order: Sequence[str] = (),
) -> Compared:
    """Pairs the cases of two runs.

    Args:
        first, second: the cases of either run by their principle and key.
        titles: the title of a case by its key.
        order: principles in the order of the document; others follow by name.
    """
    place = {identifier: at for at, identifier in enumerate(order)}
    keys = sorted(first.keys() | second.keys(), key=lambda key: (place.get(key[0], len(place)), *key))
    cases = [
        CaseRow(key, titles.get(key) or key, principle, first.get((principle, key)), second.get((principle, key)))
        for principle, key in keys
    ]
    return Compared(cases, paired([_asked(case) for case in cases]), _by_principle(cases))


def _by_principle(cases: Sequence[CaseRow]) -> list[PrincipleRow]:
    groups: dict[str, list[CaseRow]] = defaultdict(list)
    for case in cases:
        if case.comparable:
            groups[case.principle].append(case)
    found = {identifier: paired([_asked(case) for case in group]) for identifier, group in groups.items()}
    corrected = holm([each.p for each in found.values()])
    rows = [PrincipleRow(key, each, p) for (key, each), p in zip(found.items(), corrected, strict=True)]
    return sorted(rows, key=_certain_first)


def _certain_first(row: PrincipleRow) -> tuple[float, float]:
    return (row.found.p if row.found.p is not None else 2.0, -abs(row.found.difference or 0.0))


def _asked(case: CaseRow) -> tuple[Asked, Asked]:
    first, second = case.first or Side(0, 0, "", 0), case.second or Side(0, 0, "", 0)
    return Asked(first.k, first.n), Asked(second.k, second.n)
