"""What the scheduler rings for: news of what waits, letters and messages to webhooks. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from workspaces import webhooks
from workspaces.models import Project
from workspaces.notifications import letters
from workspaces.notifications.telling import tell_what_waits


@shared_task
def tell_project(project_id: int) -> None:
    """Stores the news of what waits in one project."""
    project = Project.objects.select_related("organisation").filter(pk=project_id).first()
    if project is not None:
        tell_what_waits(project)


@shared_task
def tell_everybody() -> None:
    """Rings for each project, so that one with a fault holds nobody else up."""
    for project_id in Project.objects.order_by("pk").values_list("pk", flat=True):
        tell_project.delay(project_id)


@shared_task
def send_one_letter(letter_id: int) -> None:
    letters.send_letter(letter_id, timezone.now())


@shared_task
def send_one_delivery(delivery_id: int) -> None:
    webhooks.send_delivery(delivery_id, timezone.now())


@shared_task
def post() -> None:
    """Writes the letters that are due and rings for everything that waits to leave."""
    now = timezone.now()
    letters.write_letters(now)
    for letter_id in letters.letters_to_send(now):
        send_one_letter.delay(letter_id)
    for delivery_id in webhooks.deliveries_to_send(now):
        send_one_delivery.delay(delivery_id)
