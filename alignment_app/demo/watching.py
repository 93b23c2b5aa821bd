"""The demo's schedule: a monthly run whose first time fell into a night when nothing was running, which is an alarm."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from evaluations.models import Run
from evaluations.schedules.recurrence import Recurrence
from evaluations.services.schedules import Setup, add_schedule, start_if_due
from workspaces.models import User

NAME, ZONE, AT = "Release 4, monthly", "Europe/Berlin", time(5, 30)


def watch(run: Run, actor: User, now: datetime | None = None) -> None:
    """Asks the cases of the run again each month. Its first completed run becomes the baseline: the rules grade it, so
    it cannot be held against what a judge has graded."""
    now = now or timezone.now()
    assert run.suite is not None  # noqa: S101 - an executed run has both
    assert run.endpoint is not None  # noqa: S101 - see above
    yesterday = now.astimezone(ZoneInfo(ZONE)).date() - timedelta(days=1)
    monthly = Recurrence(every="month", at=AT, zone=ZONE, month_day=yesterday.day)
    setup = Setup(suite=run.suite, endpoint=run.endpoint, release=run.release, recurrence=monthly)
    schedule = add_schedule(run.project, actor, NAME, setup, now=now - timedelta(days=3))
    start_if_due(schedule.pk, now)
