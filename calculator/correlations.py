"""Pairs of inputs that move together, and the factor that makes their draws do so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calculator.distributions import Draws
from calculator.fields import Field
from calculator.quantities import Faults, Quantity, read_number

RHO = Field("rho", "Correlation", "−1 to 1", low=-1.0, high=1.0)
MAX_PAIRS = 5_000
MOST_PATH = 200


@dataclass(frozen=True)
class Correlation:
    """ρ between the normal scores of two inputs."""

    a: str
    b: str
    rho: float


def read_correlations(given: object, inputs: Mapping[str, Quantity], faults: Faults) -> tuple[Correlation, ...]:
    """The pairs of a scenario; together they must make a positive definite matrix."""
    if not isinstance(given, list) or len(given) > MAX_PAIRS:
        faults.add("correlations", given, f"a list of at most {MAX_PAIRS} pairs", "A list of pairs is needed here.")
        return ()
    before = len(faults.found)
    pairs: dict[frozenset[str], Correlation] = {}
    for index, one in enumerate(given):
        pair = _pair(f"correlations[{index}]", one, faults)
        if pair is None:
            continue
        if frozenset((pair.a, pair.b)) in pairs:
            faults.add(f"correlations[{index}]", f"{pair.a}, {pair.b}", "each pair once", "The pair stands here twice.")
        pairs[frozenset((pair.a, pair.b))] = pair
    found = tuple(pairs.values())
    uncertain = sorted(path for path, quantity in inputs.items() if not isinstance(quantity, float))
    if len(faults.found) == before:
        _check_definite(uncertain, found, faults)
    return found


def cholesky_factor(paths: Sequence[str], pairs: Iterable[Correlation]) -> Draws | None:
    """Lower factor L of the correlation matrix in the order of the paths; None where nothing is correlated.

    Raises numpy.linalg.LinAlgError if the matrix is not positive definite.
    """
    place = {path: index for index, path in enumerate(paths)}
    used = [pair for pair in pairs if pair.a in place and pair.b in place]
    if not used:
        return None
    matrix = np.eye(len(place))
    for pair in used:
        matrix[place[pair.a], place[pair.b]] = matrix[place[pair.b], place[pair.a]] = pair.rho
    return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)


def _check_definite(uncertain: Sequence[str], pairs: Sequence[Correlation], faults: Faults) -> None:
    try:
        cholesky_factor(uncertain, pairs)
    except np.linalg.LinAlgError:
        message = "These correlations contradict each other."
        faults.add("correlations", list(pairs), "pairs that form a positive definite matrix", message)


def _pair(place: str, given: object, faults: Faults) -> Correlation | None:
    if not isinstance(given, dict):
        faults.add(place, given, "an object with a, b and rho", "A pair is an object with two paths and rho.")
        return None
    before = len(faults.found)
    faults.unknown(place, given, ("a", "b", "rho"))
    paths = [given.get("a"), given.get("b")]
    for name, path in zip("ab", paths, strict=True):
        if not isinstance(path, str) or not path.isprintable() or not 1 <= len(path) <= MOST_PATH:
            faults.add(f"{place}.{name}", path, "the path of an input", "The path of an input is needed here.")
    rho = read_number(f"{place}.rho", given.get("rho"), RHO, faults)
    if paths[0] == paths[1]:
        faults.add(f"{place}.b", paths[1], "another path than a", "An input cannot be paired with itself.")
    if len(faults.found) > before or rho is None:
        return None
    return Correlation(str(paths[0]), str(paths[1]), rho)
