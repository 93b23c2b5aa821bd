"""What keeps two runs from being compared: other questions, another specification, other graders."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Measured:
    """What a run was measured with; the verdicts of ``deciders`` are its outcomes, ``judges`` carry their version."""

    name: str
    suite: str
    suite_sha256: str
    specification: str
    graders_sha256: str
    deciders: frozenset[str] = field(default_factory=frozenset)
    judges: frozenset[str] = field(default_factory=frozenset)
    has_cases: bool = True


@dataclass(frozen=True)
class Obstacle:
    """Why a comparison is refused; an absolute one cannot be insisted away."""

    about: str
    words: str
    absolute: bool = False


def obstacles_between(first: Measured, second: Measured) -> list[Obstacle]:
    """All of them, so that a person sees at once what insisting would mean."""
    counts = [run.name for run in (first, second) if not run.has_cases]
    if counts:
        names = " and ".join(f"“{name}”" for name in counts)
        return [Obstacle("cases", f"{names} holds counts alone, and without cases nothing can be paired.", True)]
    found = [
        _differs("suite", first.suite_sha256, second.suite_sha256, _suites(first, second)),
        _differs(
            "specification",
            first.specification,
            second.specification,
            "They were written for different versions of the specification: "
            f"{first.specification or 'none'} and {second.specification or 'none'}.",
        ),
        _differs(
            "graders",
            first.graders_sha256,
            second.graders_sha256,
            "The rules that grade have changed between them: a flip may be the grader’s and not the assistant’s.",
        ),
        _differs(
            "deciders",
            first.deciders,
            second.deciders,
            f"Different graders decided: {_listed(first.deciders)} in the first, "
            f"{_listed(second.deciders)} in the second.",
        ),
        _differs(
            "judges",
            first.judges,
            second.judges,
            f"Different judges graded: {_listed(first.judges)} and {_listed(second.judges)}.",
        ),
    ]
    return [one for one in found if one is not None]


def _differs(about: str, first: object, second: object, words: str) -> Obstacle | None:
    return Obstacle(about, words) if first != second else None


def _suites(first: Measured, second: Measured) -> str:
    if first.suite == second.suite:
        return f"The cases of “{first.suite}” have changed between them."
    return f"They asked different suites: “{first.suite}” and “{second.suite}”. Only cases of the same key are paired."


def _listed(names: Sequence[str] | frozenset[str]) -> str:
    return " and ".join(sorted(names)) or "nobody"
