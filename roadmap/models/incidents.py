"""Incidents: what went wrong with the assistant, what is done about it, and the cases that were made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from evaluations.models import Case
from roadmap.models.changes import RecordedChange
from roadmap.models.criteria import Criterion
from roadmap.models.kept import KeptQuerySet
from roadmap.models.phases import Phase
from roadmap.register.levels import INCIDENT_STATES, LEVELS

INCIDENT_LABELS = {
    "title": "Title",
    "severity": "Severity",
    "status": "Status",
    "happened_on": "Happened on",
    "principle": "Principle",
    "what_happened": "What happened",
    "asked": "What it was asked",
    "answered": "What it answered",
    "action": "What is done about it",
    "owner": "Owner",
    "due_on": "Due",
    "phase": "Gate",
    "criteria": "Criteria",
}


class Incident(models.Model):
    """Something that went wrong. `due_on` is its clock: dealt with, and told to whom it must be told, by that day."""

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="incidents")
    title = models.CharField(max_length=160)
    severity = models.CharField(max_length=8, choices=list(LEVELS.items()))
    status = models.CharField(max_length=7, choices=list(INCIDENT_STATES.items()), default="open")
    happened_on = models.DateField()
    principle = models.CharField(max_length=200, blank=True)  # a section's identifier; blank where none fits
    what_happened = models.TextField(max_length=4000)
    asked = models.TextField(max_length=4000, blank=True)
    answered = models.TextField(max_length=4000, blank=True)
    action = models.TextField(max_length=4000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents")
    criteria = models.ManyToManyField(Criterion, blank=True, related_name="incidents")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["project", "-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=list(LEVELS)), name="incident_severity_is_known"),
            models.CheckConstraint(condition=Q(status__in=list(INCIDENT_STATES)), name="incident_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(action=""), name="closed_incident_says_what_was_done"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status != "closed"


class IncidentChange(RecordedChange):
    """One change of an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="changes")

    LABELS = INCIDENT_LABELS
    objects = KeptQuerySet["IncidentChange"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} at {self.at:%Y-%m-%d %H:%M}"


class IncidentCase(models.Model):
    """A case that was made of an incident; suite and key are still named when the case itself is gone."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    suite_name = models.CharField(max_length=160)
    key = models.CharField(max_length=100)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["incident", "made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.key} of {self.suite_name}"
