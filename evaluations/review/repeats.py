"""Hidden repeats: when a person is shown an answer again, and which one; they measure a rater against himself."""

import random

from evaluations.models import Rating, ReviewItem, ReviewQueue
from workspaces.models import User

# From twenty items on: two, then one in twenty. The first comes after ten ratings, the second after eighteen.
FROM, FIRST_AFTER, SECOND_AFTER, ONE_IN = 20, 10, 18, 20
# So many ratings lie between an answer and its repeat, so that nobody remembers what he said.
APART = 8


def planned(items: int, ratings: int) -> int:
    """How many repeats a person has been shown after so many ratings, in a queue of so many items."""
    if items < FROM or ratings < FIRST_AFTER:
        return 0
    return 1 if ratings < SECOND_AFTER else max(2, ratings // ONE_IN)


def due(queue: ReviewQueue, rater: User) -> ReviewItem | None:
    """The item that the person should be shown again now; None where it is not time."""
    counted = ReviewItem.Kind.COUNTED
    items = queue.items.filter(kind=counted).count()
    mine = Rating.objects.filter(item__queue=queue, rater=rater, withdrawn_at__isnull=True, kind=Rating.Kind.RATING)
    rated = list(mine.filter(item__kind=counted).order_by("given_at", "pk").values_list("item", flat=True))
    shown = set(queue.items.filter(repeat_for=rater).values_list("repeat_of", flat=True))
    if len(shown) >= planned(items, len(rated)):
        return None
    candidates = [item for item in rated[:-APART] if item not in shown]
    if not candidates:
        return None
    lot = random.Random(f"{queue.seed} {rater.pk} {len(shown)}")  # noqa: S311 - to be repeated, not a secret
    return ReviewItem.objects.get(pk=lot.choice(candidates))
