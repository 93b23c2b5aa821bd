"""Rings for a worker once the rows of a job stand. The row is the truth; a lost ring costs seconds, never the job."""

import logging
from typing import Any

from celery import Task
from django.db import transaction

logger = logging.getLogger(__name__)


def ring_on_commit(task: "Task[Any, Any]", pk: int) -> None:
    """Sends the task its primary key after the commit. A broker that cannot be reached is no error: the room's
    sweeper rings again."""
    transaction.on_commit(lambda: _ring(task, pk), robust=True)


def _ring(task: "Task[Any, Any]", pk: int) -> None:
    try:
        task.delay(pk)
    except (task.OperationalError, OSError):
        logger.warning("The broker cannot be reached; %s of %s waits for the sweeper.", task.name, pk)
