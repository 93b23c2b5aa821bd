"""Whether an identifier of a framework applies to a project, as a person decided it; each decision is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roadmap.models.kept import Kept, KeptQuerySet


class Applicability(Kept):
    """One decision. The one with the highest number holds; `framework_version` says what it was decided on."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="applicability")
    framework = models.CharField(max_length=40)
    framework_version = models.CharField(max_length=40)
    identifier = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    applies = models.BooleanField()
    reason = models.TextField(max_length=2000)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = KeptQuerySet["Applicability"].as_manager()

    class Meta:
        ordering = ["project", "framework", "identifier", "-number"]
        verbose_name_plural = "applicability"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "framework", "identifier", "number"], name="one_applicability_per_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="applicability_number_is_positive"),
            models.CheckConstraint(condition=~Q(reason=""), name="applicability_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.identifier}, decision {self.number}"
