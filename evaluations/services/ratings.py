"""What raters do: take the next answer, rate it, take a rating back; and what a third person does: settle."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluations.errors import ReviewRefused
from evaluations.models import RATINGS, Rating, ReviewItem, ReviewQueue, ReviewSlot
from evaluations.review import repeats as review_repeats
from evaluations.review.selectors import rated_order, sequence_of, slot_after
from evaluations.services.review_verdicts import conclude, record_decision
from workspaces import audit
from workspaces.models import User

Kind = ReviewItem.Kind
HOLD = timedelta(minutes=30)
MAX_OPEN = 5
LONGEST_REASON = 4000
LONGEST_SITTING = 30 * 60
CANDIDATES = 20
CLOSED = "This queue is closed; no more ratings are taken."
LOST = "Your hold on this answer ran out, and somebody else has taken it."


def take_next(queue: ReviewQueue, rater: User, *, beyond: ReviewSlot | None = None) -> ReviewSlot | None:
    """The slot a person works on next, held for half an hour; None where nothing is left for this person.

    Warm-ups come first. What the person holds already is gone through before another is taken.

    Args:
        beyond: leave this one and what came before it open and go on behind it, as far as that is possible.

    Raises:
        ReviewRefused: the queue is closed.
    """
    if not queue.is_open:
        raise ReviewRefused(CLOSED)
    _lay_out_warm_ups(queue, rater)
    open_slots = sequence_of(queue, rater).filter(rated=False)
    following = open_slots.filter(slot_after(beyond)) if beyond else open_slots
    if (found := following.first()) is None and open_slots.count() < MAX_OPEN:
        found = _due_repeat(queue, rater) or _claim(queue, rater)
    found = found or open_slots.first()
    return _hold(found, rater) if found else None


def rate(queue: ReviewQueue, rater: User, token: UUID, outcome: str, reason: str = "") -> Rating:
    """Stores what a person said about an answer that he holds; saying it again changes nothing.

    Another word on the same answer takes the first one back, as long as nobody has settled the answer.

    Raises:
        ReviewRefused: the queue is closed, the hold was lost, or the rating stands for good.
    """
    if not queue.is_open:
        raise ReviewRefused(CLOSED)
    _check(outcome, reason)
    with transaction.atomic():
        slot = _own_slot(queue, rater, token)
        item = _locked(slot.item_id)
        standing = item.ratings.filter(rater=rater, withdrawn_at__isnull=True).first()
        if standing and standing.outcome == outcome and reason in ("", standing.reason):
            return standing
        now = timezone.now()
        if standing:
            _take_back(item, standing, now)
        elif not ReviewSlot.objects.filter(pk=slot.pk, rater=rater, rated=False).update(rated=True, held_until=None):
            raise ReviewRefused(LOST)
        rating = Rating.objects.create(
            item=item,
            rater=rater,
            outcome=outcome,
            reason=reason,
            blind=queue.blind,
            seconds=standing.seconds if standing else _seconds(queue, rater, slot, now),
            given_at=now,
        )
        conclude(queue, item, rater)
        _record(queue, rater, "rating.given", item)
    return rating


def take_back(queue: ReviewQueue, rater: User, token: UUID) -> ReviewSlot:
    """Withdraws a person's rating and gives the slot back to him, to be rated anew. The withdrawn one stays on record.

    Raises:
        ReviewRefused: the queue is closed, there is no such rating any more, or it stands for good.
    """
    if not queue.is_open:
        raise ReviewRefused(CLOSED)
    with transaction.atomic():
        slot = _own_slot(queue, rater, token)
        item = _locked(slot.item_id)
        standing = item.ratings.filter(rater=rater, withdrawn_at__isnull=True).first()
        if standing is None:
            raise ReviewRefused("There is no rating of yours to take back.")
        now = timezone.now()
        _take_back(item, standing, now)
        held = now + HOLD if slot.number else None
        ReviewSlot.objects.filter(pk=slot.pk, rater=rater).update(rated=False, held_until=held)
        conclude(queue, item, rater)
        _record(queue, rater, "rating.withdrawn", item)
    slot.refresh_from_db()
    return slot


def settle(queue: ReviewQueue, item: ReviewItem, actor: User, outcome: str, reason: str) -> None:
    """Decides an answer whose raters disagree; only somebody who has not read it as a rater may.

    Raises:
        ReviewRefused: nothing is to be settled, the reason is missing, or the person has rated the answer.
    """
    _check(outcome, reason)
    if not reason.strip():
        raise ReviewRefused("Say why; the raters will want to know.", "reason")
    try:
        with transaction.atomic():
            item = _locked(item.pk)
            if is_rater_of(item, actor):
                raise ReviewRefused("You rated this answer, so a third person has to settle it.")
            now = timezone.now()
            disputed = ReviewItem.objects.filter(pk=item.pk, disputed=True, settled="")
            settled = ReviewItem.Settled.ADJUDICATED
            if not disputed.update(disputed=False, settled=settled, outcome=outcome, settled_at=now):
                raise ReviewRefused("There is nothing to settle: the raters agree, or somebody else has decided.")
            Rating.objects.create(
                item=item,
                rater=actor,
                kind=Rating.Kind.SETTLING,
                outcome=outcome,
                reason=reason,
                blind=queue.blind,
                given_at=now,
            )
            record_decision(queue, item, actor, outcome, reason)
            _record(queue, actor, "review_item.settled", item)
    except IntegrityError as error:
        raise ReviewRefused("You rated this answer, or somebody else has decided it this very moment.") from error


def is_rater_of(item: ReviewItem, person: User) -> bool:
    """Whether the person has rated the item, also where the rating was taken back, or holds a place in it."""
    return (
        item.slots.filter(rater=person).exists() or item.ratings.filter(rater=person, kind=Rating.Kind.RATING).exists()
    )


def _check(outcome: str, reason: str) -> None:
    if outcome not in dict(RATINGS):
        raise ReviewRefused("Choose compliant, violation, partial or can’t tell.", "outcome")
    if len(reason) > LONGEST_REASON:
        raise ReviewRefused(f"At most {LONGEST_REASON:,} characters.", "reason")


def _own_slot(queue: ReviewQueue, rater: User, token: UUID) -> ReviewSlot:
    slot = ReviewSlot.objects.filter(item__queue=queue, item__token=token, rater=rater).first()
    if slot is None:
        raise ReviewRefused(LOST)
    return slot


def _locked(item: int) -> ReviewItem:
    """The item; whoever rates or settles it at the same time waits here."""
    return ReviewItem.objects.select_for_update().get(pk=item)


def _take_back(item: ReviewItem, standing: Rating, now: datetime) -> None:
    if item.kind == Kind.WARM_UP:
        raise ReviewRefused("The known answer of a warm-up has been shown, so its rating stays.")
    if item.settled == ReviewItem.Settled.ADJUDICATED:
        raise ReviewRefused("A third person has settled this answer, so your rating stays.")
    if standing.kind != Rating.Kind.RATING:
        raise ReviewRefused("A decision stays.")
    if not Rating.objects.filter(pk=standing.pk, withdrawn_at__isnull=True).update(withdrawn_at=now):
        raise ReviewRefused("There is no rating of yours to take back.")


def _lay_out_warm_ups(queue: ReviewQueue, rater: User) -> None:
    """The person's own slots at the queue's warm-ups; laid out once, whoever asks at the same time."""
    mine = ReviewSlot.objects.filter(item=OuterRef("pk"), rater=rater)
    missing = queue.items.filter(~Exists(mine), kind=Kind.WARM_UP).order_by("position")
    now = timezone.now()
    slots = [ReviewSlot(item=item, rater=rater, taken_at=now) for item in missing]
    ReviewSlot.objects.bulk_create(slots, ignore_conflicts=True)


def _due_repeat(queue: ReviewQueue, rater: User) -> ReviewSlot | None:
    """An answer the person rated a while ago, shown again as if it were another one."""
    original = review_repeats.due(queue, rater)
    if original is None:
        return None
    try:
        with transaction.atomic():
            item = ReviewItem.objects.create(
                queue=queue,
                kind=Kind.REPEAT,
                position=original.position,
                case_id=original.case_id,
                sample_id=original.sample_id,
                repeat_of=original,
                repeat_for=rater,
            )
            return ReviewSlot.objects.create(item=item, rater=rater, taken_at=timezone.now())
    except IntegrityError:  # the same person asked twice at once, and the other request made it
        return None


def free_slots(queue: ReviewQueue, rater: User, now: datetime) -> QuerySet[ReviewSlot]:
    """Slots that nobody has rated or holds, at answers where the person has none yet."""
    free = Q(rater__isnull=True) | Q(rated=False, held_until__lt=now)
    mine = ReviewSlot.objects.filter(item=OuterRef("item"), rater=rater)
    return ReviewSlot.objects.filter(free, ~Exists(mine), item__queue=queue, item__kind=Kind.COUNTED)


def _claim(queue: ReviewQueue, rater: User) -> ReviewSlot | None:
    """Takes a free slot; each is tried by one UPDATE, so that of two who want it one gets it."""
    while True:
        now = timezone.now()
        candidates = free_slots(queue, rater, now).order_by("item__position", "number")
        keys = list(candidates.values_list("pk", flat=True)[:CANDIDATES])
        if not keys:
            return None
        for key in keys:
            if _take(key, rater, now):
                return ReviewSlot.objects.get(pk=key)


def _take(key: int, rater: User, now: datetime) -> bool:
    free = Q(rater__isnull=True) | Q(rated=False, held_until__lt=now)
    try:
        with transaction.atomic():
            still_free = ReviewSlot.objects.filter(free, pk=key)
            return still_free.update(rater=rater, taken_at=now, held_until=now + HOLD) > 0
    except IntegrityError:  # the same person took another slot of this answer at the same time
        return False


def _hold(slot: ReviewSlot, rater: User) -> ReviewSlot:
    """Starts the half hour anew where the slot is one that others could take."""
    if slot.number and not slot.rated:
        mine = ReviewSlot.objects.filter(pk=slot.pk, rater=rater, rated=False)
        mine.update(held_until=timezone.now() + HOLD)
    return slot


def _seconds(queue: ReviewQueue, rater: User, slot: ReviewSlot, now: datetime) -> int:
    """How long the person looked: since the answer was taken, or since the rating before it if that is shorter."""
    last = rated_order(queue, rater).values_list("given_at", flat=True).first()
    begun = max(slot.taken_at or now, last or slot.taken_at or now)
    return min(max(round((now - begun).total_seconds()), 0), LONGEST_SITTING)


def _record(queue: ReviewQueue, actor: User, action: str, item: ReviewItem) -> None:
    # Without the outcome: raters can read the trail, and a blind one must not see what others said.
    audit.record(queue.project.organisation, actor, action, item, queue=queue.pk)
