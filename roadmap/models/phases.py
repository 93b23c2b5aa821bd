"""The four phases of a project, each with its gate."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class Phase(models.Model):
    """One of the four phases of a project, copied from the template together with its gate."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    name = models.CharField(max_length=120)
    entry_rule = models.TextField(max_length=600)
    gate_name = models.CharField(max_length=120)
    gate_rule = models.JSONField(default=dict)  # approvers, min_approvals, requester_may_approve, repeats_days
    template_version = models.CharField(max_length=40)
    planned_on = models.DateField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)  # as it was planned first; it stays when the plan moves
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_phase_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=4), name="phase_number_is_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
