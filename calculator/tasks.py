"""The housekeeping of this room."""

from celery import shared_task

from calculator import services


@shared_task
def prune_drafts() -> None:
    """Forgets what was typed long ago and never saved."""
    services.prune_drafts()
