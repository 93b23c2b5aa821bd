"""Test plans: drafted, frozen before the first run that counts, and followed by a next version."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from evaluations.content import suite_sha256
from evaluations.errors import PlanRefused, RunRefused
from evaluations.models import Case, Judge, Suite, TestPlan
from evaluations.plans.arithmetic import Estimator, why_unreachable
from evaluations.plans.selectors import Groups, groups_of, known_error
from evaluations.services.traffic_samples import why_not_usable
from explorer.typed_text import on_one_line
from workspaces import audit
from workspaces.canonical import sha256_of
from workspaces.models import Project, User

TAKEN = "There is a plan of this name already; make a new version of it."
FROZEN = "This plan is frozen and does not change any more. Make a new version of it."


@dataclass(frozen=True)
class Terms:
    """What a plan says beside its name. Marks are shares between 0 and 1, by level and by section."""

    suite: Suite
    overall_mark: float
    judge: Judge | None = None
    estimator: str = TestPlan.Estimator.HEADLINE
    goal: str = TestPlan.Goal.BOUND
    epochs: int = 1
    level_marks: Mapping[str, float] = field(default_factory=dict)
    section_marks: Mapping[str, float] = field(default_factory=dict)
    min_sensitivity: float | None = None
    min_specificity: float | None = None
    min_kappa: float | None = None
    triage_every_failure: bool = True
    difference: float | None = None
    note: str = ""

    FIELDS = (
        *("suite", "overall_mark", "judge", "estimator", "goal", "epochs", "level_marks", "section_marks"),
        *("min_sensitivity", "min_specificity", "min_kappa", "triage_every_failure", "difference", "note"),
    )

    def as_values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.FIELDS}


def draft_plan(project: Project, actor: User, name: str, terms: Terms) -> TestPlan:
    """Stores a draft, which can be changed until it is frozen.

    Raises:
        PlanRefused: the name is taken, the parts do not belong together, or a mark cannot be reached.
    """
    name = on_one_line(name)
    if not 1 <= len(name) <= 120:
        raise PlanRefused({"name": "Name the plan in 1 to 120 characters."})
    _check(project, terms)
    with _name_is_free(), transaction.atomic():
        plan = TestPlan.objects.create(project=project, name=name, created_by=actor, **terms.as_values())
        _record(plan, actor, "plan.drafted")
    return plan


def change_plan(plan: TestPlan, actor: User, terms: Terms) -> None:
    """Changes a draft.

    Raises:
        PlanRefused: it is frozen, perhaps since a moment ago, or the terms cannot be taken.
    """
    _check(plan.project, terms)
    with transaction.atomic():
        if not TestPlan.objects.filter(pk=plan.pk, frozen_at__isnull=True).update(**terms.as_values()):
            raise PlanRefused({"": FROZEN})
        plan.refresh_from_db()
        _record(plan, actor, "plan.changed")


def freeze_plan(plan: TestPlan, actor: User) -> TestPlan:
    """Freezes a draft with its suite: from now on neither changes, and runs may count toward it.

    Raises:
        PlanRefused: it is frozen already, or what it promises cannot be shown by its suite as it stands now.
    """
    with transaction.atomic():
        # As a suite is frozen by a run: before it is read, so that what is hashed is what stays.
        Suite.objects.filter(pk=plan.suite_id, frozen_at__isnull=True).update(frozen_at=timezone.now())
        locked = TestPlan.objects.select_for_update(of=("self",))
        current = locked.select_related("suite", "judge", "project").get(pk=plan.pk)
        if unready := why_not_usable(current.suite):
            raise PlanRefused({"": unready})
        terms = Terms(**{name: getattr(current, name) for name in Terms.FIELDS})
        groups = _check(current.project, terms)
        content = _content(current, groups)
        changes = {"content": content, "sha256": sha256_of(content), "frozen_at": timezone.now(), "frozen_by": actor}
        if not TestPlan.objects.filter(pk=plan.pk, frozen_at__isnull=True).update(**changes):
            raise PlanRefused({"": "This plan is frozen already."})
        current.refresh_from_db()
        _record(current, actor, "plan.frozen")
    return current


def next_version(plan: TestPlan, actor: User) -> TestPlan:
    """A draft that starts from a frozen plan.

    Raises:
        PlanRefused: the plan is a draft itself, or its next version is being written already.
    """
    if not plan.is_frozen:
        raise PlanRefused({"": "This is a draft; change it as it stands."})
    same = TestPlan.objects.filter(project=plan.project, name=plan.name)
    if same.filter(frozen_at__isnull=True).exists():
        raise PlanRefused({"": "A draft of the next version exists already; change or remove that one."})
    latest = same.aggregate(latest=Max("version"))["latest"]
    values = {name: getattr(plan, name) for name in Terms.FIELDS}
    with _name_is_free("Somebody began the next version this very moment."), transaction.atomic():
        draft = TestPlan.objects.create(
            project=plan.project, name=plan.name, version=latest + 1, created_by=actor, **values
        )
        _record(draft, actor, "plan.drafted")
    return draft


def remove_draft(plan: TestPlan, actor: User) -> None:
    """Removes a draft. What was frozen stays.

    Raises:
        PlanRefused: it is frozen.
    """
    with transaction.atomic():
        facts = {"name": plan.name, "version": plan.version}
        removed, _ = TestPlan.objects.filter(pk=plan.pk, frozen_at__isnull=True).delete()
        if not removed:
            raise PlanRefused({"": FROZEN})
        audit.record(plan.project.organisation, actor, "plan.removed", f"test plan#{plan.pk} {plan}", **facts)


def check_counted(plan: TestPlan, project: Project, *, suite: Suite, epochs: int, whole: bool) -> None:
    """Holds what a counted run is to ask against its plan.

    Raises:
        RunRefused: the plan is no frozen plan of this project, or the run would ask something else.
    """
    if plan.project_id != project.pk:
        raise RunRefused("Choose a plan of this project.", "plan")
    if not plan.is_frozen:
        raise RunRefused("A run counts only toward a frozen plan; freeze it first.", "plan")
    if suite.pk != plan.suite_id or not whole:
        raise RunRefused(f"{plan} promises every case of {plan.suite}; a counted run asks exactly those.", "suite")
    if epochs != plan.epochs:
        times = "once" if plan.epochs == 1 else f"{plan.epochs} times"
        raise RunRefused(f"{plan} promises to ask each case {times}.", "epochs")


def faults_in_marks(terms: Terms, groups: Groups) -> dict[str, str]:
    """The marks that the suite cannot reach, by the name of their field, with the arithmetic."""
    estimator = Estimator(terms.estimator, terms.epochs, known_error(terms.judge))
    if terms.estimator != TestPlan.Estimator.CORRECTED:
        estimator = Estimator(terms.estimator, terms.epochs)
    asked = {"overall_mark": (terms.overall_mark, groups.total)}
    asked |= {f"level_{name}": (mark, groups.levels.get(name, 0)) for name, mark in terms.level_marks.items()}
    asked |= {f"section_{name}": (mark, groups.sections.get(name, 0)) for name, mark in terms.section_marks.items()}
    by_bound = terms.goal == TestPlan.Goal.BOUND
    found = {name: why_unreachable(mark, cases, estimator, by_bound=by_bound) for name, (mark, cases) in asked.items()}
    return {name: why for name, why in found.items() if why}


def _check(project: Project, terms: Terms) -> Groups:
    problems = {}
    if terms.suite.project_id != project.pk or terms.suite.origin == Suite.Origin.RECORDED:
        raise PlanRefused({"suite": "Choose a suite of this project."})
    if terms.judge is not None and terms.judge.project_id != project.pk:
        raise PlanRefused({"judge": "Choose a judge of this project."})
    if terms.estimator == TestPlan.Estimator.CORRECTED and terms.judge is None:
        problems["estimator"] = "Only a judge’s error was measured; name the judge, or choose the headline rate."
    if terms.estimator == TestPlan.Estimator.CLUSTERED and terms.epochs == 1:
        problems["epochs"] = "Clustering needs cases that are asked more than once."
    if terms.estimator != TestPlan.Estimator.CLUSTERED and terms.epochs > 1:
        problems["estimator"] = (
            f"Asked {terms.epochs} times, the answers to one case are alike and do not count for themselves; cluster "
            "them by case."
        )
    if terms.judge is None and any((terms.min_sensitivity, terms.min_specificity, terms.min_kappa)):
        problems["judge"] = "An agreement level is one of a judge; name it, or leave the level empty."
    groups = groups_of(project, terms.suite)
    problems = problems or faults_in_marks(terms, groups)
    if problems:
        raise PlanRefused(problems)
    return groups


def _content(plan: TestPlan, groups: Groups) -> dict[str, Any]:
    """What the plan promises, whole, so that nothing that changes later can change it."""
    cases = Case.objects.filter(suite=plan.suite).order_by("position")
    judge = plan.judge
    return {
        "name": plan.name,
        "version": plan.version,
        "suite": {"name": str(plan.suite), "id": plan.suite_id, "sha256": suite_sha256(cases), "cases": groups.total},
        "judge": None if judge is None else {"name": str(judge), "id": judge.pk, "sha256": judge.settings_sha256},
        "agreement": {
            "sensitivity": plan.min_sensitivity,
            "specificity": plan.min_specificity,
            "kappa": plan.min_kappa,
        },
        "estimator": plan.estimator,
        "goal": plan.goal,
        "epochs": plan.epochs,
        "marks": {"overall": plan.overall_mark, "levels": plan.level_marks, "sections": plan.section_marks},
        "groups": {"levels": dict(groups.level_of), "sections": dict(groups.section_of)},
        "triage_every_failure": plan.triage_every_failure,
        "difference": plan.difference,
        "note": plan.note,
    }


def _record(plan: TestPlan, actor: User, action: str) -> None:
    facts = {"version": plan.version, "suite": plan.suite_id, "overall_mark": plan.overall_mark, "sha256": plan.sha256}
    audit.record(plan.project.organisation, actor, action, plan, **facts)


@contextmanager
def _name_is_free(otherwise: str = TAKEN) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise PlanRefused({"name" if otherwise == TAKEN else "": otherwise}) from error
