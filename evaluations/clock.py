"""The doorbells of what starts by the clock; apart from the others, because its services ring those."""

from celery import shared_task
from django.utils import timezone

from evaluations.schedules.selectors import due_schedules, slots_to_judge
from evaluations.services.schedules import judge_slot, start_if_due


@shared_task
def start_scheduled(schedule_id: int) -> None:
    """Starts the run of one schedule whose time has come."""
    start_if_due(schedule_id)


@shared_task
def judge_scheduled(slot_id: int) -> None:
    """Holds one scheduled run against the baseline."""
    judge_slot(slot_id)


@shared_task
def tick() -> None:
    """Rings for every schedule that is due and every scheduled run that has ended; each fails or succeeds alone."""
    for schedule_id in due_schedules(timezone.now()):
        start_scheduled.delay(schedule_id)
    for slot_id in slots_to_judge():
        judge_scheduled.delay(slot_id)
