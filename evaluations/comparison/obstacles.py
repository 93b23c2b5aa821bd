"""What keeps two runs from being compared: other questions, another specification, other graders."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ui.sentences import sentence


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
        names = _all([f"“{name}”" for name in counts])
        said = sentence("%(runs)s holds counts alone, and without cases nothing can be paired.", runs=names)
        return [Obstacle("cases", said, True)]
    found = [
        _differs("suite", first.suite_sha256, second.suite_sha256, _suites(first, second)),
        _differs(
            "specification",
            first.specification,
            second.specification,
            sentence(
                "They were written for different versions of the specification: %(first)s and %(second)s.",
                first=first.specification or sentence("none"),
                second=second.specification or sentence("none"),
            ),
        ),
        _differs(
            "graders",
            first.graders_sha256,
            second.graders_sha256,
            sentence(
                "The rules that grade have changed between them: a flip may be the grader’s and not the assistant’s."
            ),
        ),
        _differs(
            "deciders",
            first.deciders,
            second.deciders,
            sentence(
                "Different graders decided: %(first)s in the first, %(second)s in the second.",
                first=_listed(first.deciders),
                second=_listed(second.deciders),
            ),
        ),
        _differs(
            "judges",
            first.judges,
            second.judges,
            sentence(
                "Different judges graded: %(first)s and %(second)s.",
                first=_listed(first.judges),
                second=_listed(second.judges),
            ),
        ),
    ]
    return [one for one in found if one is not None]


def _differs(about: str, first: object, second: object, words: str) -> Obstacle | None:
    return Obstacle(about, words) if first != second else None


def _suites(first: Measured, second: Measured) -> str:
    if first.suite == second.suite:
        return sentence("The cases of “%(suite)s” have changed between them.", suite=first.suite)
    return sentence(
        "They asked different suites: “%(first)s” and “%(second)s”. Only cases of the same key are paired.",
        first=first.suite,
        second=second.suite,
    )


def _listed(names: Sequence[str] | frozenset[str]) -> str:
    return _all(sorted(names)) if names else sentence("nobody")


def _all(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else sentence("%(one)s and %(other)s", one=names[0], other=_all(names[1:]))
