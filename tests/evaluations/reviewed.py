"""Review queues for tests, and people who rate in them through the service."""

from collections.abc import Sequence
from uuid import uuid4

from evaluations.models import ReviewItem, ReviewQueue, ReviewSlot, Run, Sample
from evaluations.services.ratings import rate, take_next
from evaluations.services.reviews import QueueValues, make_queue
from tests.evaluations.conftest import Bench
from tests.evaluations.test_pages import finished
from workspaces import services as workspace_services
from workspaces.models import Role, User

COUNTED = ReviewItem.Kind.COUNTED


def a_run(bench: Bench, wrong: int = 4) -> Run:
    return finished(bench, bench.start(), wrong)


def a_queue(
    bench: Bench, *, rule: str = "random", run: Run | None = None, seed: int = 7, **more: object
) -> ReviewQueue:
    """By default all answers of a finished run, twice and blind."""
    values = {"percent": 100, "ratings_per_item": 2, "blind": True, "name": f"Queue {uuid4().hex[:6]}", **more}
    chosen = QueueValues(run=run or a_run(bench), rule=rule, **values)  # type: ignore[arg-type]
    return make_queue(bench.project, bench.cast.editor, chosen, seed=seed)


def without_warm_ups(queue: ReviewQueue) -> ReviewQueue:
    queue.items.filter(kind=ReviewItem.Kind.WARM_UP).delete()
    return queue


def another_rater(bench: Bench, name: str) -> User:
    user = workspace_services.create_person(f"{name}@acme.example", f"Rater {name.title()}", None)
    workspace_services.add_member(bench.cast.organisation, user, Role.EVALUATOR, actor=None)
    return user


def take(queue: ReviewQueue, rater: User) -> ReviewSlot:
    slot = take_next(queue, rater)
    assert slot is not None
    return slot


def say(queue: ReviewQueue, rater: User, outcome: str, reason: str = "") -> ReviewItem:
    """Takes the next answer and rates it."""
    item = take(queue, rater).item
    rate(queue, rater, item.token, outcome, reason)
    item.refresh_from_db()
    return item


def say_all(queue: ReviewQueue, rater: User, outcomes: Sequence[str]) -> None:
    """Goes through the whole queue; of the counted answers the n-th in the queue's order gets the n-th word."""
    while (slot := take_next(queue, rater)) is not None:
        item = slot.item
        word = item.known if item.kind == ReviewItem.Kind.WARM_UP else outcomes[item.position - 1]
        rate(queue, rater, item.token, word)


def sixty_answers(bench: Bench) -> Run:
    """A finished run with sixty answers, cheaper than asking for them."""
    run = a_run(bench)
    samples = list(run.samples.order_by("pk")[:20])
    Sample.objects.filter(run=run).exclude(pk__in=[sample.pk for sample in samples]).delete()
    for epoch in (2, 3):
        for sample in samples:
            sample.pk, sample.epoch = None, epoch
        Sample.objects.bulk_create(samples)
    return run
