"""Review by people: queues, their items, the places people hold in them, and what they said."""

import uuid

from django.db import models
from django.utils import timezone

from evaluations.models.runs import Run, Sample
from evaluations.models.suites import IDENTIFIER_LENGTH, Case

MAX_RATINGS = 5
RATINGS = [
    ("compliant", "Compliant"),
    ("violation", "Violation"),
    ("partial", "Partial"),
    ("cannot_tell", "Can’t tell"),
]
RATING_VALUES = tuple(value for value, _ in RATINGS)


class ReviewQueue(models.Model):
    """Answers of one run that people read, chosen by one rule when the queue was made."""

    class Rule(models.TextChoices):
        FAILURES = "failures", "All failures"
        RANDOM = "random", "A random share"
        DISPUTED = "disputed", "Verdicts that disagree"
        LOW_CONFIDENCE = "low_confidence", "Close calls of a judge"
        PRINCIPLE = "principle", "One principle"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="review_queues")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="review_queues")
    name = models.CharField(max_length=120)
    rule = models.CharField(max_length=14, choices=Rule)
    # What the rule was asked with: the share of a random one, and the principle of the last.
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    principle = models.CharField(max_length=IDENTIFIER_LENGTH, blank=True)
    # Draws the share, the order, the warm-ups and the repeats; the same seed draws the same ones.
    seed = models.BigIntegerField()
    ratings_per_item = models.PositiveSmallIntegerField(default=2)
    blind = models.BooleanField(default=True)
    once = models.UUIDField(null=True, blank=True)
    created_by = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey("workspaces.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project", "-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="review_queue_name_unique_in_project"),
            models.UniqueConstraint(fields=["project", "once"], name="review_queue_made_once"),
            models.CheckConstraint(
                condition=models.Q(rule__in=["failures", "random", "disputed", "low_confidence", "principle"]),
                name="review_queue_rule_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ratings_per_item__gte=1, ratings_per_item__lte=MAX_RATINGS),
                name="review_queue_ratings_in_range",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="random") | models.Q(percent__gte=1, percent__lte=100),
                name="random_review_queue_has_a_share",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="principle") | ~models.Q(principle=""),
                name="review_queue_of_a_principle_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def neutral_name(self) -> str:
        """What raters of a blind queue see: a name may tell the release, and a rule the verdict."""
        return f"Review {self.pk}" if self.blind else self.name


class ReviewItem(models.Model):
    """One answer to read. Warm-ups show an answer of known outcome; a repeat shows one person an answer again.

    ``token`` is its name in addresses, which tells nothing of the run or the sample behind it.
    """

    class Kind(models.TextChoices):
        COUNTED = "counted", "Counted"
        WARM_UP = "warm_up", "Warm-up"
        REPEAT = "repeat", "Hidden repeat"

    class Settled(models.TextChoices):
        AGREED = "agreed", "The raters agree"
        ADJUDICATED = "adjudicated", "A third person decided"

    queue = models.ForeignKey(ReviewQueue, on_delete=models.CASCADE, related_name="items")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=7, choices=Kind)
    position = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    sample = models.ForeignKey(Sample, null=True, blank=True, on_delete=models.CASCADE, related_name="review_items")
    known = models.CharField(max_length=10, blank=True)
    repeat_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="repeats")
    repeat_for = models.ForeignKey("workspaces.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Its raters do not agree, and nobody has decided yet.
    disputed = models.BooleanField(default=False)
    settled = models.CharField(max_length=11, choices=Settled, blank=True)
    outcome = models.CharField(max_length=11, choices=RATINGS, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["queue", "position", "pk"]
        indexes = [models.Index(fields=["queue", "kind", "position"], name="review_items_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "sample"], condition=models.Q(kind="counted"), name="sample_once_in_a_review_queue"
            ),
            models.UniqueConstraint(fields=["repeat_of", "repeat_for"], name="repeated_once_for_each_person"),
            models.CheckConstraint(
                condition=models.Q(kind="counted", sample__isnull=False, known="", repeat_of__isnull=True)
                | models.Q(kind="warm_up", sample__isnull=True, known__in=["compliant", "violation"])
                | models.Q(kind="repeat", sample__isnull=False, known="", repeat_of__isnull=False)
                & models.Q(repeat_for__isnull=False),
                name="review_item_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(settled="", outcome="", settled_at__isnull=True)
                | models.Q(kind="counted", settled__in=["agreed", "adjudicated"], settled_at__isnull=False)
                & models.Q(outcome__in=RATING_VALUES, disputed=False),
                name="settled_review_item_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.position}"


class ReviewSlot(models.Model):
    """A place for one person at one item: free, held for a while, or rated.

    A counted item has as many numbered slots as the queue asks for ratings, so there can never be more; whoever takes
    one does it by a conditional UPDATE. Warm-ups and repeats are each person's own and have no number.
    """

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    rater = models.ForeignKey(
        "workspaces.User", null=True, blank=True, on_delete=models.PROTECT, related_name="review_slots"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    # Until then nobody else may take it; empty where it was rated, or is the person's own.
    held_until = models.DateTimeField(null=True, blank=True)
    rated = models.BooleanField(default=False)

    class Meta:
        ordering = ["item", "number"]
        indexes = [models.Index(fields=["rater", "rated"], name="review_slots_of_a_person")]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="review_slot_number_unique_in_item"),
            models.UniqueConstraint(fields=["item", "rater"], name="one_review_slot_per_item_and_rater"),
            models.CheckConstraint(
                condition=models.Q(rater__isnull=True, taken_at__isnull=True, held_until__isnull=True, rated=False)
                & models.Q(number__isnull=False)
                | models.Q(rater__isnull=False, taken_at__isnull=False),
                name="review_slot_free_or_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"Slot {self.number or 'of their own'}"


class Rating(models.Model):
    """What a person said about an item. Never changed and never deleted: taking it back sets ``withdrawn_at``.

    A ``settling`` one is the word of a third person on an item whose raters disagree. As both kinds share one
    constraint, nobody can settle what he has rated.
    """

    class Kind(models.TextChoices):
        RATING = "rating", "Rating"
        SETTLING = "settling", "Decision of a third person"

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey("workspaces.User", on_delete=models.PROTECT, related_name="ratings")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.RATING)
    outcome = models.CharField(max_length=11, choices=RATINGS)
    reason = models.TextField(blank=True)
    # Whether it was given without sight of model, release and other verdicts.
    blind = models.BooleanField()
    seconds = models.PositiveIntegerField(null=True, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item", "given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "rater"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_rating_per_item_and_rater",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(kind="settling", withdrawn_at__isnull=True),
                name="review_item_settled_once",
            ),
            models.CheckConstraint(condition=models.Q(outcome__in=RATING_VALUES), name="rating_outcome_known"),
            models.CheckConstraint(
                condition=models.Q(kind="rating") | models.Q(kind="settling") & ~models.Q(reason=""),
                name="rating_kind_known_and_settling_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.outcome}"
