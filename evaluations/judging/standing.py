"""Whether a judge may decide: the one place that says so, for the roadmap, the test plan and the pages alike."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from evaluations.judging.confusion import Confusion, Needed
from evaluations.models import Calibration, Endpoint, Grading, Judge, Release, Run

OLDEST_DAYS = 90
LEVEL = 0.8
# A rate is rather corrected by a calibration that showed so many of either kind: fewer say little of how often it errs.
ENOUGH_TO_CORRECT = 30


def confusion_of(calibration: Calibration) -> Confusion | None:
    """The counts of a finished calibration; None before."""
    if calibration.good_shown is None:
        return None
    return Confusion(
        good=calibration.good_shown,
        good_recognised=calibration.good_recognised or 0,
        bad=calibration.bad_shown or 0,
        bad_recognised=calibration.bad_recognised or 0,
        unscored=calibration.unscored or 0,
    )


def latest_calibration(judge: Judge, *, release: Release | None = None, for_gates: bool = False) -> Calibration | None:
    """The latest finished calibration of this very version; ``for_gates`` one on people's blind labels, and of the
    release where one is named."""
    finished = Calibration.objects.filter(judge=judge, finished_at__isnull=False)
    if for_gates:
        finished = finished.filter(basis=Calibration.Basis.LABELS, blind=True)
        finished = finished.filter(release=release) if release is not None else finished
    return finished.order_by("-finished_at", "-pk").first()


def correcting_calibrations(judges: Collection[int]) -> dict[int, Calibration]:
    """The calibration by which the rates of each of these judges are corrected, in one query; none where it saw only
    one kind.

    The latest among people's blind labels, then among the others, as long as 30 of either kind were shown; where no
    calibration had as many, the latest in the same order.
    """
    rows = Calibration.objects.filter(
        judge__in=judges, finished_at__isnull=False, good_shown__gte=1, bad_shown__gte=1
    ).order_by("finished_at", "pk")
    found: dict[int, Calibration] = {}
    for row in rows:
        held = found.get(row.judge_id)
        if held is None or _worth(row) >= _worth(held):
            found[row.judge_id] = row
    return found


def correcting_calibration(judge: Judge) -> Calibration | None:
    return correcting_calibrations([judge.pk]).get(judge.pk)


def _worth(calibration: Calibration) -> tuple[bool, bool]:
    fewest = min(calibration.good_shown or 0, calibration.bad_shown or 0)
    return fewest >= ENOUGH_TO_CORRECT, calibration.blind


def age_in_days(calibration: Calibration) -> int:
    finished = calibration.finished_at or calibration.created_at
    return max(0, (timezone.now() - finished).days)


def is_too_old(calibration: Calibration, oldest_days: int = OLDEST_DAYS) -> bool:
    finished = calibration.finished_at or calibration.created_at
    return bool(timezone.now() - finished > timedelta(days=oldest_days))


def may_decide_gates(
    of: Judge | Grading,
    *,
    release: Release | None = None,
    needed: Needed | None = None,
    oldest_days: int = OLDEST_DAYS,
) -> list[str]:
    """Everything that keeps a judge, or the grading it made, from counting toward a gate; empty when it may.

    Args:
        release: what the gate is about; of a grading it is the release of its run. The labels must be of its answers.
        needed: the agreed level; where it is left out, the one that was named when the judge was calibrated.
    """
    if isinstance(of, Judge):
        return _of_judge(of, release, latest_calibration(of, release=release, for_gates=True), needed, oldest_days)
    about = release or _release_of(of)
    calibration = latest_calibration(of.judge, release=about, for_gates=True)
    return _of_grading(of) + _of_judge(of.judge, about, calibration, needed, oldest_days)


def obstacles_of_gradings(
    gradings: Collection[Grading], needed: Mapping[int, Needed | None], oldest_days: int = OLDEST_DAYS
) -> dict[int, list[str]]:
    """What `may_decide_gates` says of each of these gradings by its key, in one query for all of them.

    Args:
        needed: the agreed level by the key of the grading.
    """
    blind = Calibration.objects.filter(
        judge__in={each.judge_id for each in gradings},
        finished_at__isnull=False,
        basis=Calibration.Basis.LABELS,
        blind=True,
    )
    latest: dict[tuple[int, int | None], Calibration] = {}
    for row in blind.order_by("finished_at", "pk"):
        latest[row.judge_id, row.release_id] = latest[row.judge_id, None] = row
    found = {}
    for each in gradings:
        about = _release_of(each)
        calibration = latest.get((each.judge_id, about.pk if about is not None else None))
        found[each.pk] = _of_grading(each) + _of_judge(each.judge, about, calibration, needed.get(each.pk), oldest_days)
    return found


def _release_of(grading: Grading) -> Release | None:
    return grading.run.release_record if grading.run is not None else None


def _of_grading(grading: Grading) -> list[str]:
    reasons = []
    if grading.run_id is None or grading.state != Grading.State.COMPLETED:
        reasons.append("The grading has not been completed.")
    if grading.is_own_model:
        reasons.append("The judge is the model under test.")
    elif not grading.counts:
        reasons.append("The grading is exploratory: it was started not to count.")
    if grading.trusted is False:
        reasons.append("The judge is not trusted: an attack that rode in its grading worked, or could not be told.")
    return reasons


def _of_judge(
    judge: Judge, release: Release | None, calibration: Calibration | None, needed: Needed | None, oldest_days: int
) -> list[str]:
    if calibration is None:
        whose = f" of {release.name}" if release is not None else ""
        return [f"{judge} was not calibrated on blind labels of people for answers{whose}."]
    confusion = confusion_of(calibration)
    if confusion is None:
        return ["The calibration has no counts yet."]
    reasons = []
    if is_too_old(calibration, oldest_days):
        days = age_in_days(calibration)
        reasons.append(f"The calibration is {days} days old; {oldest_days} at most are agreed.")
    level = needed or Needed(calibration.agreement, calibration.agreement)
    return [*reasons, *confusion.obstacles(level)]


def members_of(judge: Judge) -> Sequence[Judge]:
    """The judges that are asked: those of a panel, or the judge itself."""
    return list(judge.members.select_related("endpoint__project").order_by("pk")) if judge.is_panel else [judge]


def models_of(judge: Judge) -> list[Mapping[str, Any]]:
    """The frozen calls of a judge, or of the members of a panel."""
    return [each.settings for each in members_of(judge)]


def is_model_under_test(judge: Judge, run: Run) -> bool:
    """Whether the judge, or one of its panel, is the very model whose answers it would grade.

    The model that the run's release names counts as well, whatever the address it is asked at.
    """
    asked = _named(run.settings)
    described = run.release_record.model.strip() if run.release_record else ""
    for settings in models_of(judge):
        model = str(settings.get("model", "")).strip()
        if asked is not None and _named(settings) == asked:
            return True
        if model and model == described:
            return True
    return False


def _named(settings: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Kind, address and model of a frozen call; None for answers that were recorded elsewhere."""
    kind, model = settings.get("kind"), str(settings.get("model", "")).strip()
    if kind not in (Endpoint.Kind.OPENAI, Endpoint.Kind.SIMULATED) or not model:
        return None
    if kind == Endpoint.Kind.SIMULATED:
        return str(kind), "", model.partition("@")[0]
    return str(kind), str(settings.get("base_url", "")).rstrip("/").lower(), model
