"""The doorbells of this room: each names a row, may ring twice, and leaves the work to `explorer.drafts.fetching`."""

from celery import shared_task

from explorer.drafts import fetching


@shared_task
def fetch_draft(draft_id: int) -> None:
    """Fetches the document of one draft."""
    fetching.fetch(draft_id)


@shared_task
def sweep_drafts() -> None:
    """Rings for drafts whose document has not come; old ones go."""
    for draft_id in fetching.sweep():
        fetch_draft.delay(draft_id)
