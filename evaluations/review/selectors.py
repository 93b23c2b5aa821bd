"""Reads around review: what waits for a person, the order a rater works in, how far he is, and labels for judges."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluations.models import Rating, ReviewItem, ReviewQueue, ReviewSlot
from evaluations.outcomes import COUNTED
from evaluations.review.repeats import planned
from workspaces.models import Project, User

Kind = ReviewItem.Kind
# Of his own pace: the latest so many ratings, and no word before there are a few.
PACE_OVER, PACE_FROM = 20, 3


@dataclass(frozen=True)
class QueueRow:
    """A queue in the list: its counts, and what a certain person did and can do in it."""

    queue: ReviewQueue
    items: int
    decided: int
    in_dispute: int
    asked: int
    given: int
    mine: int
    waiting: int
    to_settle: int
    raters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sitting:
    """How far a person is in a queue. ``left`` counts what he can still rate, the hidden ``repeats`` among it."""

    warm_ups: int
    warm_ups_done: int
    rated: int
    left: int
    repeats: int
    seconds_left: float | None

    @property
    def warm_ups_left(self) -> int:
        return self.warm_ups - self.warm_ups_done

    @property
    def answers_left(self) -> int:
        """What the list of queues counts: the answers that he has not rated yet; at last the repeats alone."""
        return self.left - self.repeats or self.left


@dataclass(frozen=True)
class BlindLabel:
    """What people who saw neither the model nor any other verdict settled about an answer."""

    sample: int
    outcome: str


def queues_of(project: Project) -> QuerySet[ReviewQueue]:
    return ReviewQueue.objects.filter(project=project).select_related("run", "created_by", "closed_by")


def rows_for(project: Project, person: User) -> list[QueueRow]:
    """All queues of a project as the person sees them, in as many queries for a hundred as for one."""
    queues = list(queues_of(project).order_by("-created_at", "-pk"))
    counted = Q(item__kind=Kind.COUNTED)
    slots = _by_queue(
        ReviewSlot.objects.filter(counted, item__queue__project=project),
        "item__queue",
        asked=Count("pk"),
        given=Count("pk", filter=Q(rated=True)),
        mine=Count("pk", filter=Q(rated=True, rater=person)),
    )
    items = _by_queue(
        ReviewItem.objects.filter(queue__project=project, kind=Kind.COUNTED),
        "queue",
        items=Count("pk"),
        decided=Count("pk", filter=~Q(settled="")),
        in_dispute=Count("pk", filter=Q(disputed=True)),
    )
    waiting = _by_queue(_waiting(project, person), "queue", waiting=Count("pk"))
    to_settle = _by_queue(_to_settle(project, person), "queue", to_settle=Count("pk"))
    raters = _raters(project)
    return [
        QueueRow(
            queue=queue,
            raters=raters.get(queue.pk, {}),
            **{
                name: found.get(queue.pk, {}).get(name, 0)
                for found, names in (
                    (items, ("items", "decided", "in_dispute")),
                    (slots, ("asked", "given", "mine")),
                    (waiting, ("waiting",)),
                    (to_settle, ("to_settle",)),
                )
                for name in names
            },
        )
        for queue in queues
    ]


def waits_for(project: Project, person: User) -> int:
    """How many answers of open queues the person can rate, and disagreements he can settle; two queries."""
    return _waiting(project, person).count() + _to_settle(project, person).count()


def queues_waiting_for(projects: Collection[Project], person: User) -> list[tuple[ReviewQueue, int]]:
    """Queues of these projects with how many answers the person can rate or settle in each; three queries."""
    slots = ReviewItem.objects.filter(queue__project__in=projects, queue__closed_at__isnull=True, kind=Kind.COUNTED)
    counts: Counter[int] = Counter()
    for items in (_can_rate(slots, person), _can_settle(projects, person)):
        counts.update(dict(items.order_by().values_list("queue").annotate(times=Count("pk"))))
    queues = ReviewQueue.objects.filter(pk__in=counts).order_by("created_at", "pk") if counts else ()
    return [(queue, counts[queue.pk]) for queue in queues]


def answers_to_review(project: Project) -> int:
    """How many answers of open queues still lack a rating, whoever gives it."""
    lacking = ReviewSlot.objects.filter(item=OuterRef("pk"), rated=False)
    open_items = ReviewItem.objects.filter(queue__project=project, queue__closed_at__isnull=True, kind=Kind.COUNTED)
    return open_items.filter(Exists(lacking)).count()


def sequence_of(queue: ReviewQueue, rater: User) -> QuerySet[ReviewSlot]:
    """The person's slots in the order in which he took them."""
    slots = ReviewSlot.objects.filter(item__queue=queue, rater=rater)
    return slots.select_related("item").order_by("taken_at", "pk")


def slot_after(slot: ReviewSlot) -> Q:
    """The condition for what comes behind this slot in its person's order."""
    return Q(taken_at__gt=slot.taken_at) | Q(taken_at=slot.taken_at, pk__gt=slot.pk)


def neighbours_of(queue: ReviewQueue, rater: User, slot: ReviewSlot) -> tuple[ReviewSlot | None, ReviewSlot | None]:
    """The slots before and behind this one in the person's order."""
    sequence = sequence_of(queue, rater)
    before = sequence.exclude(slot_after(slot)).exclude(pk=slot.pk).order_by("-taken_at", "-pk").first()
    return before, sequence.filter(slot_after(slot)).first()


