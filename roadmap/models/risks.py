"""Risks: what could go wrong, for whom, how bad that would be, and the limit beyond which it must be treated."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roadmap.models.changes import RecordedChange
from roadmap.models.criteria import Criterion
from roadmap.models.kept import Kept, KeptQuerySet
from roadmap.register.levels import LEVELS, LIKELIHOODS, RISK_STATES, level_of

RISK_LABELS = {
    "title": "Title",
    "affected": "Who could be affected",
    "what": "What could happen",
    "likelihood": "Likelihood",
    "severity": "Severity",
    "status": "Status",
    "mitigation": "Mitigation",
    "owner": "Owner",
    "review_on": "Review on",
    "criteria": "Criteria",
}


class Risk(models.Model):
    """Something that could go wrong, rated in words; its level follows from the two."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="risks")
    title = models.CharField(max_length=160)
    affected = models.CharField(max_length=160)
    what = models.TextField(max_length=4000)
    likelihood = models.CharField(max_length=14, choices=list(LIKELIHOODS.items()))
    severity = models.CharField(max_length=8, choices=list(LEVELS.items()))
    status = models.CharField(max_length=6, choices=list(RISK_STATES.items()), default="open")
    mitigation = models.TextField(max_length=4000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)
    criteria = models.ManyToManyField(Criterion, blank=True, related_name="risks")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["project", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=list(LEVELS)), name="risk_severity_is_known"),
            models.CheckConstraint(condition=Q(likelihood__in=list(LIKELIHOODS)), name="risk_likelihood_is_known"),
            models.CheckConstraint(condition=Q(status__in=list(RISK_STATES)), name="risk_status_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def level(self) -> str:
        return level_of(self.likelihood, self.severity)

    @property
    def level_label(self) -> str:
        return LEVELS[self.level]

    @property
    def is_open(self) -> bool:
        return self.status == "open"


class RiskChange(RecordedChange):
    """One change of a risk."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="changes")

    LABELS = RISK_LABELS
    objects = KeptQuerySet["RiskChange"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.risk_id} at {self.at:%Y-%m-%d %H:%M}"


class RiskLimit(Kept):
    """The highest level that is accepted without a mitigation. The latest one holds; earlier ones stay to be read."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="risk_limits")
    level = models.CharField(max_length=8, choices=list(LEVELS.items()))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = KeptQuerySet["RiskLimit"].as_manager()

    class Meta:
        ordering = ["project", "-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(level__in=list(LEVELS)), name="risk_limit_is_known")]

    def __str__(self) -> str:
        return f"up to {self.level}"
