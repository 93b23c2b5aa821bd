"""Review queues: made from a run by a rule, and closed."""

import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.errors import ReviewRefused
from evaluations.models import MAX_RATINGS, Case, ReviewItem, ReviewQueue, ReviewSlot, Run, Sample
from evaluations.review.rules import drawn
from explorer.typed_text import on_one_line
from workspaces import audit
from workspaces.models import Project, User

MAX_ITEMS = 2000
WARM_UPS = 10
AT_ONCE = 500
# So many cases with known answers are looked at when the run's own suite has too few.
LOOKED_AT = 200
EMPTY_RULES = {
    ReviewQueue.Rule.FAILURES: "No answer of this run failed.",
    ReviewQueue.Rule.RANDOM: "This run has no answer to read.",
    ReviewQueue.Rule.DISPUTED: "The verdicts on this run’s answers agree, or there is only one each.",
    ReviewQueue.Rule.LOW_CONFIDENCE: "No judge was unsure about an answer of this run, or none has graded it.",
    ReviewQueue.Rule.PRINCIPLE: "This run has no answer under that principle.",
}


@dataclass(frozen=True)
class QueueValues:
    """What a queue is made with; ``percent`` goes with a random share and ``principle`` with one principle."""

    run: Run
    name: str
    rule: str
    percent: int | None = None
    principle: str = ""
    ratings_per_item: int = 2
    blind: bool = True
    once: UUID | None = None


def make_queue(project: Project, actor: User, values: QueueValues, *, seed: int | None = None) -> ReviewQueue:
    """Lays out a queue with its items, warm-ups and slots; the same ``once`` a second time gives the first queue.

    Raises:
        ReviewRefused: the rule gives nothing or too much, a value is out of range, or the name is taken.
    """
    _check(project, values)
    try:
        with transaction.atomic():
            return _lay_out(project, actor, values, secrets.randbelow(2**31) if seed is None else seed)
    except IntegrityError as error:
        known = ReviewQueue.objects.filter(project=project, once=values.once).first() if values.once else None
        if known is not None:
            return known
        if "unique" not in str(error).lower():
            raise
        raise ReviewRefused("The project has a review queue of this name.", "name") from error


def close_queue(queue: ReviewQueue, actor: User) -> None:
    """Ends the rating; what was said stays, and open disagreements can still be settled.

    Raises:
        ReviewRefused: it is closed already.
    """
    with transaction.atomic():
        still_open = ReviewQueue.objects.filter(pk=queue.pk, closed_at__isnull=True)
        if not still_open.update(closed_at=timezone.now(), closed_by=actor):
            raise ReviewRefused("The queue is closed already.")
        audit.record(queue.project.organisation, actor, "review_queue.closed", queue)


def _check(project: Project, values: QueueValues) -> None:
    if values.run.project_id != project.pk:
        raise ReviewRefused("Choose a run of this project.", "run")
    if not 0 < len(on_one_line(values.name)) <= 120:
        raise ReviewRefused("Name the queue in 1 to 120 characters.", "name")
    if values.rule not in ReviewQueue.Rule.values:
        raise ReviewRefused("Choose one of the rules.", "rule")
    if values.rule == ReviewQueue.Rule.RANDOM and not 1 <= (values.percent or 0) <= 100:
        raise ReviewRefused("Give a share from 1 to 100 per cent.", "percent")
    if values.rule == ReviewQueue.Rule.PRINCIPLE and not values.principle:
        raise ReviewRefused("Choose the principle.", "principle")
    if not 1 <= values.ratings_per_item <= MAX_RATINGS:
        raise ReviewRefused(f"Ask for 1 to {MAX_RATINGS} ratings.", "ratings_per_item")


