"""Which recorded pilot took the place of which, and why. The one that was corrected stays to be read."""

from django.db import models
from django.utils import timezone

from evaluations.models.runs import Run


class PilotCorrection(models.Model):
    """A pilot that was recorded again. `run` does not count any more; `by` says what holds instead."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="correction")
    by = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="corrects")
    reason = models.TextField(max_length=2000)
    actor = models.ForeignKey("workspaces.User", null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(condition=~models.Q(run=models.F("by")), name="correction_is_another_run"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} corrected by {self.by_id}"
