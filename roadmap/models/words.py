"""What people said about a criterion: that it is met, or that it does not concern the project.

A word is never edited. One in force has no `ended_at`; a new word or taking it back ends it, and it stays to be read.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roadmap.models.criteria import Criterion


class Word(models.Model):
    """Who said it and when, and who ended it and why."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_why = models.TextField(max_length=2000, blank=True)

    class Meta:
        abstract = True


class Confirmation(Word):
    """The owner's word that a criterion is met, and the ground it was given on.

    `facts` says that ground in words, label by label, and `fingerprint` is its SHA-256: what differs today is told from
    the two. Both are empty where the word was given before the product kept them.
    """

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="confirmations")
    note = models.TextField(max_length=2000, blank=True)
    facts = models.JSONField(default=list)  # [[label, value]]
    fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["criterion", "-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion"], condition=Q(ended_at__isnull=True), name="one_confirmation_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} confirmed by {self.actor_name}"


class Exclusion(Word):
    """The word that a criterion does not concern the project, with its reason."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="exclusions")
    reason = models.TextField(max_length=2000)

    class Meta:
        ordering = ["criterion", "-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion"], condition=Q(ended_at__isnull=True), name="one_exclusion_in_force"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} does not apply"
