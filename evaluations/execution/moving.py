"""Moves a run from state to state by one conditional UPDATE, so that of several that try, one does."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce, Now

from evaluations.models import Run, Sample
from evaluations.runs.states import ENDED, MOVES, Move

NO_REASON: dict[str, Any] = {"reason": "", "cause": ""}


def move(run_id: int, made: Move, **changes: Any) -> bool:
    """Whether this call made the move; False where the run is in no state that allows it."""
    rule = MOVES[made]
    if rule.after in ENDED:
        changes["finished_at"] = Now()
    return bool(Run.objects.filter(pk=run_id, state__in=rule.before).update(state=rule.after, **changes))


def take_up(run_id: int) -> None:
    """Begins a queued run, or goes on with it; its rate counts from now."""
    if not Run.objects.filter(pk=run_id, state=Run.State.QUEUED).exists():
        return
    done = Sample.objects.filter(run_id=run_id, state=Sample.State.FINISHED).count()
    started = Coalesce(F("started_at"), Now())
    move(run_id, Move.TAKE_UP, started_at=started, taken_up_at=Now(), done_before=done, **NO_REASON)
