"""What follows from ratings: an answer that is settled, or in dispute, and the verdict of people on its sample."""

from collections.abc import Sequence

from django.utils import timezone

from evaluations.models import Rating, ReviewItem, ReviewQueue, Verdict
from evaluations.outcomes import Outcome
from evaluations.services.verdicts import add_verdicts
from workspaces.models import User

TAKEN_BACK = "A rating was taken back, so people have not decided."


def conclude(queue: ReviewQueue, item: ReviewItem, actor: User) -> None:
    """Brings a counted item in line with its standing ratings. Called inside a transaction that holds the item."""
    if item.kind != ReviewItem.Kind.COUNTED:
        return
    ratings = list(standing_ratings(item))
    complete, outcomes = len(ratings) >= queue.ratings_per_item, {rating.outcome for rating in ratings}
    agreed = outcomes.pop() if complete and len(outcomes) == 1 else ""
    before = item.outcome
    item.disputed = complete and not agreed
    item.settled = ReviewItem.Settled.AGREED if agreed else ""
    item.outcome = agreed
    item.settled_at = timezone.now() if agreed else None
    item.save(update_fields=["disputed", "settled", "outcome", "settled_at"])
    if agreed and agreed != before:
        _add(queue, item, actor, agreed, _agreed_reason(ratings), _agreed_by(ratings), ratings)
    elif before and not agreed:
        _add(queue, item, actor, "cannot_tell", TAKEN_BACK, "people", ratings)


def record_decision(queue: ReviewQueue, item: ReviewItem, actor: User, outcome: str, reason: str) -> None:
    """The verdict of a third person, with what the raters had said."""
    _add(queue, item, actor, outcome, reason, f"{actor.name}, who settled it", list(standing_ratings(item)))


def standing_ratings(item: ReviewItem) -> Sequence[Rating]:
    """What raters say now, the earliest first."""
    standing = item.ratings.filter(kind=Rating.Kind.RATING, withdrawn_at__isnull=True)
    return list(standing.select_related("rater").order_by("given_at", "pk"))


def as_outcome(rating: str) -> str:
    """What a rating makes of a sample: somebody who cannot tell leaves it unscored."""
    return Outcome.UNSCORED.value if rating == "cannot_tell" else rating


def _add(
    queue: ReviewQueue,
    item: ReviewItem,
    author: User,
    outcome: str,
    reason: str,
    grader: str,
    ratings: Sequence[Rating],
) -> None:
    assert item.sample_id is not None  # noqa: S101 - a counted item has one, says its constraint
    details = [
        {
            "outcome": as_outcome(rating.outcome),
            "rating": rating.outcome,
            "rater": rating.rater.name,
            "blind": rating.blind,
            "reason": _said(rating),
        }
        for rating in ratings
    ]
    verdict = Verdict(
        sample_id=item.sample_id,
        source=Verdict.Source.PERSON,
        grader=grader[:120],
        author=author,
        outcome=as_outcome(outcome),
        reason=reason,
        details=details,
    )
    add_verdicts([verdict])


def _said(rating: Rating) -> str:
    words = f"{rating.rater.name}: {rating.get_outcome_display().lower()}"
    return f"{words}. {rating.reason}" if rating.reason else words


def _agreed_by(ratings: Sequence[Rating]) -> str:
    return ratings[0].rater.name if len(ratings) == 1 else f"{len(ratings)} people who agree"


def _agreed_reason(ratings: Sequence[Rating]) -> str:
    given = [rating.reason for rating in ratings if rating.reason]
    return " ".join(given) or f"{_agreed_by(ratings)}: {ratings[0].get_outcome_display().lower()}."
