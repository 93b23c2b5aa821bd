"""Who answers for what in a project: the responsibilities that criteria and gates name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roadmap.vocabulary import ROLES


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def accepted(self) -> ResponsibilityQuerySet:
        """Those that count: accepted in person, and not ended."""
        return self.filter(accepted_at__isnull=False, ended_at__isnull=True)


class Responsibility(models.Model):
    """A responsibility given to a person, who accepts it in person. It counts from the acceptance until its end."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="responsibilities")
    role = models.CharField(max_length=40, choices=list(ROLES.items()))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ["project", "role", "given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "role", "person"],
                condition=Q(ended_at__isnull=True),
                name="responsibility_given_once",
            ),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="responsibility_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.person}"

    @property
    def stage(self) -> str:
        """What a page shows of it: that it was given, accepted, or ended."""
        return "ended" if self.ended_at else "accepted" if self.accepted_at else "given"
