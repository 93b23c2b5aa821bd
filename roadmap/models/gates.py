"""Gates: what was asked for and frozen, the votes on it, and the conditions attached to them.

A request never changes what it froze; it only moves once from *open* to how it ended, and an approval that ends later
says when, by whom and why. Votes are written once.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from roadmap.models.kept import Kept, KeptQuerySet
from roadmap.models.phases import Phase

LONGEST_SCOPE = 400


class GateRequest(models.Model):
    """One request to open the gate of a phase, with the state it was asked on.

    `snapshot` is that state as `roadmap.gates.snapshot` spells it and `sha256` the hash of its canonical form.
    `version` moves with every vote, so that of two votes at once one looks again.
    """

    class State(models.TextChoices):
        OPEN = "open", "Asked"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REPLACED = "replaced", "Replaced by a later approval"
        REOPENED = "reopened", "Reopened"

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="gate_requests")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    release = models.ForeignKey(
        "evaluations.Release", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    scope = models.TextField(max_length=LONGEST_SCOPE)
    volume = models.PositiveIntegerField(null=True, blank=True)  # conversations a month
    until = models.DateField()
    if_refused = models.TextField(max_length=LONGEST_SCOPE, blank=True)
    reason = models.TextField(max_length=2000, blank=True)  # why a gate that was open once is asked for again
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # of an approval, or by withdrawing
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["phase", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "number"], name="one_gate_request_per_number"),
            models.UniqueConstraint(fields=["phase"], condition=Q(state="open"), name="one_open_gate_request"),
            models.UniqueConstraint(fields=["phase"], condition=Q(state="approved"), name="one_gate_approval_in_force"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "approved", "rejected", "withdrawn", "replaced", "reopened"]),
                name="gate_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state="withdrawn")
                | Q(state__in=["approved", "rejected", "replaced", "reopened"], decided_at__isnull=False),
                name="gate_decision_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "reopened"]) | ~Q(ended_why=""), name="gate_ends_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase.gate_name}, request {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED


class GateVote(Kept):
    """What one person decided on a request, as the holder of which responsibilities, having read which brief.

    `asked_by` repeats who asked, so that the database itself keeps that person from voting.
    """

    class Decision(models.TextChoices):
        APPROVE = "approve", "Approved"
        CONDITIONAL = "conditional", "Approved with conditions"
        REJECT = "reject", "Rejected"

    request = models.ForeignKey(GateRequest, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    roles = models.JSONField()  # the responsibilities of the gate that the person held
    decision = models.CharField(max_length=11, choices=Decision)
    note = models.TextField(max_length=2000, blank=True)
    counts = models.BooleanField()  # not that of somebody who let pass what the gate rests on, see gates/apart.py
    brief = models.TextField()
    brief_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = KeptQuerySet["GateVote"].as_manager()

    class Meta:
        ordering = ["request", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "person"], name="one_vote_a_person"),
            models.CheckConstraint(condition=~Q(person=F("asked_by")), name="nobody_votes_on_their_own_request"),
            models.CheckConstraint(
                condition=Q(decision__in=["approve", "conditional", "reject"]), name="gate_decision_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}: {self.decision}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.asked_by_id = self.request.asked_by_id
        super().save(*args, **kwargs)

    @property
    def approves(self) -> bool:
        return self.decision != self.Decision.REJECT


class GateCondition(models.Model):
    """What has to be done by a day for an approval to be whole; somebody says once that it is, and how."""

    vote = models.ForeignKey(GateVote, on_delete=models.CASCADE, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=600)
    due_on = models.DateField()
    fulfilled_at = models.DateTimeField(null=True, blank=True)
    fulfilled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fulfilled_note = models.TextField(max_length=2000, blank=True)
    evidence = models.ForeignKey(
        "roadmap.EvidenceVersion", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        ordering = ["vote", "position"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "position"], name="one_gate_condition_per_place"),
            models.CheckConstraint(
                condition=Q(fulfilled_at__isnull=True, fulfilled_by__isnull=True)
                | (Q(fulfilled_at__isnull=False, fulfilled_by__isnull=False) & ~Q(fulfilled_note="")),
                name="gate_condition_is_fulfilled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.fulfilled_at is None
