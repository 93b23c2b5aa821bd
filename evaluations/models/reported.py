"""What stands behind a run whose results were reported from elsewhere, and what was done here to trust them."""

from django.db import models

from evaluations.models.runs import Run


class ReportedRun(models.Model):
    """Results that somebody's own tests posted: for which commit, and under which key they were posted once.

    They count for no decision until `accepted_at` says so. Before that the answers are graded again here, and a random
    share of the cases is asked again (`spot_run`).
    """

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="reported")
    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="reported_runs")
    commit = models.CharField(max_length=64)
    branch = models.CharField(max_length=250)
    idempotency_key = models.CharField(max_length=200)
    body_sha256 = models.CharField(max_length=64)
    token = models.ForeignKey("workspaces.ApiToken", null=True, on_delete=models.SET_NULL, related_name="+")
    # Grading again is a job: asked for, leased by a worker, done.
    regrade_asked_at = models.DateTimeField(null=True, blank=True)
    regrade_leased_until = models.DateTimeField(null=True, blank=True)
    regraded_at = models.DateTimeField(null=True, blank=True)
    spot_run = models.OneToOneField(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="spot_check_of")
    spot_seed = models.PositiveIntegerField(null=True, blank=True)
    spot_share = models.FloatField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "workspaces.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "idempotency_key"], name="reported_once_per_key"),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True)
                | models.Q(regraded_at__isnull=False, spot_run__isnull=False),
                name="accepted_report_was_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} at {self.commit[:12]}"

    @property
    def is_regrading(self) -> bool:
        return self.regrade_asked_at is not None and self.regraded_at is None