def rated_order(queue: ReviewQueue, rater: User) -> QuerySet[Rating]:
    """The person's standing ratings in a queue, the latest first."""
    ratings = Rating.objects.filter(item__queue=queue, rater=rater, kind=Rating.Kind.RATING)
    return ratings.filter(withdrawn_at__isnull=True).order_by("-given_at", "-pk")


def sitting_of(queue: ReviewQueue, rater: User) -> Sitting:
    """How far the person is, and how long the rest takes at his own pace."""
    warm_ups = queue.items.filter(kind=Kind.WARM_UP).count()
    own = ReviewSlot.objects.filter(item__queue=queue, rater=rater, rated=True)
    done = own.aggregate(
        warm=Count("pk", filter=Q(item__kind=Kind.WARM_UP)),
        counted=Count("pk", filter=Q(item__kind=Kind.COUNTED)),
        repeats=Count("pk", filter=Q(item__kind=Kind.REPEAT)),
    )
    counted = queue.items.filter(kind=Kind.COUNTED)
    waiting = _can_rate(counted, rater).count()
    repeats = max(planned(counted.count(), done["counted"] + waiting) - done["repeats"], 0)
    left = waiting + repeats
    pace = pace_of(queue, rater)
    still = left + warm_ups - done["warm"]
    return Sitting(
        warm_ups=warm_ups,
        warm_ups_done=done["warm"],
        rated=done["counted"] + done["repeats"],
        left=left,
        repeats=repeats,
        seconds_left=None if pace is None else pace * still,
    )


def pace_of(queue: ReviewQueue, rater: User) -> float | None:
    """The median of the person's latest times for one answer, in seconds; None before there are a few."""
    seconds = list(rated_order(queue, rater).values_list("seconds", flat=True)[:PACE_OVER])
    known = [each for each in seconds if each is not None]
    return float(median(known)) if len(known) >= PACE_FROM else None


def blind_labels(project: Project, release: str) -> list[BlindLabel]:
    """Labels for the calibration of a judge: answers of a release that were settled by people who were all blind.

    Whoever cannot tell gives no label. Where an answer was settled in two queues, the later word holds.

    Args:
        release: the name of the release that gave the answers.
    """
    seeing = Rating.objects.filter(item=OuterRef("pk"), blind=False, withdrawn_at__isnull=True)
    items = ReviewItem.objects.filter(
        ~Exists(seeing),
        queue__project=project,
        queue__blind=True,
        sample__run__release=release,
        kind=Kind.COUNTED,
        outcome__in=COUNTED,
    )
    found = dict(items.order_by("settled_at", "pk").values_list("sample", "outcome"))
    return [BlindLabel(sample, outcome) for sample, outcome in sorted(found.items())]


def _waiting(project: Project, person: User) -> QuerySet[ReviewItem]:
    open_items = ReviewItem.objects.filter(queue__project=project, queue__closed_at__isnull=True, kind=Kind.COUNTED)
    return _can_rate(open_items, person)


def _can_rate(items: QuerySet[ReviewItem], person: User) -> QuerySet[ReviewItem]:
    """Items that the person holds, or at which a slot is free that he could take."""
    slots = ReviewSlot.objects.filter(item=OuterRef("pk"))
    free = slots.filter(Q(rater__isnull=True) | Q(rated=False, held_until__lt=timezone.now()))
    held = slots.filter(rater=person, rated=False)
    return items.filter(Exists(held) | Exists(free) & ~Exists(slots.filter(rater=person)))


def _to_settle(project: Project, person: User) -> QuerySet[ReviewItem]:
    return _can_settle([project], person)


def _can_settle(projects: Collection[Project], person: User) -> QuerySet[ReviewItem]:
    """Disagreements in which the person has no part."""
    part = ReviewSlot.objects.filter(item=OuterRef("pk"), rater=person)
    said = Rating.objects.filter(item=OuterRef("pk"), rater=person)
    return ReviewItem.objects.filter(~Exists(part), ~Exists(said), queue__project__in=projects, disputed=True)


def _by_queue(
    rows: QuerySet[ReviewItem] | QuerySet[ReviewSlot], key: str, **counts: Count
) -> dict[int, dict[str, int]]:
    return {row[key]: row for row in rows.order_by().values(key).annotate(**counts)}


def _raters(project: Project) -> dict[int, dict[str, int]]:
    """How many answers each person has rated in each queue."""
    rated = ReviewSlot.objects.filter(item__queue__project=project, item__kind=Kind.COUNTED, rated=True).order_by()
    found: dict[int, dict[str, int]] = {}
    rows = rated.values_list("item__queue", "rater__name").annotate(times=Count("pk")).order_by("rater__name")
    for queue, name, times in rows:
        found.setdefault(queue, {})[name] = times
    return found


def ratings_by_item(items: Sequence[ReviewItem]) -> dict[int, list[Rating]]:
    """What raters say of these items now, the earliest first, in one query."""
    standing = Rating.objects.filter(item__in=items, kind=Rating.Kind.RATING, withdrawn_at__isnull=True)
    found: dict[int, list[Rating]] = {}
    for rating in standing.select_related("rater").order_by("given_at", "pk"):
        found.setdefault(rating.item_id, []).append(rating)
    return found
