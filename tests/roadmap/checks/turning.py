"""What a test of a check has to show: that the check turns green, and afterwards red, by what people do elsewhere."""

from collections.abc import Callable
from typing import Any, TypeVar

from roadmap.checks.results import CheckResult
from roadmap.states import CriterionState

Look = Callable[[str], CheckResult]
Test = TypeVar("Test", bound=Callable[..., Any])


def both_ways(code: str) -> Callable[[Test], Test]:
    """Marks the test that turns the check of a criterion green and then red; the fixture `turns` holds it to that."""

    def mark(test: Test) -> Test:
        test.both_ways = code  # type: ignore[attr-defined]
        return test

    return mark


class Turns:
    """What a test saw of each criterion, in order: True for green, False for red.

    Where nothing that people do takes the ground of a check away, a word that turns stale by it is the red.
    """

    def __init__(self) -> None:
        self.seen: dict[str, list[bool]] = {}

    def of_check(self, code: str, result: CheckResult) -> None:
        self.seen.setdefault(code, []).append(result.satisfied)

    def of_state(self, code: str, state: CriterionState) -> None:
        if state.key in {"met", "stale"}:
            self.seen.setdefault(code, []).append(state.key == "met")

    def went_both_ways(self, code: str) -> bool:
        seen = self.seen.get(code, [])
        return True in seen and False in seen[seen.index(True) :]
