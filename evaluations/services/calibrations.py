"""Calibrations: a judge is asked about responses whose worth is known, so that its verdicts can be weighed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from evaluations import tasks
from evaluations.errors import GradingRefused
from evaluations.judging.known_responses import Known, drawn, examples_of, exemplars_of, labelled_answers, not_shown_to
from evaluations.judging.standing import LEVEL, members_of
from evaluations.models import Calibration, Grading, Judge, Judgement, Run, Suite
from evaluations.services.gradings import check_budget, check_judge, started_before, store_for_each
from explorer.models import SpecVersion
from workspaces import audit
from workspaces.doorbell import ring_on_commit
from workspaces.models import User

MOST_KNOWN = 20_000


@dataclass(frozen=True)
class Basis:
    """Where the known responses come from: one of suite, specification and run.

    ``good`` and ``bad`` bound how many of each are shown; the ``seed`` draws them.
    """

    suite: Suite | None = None
    spec_version: SpecVersion | None = None
    run: Run | None = None
    blind: bool = True
    good: int | None = None
    bad: int | None = None
    seed: int = 1

    @property
    def kind(self) -> Calibration.Basis:
        if self.run is not None:
            return Calibration.Basis.LABELS
        return Calibration.Basis.EXEMPLARS if self.suite is not None else Calibration.Basis.SPEC_EXAMPLES


def known_for(judge: Judge, basis: Basis) -> tuple[list[Known], int]:
    """The responses that a calibration would show, and how many are left out because the judge can read them."""
    if basis.run is not None:
        found = list(labelled_answers(basis.run, blind=basis.blind))
    elif basis.suite is not None:
        found = list(exemplars_of(basis.suite))
    else:
        found = list(examples_of(basis.spec_version)) if basis.spec_version is not None else []
    kept, left_out = not_shown_to(judge, found)
    return drawn(kept, basis.good, basis.bad, basis.seed), left_out


def start_calibration(
    judge: Judge,
    basis: Basis,
    *,
    actor: User | None,
    agreement: float = LEVEL,
    budget_tokens: int | None = None,
    once: UUID | None = None,
) -> Calibration:
    """Lays out one judgement for each known response, and rings for a worker once all of it is stored.

    Args:
        agreement: what sensitivity and specificity both have to reach.

    Raises:
        GradingRefused: the basis has no good or no bad response that the judge has not read, or a limit is reached.
    """
    _check(judge, basis, agreement, budget_tokens)
    known, left_out = known_for(judge, basis)
    _check_known(known, left_out)
    try:
        with transaction.atomic():
            grading = Grading.objects.create(
                project=judge.project,
                judge=judge,
                counts=False,
                budget_tokens=budget_tokens,
                once=once,
                created_by=actor,
            )
            calibration = Calibration.objects.create(
                project=judge.project,
                judge=judge,
                grading=grading,
                basis=basis.kind,
                suite=basis.suite,
                spec_version=basis.spec_version,
                run=basis.run,
                release=basis.run.release_record if basis.run is not None else None,
                blind=basis.run is not None and basis.blind,
                agreement=agreement,
                left_out=left_out,
                created_by=actor,
            )
            _lay_out(grading, judge, known)
            audit.record(
                judge.project.organisation,
                actor,
                "calibration.started",
                calibration,
                judge=judge.pk,
                basis=calibration.basis,
                responses=len(known),
                left_out=left_out,
            )
            ring_on_commit(tasks.work_on_grading, grading.pk)
    except IntegrityError:
        return started_before(judge.project, once).calibration
    return calibration


def _check(judge: Judge, basis: Basis, agreement: float, budget_tokens: int | None) -> None:
    check_judge(judge.project, judge)
    check_budget(budget_tokens)
    if sum(part is not None for part in (basis.suite, basis.spec_version, basis.run)) != 1:
        raise GradingRefused("Choose where the known responses come from.", "basis")
    owners = {part.project_id for part in (basis.suite, basis.run) if part is not None}
    if owners - {judge.project_id}:
        raise GradingRefused("Choose something of this project.", "basis")
    if not 0.5 <= agreement <= 1:
        raise GradingRefused("The agreed level lies between 50 and 100 %.", "agreement")


def _check_known(known: list[Known], left_out: int) -> None:
    labels = [each.label for each in known]
    if "compliant" in labels and "violation" in labels:
        if len(known) > MOST_KNOWN:
            raise GradingRefused(f"A calibration has at most {MOST_KNOWN} responses; bound them.", "good")
        return
    said = f" {left_out} were left out because the judge can read them in its own prompt." if left_out else ""
    counts = f"{labels.count('compliant')} known-good and {labels.count('violation')} known-bad responses"
    raise GradingRefused(f"There are {counts}; at least one of each is needed.{said}", "basis")


def _lay_out(grading: Grading, judge: Judge, known: list[Known]) -> None:
    rows: Iterable[dict[str, object]] = (
        {
            "place": place,
            "kind": Judgement.Kind.KNOWN,
            "case": each.case,
            "label": each.label,
            "principle": each.principle,
            "messages": list(each.messages),
            "rubric": each.rubric,
            "response": each.response,
        }
        for place, each in enumerate(known)
    )
    store_for_each(members_of(judge), grading, rows)
