"""Correcting a pilot: it is recorded again, and the new run takes the place of the old one, which stays to be read."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from evaluations.errors import Fault, PilotRefused, PilotSuperseded
from evaluations.exchange.pilot_csv import RecordedRow
from evaluations.models import PilotCorrection, Run
from evaluations.services.pilots import Counts, PilotDetails, record_pilot
from workspaces import audit
from workspaces.models import User

LONGEST_REASON = 2000


def correct_pilot(
    run: Run,
    *,
    details: PilotDetails,
    actor: User,
    reason: str,
    counts: Counts | None = None,
    rows: Sequence[RecordedRow] | None = None,
    once: UUID | None = None,
) -> Run:
    """Records the pilot as it should have been and gives the new run; the old one does not count any more.

    Args:
        once: names the form that was sent; sending it again gives the first correction.

    Raises:
        PilotRefused: with every fault found, also where the run is no recorded pilot or no reason is given.
        PilotSuperseded: it was corrected already.
    """
    _refuse(run, reason.strip())
    try:
        with transaction.atomic():
            known = PilotCorrection.objects.filter(run=run).select_related("by").first()
            if known is not None and (once is None or known.by.once != once):
                raise PilotSuperseded(f"“{run.name}” was corrected already, by {known.actor_name or 'somebody'}.")
            if known is not None:
                return known.by
            new = record_pilot(
                run.project,
                details=details,
                actor=actor,
                counts=counts,
                rows=rows,
                once=once,
                simulated=run.simulated,
            )
            PilotCorrection.objects.create(run=run, by=new, reason=reason.strip(), actor=actor, actor_name=actor.name)
            told = {"by": new.pk, "reason": reason.strip()}
            audit.record(run.project.organisation, actor, "pilot.corrected", run, **told)
    except IntegrityError as error:  # of two at once the other one won
        raise PilotSuperseded(f"“{run.name}” was corrected by somebody else meanwhile.") from error
    return new


def _refuse(run: Run, reason: str) -> None:
    faults = []
    if run.source != Run.Source.RECORDED or getattr(run, "pilot", None) is None:
        faults.append(Fault("run", run.pk, "a recorded pilot", "Only a recorded pilot can be corrected."))
    if not reason or len(reason) > LONGEST_REASON:
        allowed = f"1 to {LONGEST_REASON} characters"
        faults.append(Fault("reason", reason[:80], allowed, "Say what was wrong with it."))
    if faults:
        raise PilotRefused(faults)