def _lay_out(project: Project, actor: User, values: QueueValues, seed: int) -> ReviewQueue:
    is_random, of_principle = (values.rule == rule for rule in (ReviewQueue.Rule.RANDOM, ReviewQueue.Rule.PRINCIPLE))
    percent, principle = values.percent if is_random else None, values.principle if of_principle else ""
    keys = drawn(values.run, values.rule, percent=percent, principle=principle, seed=seed)
    if not keys:
        raise ReviewRefused(EMPTY_RULES[ReviewQueue.Rule(values.rule)], "rule")
    if len(keys) > MAX_ITEMS:
        raise ReviewRefused(f"That is {len(keys):,} answers; a queue holds {MAX_ITEMS:,}. Draw a share.", "rule")
    queue = ReviewQueue.objects.create(
        project=project,
        run=values.run,
        name=on_one_line(values.name),
        rule=values.rule,
        percent=percent,
        principle=principle,
        seed=seed,
        ratings_per_item=values.ratings_per_item,
        blind=values.blind,
        once=values.once,
        created_by=actor,
    )
    cases = _lay_out_items(queue, keys)
    ReviewItem.objects.bulk_create(_warm_ups(queue, cases))
    facts = {"run": values.run.pk, "rule": values.rule, "items": len(keys), "seed": seed, "blind": values.blind}
    audit.record(project.organisation, actor, "review_queue.made", queue, ratings=values.ratings_per_item, **facts)
    return queue


def _lay_out_items(queue: ReviewQueue, keys: Sequence[int]) -> set[int]:
    """Stores the items and their slots, and gives the cases they are about."""
    cases: dict[int, int] = {}
    for start in range(0, len(keys), AT_ONCE):
        cases |= dict(Sample.objects.filter(pk__in=keys[start : start + AT_ONCE]).values_list("pk", "case_id"))
    counted = ReviewItem.Kind.COUNTED
    items = ReviewItem.objects.bulk_create(
        [
            ReviewItem(queue=queue, kind=counted, position=position, sample_id=key, case_id=cases[key])
            for position, key in enumerate(keys, 1)
        ],
        batch_size=AT_ONCE,
    )
    numbers = range(1, queue.ratings_per_item + 1)
    slots = [ReviewSlot(item=item, number=number) for item in items for number in numbers]
    ReviewSlot.objects.bulk_create(slots, batch_size=AT_ONCE)
    return set(cases.values())


def _warm_ups(queue: ReviewQueue, read: set[int]) -> list[ReviewItem]:
    """Up to ten answers of known outcome, half of them good, rather of cases that the queue does not ask about.

    Only cases of frozen suites: these cannot be changed or removed under the ratings.
    """
    lot = random.Random(queue.seed)  # noqa: S311 - a draw that can be repeated, not a secret
    cases = Case.objects.filter(suite__project=queue.project, suite__frozen_at__isnull=False).exclude(exemplars={})
    own = list(cases.filter(suite=queue.run.suite_id).only("pk", "key", "exemplars")) if queue.run.suite_id else []
    chosen = _with_both(own, lot, read)
    if len(chosen) < WARM_UPS:
        others = cases.exclude(suite=queue.run.suite_id) if queue.run.suite_id else cases
        more = list(others.order_by("-suite", "position").only("pk", "key", "exemplars")[:LOOKED_AT])
        known = {case.key for case in chosen}
        chosen += _with_both([case for case in more if case.key not in known], lot, read)
    chosen = chosen[:WARM_UPS]
    outcomes = [("compliant", "violation")[place % 2] for place in range(len(chosen))]
    lot.shuffle(outcomes)
    kind = ReviewItem.Kind.WARM_UP
    return [
        ReviewItem(queue=queue, kind=kind, position=place, case=case, known=outcome)
        for place, (case, outcome) in enumerate(zip(chosen, outcomes, strict=True), 1)
    ]


def _with_both(cases: Iterable[Case], lot: random.Random, read: set[int]) -> list[Case]:
    """One case per key that has a good and a bad answer, in the order of the lot, those the queue asks about last."""
    both = {case.key: case for case in cases if case.exemplars.get("compliant") and case.exemplars.get("violation")}
    found = [both[key] for key in sorted(both)]
    lot.shuffle(found)
    return sorted(found, key=lambda case: case.pk in read)
