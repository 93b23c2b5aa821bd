"""Waivers: leave to depart from a rule until a day."""

from django.db import models
from django.utils import timezone

from workspaces.models.people import Project, User


class Waiver(models.Model):
    """Leave to depart from a rule until a day: asked for by one person, decided by another.

    `subject` names what it is about, as ``stance:do_not_lie``; the room that owns the subject reads the rest.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="waivers")
    subject = models.CharField(max_length=240)
    title = models.CharField(max_length=300)
    reason = models.TextField()
    until = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    decision_note = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project", "-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "subject"],
                condition=models.Q(decided_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_waiver_request_per_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="waiver_is_not_decided_by_who_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, granted__isnull=True, decided_by__isnull=True)
                | models.Q(decided_at__isnull=False, granted__isnull=False, decided_by__isnull=False),
                name="waiver_decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} until {self.until}"

    @property
    def is_open(self) -> bool:
        return self.decided_at is None and self.withdrawn_at is None

    @property
    def is_in_force(self) -> bool:
        return bool(self.granted) and self.withdrawn_at is None and self.until >= timezone.localdate()
