"""Who answers for what in a project: the responsibilities that criteria and gates name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roadmap.vocabulary import ROLES


class Responsibility(models.Model):
    """A responsibility given to a person, who accepts it in person. It counts from the acceptance until its end."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="responsibilities")
    role = models.CharField(max_length=40, choices=list(ROLES.items()))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

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
