"""What a suite can show, beside the form in which a plan is written: the highest mark of each group, and power."""

from dataclasses import dataclass

from evaluations.models import Suite, TestPlan
from evaluations.plans.arithmetic import Estimator, cases_for_difference, failures_allowed
from evaluations.plans.selectors import LEVELS, groups_of
from workspaces.models import Project


@dataclass(frozen=True)
class GroupReach:
    """``highest`` is the lower bound where every answer is compliant: no mark above it can be reached."""

    label: str
    level: str
    cases: int
    highest: float


@dataclass(frozen=True)
class Reach:
    """``needed`` cases would show the fall worth noticing; ``allowed`` failures are left by the overall mark."""

    groups: list[GroupReach]
    difference: float | None
    needed: int | None
    cases: int
    mark: float | None
    allowed: int | None

    @property
    def shows(self) -> bool:
        return self.needed is not None and self.needed <= self.cases


def reach_of(
    project: Project,
    suite: Suite | None,
    *,
    estimator: str = TestPlan.Estimator.HEADLINE,
    epochs: int = 1,
    mark: float | None = None,
    difference: float | None = None,
) -> Reach | None:
    """What the suite can show; None as long as none is chosen."""
    if suite is None:
        return None
    found = groups_of(project, suite)
    by = Estimator(TestPlan.Estimator.CLUSTERED if epochs > 1 else TestPlan.Estimator.HEADLINE, epochs)
    named = [("Overall", "", found.total), *((name, name, found.levels.get(name, 0)) for name in LEVELS)]
    groups = [GroupReach(label, level, cases, by.best(cases) if cases else 0.0) for label, level, cases in named]
    needed = cases_for_difference(mark, difference) if mark is not None and difference is not None else None
    plainly = estimator == TestPlan.Estimator.HEADLINE and mark is not None
    allowed = failures_allowed(mark, found.total) if plainly and mark is not None else None
    return Reach(groups, difference, needed, found.total, mark, allowed)
